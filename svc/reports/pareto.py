"""A Pareto chart: bars as they come, and over them their running total in percent of all.

Both lie on one scale, whose end is all there is: the line's last point is 100 %.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING, Any
from unicodedata import bidirectional

from svc.frozen import Frozen
from svc.reports.marks import room
from svc.reports.plots import MOST, PX, WIDE, finished, ink, label_lines, library, rects, words_at
from svc.reports.values import heading, shown
from svc.rules.shares import rounded
from svc.screen import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.reports.document import Chart
    from svc.reports.marks import Marks

INSIDE = 24
"""Pixels a bar needs for a figure within it."""
HIGH = 250
"""Pixels from nothing to all where bars stand upright."""


class _Figures(Frozen):
    """The bars, as text too, and what they add up to one after the other; the whole.

    `parts` are the running total as exact shares of the whole.
    """

    values: tuple[float, ...]
    texts: tuple[str, ...]
    running: tuple[float, ...]
    whole: float
    parts: tuple[Fraction, ...]

    def shares(self) -> list[str]:
        """The running total in percent as the table has it, whole percents without a decimal."""
        return [shown(rounded(part), "percent").replace(".0", "") for part in self.parts]


def pareto(chart: Chart, marks: Marks, wide: int) -> str:
    """Bars upright where their labels and figures have room below and in them, else lying."""
    told = [max(Decimal(value or 0), Decimal(0)) for value in chart.series[0].values]
    values = [float(value) for value in told[:MOST]]
    whole = Fraction(sum(told)) or Fraction(1)
    figures = _Figures(
        values=tuple(values),
        texts=tuple(shown(value, chart.values) for value in chart.series[0].values[:MOST]),
        running=tuple(sum(values[: n + 1]) for n in range(len(values))),
        whole=float(whole),
        parts=tuple(total / whole for total in accumulate(map(Fraction, told[:MOST]))),
    )
    columns = int((wide - 30) / len(values) / PX) - 1
    lines = [wrapped(heading(label), max(columns, 1)) for label in chart.labels[:MOST]]
    fit = columns >= max(6, *map(room, figures.texts)) and max(map(len, lines)) <= 3
    first = values[0] / figures.whole * HIGH
    if wide == WIDE and fit and first >= INSIDE:
        return _upright(figures, lines, marks)
    return _lying(
        figures, [label_lines(label, wide) for label in chart.labels[:MOST]], marks, wide
    )


def _upright(figures: _Figures, lines: Sequence[Sequence[str]], marks: Marks) -> str:
    """Bars from left to right; a figure stands in its bar, or on it where that is too low."""
    p = library()
    at = [float(n + 1) for n in range(len(figures.values))]
    step = figures.whole * 1.12 / HIGH
    low, high = [a - 0.36 for a in at], [a + 0.36 for a in at]
    edges = {"xmin": low, "xmax": high, "ymin": [0.0] * len(at), "ymax": list(figures.values)}
    plot = p.ggplot() + rects(edges, None) + _line(at, figures.running)
    for n, value in enumerate(figures.values):
        inside = value >= step * INSIDE
        plot += words_at(
            [at[n]], [value + step * (-6 if inside else 6)], [marks(figures.texts[n])],
            colour="on" if inside else "ink", vjust=float(inside),
        )  # fmt: skip
    shares = [marks(share) for share in figures.shares()]
    above = [total + step * 9 for total in figures.running]
    plot += words_at(at, above, shares, colour="c2", vjust=0.0)
    plot += p.scale_x_continuous(
        breaks=at, labels=_labels(lines, marks), limits=[0.4, len(at) + 0.6], expand=[0, 0]
    )
    plot += p.scale_y_continuous(limits=[0, figures.whole * 1.12], expand=[0, 0])
    theme = {"axis_ticks": "blank", "axis_line": "blank", "axis_line_x": "line"}
    high_px = 25 + HIGH + 16 * max(map(len, lines))
    return finished(plot, WIDE, high_px, theme | {"axis_text_y": "blank"})


def _lying(figures: _Figures, lines: Sequence[list[str]], marks: Marks, wide: int) -> str:
    """A row a bar, its figure with its label: nothing lies in the line's way."""
    p = library()
    count = len(figures.values)
    most = int(wide * 0.4 / PX)
    for label, text in zip(lines, figures.texts, strict=True):
        if room(label[-1]) + room(text) + 3 <= most and not _turns(label[-1]):
            label[-1] += f" · {text}"
        else:
            label.append(text)
    left = PX * max(room(line) for label in lines for line in label)
    across = max(wide - left - 24, 80)
    top = figures.whole * across / max(across - 58, 40)
    at = [float(count - n) for n in range(count)]
    low, high = [a - 0.36 for a in at], [a + 0.36 for a in at]
    edges = {"xmin": [0.0] * count, "xmax": list(figures.values), "ymin": low, "ymax": high}
    plot = p.ggplot() + rects(edges, None) + _line(figures.running, at)
    shares = [marks(share) for share in figures.shares()]
    beside = [total + top / across * 9 for total in figures.running]
    # a little up, where the line, which goes down, does not come
    plot += words_at(beside, [a + 0.2 for a in at], shares, colour="c2", hjust=0.0)
    plot += p.scale_y_continuous(
        breaks=at, labels=_labels(lines, marks), limits=[0.4, count + 0.6], expand=[0, 0]
    )
    plot += p.scale_x_continuous(limits=[0, top], expand=[0, 0])
    theme = {"axis_ticks": "blank", "axis_line": "blank", "axis_text_x": "blank"}
    deep = max(map(len, lines))
    return finished(plot, wide, max(30, 16 * deep + 8) * count + 12, theme)


def _turns(words: str) -> bool:
    """Whether words are read from the right: a figure after them would be shown before them."""
    return any(bidirectional(letter) in {"R", "AL"} for letter in words)


def _line(x: Sequence[float], y: Sequence[float]) -> Any:
    p = library()
    data = {"x": list(x), "y": list(y)}
    look = {"color": ink("c2"), "tooltips": "none"}
    points = p.geom_point(p.aes("x", "y"), data=data, size=2.6, **look)
    if len(x) < 2:  # lets-plot tells on stdout that it draws no line of one point
        return points
    return p.geom_path(p.aes("x", "y"), data=data, size=0.9, **look) + points


def _labels(lines: Sequence[Sequence[str]], marks: Marks) -> list[str]:
    return ["\n".join(marks(line) for line in label) for label in lines]
