"""A report's table in so many columns: side by side, folded, or each row below the other."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from svc.output import GAP, pad, width
from svc.reports.values import NOTHING, NUMERIC, heading, shown
from svc.screen import NARROWEST_TEXT, longest, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.reports.document import Table

    Line = tuple[str, str]

PLAIN, BOLD, DIM = "plain", "bold", "dim"
"""How a line looks on a terminal that takes colours."""
NARROW = 60
"""Below this no column is folded: a row that does not fit stands as labels and values."""
NARROWEST_NAME = 12
"""A column of short text narrower than this is not read as one."""


def lines_of(table: Table, room: int) -> list[Line]:
    """The table in lines of at most so many columns and how they look; figures on the right."""
    heads = [heading(column.heading) for column in table.columns]
    kinds = [column.kind for column in table.columns]
    rows = [[shown(v, k) for v, k in zip(row, kinds, strict=True)] for row in table.rows]
    total = table.total and [
        "" if value is None else shown(value, kind)
        for value, kind in zip(table.total, kinds, strict=True)
    ]
    whole = [*rows, *([total] if total else [])]
    widths = fitted(heads, whole, kinds, room)
    if widths is None:
        return _blocks(heads, whole, kinds, room)
    rule = ("─" * _total(widths), DIM)
    right = [kind in NUMERIC for kind in kinds]
    lines = [*((line, BOLD) for line in _row(heads, widths, right)), rule]
    for row in rows:
        lines += [(line, PLAIN) for line in _row(row, widths, right)]
    if total:
        lines += [rule, *((line, BOLD) for line in _row(total, widths, right))]
    return lines


def natural(table: Table) -> int:
    """The columns a table takes where nothing is folded."""
    kinds = [column.kind for column in table.columns]
    rows = [*table.rows, *([table.total] if table.total else [])]
    cells = [[shown(v, k) for v, k in zip(row, kinds, strict=True)] for row in rows]
    heads = [heading(column.heading) for column in table.columns]
    return _total([max(map(width, column)) for column in zip(heads, *cells, strict=True)])


def fitted(
    heads: Sequence[str], rows: Sequence[Sequence[str]], kinds: Sequence[str], room: int
) -> list[int] | None:
    """How wide each column is shown, or None where they do not fit side by side.

    Headings are folded before values, the widest column first; figures, ids and days never are.
    """
    places = range(len(heads))
    cells = [[row[place] for row in rows] for place in places]
    whole = [max(map(width, [heads[place], *cells[place]])) for place in places]
    if _total(whole) <= room:
        return whole
    least = [_least(heads[place], cells[place], kinds[place]) for place in places]
    if room < NARROW or _total(least) > room:
        least = [max([longest(heads[p]), *map(width, cells[p])]) for p in places]
        if _total(least) > room:
            return None
    widths = whole
    while _total(widths) > room:
        place = max((p for p in places if widths[p] > least[p]), key=widths.__getitem__)
        widths[place] -= 1
    return widths


def _least(head: str, cells: Sequence[str], kind: str) -> int:
    """The fewest columns a column is still read in."""
    if kind not in {"text", "words"}:
        return max([longest(head), *map(width, cells)])
    natural = max([width(head), *map(width, cells)])
    narrowest = NARROWEST_TEXT if kind == "words" else NARROWEST_NAME
    return max([longest(head), min(natural, narrowest), *map(longest, cells)])


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _row(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> list[str]:
    """A row as lines: what does not fit its column goes on below."""
    parts = [wrapped(cell, wide) for cell, wide in zip(cells, widths, strict=True)]
    lines = []
    for level in zip_longest(*parts, fillvalue=""):
        placed = [
            " " * (wide - width(text)) + text if is_right else pad(text, wide)
            for text, wide, is_right in zip(level, widths, right, strict=True)
        ]
        lines.append(GAP.join(placed).rstrip())
    return lines


def _blocks(
    heads: Sequence[str], rows: Sequence[Sequence[str]], kinds: Sequence[str], room: int
) -> list[Line]:
    """Each row below the other: what it is called as its heading, the rest as labels and values.

    Its heading is its first value; after a number the second, too.
    """
    first = 2 if kinds[0] in NUMERIC and len(kinds) > 1 else 1
    lines: list[Line] = []
    for row in rows:
        told = GAP.join(each for each in row[:first] if each not in {"", NOTHING})
        rest = zip(heads[first:], row[first:], strict=True)
        known = [pair for pair in rest if pair[1] not in {"", NOTHING}]
        lines += [
            ("", PLAIN),
            *((line, BOLD) for line in wrapped(told or heads[0], room)),
            *((line, PLAIN) for line in pairs(known, room, GAP)),
        ]
    return lines[1:]


def pairs(items: Sequence[tuple[str, str]], room: int, indent: str = "") -> list[str]:
    """Labels and values on lines of so many columns; a long value hangs, or goes below."""
    left = max((width(label) for label, _value in items), default=0)
    beside = room - len(indent) - left - len(GAP)
    lines = []
    for label, value in items:
        if beside >= min(width(value), NARROWEST_TEXT):
            first, *more = wrapped(value, beside)
            lines.append(f"{indent}{pad(label, left)}{GAP}{first}".rstrip())
            lines += [" " * (len(indent) + left + len(GAP)) + line for line in more]
        else:
            lines += [indent + line for line in wrapped(label, room - len(indent))]
            below = indent + GAP
            lines += [below + line for line in wrapped(value, room - len(below))]
    return lines
