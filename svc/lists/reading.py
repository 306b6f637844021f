"""A list's bytes turned into rows of text: its encoding, its delimiter, its spreadsheet cells.

`row` counts records as the contract does: the heading is row 1, a record with line breaks in
quotes is one row, and a wholly blank line of a text file is none.
"""

from __future__ import annotations

import codecs
import csv
import io
from datetime import date, datetime, time
from itertools import islice
from typing import TYPE_CHECKING, Any

from svc.errors import BadInput, WrongUsage
from svc.frozen import Frozen, replace
from svc.i18n import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}
CANDIDATES = (",", "\t", ";", "|")
SAMPLE = 40
EXACT_BELOW = 10**15
"""Whole numbers up to here survive a spreadsheet, which keeps fifteen digits."""

_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Row(Frozen):
    """One record of a list: its number there, and its cells as text."""

    number: int
    cells: tuple[str, ...]


class Reading(Frozen):
    """A list as read: its headings (empty where it has none), its rows, and what to warn of."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    warnings: tuple[Sentence, ...] = ()


def read_list(
    content: bytes, *, encoding: str | None = None, delimiter: str | None = None, columns: int = 0
) -> Reading:
    """The rows of a CSV, TSV or space-separated text, or of a spreadsheet's first sheet.

    `columns` is how many the caller named for a list without headings, else 0.

    Raises:
        BadInput: it cannot be read, or holds nothing.
        WrongUsage: there is no such encoding or delimiter.
    """
    warnings: tuple[Sentence, ...] = ()
    records: Iterable[list[str]]
    if content.startswith(_SPREADSHEETS):
        records, warnings = _sheet(content)
    else:
        text = decode(content, encoding)
        records = _split(text, delimiter_of(text, delimiter, columns))
    numbered = [Row(number=n, cells=tuple(cells)) for n, cells in enumerate(records, 1)]
    rows = [row for row in numbered if any(cell.strip() for cell in row.cells)]
    if not rows:
        raise BadInput(say("The list is empty."), say("Is it the right file, or another sheet?"))
    if columns:
        return Reading(headings=(), rows=tuple(rows), warnings=warnings)
    title, head, rest = _under_title(rows)
    if title:
        warnings += (say("The first row, {title!r}, is taken for a title.", title=title),)
    # What stands above the heading does not count: the heading is row 1.
    below = tuple(replace(row, number=row.number - head.number + 1) for row in rest)
    return Reading(
        headings=tuple(cell.strip() for cell in head.cells), rows=_unescaped(head, below),
        warnings=warnings,
    )  # fmt: skip


def _under_title(rows: list[Row]) -> tuple[str, Row, list[Row]]:
    """The title that a merged cell puts above the headings, or none; the headings; the rest."""
    filled = [[cell for cell in row.cells if cell.strip()] for row in rows[:2]]
    if len(filled) == 2 and len(filled[0]) == 1 and len(filled[1]) > 1:
        return filled[0][0].strip(), rows[1], rows[2:]
    return "", rows[0], rows[1:]


def decode(content: bytes, encoding: str | None = None) -> str:
    """The text of a list: UTF-8 if it can be, else GB18030, else what it looks like most.

    Raises:
        BadInput: it is no text in that encoding, or in any.
        WrongUsage: there is no such encoding.
    """
    bom, found = next(((b, e) for b, e in _BOMS if content.startswith(b)), (b"", None))
    if encoding is not None:
        return _as(content, encoding).removeprefix("\ufeff")
    if found is not None:
        return _as(content.removeprefix(bom), found)
    if b"\0" in content:
        raise BadInput(
            say("The list is no text: it holds zero bytes."),
            say("Save it as CSV or XLSX; if it is UTF-16, say --encoding utf-16."),
        )
    for guess in ("utf-8", "gb18030"):
        try:
            return content.decode(guess)
        except UnicodeDecodeError:
            continue
    from charset_normalizer import from_bytes

    best = from_bytes(content).best()
    if best is None:
        raise BadInput(
            say("The encoding of the list is neither UTF-8 nor GB18030 nor any svc can tell."),
            say("Say which it is with --encoding."),
        )
    return str(best)


def _as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadInput(
            say("The list is not {encoding}: line {line} cannot be read so.",
                encoding=encoding, line=line),
            say("Leave --encoding out, or name another one."),
        ) from None  # fmt: skip
    except (LookupError, ValueError):
        raise WrongUsage(
            say("There is no encoding {encoding!r}.", encoding=encoding),
            say("For example --encoding gb18030, utf-8, big5."),
        ) from None


def delimiter_of(text: str, asked: str | None, columns: int = 0) -> str:
    """The delimiter asked for, by its word or itself; else the one that parts the list best.

    Raises:
        WrongUsage: what was asked for is more than one character.
    """
    if asked is not None:
        mark = DELIMITERS.get(asked.lower(), asked)
        if len(mark) != 1 or mark in '"\r\n':
            raise WrongUsage(
                say("{text!r} is no delimiter.", text=asked),
                say("Give one character, or tab, comma, semicolon or space."),
            )
        return mark
    fits = {mark: _fit(text, mark, columns) for mark in (*CANDIDATES, " ")}
    best = max(fits, key=fits.__getitem__)  # the first of equals: a comma before a space
    return best if fits[best] > (0, 0) else ","


def _fit(text: str, mark: str, columns: int) -> tuple[float, int]:
    """How well a delimiter parts the first rows: the share as wide as the first, and its width."""
    try:
        sample = [cells for cells in islice(_split(text, mark), SAMPLE) if any(cells)]
    except BadInput:
        return (0, 0)
    wide = columns or (len(sample[0]) if sample else 0)
    if wide < 2 and not columns:
        return (0, 0)
    share = sum(len(cells) == wide for cells in sample) / max(len(sample), 1)
    if mark == " " and share < 1:
        return (0, 0)  # names have spaces too: only rows that all agree are parted by them
    return (share, wide if share else 0)


def _split(text: str, mark: str) -> Iterator[list[str]]:
    if mark == " ":
        yield from filter(None, (line.split() for line in text.splitlines()))
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    start = 1
    try:
        for record in reader:
            if record:
                yield record
            start = reader.line_num + 1
    except csv.Error:
        raise BadInput(
            say("Line {line}: a cell opens a quotation mark and does not close it rightly.",
                line=start),
            say("Mend the quotation marks there, or save the list anew as CSV or XLSX."),
        ) from None  # fmt: skip


def _sheet(content: bytes) -> tuple[list[list[str]], tuple[Sentence, ...]]:
    """The cells of the first sheet that holds any, and a warning where others are left."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
        filled = {name: sheet for name, sheet in sheets.items() if sheet.height}
        if not filled:
            return [], ()
        first, *others = filled
        rows = filled[first].to_python(skip_empty_area=False)
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
    return [[cell_text(value) for value in row] for row in rows], left if others else ()


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

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def escaped(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _unescaped(head: Row, rows: Sequence[Row]) -> tuple[Row, ...]:
    if head.cells[-2:] != REJECTS_END:
        return tuple(rows)
    return tuple(
        replace(row, cells=tuple(
            cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA_STARTS) else cell
            for cell in row.cells
        ))
        for row in rows
    )  # fmt: skip
