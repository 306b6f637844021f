"""A report as Markdown: tables as GitHub has them, charts as bars of characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.i18n import labelled
from svc.papers.literal import escaped, fenced, paragraph, rows
from svc.reports import bars
from svc.reports.values import NUMERIC, change, heading, in_words, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from svc.reports.document import Figure, Report, Section, Table

WIDE = 72
"""Columns of a chart: what most readers of Markdown show without a bar to scroll."""


def markdown(report: Report) -> str:
    """The report as Markdown; nothing that stands in it is read as a mark, a link or HTML."""
    about = [escaped(heading(words)) for words in (report.shop, *report.about)]
    parts = [
        f"# {escaped(heading(report.title))}",
        " · ".join(words for words in about if words),
        "\n".join(map(_figure, report.figures)),
    ]
    for section in report.sections:
        parts += _section(section)
    parts += map(paragraph, report.after)
    return "\n\n".join(part for part in parts if part) + "\n"


def _figure(figure: Figure) -> str:
    """`- ⚠ **late: 3** · last week 1 (up 2)`: the mark tells a bad one."""
    told = labelled(heading(figure.label), shown(figure.value, figure.kind))
    before = []
    for name, was in figure.before:
        up = change(figure.value, was, figure.kind)
        by = "" if up is None else f" ({in_words(up, figure.kind)})"
        before.append(f" · {escaped(f'{heading(name)} {shown(was, figure.kind)}{by}')}")
    return f"- {'⚠ ' if figure.bad else ''}**{escaped(told)}**{''.join(before)}"


def _section(section: Section) -> Iterator[str]:
    yield f"## {escaped(heading(section.heading))}"
    yield from map(paragraph, section.notes)
    if section.table is not None and section.table.rows:
        yield table(section.table)
    if section.chart is not None and section.chart.labels and section.chart.series:
        yield paragraph(bars.titled(section.chart))
        yield fenced(bars.lines_of(section.chart, WIDE))
    yield from map(paragraph, section.after)


def table(found: Table) -> str:
    """A table with its figures on the right and its total, if it has one, as the last row."""
    kinds = [column.kind for column in found.columns]
    lines = [[shown(v, k) for v, k in zip(row, kinds, strict=True)] for row in found.rows]
    made = rows(
        [heading(column.heading) for column in found.columns],
        [kind in NUMERIC for kind in kinds],
        lines,
    )
    if found.total:
        cells = [
            "" if value is None else f"**{escaped(shown(value, kind))}**"
            for value, kind in zip(found.total, kinds, strict=True)
        ]
        made.append(f"| {' | '.join(cells)} |")
    return "\n".join(made)
