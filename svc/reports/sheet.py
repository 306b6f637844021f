"""A report as a workbook: figures are figures, days days, words never a formula."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from svc.i18n import Sentence, _, say
from svc.output import width
from svc.reports.document import As, TooFew
from svc.reports.values import NUMERIC, heading, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from svc.reports.document import Column, Figure, Report, Section, Table, Value, Words

WIDEST = 60
"""Columns of a sheet's column: longer words are broken in their cell."""
LONGEST = 32_767
"""Characters a cell holds."""
NAME = 31
"""Characters (of UTF-16) a sheet's name holds."""
FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
RISKY = ("=", "+", "-", "@")
"""How a cell begins that Excel would take for a formula once somebody edits it."""
A4 = 9
NO_CLOCK = datetime(1980, 1, 1)  # noqa: DTZ001 - a workbook's times have no zone
"""What stands as the day of making, so that the same report is the same bytes."""


def workbook(report: Report) -> bytes:
    """The bytes of a workbook: key figures first, then a sheet for each section with a table.

    Raises:
        WrongUsage: XlsxWriter is not installed.
    """
    from svc.lists.spreadsheet import writer

    file = io.BytesIO()
    book = writer()(file, {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd",
    })  # fmt: skip
    book.set_properties({
        "title": heading(report.title), "author": heading(report.shop), "created": NO_CLOCK,
    })  # fmt: skip
    sheets = _Sheets(book)
    sheets.overview(report)
    for section in report.sections:
        if section.table is not None and section.table.rows:
            sheets.section(section, section.table)
    book.close()
    return file.getvalue()


