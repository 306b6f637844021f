"""A conflict: what two tills made of one record, each for itself, kept until a person chooses.

Nothing is lost while it waits: what stands in the record is one side's word, `others` the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.records.base import NEEDED_TEXT, Codec, Record, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

HEAD = "conflict"


class Conflict(Record):
    """The values of a record that lost nothing but their place; its id is made from the record's.

    Each of `others` is one unit as another till has it: `unit`, its name; `fields`, the fields it
    would give the record, null for one it would not have; `gone` where it would have no record.
    `stood` has what stood of its lists and tables then: only what differs from that is taken.
    """

    table: str
    record: str
    others: tuple[Mapping[str, Any], ...]

    @classmethod
    def fields_known(cls) -> Mapping[str, Codec]:
        """The fields of a conflict's line."""
        return _FIELDS


_FIELDS = {
    "table": NEEDED_TEXT,
    "record": NEEDED_TEXT,
    "others": rows_of(dict, dict),
}


def conflict_id(record_id: str) -> str:
    """The id of a record's conflict, the same at every till: `conflict.K-261122-7KQ3MX`.

    A key has a dash for it: `conflict-birthday.C-261122-7KQ3MX.261122`.
    """
    return f"{HEAD}{'-' if '.' in record_id else '.'}{record_id}"
