"""Tables and texts fitted to a terminal: side by side where there is room, else below.

A phone number or a callback's key is never broken: it is what people copy.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from svc.output import GAP, aligned, bold, cell, dim, out, pairs, width, widths_of, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TextIO

USUAL = 80
NARROWEST_TEXT = 24
"""A column of prose narrower than this is hard to read: then it goes below its row."""


def columns(stream: TextIO | None = None) -> int:
    """How many columns the terminal of a stream (stdout) has, unless COLUMNS says otherwise."""
    wanted = os.environ.get("COLUMNS", "")
    if wanted.isdecimal() and int(wanted) > 0:
        return int(wanted)
    try:
        return os.get_terminal_size((stream or out()).fileno()).columns or USUAL
    except OSError:
        return USUAL


_WIDE = "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\uffef\U0001f000-\U0003ffff"
_ENDS = "，。、；：？！）》」』】”’…,.;:?!)"
_PIECES = re.compile(rf"\s*(?:[{_WIDE}]|[^\s{_WIDE}]+)[{_ENDS}\u0300-\u036f\u200d\ufe0f]*")
"""Where a line may break: before a word, before each Chinese character, never before a stop."""


def wrapped(text: str, room: int, hang: int = 0) -> list[str]:
    """The text in lines of at most so many columns; a word that fits on none is cut.

    `hang` is by how many columns the lines after the first are shorter.
    """
    lines = [""]
    for piece in _PIECES.findall(text):
        if width(lines[-1] + piece) <= room - (hang if len(lines) > 1 else 0):
            lines[-1] += piece
            continue
        *full, last = _cut(piece.strip(), room - hang)
        lines += [*full, last]
    return [line for line in lines if line] or [""]


def longest(text: str) -> int:
    """The columns of the longest piece that `wrapped` does not break."""
    return max((width(piece.strip()) for piece in _PIECES.findall(text)), default=0)


def _cut(word: str, room: int) -> list[str]:
    """A word in parts that fit: but for very long ones, itself."""
    parts = [""]
    for character in word:
        if parts[-1] and width(parts[-1] + character) > room:
            parts.append("")
        parts[-1] += character
    return parts


def hung(text: str, indent: int) -> str:
    """The text wrapped, its further lines under the first, which begins at a column."""
    return f"\n{' ' * indent}".join(wrapped(text, columns() - indent))


def hanging(text: str, indent: str, room: int) -> str:
    """A paragraph of at most so many columns, its further lines a little to the right."""
    first, *rest = wrapped(text, room - len(indent), len(GAP))
    return "\n".join([indent + first, *(indent + GAP + line for line in rest)])


def show_table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], below: Sequence[int]
) -> None:
    """Rows as the terminal has room: a table; a table with lines under each row; or blocks."""
    room = columns()
    widths = widths_of([headings, *rows])
    widest = max(range(len(headings)), key=widths.__getitem__)
    left = room - _total(widths) + widths[widest]
    if _total(widths) <= room:
        _ruled(headings, rows, widths)
    elif below:
        _with_lines_below(headings, rows, below, room)
    elif left >= NARROWEST_TEXT:
        widths[widest] = left
        _ruled(headings, list(_folded(rows, widest, left)), widths)
    else:
        _blocks(headings, rows)


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _ruled(headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    """Headings over a line, then the rows."""
    _headed(headings, widths)
    write("\n".join(aligned(row, widths) for row in rows))


def _headed(headings: Sequence[str], widths: Sequence[int]) -> None:
    write(bold(aligned(headings, widths)))
    write(dim("─" * _total(widths)))


def _folded(rows: Sequence[Sequence[str]], place: int, room: int) -> Iterator[Sequence[str]]:
    """The rows with one column wrapped, each of its further lines a row of its own."""
    for row in rows:
        for number, text in enumerate(wrapped(row[place], room)):
            line = list(row) if number == 0 else [""] * len(row)
            line[place] = text
            yield line


def _with_lines_below(
    headings: Sequence[str], rows: Sequence[Sequence[str]], below: Sequence[int], room: int
) -> None:
    """Straight columns as far as there is room, and what has none on lines under each row."""
    beside = [place for place in range(len(headings)) if place not in below]
    widths = widths_of([headings, *rows])
    fitting = [
        count
        for count in range(1, len(beside) + 1)
        if _total([widths[place] for place in beside[:count]]) <= room
    ]
    upper = beside[: max(fitting, default=1)]
    _headed([headings[place] for place in upper], [widths[place] for place in upper])
    for row in rows:
        write(aligned([row[place] for place in upper], [widths[place] for place in upper]))
        rest = [row[place] for place in beside if place not in upper]
        under = [line for place in below for line in _indented(row[place], room)]
        write("\n".join([*_filled(rest, room), *map(dim, under)]))


def _indented(text: str, room: int) -> list[str]:
    """A text on lines of its own; a key that fits only without the indent has none."""
    if text == cell(None):
        return []
    indent = "" if room - len(GAP) < width(text) <= room and " " not in text else GAP
    return [indent + line for line in wrapped(text, room - len(indent))]


def _filled(cells: Sequence[str], room: int) -> list[str]:
    """Values one after the other, as many to a line as it takes, none broken that fits one."""
    lines: list[str] = []
    for value in cells:
        if value == cell(None):
            continue
        if lines and width(lines[-1] + GAP + value) <= room:
            lines[-1] += GAP + value
        else:
            lines += _indented(value, room)
    return lines


def _blocks(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Each row as labels and values under each other, what is missing left out."""
    blocks = []
    for row in rows:
        known = [pair for pair in zip(headings, row, strict=True) if pair[1] != cell(None)]
        blocks.append(pairs(known))
    write("\n\n".join(blocks))