class _Sheets:
    """The sheets of a workbook, and the formats their cells share."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.names: set[str] = set()
        self.made: dict[tuple[Any, ...], Format] = {}

    def format(self, **looks: Any) -> Format:
        """A cell's looks, made once; everything stands at the top of its cell."""
        key = tuple(sorted(looks.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format({"valign": "top", **looks})
        return self.made[key]

    def paper(self, name: Words) -> Worksheet:
        """A sheet to print on A4 across, one page wide, with its name above and pages below."""
        title = sheet_name(heading(name), self.names)
        self.names.add(title.casefold())
        sheet = self.book.add_worksheet(title)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_header("&L" + heading(name).replace("&", "&&")[:200])
        sheet.set_footer("&C&P / &N")
        return sheet

    def overview(self, report: Report) -> None:
        """The first sheet: title, key figures with what they were, sections without a table."""
        sheet = self.paper(_("key figures"))
        bold, right = self.format(bold=True), self.format(bold=True, align="right")
        sheet.set_row(0, 24)
        self.words(sheet, 0, 0, report.title, bold=True, font_size=14)
        lines = [words for words in (report.shop, *report.about) if words]
        for row, words in enumerate(lines, start=1):
            self.words(sheet, row, 0, words)
        row = len(lines) + 2
        before = list(dict.fromkeys(heading(n) for f in report.figures for n, _was in f.before))
        if report.figures:
            heads = [_("figure"), _("value"), *before]
            for column, head in enumerate(heads):
                sheet.write_string(row, column, head, right if column else bold)
            sheet.freeze_panes(row + 1, 1)
            for figure in report.figures:
                row += 1
                self.figure(sheet, row, figure, before)
            row += 2
        for section in report.sections:
            if section.table is None or not section.table.rows:
                row = self.sentences(sheet, row, section.heading, [*section.notes, *section.after])
        self.sentences(sheet, row, "", report.after)
        widths = [max([12, *(width(heading(f.label)) for f in report.figures)]), 24]
        for column, wide in enumerate([*widths, *(max(width(b), 14) for b in before)]):
            sheet.set_column(column, column, min(wide + 2, WIDEST))

    def figure(self, sheet: Worksheet, row: int, figure: Figure, before: Sequence[str]) -> None:
        """A key figure's row; a bad one is bold and red, with a mark for those who see none."""
        looks: dict[str, Any] = {"bold": True, "font_color": "#9C0006"} if figure.bad else {}
        self.words(sheet, row, 0, ("! " if figure.bad else "") + heading(figure.label), **looks)
        self.value(sheet, row, 1, figure.value, figure.kind, align="right", **looks)
        for name, was in figure.before:
            self.value(sheet, row, 2 + before.index(heading(name)), was, figure.kind)

    def section(self, section: Section, table: Table) -> None:
        """A sheet with its headings in the first row: to filter, to sort, on each page printed."""
        sheet = self.paper(section.heading)
        for column, each in enumerate(table.columns):
            head = self.format(bold=True, bottom=1, text_wrap=True, **_side(table, column))
            sheet.write_string(0, column, _cut(heading(each.heading)), head)
            sheet.set_column(column, column, wide_as(each, _column(table, column)))
        for row, values in enumerate(table.rows, start=1):
            for column, (value, each) in enumerate(zip(values, table.columns, strict=True)):
                looks = _side(table, column) if isinstance(value, (str, Sentence)) else {}
                self.value(
                    sheet, row, column, value, each.kind, text_wrap=each.kind == "words", **looks
                )
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
        below = len(table.rows) + 1
        if table.total:
            for column, (value, each) in enumerate(zip(table.total, table.columns, strict=True)):
                self.value(sheet, below, column, value, each.kind, bold=True, top=1)
            below += 1
        below = self.sentences(sheet, below + 1, "", [*section.notes, *section.after])
        if section.chart is not None and section.chart.labels and section.chart.series:
            from svc.reports.sheet_charts import put

            put(self, sheet, section.chart, table, below)

    def value(
        self, sheet: Worksheet, row: int, column: int, value: Value, kind: str, **looks: Any
    ) -> None:
        """A cell of what the value is: a number, an amount, a share, a day, else words."""
        if isinstance(value, As):
            kind, value = value.kind, value.value
        if value is None:
            if looks.get("top"):
                sheet.write_blank(row, column, None, self.format(**looks))
        elif isinstance(value, TooFew):
            sheet.write_string(
                row, column, shown(value), self.format(**{"align": "right"} | looks)
            )
        elif isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            told = self.format(num_format=number_format(value, kind), **looks)
            sheet.write_number(row, column, float(value), told)
        elif isinstance(value, date):
            told = self.format(**{"align": "left"} | looks, num_format="yyyy-mm-dd")
            sheet.write_datetime(row, column, value, told)
        else:
            self.words(sheet, row, column, shown(value), **looks)

    def words(self, sheet: Worksheet, row: int, column: int, words: Words, **looks: Any) -> None:
        """Words as words, whatever they begin with: Excel's own quote, which it does not show."""
        text = _cut(heading(words))
        if text.startswith(RISKY):
            looks["quote_prefix"] = True
        sheet.write_string(row, column, text, self.format(**looks))

    def sentences(self, sheet: Worksheet, row: int, title: Words, words: Iterable[Words]) -> int:
        """Sentences from a row on, a row each; the row after them and a free one."""
        first = row
        if title:
            self.words(sheet, row, 0, title, bold=True)
            row += 1
        for each in words:
            self.words(sheet, row, 0, each)
            row += 1
        return row + (row > first)


def number_format(value: int | Decimal, kind: str) -> str:
    """How Excel shows a number of a kind; a `Decimal` has the places it comes with."""
    if kind == "money":
        return '"¥"#,##0.00;[Red]-"¥"#,##0.00'
    if kind == "percent":
        return "0.0%"
    if kind in {"hours", "days"}:
        unit = say("{n} h", n="") if kind == "hours" else say("{n} d", n="")
        return ("0.0" if isinstance(value, Decimal) else "0") + f'"{unit}"'
    places = -int(value.as_tuple().exponent) if isinstance(value, Decimal) else 0
    return "0." + "0" * places if places > 0 else "0"


def sheet_name(text: str, taken: Iterable[str]) -> str:
    """A name Excel takes: of 31 characters, none of them forbidden, and no other sheet's.

    `taken` are the names of the others, case folded: Excel does not tell capitals apart.
    """
    base = " ".join(FORBIDDEN.sub(" ", text).split()).strip("' ") or _("sheet")
    others = {*taken, "history"}  # Excel keeps that name for itself
    number = 1
    while True:
        end = f" {number}" if number > 1 else ""
        room = NAME - len(end)
        cut = base
        while len(cut.encode("utf-16-le")) // 2 > room:
            cut = cut[:-1]
        name = cut.rstrip().rstrip("'") + end
        if name.casefold() not in others:
            return name
        number += 1


def _cut(text: str) -> str:
    return text[:LONGEST]


def _side(table: Table, column: int) -> dict[str, Any]:
    """Where words of a column stand: with its figures, or a little off those before it."""
    if table.columns[column].kind in NUMERIC:
        return {"align": "right"}
    return {"indent": 1} if column and table.columns[column - 1].kind in NUMERIC else {}


def _column(table: Table, place: int) -> list[Value]:
    total = [table.total[place]] if table.total else []
    return [*(row[place] for row in table.rows[:200]), *total]


def wide_as(column: Column, values: Sequence[Value]) -> float:
    """How wide a column is shown: its widest value, a Chinese character taking two."""
    told = [width(shown(value, column.kind)) for value in values if value is not None]
    head = width(heading(column.heading)) + 3  # the button to filter by
    return min(max([head, *told]) + 2, WIDEST)
