"""What every chart is made of, for lets-plot: bars, words, keys, and how the whole looks.

The library is imported here alone, and only where a chart is drawn. Colours are marks (`marks`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from svc.reports.marks import INK, room
from svc.reports.values import heading, shown
from svc.screen import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from svc.i18n import Sentence
    from svc.reports.document import Chart
    from svc.reports.marks import Marks

WIDE, NARROW = 720, 340
"""Pixels: in a page or on paper, and on a telephone."""
MOST = 40
"""So many labels have a bar; the table has all."""
PX = 7.0
"""Pixels a half-width character takes at the size of words here."""
SIZE = 6.5
"""The library's size of 13 pixels."""
KEY = 26
"""Half-width characters of a line in a key; the library would break longer ones itself."""
_NOUGHTS = re.compile(r"\.0+(?![0-9])")
LINES = ("c1", "c2", "c3", "c4", "c5", "c6")


@cache
def library() -> Any:
    """lets-plot."""
    import lets_plot

    return lets_plot


def ink(name: str) -> str:
    """The mark of a colour (`marks.INK`)."""
    return INK[name][0]


def legend(chart: Chart, marks: Marks, looks: dict[str, Sequence[Any]], wide: int) -> Any:
    """Which series has which colour, dash and shape: one key for all of them."""
    p = library()
    names = [f"s{n}" for n in range(len(chart.series))]
    labels = [
        "\n".join(marks(cut(line, KEY)) for line in wrapped(heading(series.name), KEY)[:2])
        for series in chart.series
    ]
    scales = []
    for look, kinds in looks.items():
        values = [kinds[n % len(kinds)] for n in range(len(names))]
        if look in {"fill", "color"}:
            values = [ink(value) for value in values]
        guide = p.guide_legend(ncol=1 if wide == NARROW else min(len(names), 4))
        made = getattr(p, f"scale_{look}_manual")
        scales.append(made(values=values, breaks=names, labels=labels, name="", guide=guide))
    return together(scales)


def together(parts: list[Any]) -> Any:
    """Several parts of a plot as one."""
    found = parts[0]
    for part in parts[1:]:
        found += part
    return found


def rects(data: dict[str, list[float]], name: str | None) -> Any:
    """Bars by their edges; those of a series have its name."""
    p = library()
    aes = {key: key for key in data}
    look = {"size": 0.5, "tooltips": "none"}
    if name is None:
        return p.geom_rect(p.aes(**aes), data=data, fill=ink("c1"), color=ink("c1"), **look)
    named = data | {"name": [name] * len(data["xmin"])}
    return p.geom_rect(p.aes(**aes, fill="name", color="name"), data=named, **look)


def words_at(
    x: Sequence[float], y: Sequence[float], words: Sequence[str], *,
    colour: str = "ink", hjust: float | Sequence[float] = 0.5, vjust: float = 0.5,
) -> Any:  # fmt: skip
    """Words at places; `hjust` 0 begins there, 1 ends there, `vjust` 0 stands on it."""
    p = library()
    across = [hjust] * len(x) if isinstance(hjust, (int, float)) else list(hjust)
    data = {"x": list(x), "y": list(y), "words": list(words), "hjust": across}
    return p.geom_text(
        p.aes("x", "y", label="words", hjust="hjust"), data=data, vjust=vjust, size=SIZE,
        color=ink(colour), tooltips="none", show_legend=False,
    )  # fmt: skip


def label_lines(words: Sentence | str, wide: int) -> list[str]:
    """A label in at most three lines, not wider than a third of the drawing."""
    most = int(wide * 0.36 / PX)
    lines = wrapped(heading(words), most)
    if len(lines) > 3:
        lines = [*lines[:2], cut(lines[2], most - 1).rstrip("…") + "…"]
    return lines


def cut(words: str, most: int) -> str:
    """Words of at most so many columns, with an ellipsis where some are left out."""
    if room(words) <= most:
        return words
    while words and room(words) > most - 1:
        words = words[:-1]
    return words.rstrip() + "…"


def ends_of(values: Sequence[int | Decimal], across: float, told: float) -> tuple[float, float]:
    """From where to where bars go, with room for the figures at their ends."""
    low, high = min(0.0, *map(float, values)), max(0.0, *map(float, values))
    if low == high:
        return 0.0, 1.0
    sides = (told if low < 0 else 0) + (told if high > 0 else 0)
    stretch = (high - low) / max(across - sides, 40)
    return low - (stretch * told if low < 0 else 0), high + (stretch * told if high > 0 else 0)


def finished(
    plot: Any, wide: int, high: int, theme: dict[str, str], *, keyed: bool = False
) -> str:
    """A plot as SVG, its theme set: nothing but what is asked for; `keyed` has a key above."""
    p = library()
    parts = {
        "blank": p.element_blank(),
        "line": p.element_line(color=ink("soft"), size=0.6),
        "rule": p.element_line(color=ink("rule"), size=0.6),
    }
    blank = (
        "plot_background",
        "panel_background",
        "panel_grid",
        "axis_title",
        "legend_background",
    )
    made = dict.fromkeys(blank, p.element_blank()) | {k: parts[v] for k, v in theme.items()}
    made["text"] = p.element_text(color=ink("ink"))
    made |= {
        key: p.element_text(color=ink("soft"), size=13, margin=[4, 6, 0, 0])
        for key in ("axis_text_x", "axis_text_y")
        if key not in theme
    }
    made["legend_text"] = p.element_text(color=ink("ink"), size=13)
    made["legend_position"] = "top" if keyed else "none"
    made["legend_justification"] = "left"
    made["legend_title"] = p.element_blank()
    made["plot_margin"] = [4, 4, 4, 4]
    whole = plot + p.theme_minimal() + p.theme(**made) + p.ggsize(wide, high)
    return str(whole.to_svg())


def ticks_told(ticks: Sequence[int | Decimal], kind: str) -> list[str]:
    """The figures of a scale, without places where all of them are whole."""
    told = [shown(tick, kind) for tick in ticks]
    if all(_NOUGHTS.search(text) for text in told):
        return [_NOUGHTS.sub("", text) for text in told]
    return told
