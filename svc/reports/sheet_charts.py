"""Excel's own charts of a report, drawn from its cells."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from svc.i18n import _
from svc.reports.bars import titled
from svc.reports.gist import gist
from svc.reports.values import heading, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from svc.reports.document import Chart, Table, Value
    from svc.reports.sheet import _Sheets

    Cells = list[Any]

PLACES = Decimal("0.0001")
LONG = 30
"""After more rows than this the chart stands beside them, not below."""
COLOURS = ("#2F5D8A", "#C8741C", "#4F7F3B", "#7A4A7A", "#8A6D00", "#555555")
SIZE = {"width": 720, "height": 360}
FORMATS = {"money": '"¥"#,##0', "percent": "0%", "number": "0.##", "hours": "0.#", "days": "0.#"}


def put(sheets: _Sheets, sheet: Worksheet, chart: Chart, table: Table, below: int) -> None:
    """Draw a chart under its table, or beside a long one, from the table's own cells.

    What the table does not hold as the chart has it goes to cells right of it.
    """
    source = _Source(sheets, sheet, chart, table)
    kind = "line" if chart.kind == "lines" else "column"
    drawn: Any = sheets.book.add_chart({"type": kind})
    for nth, series in enumerate(chart.series):
        drawn.add_series(
            _series(nth, heading(series.name), source.labels, source.values(nth), kind)
        )
    if chart.kind == "pareto":
        name = _("share so far")
        line: Any = sheets.book.add_chart({"type": "line"})
        line.add_series(
            _series(1, name, source.labels, source.cumulative(name), "line") | {"y2_axis": True}
        )
        line.set_y2_axis({"name": plain(name), "min": 0, "max": 1, "num_format": "0%"})
        drawn.combine(line)
    drawn.set_title({"name": plain(heading(chart.title)), "name_font": {"size": 12}})
    drawn.set_y_axis({
        "name": plain(heading(chart.unit)), "num_format": FORMATS.get(chart.values, "0"),
        "major_gridlines": {"visible": True, "line": {"color": "#D0D0D0"}},
    })  # fmt: skip
    many = len(chart.series) > 1 or chart.kind == "pareto"
    drawn.set_legend({"position": "bottom"} if many else {"none": True})
    drawn.set_size(SIZE)
    is_long = len(table.rows) > LONG
    place = (1, source.free) if is_long else (max(below, source.below), 0)
    told = f"{titled(chart)}. {gist(chart)}"
    sheet.insert_chart(*place, drawn, {"description": told, "object_position": 2})


def _series(nth: int, name: str, labels: Cells, values: Cells, kind: str) -> dict[str, Any]:
    colour = {"color": COLOURS[nth % len(COLOURS)]}
    looks: dict[str, Any] = {"fill": colour}
    if kind == "line":
        looks = {"line": colour | {"width": 2}, "marker": {"type": "circle", "fill": colour}}
    return {"name": plain(name), "categories": labels, "values": values, **looks}


def plain(text: str) -> str:
    """A name that is a name: what begins with `=` would be looked for in the cells."""
    return f" {text}" if text.startswith("=") else text


class _Source:
    """Where the cells of a chart are: in its table, else in columns right of it."""

    def __init__(self, sheets: _Sheets, sheet: Worksheet, chart: Chart, table: Table) -> None:
        self.sheets, self.sheet, self.chart, self.table = sheets, sheet, chart, table
        self.free = len(table.columns) + 1
        self.below = 0
        labels = [heading(label) for label in chart.labels]
        rows = table.rows
        told = [
            [shown(row[place], each.kind) for row in rows]
            for place, each in enumerate(table.columns)
        ]
        self.is_like_table = labels in told
        at = told.index(labels) if self.is_like_table else None
        self.labels = self._cells(at) if at is not None else self._added("", labels, "text")

    def values(self, nth: int) -> Cells:
        """The cells of a series."""
        series = self.chart.series[nth]
        columns = list(zip(*self.table.rows, strict=True))
        if self.is_like_table and series.values in columns:
            return self._cells(columns.index(series.values))
        return self._added(heading(series.name), series.values, self.chart.values)

    def cumulative(self, name: str) -> Cells:
        """The cells of the shares the first series adds up to."""
        values = [Decimal(value or 0) for value in self.chart.series[0].values]
        whole = sum(values)
        shares = [sum(values[: n + 1]) / whole if whole else None for n in range(len(values))]
        for place, each in enumerate(self.table.columns):
            column = [row[place] for row in self.table.rows]
            if self.is_like_table and each.kind == "percent" and _alike(column, shares):
                return self._cells(place)
        return self._added(name, shares, "percent")

    def _cells(self, column: int) -> Cells:
        return [self.sheet.get_name(), 1, column, len(self.table.rows), column]

    def _added(self, name: str, values: Sequence[Value], kind: str) -> Cells:
        column = self.free
        self.free += 1
        self.below = len(values) + 2
        self.sheets.words(self.sheet, 0, column, name, bold=True, font_color="#666666")
        for row, value in enumerate(values, start=1):
            self.sheets.value(self.sheet, row, column, value, kind, font_color="#666666")
        return [self.sheet.get_name(), 1, column, len(values), column]


def _alike(column: Sequence[Value], shares: Sequence[Decimal | None]) -> bool:
    """Whether a column holds these shares, to the four places shares are told to."""
    return len(column) == len(shares) and all(
        isinstance(value, Decimal) and share is not None and abs(value - share) < PLACES
        for value, share in zip(column, shares, strict=True)
    )
