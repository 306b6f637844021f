"""The history: one line a run, so that a slower commit is seen."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bench.figures import cell, svc_ratios, times
from bench.places import HISTORY, ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bench.figures import Results

SLOWER = 0.10
"""A row that is slower by so much is told."""


def commit() -> str:
    """The commit measured, marked where files differ from it; `unknown` outside of git."""
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=12"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def entry(
    kind: str, results: Results, versions: Mapping[str, str], machine: Mapping[str, Any]
) -> dict[str, Any]:
    """A run as the history keeps it."""
    bare = {
        str(size): round(float(told["median"]) * 1000, 2)
        for size in sorted(results)
        if (told := cell(results, size, "id", "bare"))
    }
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ"),
        "commit": commit(),
        "kind": kind,
        "versions": dict(versions),
        "machine": dict(machine),
        "bare_ms": bare,
        "ratios": svc_ratios(results),
    }


def read(file: Path = HISTORY) -> list[dict[str, Any]]:
    """Every run there was, the oldest first."""
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]


def append(run: Mapping[str, Any], file: Path = HISTORY) -> None:
    """Write one more line."""
    with file.open("a", encoding="utf-8") as out:
        out.write(json.dumps(run, ensure_ascii=False, sort_keys=True) + "\n")


@dataclass(frozen=True)
class Slower:
    """A row that takes longer than it did."""

    row: str
    size: int
    before: float
    now: float

    @property
    def by(self) -> float:
        """By how much: 0.1 is a tenth."""
        return self.now / self.before - 1

    def __str__(self) -> str:
        return (
            f"{self.row} at {self.size:,}: {times(self.before)} -> {times(self.now)} "
            f"({self.by:+.0%})"
        )


def slower(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[Slower]:
    """The rows that are slower by a tenth or more, the worst first; new rows are not judged."""
    found = [
        Slower(row, int(size), before["ratios"][row][size], value)
        for row, sizes in now["ratios"].items()
        for size, value in sizes.items()
        if size in before["ratios"].get(row, {})
    ]
    return sorted((s for s in found if s.by >= SLOWER - 1e-9), key=lambda s: -s.by)


def last_two(runs: list[dict[str, Any]], kind: str | None = None) -> tuple[Any, Any] | None:
    """The last run, or the last of a kind, and the one of its kind before it."""
    mine = [run for run in runs if kind in {None, run["kind"]}]
    if not mine:
        return None
    same = [run for run in mine if run["kind"] == mine[-1]["kind"]]
    return (same[-2], same[-1]) if len(same) > 1 else None


def compared(runs: list[dict[str, Any]], kind: str | None = None) -> str:
    """What `--compare` prints."""
    pair = last_two(runs, kind)
    if pair is None:
        return "There is no earlier run of the same kind to compare with."
    before, now = pair
    head = f"{now['kind']} of {_when(now)} against {_when(before)}"
    found = slower(before, now)
    told = [f"  {row}" for row in found] or ["  no row is slower by a tenth or more"]
    if (then := before["versions"].get("python")) != (here := now["versions"].get("python")):
        head += f"\n  Python differs: {then} -> {here}"
    return "\n".join([head, *told])


def _when(run: Mapping[str, Any]) -> str:
    return f"{run['date']} ({run['commit']})"
