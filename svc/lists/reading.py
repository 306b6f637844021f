"""A list turned into headings and rows of text, be it a text or a spreadsheet.

Rows count records as the contract does: the heading is row 1, a record with line breaks in quotes
is one row, and a wholly blank line of a text file is none.
"""

from __future__ import annotations

from datetime import date, datetime, time
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO

from svc.errors import BadInput
from svc.frozen import Frozen
from svc.i18n import Sentence, say
from svc.lists.text import delimiter_of, lines_in, split, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

EXACT_BELOW = 10**15
"""Whole numbers up to here survive a spreadsheet, which keeps fifteen digits."""

_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")

Listed = tuple[int, list[str]]
"""A record of a list as it is read: its number there, and its cells."""


class Row(Frozen):
    """One record of a list: its number there, and its cells as text."""

    number: int
    cells: tuple[str, ...]


class Merged(Frozen, kw_only=False):
    """Cells merged into one: their rows in the list, and the places of their columns."""

    rows: range
    places: range

    def at(self, row: int) -> bool:
        """Whether a row of the list has part in them."""
        return row in self.rows


class Reading(Frozen):
    """A list being read: its headings (empty where it has none), and what to warn of.

    `records` gives the rows below, once, as they are read: blank ones too, which are no rows of
    the list though they are counted (`is_blank`). `about` is how many there may be. `merged` are
    the cells of a spreadsheet that are merged below its headings.
    """

    headings: tuple[str, ...]
    records: Iterator[Listed]
    about: int
    warnings: tuple[Sentence, ...] = ()
    merged: tuple[Merged, ...] = ()


def read_list(
    file: BinaryIO, *, encoding: str | None = None, delimiter: str | None = None, columns: int = 0
) -> Reading:
    """The rows of a CSV, TSV or space-separated text, or of a spreadsheet's first sheet.

    `columns` is how many the caller named for a list without headings, else 0.

    Raises:
        BadInput: it cannot be read, or holds nothing.
        WrongUsage: there is no such encoding or delimiter.
    """
    warnings: tuple[Sentence, ...] = ()
    merged: list[Merged] = []
    listed: Iterable[list[str]]
    file.seek(0)
    if file.read(max(map(len, _SPREADSHEETS))).startswith(_SPREADSHEETS):
        file.seek(0)
        listed, warnings, merged = _sheet(file)
        about = len(listed)
    else:
        about = lines_in(file)
        text = text_of(file, encoding)
        listed = split(text, delimiter_of(text, delimiter, columns))
    records = enumerate(listed, 1)
    first = list(_filled(records, 2))
    if not first:
        raise BadInput(say("The list is empty."), say("Is it the right file, or another sheet?"))
    if columns:
        return Reading(
            headings=(), records=chain(first, records), about=about, warnings=warnings
        )  # fmt: skip
    title, (above, head), below = _under_title(first)
    if title:
        warnings += (say("The first row, {title!r}, is taken for a title.", title=title),)
    return Reading(
        headings=tuple(cell.strip() for cell in head),
        records=_below(head, above, chain(below, records)),
        about=about - above,
        warnings=warnings,
        merged=tuple(_moved_up(merged, above - 1)),
    )


def is_blank(cells: Iterable[str]) -> bool:
    """Whether a record holds nothing but white space: then it is no row of the list."""
    return not any(map(str.strip, cells))


def _filled(records: Iterator[Listed], count: int) -> Iterator[Listed]:
    """The next records that are not blank, so many of them; those after are not touched."""
    for _ in range(count):
        if (found := next((each for each in records if not is_blank(each[1])), None)) is None:
            return
        yield found


def _under_title(first: list[Listed]) -> tuple[str, Listed, list[Listed]]:
    """The title that a merged cell puts above the headings, or none; the headings; the rest."""
    filled = [[cell for cell in cells if cell.strip()] for _number, cells in first]
    if len(filled) == 2 and len(filled[0]) == 1 and len(filled[1]) > 1:
        return filled[0][0].strip(), first[1], []
    return "", first[0], first[1:]


def _below(head: list[str], above: int, records: Iterable[Listed]) -> Iterator[Listed]:
    """The records under the headings: what stands above them does not count, they are row 1."""
    moved = above - 1
    if tuple(head[-2:]) == REJECTS_END:
        return ((number - moved, _unescaped(cells)) for number, cells in records)
    if moved:
        return ((number - moved, cells) for number, cells in records)
    return iter(records)


def _moved_up(merged: Iterable[Merged], by: int) -> Iterator[Merged]:
    """Merged cells below the headings, by the rows of the list: the headings are row 1."""
    for cells in merged:
        if cells.rows.stop - 1 - by > 1:
            yield Merged(range(cells.rows.start - by, cells.rows.stop - by), cells.places)


def _sheet(file: BinaryIO) -> tuple[list[list[str]], tuple[Sentence, ...], list[Merged]]:
    """The cells of the first sheet that holds any, a warning where others are left, merged cells.

    Which cells are merged, only the newer spreadsheets (XLSX, XLSM) and the oldest (XLS) tell.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(file)
        sheets = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
        filled = {name: sheet for name, sheet in sheets.items() if sheet.height}
        if not filled:
            return [], (), []
        first, *others = filled
        rows = filled[first].to_python(skip_empty_area=False)
        merged = [
            Merged(range(top + 1, bottom + 2), range(left, right + 1))
            for (top, left), (bottom, right) in filled[first].merged_cell_ranges or ()
        ]
    except PasswordError:
        raise BadInput(
            say("The spreadsheet asks for a password."), say("Save it without one, then again.")
        ) from None
    except (CalamineError, OSError, ValueError):
        raise BadInput(
            say("The spreadsheet cannot be read."), say("Save it anew as XLSX or CSV.")
        ) from None
    left = (
        say("Only the sheet {first!r} was read, not {others}.", first=first,
            others=", ".join(others)),
    )  # fmt: skip
    return [[cell_text(value) for value in row] for row in rows], left if others else (), merged


def cell_text(value: Any) -> str:
    """A spreadsheet's cell as text, without loss: 15608377835.0 is 15608377835, a date ISO."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        if value == int(value) and abs(value) < EXACT_BELOW:
            return str(int(value))
        # Fifteen digits are what a spreadsheet itself shows: 29.849999999999998 is 29.85 there.
        # Longer numbers come out as 1.5E+17: digits were lost, and what reads it will say so.
        return f"{value:.15g}".upper()
    if isinstance(value, datetime):
        whole = value.time() == time()
        return value.date().isoformat() if whole else value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


REJECTS_END = ("row", "reason")
"""The last two headings of a file of rejects; such a file is read back as it was before."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")
"""What makes a formula of a cell, in one spreadsheet or another; some take full-width signs."""


def escaped(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _unescaped(cells: list[str]) -> list[str]:
    return [
        cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA_STARTS) else cell
        for cell in cells
    ]
