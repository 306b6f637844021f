"""What a chart shows, in a sentence or two: for those who hear a page instead of seeing it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from svc.i18n import say, spoken
from svc.reports.values import heading, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from svc.i18n import Sentence
    from svc.reports.document import Chart, Series


def gist(chart: Chart) -> str:
    """The largest and the smallest of a chart's figures, of lines the first and the last."""
    return ("" if spoken() == "zh" else " ").join(map(str, _sentences(chart)))


def _sentences(chart: Chart) -> Iterator[Sentence]:
    for series in chart.series:
        found = [(n, value) for n, value in enumerate(series.values) if value is not None]
        if not found:
            continue
        if chart.kind == "lines":
            yield _course(chart, series, found[0][0], found[-1][0])
        else:
            places = [n for n, _value in found]
            yield from _most(chart, series, places)
    yield say("The table holds the figures.")


def _course(chart: Chart, series: Series, first: int, last: int) -> Sentence:
    return say(
        "{name}: from {first} ({start}) to {last} ({end}).",
        name=heading(series.name),
        first=_told(chart, series, first),
        start=heading(chart.labels[first]),
        last=_told(chart, series, last),
        end=heading(chart.labels[last]),
    )


def _most(chart: Chart, series: Series, places: list[int]) -> Iterator[Sentence]:
    def value(place: int) -> Decimal:
        return Decimal(series.values[place] or 0)

    top, low = max(places, key=value), min(reversed(places), key=value)
    if len(chart.series) > 1:
        yield say(
            "{name}: most is {top} ({n}), least {low} ({m}).",
            name=heading(series.name),
            top=heading(chart.labels[top]), n=_told(chart, series, top),
            low=heading(chart.labels[low]), m=_told(chart, series, low),
        )  # fmt: skip
        return
    yield say(
        "Most is {top} ({n}), least {low} ({m}).",
        top=heading(chart.labels[top]), n=_told(chart, series, top),
        low=heading(chart.labels[low]), m=_told(chart, series, low),
    )  # fmt: skip


def _told(chart: Chart, series: Series, place: int) -> str:
    return shown(series.values[place], chart.values)
