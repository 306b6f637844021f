"""A list's bytes as a stream of text and of records: its encoding found, its delimiter found.

A list may have half a million rows, so it is not held in memory: what is UTF-8 is decoded as it is
read; any other encoding is made UTF-8 first, as a whole.
"""

from __future__ import annotations

import codecs
import csv
from contextlib import suppress
from io import BytesIO, TextIOWrapper
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, TextIO

from svc.errors import BadInput, WrongUsage
from svc.i18n import say

if TYPE_CHECKING:
    from collections.abc import Iterator

DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}
CANDIDATES = (",", "\t", ";", "|")
SAMPLE = 40
BLOCK = 1 << 20
"""Bytes looked at at once where a whole file is looked at."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def text_of(file: BinaryIO, encoding: str | None = None) -> TextIO:
    """The text of a list, its line ends as they stand.

    Raises:
        BadInput: it is no text in that encoding, or in any.
        WrongUsage: there is no such encoding.
    """
    if encoding is None and _is_utf8(file):
        # This codec passes over a byte order mark, if there is one, each time it begins anew.
        return TextIOWrapper(file, encoding="utf-8-sig", newline="")
    file.seek(0)
    # An odd decoder may give half a character: the cell that holds it is refused later.
    content = decode(file.read(), encoding).encode("utf-8", "surrogatepass")
    return TextIOWrapper(
        BytesIO(content), encoding="utf-8", errors="surrogatepass", newline=""
    )  # fmt: skip


def _is_utf8(file: BinaryIO) -> bool:
    """Whether all of a file is UTF-8, without zero bytes; leaves it at its beginning."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while block := file.read(BLOCK):
            decoder.decode(block)
            if b"\0" in block:
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    file.seek(0)
    return True


def lines_in(file: BinaryIO) -> int:
    """About how many rows a text file has: its line feeds; leaves it at its beginning."""
    file.seek(0)
    count = 0
    while block := file.read(BLOCK):
        count += block.count(b"\n")
    file.seek(0)
    return count


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


def delimiter_of(text: TextIO, asked: str | None, columns: int = 0) -> str:
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


def _fit(text: TextIO, mark: str, columns: int) -> tuple[float, int]:
    """How well a delimiter parts the first rows: the share as wide as the first, and its width."""
    try:
        sample = [cells for cells in islice(split(text, mark), SAMPLE) if any(cells)]
    except BadInput:
        return (0, 0)
    wide = columns or (len(sample[0]) if sample else 0)
    if wide < 2 and not columns:
        return (0, 0)
    share = sum(len(cells) == wide for cells in sample) / max(len(sample), 1)
    if mark == " " and share < 1:
        return (0, 0)  # names have spaces too: only rows that all agree are parted by them
    return (share, wide if share else 0)


def split(text: TextIO, mark: str) -> Iterator[list[str]]:
    """The records of a text, from its beginning, without those that have no cell at all.

    Raises:
        BadInput: a quotation mark is not closed.
    """
    text.seek(0)
    if mark == " ":
        for line in text:
            yield from filter(None, (part.split() for part in line.splitlines()))
        return
    try:
        yield from filter(None, csv.reader(text, delimiter=mark, strict=True))
    except csv.Error:
        raise BadInput(
            say("Line {line}: a cell opens a quotation mark and does not close it rightly.",
                line=_unreadable_from(text, mark)),
            say("Mend the quotation marks there, or save the list anew as CSV or XLSX."),
        ) from None  # fmt: skip


def _unreadable_from(text: TextIO, mark: str) -> int:
    """The line on which the first record begins that cannot be read.

    Read again for it, for to count the lines of every good record would cost each list.
    """
    text.seek(0)
    reader = csv.reader(text, delimiter=mark, strict=True)
    start = 1
    with suppress(csv.Error):
        for _record in reader:
            start = reader.line_num + 1
    return start
