"""What was sold, to whom, when and for how much, out of the lines of purchases, unparsed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from svc.store.ids import months_between
from svc.store.lines import parsed
from svc.store.sorted_lines import lines_with

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from typing import Any

    from svc.store.store import Store

    Line = tuple[str, str, str, str, str]
    """A purchase's id, customer, the return it was exchanged for or nothing, day and total."""

_TEXT = r'"(?:[^"\\]|\\.)*"'
_LINES = re.compile(
    r'\{"id":"([^"\\]*)","customer":"([^"\\]*)"(?:,"exchange_of":"([^"\\]*)")?'
    r'(?:,"installed_on":"[^"\\]*")?,"items":\[.*\],"on":"([0-9]{4}-[0-9]{2}-[0-9]{2})"'
    rf'(?:,"receipt":{_TEXT})?(?:,"row":{_TEXT})?(?:,"staff":"[^"\\]*")?'
    r',"total":"([0-9]{1,13}\.[0-9]{2})"\}\n'
)
"""A purchase's whole line as svc writes it: its fields are in order, and none is unknown."""
MONTHS = 6
"""Looking for more months than these is slower than reading all."""


def plain_sales(content: bytes) -> list[Line] | None:
    """The purchases of canonical lines that are all as svc writes them; else None."""
    found = _LINES.findall(content.decode())
    return found if len(found) == content.count(b"\n") else None


def naming(store: Store, table: str, first: date, last: date) -> Iterator[dict[str, Any]]:
    """The fields of the records on file that name a day of some months, and maybe of others.

    Looked for as bytes: the lines that name none are not read.
    """
    months = months_between(first, last)
    if len(months) > MONTHS:
        yield from store.table(table).fields()
        return
    marks = [f'":"{month}-'.encode() for month in months]
    for name in store.watch(store.shards.names(table)):
        content = store.shards.canonical(name, keep=False)
        yield from map(parsed, sorted({x for mark in marks for x in lines_with(content, mark)}))
