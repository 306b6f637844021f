"""A report's table as HTML: headings for those who hear it, figures on the right.

Made here and not in the template: a ledger has tens of thousands of cells.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from svc.i18n import say
from svc.output import width
from svc.reports.document import TooFew
from svc.reports.values import NUMERIC, heading, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from svc.reports.document import Column, Table, Value

SCROLLS = 34
"""Half-width characters a table has on a telephone; a wider one is scrolled there."""
BROAD, BROADEST = 104, 150
"""Half-width characters a line has on A4, upright and on its side."""
LONGEST = {"text": 24, "words": 30}
"""Half-width characters of a column after which its words are broken across lines."""
BRIEF = 18
"""Half-width characters of a column of text whose every value stays on one line."""
SHORT = 14
"""Rows of a table that is not parted between two sheets of paper."""
GAP = 3
"""What lies between two columns, in half-width characters."""
_ID = re.compile(r"\b[A-Z]\d?-\d{2,6}(?:-[0-9A-Z]{6})?\b")


def is_few(value: Value) -> bool:
    """Whether a value is one of too few answers."""
    return isinstance(value, TooFew)


def is_broad(table: Table) -> bool:
    """Whether paper should lie on its side for a table."""
    return _room(table) > BROAD


def table(table: Table, caption: str) -> Markup:
    """A table as HTML, within a region that can be scrolled, with keys, too, where it is wide."""
    from markupsafe import Markup, escape

    tabs = ' tabindex="0"' if _room(table) > SCROLLS else ""
    looks = ["short"] * (len(table.rows) <= SHORT) + ["vast"] * (_room(table) > BROADEST)
    named = f' class="{" ".join(looks)}"' if looks else ""
    classes = [_class(table, place) for place in range(len(table.columns))]
    label = escape(say("Table: {heading}", heading=caption))
    heads = "".join(
        f'<th scope="col"{look}>{escape(heading(column.heading))}</th>'
        for column, look in zip(table.columns, classes, strict=True)
    )
    body = "\n".join(f"<tr>{_row(row, table.columns, classes)}</tr>" for row in table.rows)
    foot = ""
    if table.total:
        cells = _row(table.total, table.columns, classes, total=True)
        foot = f"\n<tfoot><tr>{cells}</tr></tfoot>"
    return Markup(  # noqa: S704 - each word is escaped
        f'<div class="scroll" role="region" aria-label="{label}"{tabs}>\n<table{named}>'
        f"<caption>{escape(caption)}</caption>\n<thead><tr>{heads}</tr></thead>\n"
        f"<tbody>\n{body}\n</tbody>{foot}\n</table>\n</div>"
    )


def _row(
    row: Sequence[Value], columns: Sequence[Column], classes: Sequence[str], *, total: bool = False
) -> str:
    """The cells of a row; the first is its heading."""
    parts = []
    for place, (value, column) in enumerate(zip(row, columns, strict=True)):
        text = "" if total and value is None else _whole_ids(shown(value, column.kind))
        if is_few(value):
            parts.append(f'<td class="n few">{text}</td>')
        elif place == 0:
            parts.append(f'<th scope="row"{classes[place]}>{text}</th>')
        else:
            parts.append(f"<td{classes[place]}>{text}</td>")
    return "".join(parts)


def _whole_ids(text: str) -> str:
    """A text as HTML, no id of svc in it broken at its hyphens."""
    from markupsafe import escape

    told = str(escape(text))
    return _ID.sub(r'<span class="id">\g<0></span>', told) if "-" in told else told


def _class(table: Table, place: int) -> str:
    """How a column looks: figures on the right, days and what is brief on one line."""
    kind = table.columns[place].kind
    if kind in NUMERIC:
        return ' class="n"'
    if kind in {"day", "words"}:
        return f' class="{kind}"'
    values = (shown(row[place], kind) for row in table.rows)
    return ' class="brief"' if all(width(value) <= BRIEF for value in values) else ' class="text"'


def _room(table: Table) -> int:
    """About how many half-width characters a table is wide, its gaps among them."""
    places = range(len(table.columns))
    rows = [*table.rows, *([table.total] if table.total else [])]
    found = 0
    for place in places:
        column = table.columns[place]
        texts = [shown(row[place], column.kind) for row in rows if row[place] is not None]
        head = width(heading(column.heading))
        widest = max(map(width, texts), default=0)
        found += min(max(widest, min(head, 12)), LONGEST.get(column.kind, 100)) + GAP
    return found
