"""The cases a period needs, read: those touched since a day, and those still open.

Only the files of the days asked for are read whole; of older ones the lines that name such a day.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from svc.rules.as_of import as_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from svc.records.complaint import Complaint
    from svc.store.store import Store

SETTLED = {
    "complaints": ("resolved", "closed"),
    "returns": ("rejected", "settled"),
    "repairs": ("handed_back", "cancelled"),
    "deliveries": ("done", "cancelled"),
    "approvals": ("approved", "rejected", "reported"),
}
"""The tables that are read by what was noted since a day, with the states that end a case."""


class Row(NamedTuple):
    """A case as it stands on file: its day, the last day anything in it names, whether it is open.

    It was `late_in` where the day it was written down is not the day it is about.
    """

    raw: dict[str, Any]
    on: str
    latest: str
    is_open: bool
    late_in: bool


class Cases:
    """The cases of a shop on which something was noted from a day on, or which are still open.

    What is made a record stays one, and so does what it was at the end of a day: three periods
    look at the same ones, for several parts of the report each.
    """

    def __init__(self, store: Store, since: date, until: date) -> None:
        self._store = store
        self._since, self._until = since, until
        self._rows: dict[str, list[Row]] = {}
        self._records: dict[str, Any] = {}
        self._then: dict[tuple[str, date], Any] = {}

    def known(self, table: str, day: date, since: date) -> list[Any]:
        """The cases as they were known at the end of a day: open then, or touched since another.

        In the order of their ids. Raises BadData.
        """
        low, high = since.isoformat(), day.isoformat()
        found = []
        for raw, on, latest, is_open, late_in in self._touched(table):
            if on > high or (latest < low and not is_open):
                continue
            if latest > high or late_in:
                record = self._as_of(table, raw, day)
            else:
                record = self._record(table, raw)
            if record is not None:
                found.append(record)
        return found

    def _as_of(self, table: str, raw: dict[str, Any], day: date) -> Any:
        key = raw["id"], day
        if key not in self._then:
            self._then[key] = as_of(self._record(table, raw), day)
        return self._then[key]

    def _record(self, table: str, raw: dict[str, Any]) -> Any:
        if (found := self._records.get(raw["id"])) is None:
            found = self._store.table(table).record(raw, f"{table}/{raw['id'][2:8]}")
            self._records[raw["id"]] = found
        return found

    def _touched(self, table: str) -> list[Row]:
        """The rows of a table, each line of theirs looked at once, in the order of ids."""
        if table not in self._rows:
            settled = SETTLED[table]
            rows = self._rows[table] = []
            for raw, latest in touched_since(self._store, table, self._since, self._until):
                on = str(raw.get("on", ""))
                late_in = raw["id"][2:8] != on[2:4] + on[5:7] + on[8:10]
                rows.append(Row(raw, on, latest, raw.get("state") not in settled, late_in))
        return self._rows[table]


_DAYS = re.compile(rb'":"([0-9]{4}-[0-9]{2}-[0-9]{2})')


def touched_since(
    store: Store, table: str, since: date, until: date
) -> list[tuple[dict[str, Any], str]]:
    """The fields of the records that name a day from one month on, or are open, by id.

    Each with the last day it names. Lines of older files are looked at as bytes: one that names no
    such day is not read.
    """
    from svc.store.lines import parsed
    from svc.store.sorted_lines import lines_of, lines_with

    month, start = since.isoformat()[:7], len(table) + 1
    found: dict[str, tuple[dict[str, Any], str]] = {}
    marks = [f'":"{each}-'.encode() for each in _months(since, until)]
    still_open = store.table(table).ids_holding("open", ["open"])["open"]
    for name in store.shards.names(table):
        content = store.shards.canonical(name, keep=False)
        if name[start : start + 7] >= month:
            lines: Iterable[bytes] = content.splitlines()
        else:
            touched = (line for mark in marks for line in lines_with(content, mark))
            here = (line for _id, line in lines_of(content, still_open))
            lines = dict.fromkeys([*touched, *here])
        for line in lines:
            raw = parsed(line)
            found[raw["id"]] = (raw, max(_DAYS.findall(line), default=b"").decode())
    return [found[key] for key in sorted(found)]


def _months(first: date, last: date) -> list[str]:
    """The months of these days: `2026-11`, `2026-12`, …."""
    from svc.store.ids import months_between

    return months_between(first, last)


def with_earlier(
    store: Store, complaints: list[Complaint], first: date, last: date
) -> list[Complaint]:
    """With the earlier complaints about what the new ones are about: what came again is told."""
    known = {each.id for each in complaints}
    sold = {each.purchase for each in complaints if each.purchase and each.on >= first}
    more = [
        then
        for each in (store.complaints.may_hold("purchase", sold) if sold else ())
        if each.id not in known and each.purchase in sold and (then := as_of(each, last))
    ]
    return [*complaints, *more] if more else complaints
