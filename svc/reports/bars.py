"""Charts made of characters: bars and sparklines, for a terminal and for Markdown."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from svc.i18n import say
from svc.output import GAP, pad, width
from svc.reports.values import NOTHING, heading, shown
from svc.screen import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from svc.reports.document import Chart

    Number = int | Decimal | None

LONGEST = 40
"""Columns the longest bar takes where there is room for more."""
SHORTEST = 8
"""A bar with less room than this beside its label goes below it."""
LEVELS = "▁▂▃▄▅▆▇█"
PLAIN_LEVELS = "_.:-=+*#"


def titled(chart: Chart) -> str:
    """A chart's title and unit: `Complaints by class (cases)`."""
    if not chart.unit:
        return heading(chart.title)
    return heading(say("{title} ({unit})", title=chart.title, unit=chart.unit))


def lines_of(chart: Chart, room: int, *, in_ascii: bool = False) -> list[str]:
    """A chart in lines of at most so many columns, without its title."""
    if chart.kind == "lines":
        return [line for part in _lines(chart, room, in_ascii) for line in part]
    if chart.kind == "pairs" and len(chart.series) > 1:
        return _pairs(chart, room, in_ascii)
    if not chart.series:
        return []
    values = chart.series[0].values
    told = [shown(value, chart.values) for value in values]
    if chart.kind == "pareto":
        told = [
            f"{one}{GAP}{more}" for one, more in zip(_right(told), cumulative(values), strict=True)
        ]
    return beside(
        [heading(label) for label in chart.labels], values, told, room, in_ascii=in_ascii
    )


def cumulative(values: Sequence[Number]) -> list[str]:
    """The shares of the whole the values add up to one after the other, as people read them."""
    whole = sum(Decimal(value or 0) for value in values)
    running, found = Decimal(0), []
    for value in values:
        running += Decimal(value or 0)
        found.append(shown(running / whole if whole else None, "percent"))
    return _right(found)


def _right(texts: Sequence[str]) -> list[str]:
    widest = max(map(width, texts), default=0)
    return [" " * (widest - width(text)) + text for text in texts]


def beside(
    labels: Sequence[str],
    values: Sequence[Number],
    told: Sequence[str],
    room: int,
    *,
    in_ascii: bool = False,
) -> list[str]:
    """A bar a label: label, bar and figure on a line, or the bar below a label too long."""
    figures = _right(told)
    right = max(map(width, figures), default=0)
    left = max(map(width, labels), default=0)
    size = min(room - left - right - 2 * len(GAP), LONGEST)
    is_below = size < SHORTEST
    if is_below:
        left, size = 0, min(room - right - 2 * len(GAP), LONGEST)
    strips = strips_of(values, size, in_ascii=in_ascii)
    lines = []
    for label, strip, figure in zip(labels, strips, figures, strict=True):
        start = "" if is_below else pad(label, left)
        if is_below:
            lines += wrapped(label, room)
        line = f"{start}{GAP}{strip}{GAP}{figure}" if size > 0 else GAP + figure
        lines += [line.rstrip()] if width(line) <= room else wrapped(figure.strip(), room)
    return lines


def strips_of(values: Sequence[Number], size: int, *, in_ascii: bool = False) -> list[str]:
    """Bars of so many columns for some values, all from nothing and on one scale."""
    known = [value for value in values if value is not None]
    low, high = min([0, *known]), max([0, *known])
    whole = high - low
    if size <= 0 or not whole:
        return [" " * max(size, 0)] * len(values)
    return [
        " " * size
        if value is None
        else _strip(
            float((min(value, 0) - low) / Decimal(whole)),
            float((max(value, 0) - low) / Decimal(whole)),
            size,
            in_ascii,
        )
        for value in values
    ]


def _strip(begin: float, end: float, size: int, in_ascii: bool) -> str:
    """A bar from one share of its room to another; what is not nothing is seen."""
    if in_ascii:
        first, last = round(begin * size), round(end * size)
        if first == last and end > begin:
            first, last = (first, first + 1) if first < size else (first - 1, first)
        return pad(" " * first + "#" * (last - first), size)
    if begin < end:
        end = max(end, min(begin + 1 / (8 * size), 1.0) + 1e-9)
    from rich.bar import Bar
    from rich.console import Console

    console = Console(width=size, color_system=None, legacy_windows=False)
    (line,) = console.render_lines(Bar(1.0, begin, min(end, 1.0), width=size))
    return "".join(part.text for part in line)


def _pairs(chart: Chart, room: int, in_ascii: bool) -> list[str]:
    """At each label a bar of each series, all on one scale."""
    names = [heading(series.name) for series in chart.series]
    flat = [series.values[place] for place in range(len(chart.labels)) for series in chart.series]
    told = [shown(value, chart.values) for value in flat]
    widest = max(width(heading(label)) for label in chart.labels) if chart.labels else 0
    if widest + max(map(width, names)) + len(GAP) <= room // 2:
        starts = [
            pad(heading(label) if nth == 0 else "", widest) + GAP + name
            for label in chart.labels
            for nth, name in enumerate(names)
        ]
        return beside(starts, flat, told, room, in_ascii=in_ascii)
    bars = beside(names * len(chart.labels), flat, told, room - len(GAP), in_ascii=in_ascii)
    each = len(bars) // len(chart.labels) if chart.labels else 0
    lines = []
    for place, label in enumerate(chart.labels):
        lines += wrapped(heading(label), room)
        lines += [GAP + line for line in bars[place * each : (place + 1) * each]]
    return lines


def _lines(chart: Chart, room: int, in_ascii: bool) -> Iterator[list[str]]:
    """A sparkline a series, all on one scale, with its lowest, highest and last value."""
    if chart.labels:
        yield wrapped(f"{heading(chart.labels[0])} – {heading(chart.labels[-1])}", room)
    known = [v for series in chart.series for v in series.values if v is not None]
    low, high = min([0, *known]), max([0, *known])
    left = max((width(heading(series.name)) for series in chart.series), default=0)
    for series in chart.series:
        spark = sparkline(series.values, low, high, in_ascii=in_ascii)
        told = _span(series.values, chart.values)
        line = f"{pad(heading(series.name), left)}{GAP}{spark}{GAP}{told}"
        if width(line) <= room:
            yield [line]
            continue
        parts = [spark[at : at + room - len(GAP)] for at in range(0, len(spark), room - len(GAP))]
        yield [
            *wrapped(heading(series.name), room),
            *(GAP + part for part in parts),
            *(GAP + part for part in wrapped(told, room - len(GAP))),
        ]


def _span(values: Sequence[Number], kind: str) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return NOTHING
    return str(
        say("{low} to {high}, last {last}",
            low=shown(min(known), kind), high=shown(max(known), kind), last=shown(known[-1], kind))
    )  # fmt: skip


def sparkline(
    values: Sequence[Number], low: Number, high: Number, *, in_ascii: bool = False
) -> str:
    """A character a value, the higher the fuller, between two bounds; a space leaves a gap."""
    levels = PLAIN_LEVELS if in_ascii else LEVELS
    whole = Decimal(high or 0) - Decimal(low or 0)
    return "".join(
        " "
        if value is None
        else levels[int((Decimal(value) - Decimal(low or 0)) / whole * (len(levels) - 1))]
        if whole
        else levels[0]
        for value in values
    )
