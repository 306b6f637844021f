"""A sheet as XLSX: dates and money are that, phones and numbers stay text, nothing a formula."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from svc.errors import WrongUsage
from svc.i18n import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter import Workbook

    from svc.lists.sheets import Sheet

MOST_ROWS = 1_048_575
"""Rows a sheet of XLSX holds under its headings."""
SAMPLE = 200
"""Rows that tell how wide a column is shown."""
WIDEST = 40
FITS = 20
"""Columns a page of A4 across can be read with; wider sheets go on to the next page."""


def writer() -> type[Workbook]:
    """What makes workbooks; raises WrongUsage where its library is not installed."""
    try:
        from xlsxwriter import Workbook
    except ImportError:
        raise WrongUsage(
            say("Spreadsheets need one more library, XlsxWriter."),
            say("Install it with: pip install 'svc-desk[excel]', or take another format."),
        ) from None
    return Workbook  # type: ignore[no-any-return]


def xlsx(sheet: Sheet, today: date) -> bytes:
    """The bytes of a workbook with the one sheet; the same for the same records and day.

    Raises:
        WrongUsage: the library is not installed, or the table is too long for a sheet.
    """
    return workbook([sheet], today)


def workbook(sheets: Sequence[Sheet], today: date) -> bytes:
    """The bytes of a workbook with these sheets, in their order; their names all differ.

    Raises:
        WrongUsage: the library is not installed, or a table is too long for a sheet.
    """
    make = writer()
    longest = max(len(sheet.rows) for sheet in sheets)
    if longest > MOST_ROWS:
        raise WrongUsage(
            say("{n} rows are too many for a spreadsheet.", n=longest),
            say("Export CSV or JSON Lines."),
        )
    file = io.BytesIO()
    book = make(file, {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False,
    })  # fmt: skip
    book.set_properties({"created": datetime.combine(today, time())})
    bold = book.add_format({"bold": True})
    money = book.add_format({"num_format": "#,##0.00"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    for sheet in sheets:
        _fill(book.add_worksheet(sheet.name), sheet, bold, money, day)
    book.close()
    return file.getvalue()


def _fill(paper: Any, sheet: Sheet, bold: Any, money: Any, day: Any) -> None:
    """Write one sheet: headings, then each value as what it is."""
    for column, heading in enumerate(sheet.columns):
        paper.write_string(0, column, heading, bold)
    for place, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, date):
                paper.write_datetime(place, column, value, day)
            elif isinstance(value, Decimal):
                paper.write_number(place, column, float(value), money)
            elif isinstance(value, int) and not isinstance(value, bool):
                paper.write_number(place, column, value)
            else:
                paper.write_string(place, column, _text(value))
    paper.freeze_panes(1, 0)
    paper.repeat_rows(0)
    paper.set_landscape()
    paper.set_paper(9)  # A4
    if len(sheet.columns) <= FITS:
        paper.fit_to_pages(1, 0)
    paper.set_footer("&L&A&R&P / &N")
    paper.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
    for column, heading in enumerate(sheet.columns):
        paper.set_column(
            column, column, _width(heading, [row[column] for row in sheet.rows[:SAMPLE]])
        )


def _text(value: Any) -> str:
    from svc.output import flat

    return flat(value)[:32767]  # a cell holds no more


def _width(heading: str, values: list[Any]) -> float:
    from svc.output import width

    widest = max((width(_text(value).split("\n")[0]) for value in values), default=0)
    return min(max(widest, len(heading)) + 2, WIDEST)
