"""A report as text: for a terminal of any width, for a pipe, for a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc import output
from svc.reports import bars, key_figures, rows
from svc.reports.values import heading, in_words, with_arrow
from svc.screen import hanging, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from svc.reports.document import Chart, Report, Section, Table, Words
    from svc.reports.rows import Line

    Mark = Callable[[str], str]

NARROWEST = 20
"""Fewer columns than this are taken for so many: nothing is read on less."""
LEAST_STRIP = 12
"""A bar beside its row has at least so many columns."""
ASCII = str.maketrans("–─═·", "--=|")


def text(report: Report, *, columns: int, plain: bool = False, in_ascii: bool = False) -> str:
    """The report in lines of at most so many columns, without a line feed at its end.

    `plain` has no escape codes even where a terminal would take them; `in_ascii` draws with ASCII
    alone. What svc knows no narrower form of (names, Chinese) stays as it is.
    """
    found = "\n".join(_Paper(max(columns, NARROWEST), plain, in_ascii).lines(report))
    return found.translate(ASCII) if in_ascii else found


class _Paper:
    """How wide it is, and how it marks what stands out."""

    def __init__(self, room: int, plain: bool, in_ascii: bool) -> None:
        self.room = room
        self.in_ascii = in_ascii
        self.is_plain = plain or output.is_plain()
        self.bold: Mark = _same if self.is_plain else output.bold
        self.dim: Mark = _same if self.is_plain else output.dim

    def lines(self, report: Report) -> list[str]:
        """Title, what it is about, key figures, sections, and what stands at the end."""
        about = [heading(words) for words in (report.shop, *report.about) if words]
        lines = [
            *map(self.bold, wrapped(heading(report.title), self.room)),
            *self._joined(about),
        ]
        if report.figures:
            by = in_words if self.is_plain or self.in_ascii else with_arrow
            lines += ["", *self._looking(key_figures.lines_of(report.figures, self.room, by))]
        for section in report.sections:
            lines += ["", "", *self._section(section)]
        if report.after:
            lines += ["", *self._prose(report.after, self.dim)]
        return lines

    def _joined(self, words: Sequence[str]) -> list[str]:
        """Short texts on one line as long as they fit."""
        lines: list[str] = []
        for each in words:
            if lines and output.width(f"{lines[-1]} · {each}") <= self.room:
                lines[-1] += f" · {each}"
            else:
                lines += wrapped(each, self.room)
        return [self.dim(line) for line in lines]

    def _section(self, section: Section) -> list[str]:
        title = wrapped(heading(section.heading), self.room)
        lines = [*map(self.bold, title), self.dim("═" * max(map(output.width, title)))]
        lines += self._prose(section.notes)
        table, chart = section.table, section.chart
        if table is not None and table.rows:
            side = self._strips_beside(table, chart)
            drawn = rows.lines_of(table, self.room)
            lines += ["", *self._looking(side(drawn) if side else drawn)]
            chart = None if side else chart
        if chart is not None and chart.labels and chart.series:
            lines += ["", *self._chart(chart)]
        if section.after:
            lines += ["", *self._prose(section.after, self.dim)]
        return lines

    def _chart(self, chart: Chart) -> list[str]:
        return [
            *map(self.bold, wrapped(bars.titled(chart), self.room)),
            *bars.lines_of(chart, self.room, in_ascii=self.in_ascii),
        ]

    def _strips_beside(
        self, table: Table, chart: Chart | None
    ) -> Callable[[list[Line]], list[Line]] | None:
        """How the bars of a chart are put behind the rows they are of, if they all fit there."""
        if chart is None or chart.kind not in {"bars", "pareto"} or len(chart.series) != 1:
            return None
        room = self.room - rows.natural(table) - len(output.GAP)
        values = chart.series[0].values
        columns = zip(*table.rows, strict=True)
        name = bars.titled(chart)
        if (
            room < max(LEAST_STRIP, output.width(name))
            or len(values) != len(table.rows)
            or tuple(values) not in columns
        ):
            return None
        wide = self.room - room
        strips = bars.strips_of(values, min(room, bars.LONGEST), in_ascii=self.in_ascii)

        def put(lines: list[Line]) -> list[Line]:
            (head, look), rule, *body = lines
            behind = [
                (f"{output.pad(line, wide)}{strip}".rstrip(), look)
                for (line, look), strip in zip(body, strips, strict=False)
            ]
            return [(output.pad(head, wide) + name, look), rule, *behind, *body[len(strips) :]]

        return put

    def _looking(self, lines: Sequence[Line]) -> list[str]:
        looks = {rows.PLAIN: _same, rows.BOLD: self.bold, rows.DIM: self.dim}
        return [looks[look](line) if line else "" for line, look in lines]

    def _prose(self, words: Sequence[Words], mark: Mark | None = None) -> list[str]:
        """Sentences, each a paragraph whose further lines stand a little to the right."""
        told = (hanging(heading(each), "", self.room) for each in words)
        lines = [line for paragraph in told for line in paragraph.split("\n")]
        return [mark(line) for line in lines] if mark else lines


def _same(text: str) -> str:
    return text
