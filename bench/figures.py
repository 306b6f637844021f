"""The bench's arithmetic: ratios, exponents, and what is said of a peer that was too slow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Cell = dict[str, Any]
"""One contender's row at one size: `median`, `least`, `cpu`, `peak`, `runs`, or a `note`."""
Results = dict[int, dict[str, dict[str, Cell]]]
"""Cells by size, row, contender."""
NOISE = 0.02
"""Below this share of the bare program's time, what a command adds to it is not told apart."""


def slope(points: Sequence[tuple[float, float]]) -> float | None:
    """The exponent of growth: least squares of log time over log size; None of fewer than two."""
    if len(points) < 2 or any(size <= 0 or time <= 0 for size, time in points):
        return None
    xs = [math.log(size) for size, _time in points]
    ys = [math.log(time) for _size, time in points]
    mid_x, mid_y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - mid_x) ** 2 for x in xs)
    if spread == 0:
        return None
    return sum((x - mid_x) * (y - mid_y) for x, y in zip(xs, ys, strict=True)) / spread


def cell(results: Results, size: int, row: str, name: str) -> Cell:
    """What is known of a contender's row at a size; empty where it was not asked."""
    return results.get(size, {}).get(row, {}).get(name, {})


def ratio(results: Results, size: int, row: str, name: str, to: str = "bare") -> float | None:
    """The median as a multiple of another's in the same run."""
    mine, other = cell(results, size, row, name), cell(results, size, row, to)
    if "median" not in mine or "median" not in other:
        return None
    return float(mine["median"]) / float(other["median"])


def exponents(results: Results, row: str, name: str) -> tuple[float | None, float | None]:
    """How a row grows: by its whole time, and by what it takes beyond the bare program's.

    Sizes at which that is nothing but noise are left out of the second.
    """
    whole: list[tuple[float, float]] = []
    beyond: list[tuple[float, float]] = []
    for size in sorted(results):
        mine, bare = cell(results, size, row, name), cell(results, size, row, "bare")
        if "median" not in mine or "median" not in bare:
            continue
        whole.append((size, mine["median"]))
        if (more := mine["median"] - bare["median"]) > NOISE * bare["median"]:
            beyond.append((size, more))
    return slope(whole), slope(beyond)


def stopped(results: Results, row: str, name: str, size: int, usable: float) -> str | None:
    """Why a contender is not asked at a size: it was too slow, or failed, at a smaller one."""
    for smaller in sorted(s for s in results if s < size):
        told = cell(results, smaller, row, name)
        if "note" in told:
            return told["note"] if told["note"].startswith("stopped") else None
        if told.get("median", 0.0) > usable:
            return f"stopped at {smaller:,}: {spell(told['median'])}"
    return None


def spell(seconds: float) -> str:
    """A time as people read it: 43 ms, 1.3 s, 38 s."""
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms" if seconds >= 0.00995 else f"{seconds * 1000:.1f} ms"
    return f"{seconds:.1f} s" if seconds < 9.95 else f"{seconds:.0f} s"


def times(value: float | None) -> str:
    """A ratio as people read it: 1.08x, 12.3x, 340x."""
    if value is None:
        return "-"
    if value < 9.995:
        return f"{value:.2f}x"
    return f"{value:.1f}x" if value < 99.95 else f"{value:.0f}x"


def svc_ratios(results: Results) -> Mapping[str, dict[str, float]]:
    """The ratios of svc (of git in its own row) by row and size: what the history keeps."""
    told: dict[str, dict[str, float]] = {}
    for size in sorted(results):
        for row, cells in results[size].items():
            name = "git" if "git" in cells else "svc"
            if (value := ratio(results, size, row, name)) is not None:
                told.setdefault(row, {})[str(size)] = round(value, 4)
    return told
