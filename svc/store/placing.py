"""The lines of files that may be broken: where they stand and belong, what becomes of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.records.conflict import HEAD as OF_CONFLICT
from svc.store import ids
from svc.store.lines import decode
from svc.store.tables import TABLES, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from svc.i18n import Sentence
    from svc.store.strict import Raw

BOM = b"\xef\xbb\xbf"
LEVEL_OF = {7: 0, 14: 3, 12: 4, 13: 5}
"""By the length of a shard's name how soon commands look there; ten days come before a day."""
OF_MESSAGE = "sms-"


class Line(Frozen, kw_only=False):
    """A line of a file: where it stands, its bytes without the line feed, whether it had one."""

    file: str
    number: int
    content: bytes
    ended: bool = True


class Done(Frozen):
    """What is done with a line, or a file: `set-aside`, `moved`, `dropped`, `in-order`, `removed`.

    `rule` is a stable word for what was wrong, `to` the file where it is now, or stands already.
    """

    done: str
    file: str
    line: int | None
    rule: str
    reason: Sentence
    record: str | None = None
    to: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract."""
        names = ("file", "line", "record", "rule", "done", "to")
        return {name: getattr(self, name) for name in names} | {"message": str(self.reason)}


def lines_of(content: bytes, file: str) -> Iterator[Line]:
    """The lines of a file; one that is empty holds nothing and is passed over."""
    *whole, rest = content.split(b"\n")
    for number, line in enumerate(whole, start=1):
        if line.strip():
            yield Line(file, number, line)
    if rest.strip():
        yield Line(file, len(whole) + 1, rest, ended=False)


def read_line(content: bytes) -> Raw:
    """The record of a line that is whole, with a byte order mark or a return or without.

    Raises:
        UnreadableLine: it is no record.
    """
    return decode(content.removeprefix(BOM).removesuffix(b"\r"))


def level_of(name: str) -> int:
    """How soon commands look for an id in a shard: of one that stands twice they see the first."""
    shard = name.rpartition("/")[2]
    return LEVEL_OF.get(len(shard), 1 if shard.endswith("x") else 2)


def label_of(root: str, path: str) -> str:
    """A file as people are told of it; what is not UTF-8 in its name is escaped."""
    place = os.path.relpath(path, root).replace(os.sep, "/")
    return os.fsencode(place).decode(errors="backslashreplace")


def is_of(table: str, record_id: str) -> bool:
    """Whether an id may be one of a table's."""
    return ids.is_id(record_id) and not ids.misplaced(
        record_id, ids.shards_of(record_id)[0], TABLES[table]
    )


def table_of(raw: Raw) -> str | None:
    """The table a record must be of, by its id and by what it holds; None where that is open."""
    record_id: str = raw["id"]
    if not ids.is_id(record_id):
        return None
    if ids.KEY.fullmatch(record_id):
        of_message, of_conflict = (
            record_id.startswith(OF_MESSAGE),
            record_id.startswith(OF_CONFLICT),
        )
        table = "messages" if of_message else "conflicts" if of_conflict else "callbacks"
    else:
        table = next((name for name, letter in TABLES.items() if letter == record_id[0]), "")
    if not table or not is_of(table, record_id):
        return None
    try:
        kind_of(table).from_raw(dict(raw))
    except ValueError:
        return None
    return table
