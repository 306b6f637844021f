"""One table of the store: find records by id, by reference, by day, by a field's value."""

from __future__ import annotations

from json import dumps, loads
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from svc.records.base import SCHEMA, Record
from svc.store import ids
from svc.store.hints import has_hint, hint, hints_of
from svc.store.lines import all_parsed, parsed
from svc.store.refs import marked, no_such, only, undotted, unreadable
from svc.store.sorted_lines import ids_in, lines_between, lines_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from svc.errors import NoSuchRecord
    from svc.store.store import Store

R = TypeVar("R", bound=Record)
SHORTEST_PART = 3
_MARKS = tuple("·・•.")
"""What stands before the check character of an id that was read off a slip."""


def is_newer(raw: Mapping[str, Any]) -> bool:
    """Whether a newer svc wrote these fields: then they are kept, not understood."""
    schema = raw.get("schema", 1)
    return not isinstance(schema, int) or schema > SCHEMA


def texts(record_ids: list[bytes]) -> set[str]:
    """Ids as text."""
    return set(b" ".join(record_ids).decode().split())


class Table(Generic[R]):
    """The records of one kind; what a change has put is seen before what is on disk."""

    def __init__(self, name: str, kind: type[R], letter: str, store: Store) -> None:
        self.name = name
        self.kind = kind
        self.letter = letter
        self._store = store
        self._shards = store.shards

    def shard_of(self, record_id: str) -> str | None:
        """The name of the shard that holds an id, or None."""
        found = self.on_file(record_id)
        return None if found is None else found[0]

    def on_file(self, record_id: str) -> tuple[str, bytes] | None:
        """The shard that holds an id, and its line there, or None."""
        try:
            names = ids.shards_of(record_id)
        except ValueError:
            return None
        for shard in names:
            name = f"{self.name}/{shard}"
            if (line := self._shards.line(name, record_id)) is not None:
                return name, line
        return None

    def peek(self, record_id: str) -> R | None:
        """The record with this id, or None."""
        if (waiting := self._store.waiting.get(record_id)) and type(waiting) is self.kind:
            return waiting
        found = self.on_file(record_id)
        return None if found is None else self.record(parsed(found[1]), found[0])

    def raw(self, record_id: str) -> Mapping[str, Any] | None:
        """The fields on file under an id as they stand there, or None."""
        found = self.on_file(record_id)
        return None if found is None else parsed(found[1])

    def get(self, record_id: str) -> R:
        """The record with this id.

        Raises:
            NoSuchRecord: there is none.
        """
        found = self.peek(record_id)
        if found is None:
            raise self.no_such(record_id)
        return found

    def find(self, ref: str) -> R:
        """The record a reference names: a whole id, or a part that only one id has.

        As a slip prints it, an id may carry its check character (`svc.checkmark`), also without
        the dot before it.

        Raises:
            NoSuchRecord: it names none.
            AmbiguousRef: it names several; some are listed.
            BadInput: its check character is that of another id.
        """
        ref = ref.strip()
        if ref[-2:-1] in _MARKS and (read := marked(ref, self.find)):
            return read
        if self.letter and (read := undotted(ref, self.find)):
            return read
        whole = ref.upper() if ids.ID.fullmatch(ref.upper()) else ref
        if ids.is_id(whole):
            return self.get(whole)
        part = ref.upper()
        if len(part) < SHORTEST_PART:
            raise self.no_such(ref)
        return self.only(self._with_part(part), ref)

    def _with_part(self, part: str) -> list[R]:
        """The records whose ids have this part, in capitals."""
        found: dict[str, None] = {}
        for name in self._shards.names(self.name):
            content = self._shards.canonical(name, keep=False)
            capitals = content if content.isascii() and self.letter else content.upper()
            if part.encode() in capitals:
                for record_id in ids_in(content):
                    if part in record_id.decode().upper():
                        found[record_id.decode()] = None
        found |= {r.id: None for r in self._waiting() if part in r.id.upper()}
        return list(self.many(found).values())

    def only(self, found: list[R], ref: str) -> R:
        """The one record found for a reference; raises NoSuchRecord, AmbiguousRef."""
        return only(self.name, found, ref)

    def no_such(self, ref: str) -> NoSuchRecord:
        """The error for a reference that names nothing here."""
        return no_such(self.name, ref)

    def all(self) -> Iterator[R]:
        """Every record, in the order of the shards and of ids within them."""
        return self._records(self._shards.names(self.name))

    def fields(self) -> Iterator[dict[str, Any]]:
        """The fields of each record on file as they stand there: no records are made of them."""
        for name in self._store.watch(self._shards.names(self.name)):
            lines = self._shards.canonical(name, keep=False).decode()
            # One call for a whole shard: a line feed stands nowhere but at the end of a line.
            yield from loads("[" + lines.rstrip("\n").replace("\n", ",") + "]")

    def between(
        self, first: date, last: date, but: Callable[[str], bool] | None = None
    ) -> Iterator[R]:
        """The records whose ids carry a day from first to last; only their files are read.

        `but` tells from an id alone that a record is not wanted: it is not read then.
        """
        waiting = {record.id: record for record in self._waiting()}
        is_cut = bool(self.letter)
        for name, lines in self._lines_between(first, last):
            for record_id, line in zip(ids_in(lines), lines.splitlines(), strict=True):
                found = record_id.decode()
                if but and but(found):
                    continue
                if is_cut or first <= ids.day_of(found) <= last:
                    yield waiting.pop(found, None) or self.record(parsed(line), name)
        for record in waiting.values():
            if first <= ids.day_of(record.id) <= last and not (but and but(record.id)):
                yield record

    def raws_between(
        self, first: date, last: date, having: str | None = None
    ) -> Iterator[dict[str, Any]]:
        """The fields on file of the records of some days, or of those that may have a field."""
        for _name, lines in self._lines_between(first, last):
            if having:
                yield from map(parsed, lines_with(lines, f'"{having}":'.encode()))
            else:
                yield from all_parsed(lines.splitlines())

    def lines_between(self, first: date, last: date) -> Iterator[bytes]:
        """The canonical lines on file of some days, shard by shard."""
        for _name, lines in self._lines_between(first, last):
            yield lines

    def ids_between(self, first: date, last: date) -> set[str]:
        """The ids on file of some days."""
        return set().union(*(texts(ids_in(lines)) for _name, lines in
                             self._lines_between(first, last)))  # fmt: skip

    def divided(self, first: date, last: date, field: str, value: str) -> tuple[list[R], set[str]]:
        """The records of some days whose field holds a text, and the ids of those with another.

        And maybe more of the same months; only the first are read whole.
        """
        holding = {r.id: r for r in self._waiting() if getattr(r, field) == value}
        others = {record.id for record in self._waiting()} - holding.keys()
        fragment = f'"{field}":{dumps(value, ensure_ascii=False)}'.encode()
        for name, lines in self._lines_between(first, last):
            others |= texts(ids_in(lines)) - holding.keys()
            for line in lines_with(lines, fragment):
                raw = parsed(line)
                if raw.get(field) == value and raw["id"] not in self._store.waiting:
                    holding[raw["id"]] = self.record(raw, name)
                    others.discard(raw["id"])
        return list(holding.values()), others

    def _names_between(self, first: date, last: date) -> list[str]:
        """The shards that hold ids of these days."""
        low, high, start = first.isoformat(), last.isoformat(), len(self.name) + 1
        return [
            name
            for name in self._shards.names(self.name)
            if low[: len(day := name[start : start + 10].rstrip("x"))] <= day <= high[: len(day)]
        ]

    def _lines_between(self, first: date, last: date) -> Iterator[tuple[str, bytes]]:
        """These shards and their lines, cut to these days if they are sorted by days.

        Callbacks' keys begin with what they are about, not with a day: theirs are not cut.
        """
        low, high, start = first.isoformat(), last.isoformat(), len(self.name) + 1
        names = self._names_between(first, last)
        self._shards.seal_some(names)
        for name in self._store.watch(names):
            content = self._shards.canonical(name, keep=False)
            if self.letter:
                month = name[start : start + 7]
                after = self._head(min(high, f"{month}-31")) + b"~"
                content = lines_between(content, self._head(max(low, f"{month}-01")), after)
            yield name, content

    def _head(self, day: str) -> bytes:
        """What the ids of a day, written `2026-11-22`, begin with."""
        return f"{self.letter}-{day[2:4]}{day[5:7]}{day[8:10]}-".encode()

    def where(self, field: str, value: str) -> list[R]:
        """The records whose field holds this value."""
        found = self.may_hold(field, [value]) if has_hint(self.name, field) else self.all()
        return [record for record in found if getattr(record, field) == value]

    def where_between(self, field: str, first: date, last: date) -> list[R]:
        """The records whose field holds a day from first to last."""
        found: Iterable[R] = self.all()
        if has_hint(self.name, field):
            low, high = (hint(self.name, field, day) for day in (first, last))
            pairs = self._shards.holding_between(self.name, low, high)
            found = self._with_waiting(record_id for _hint, record_id in pairs)
        return [
            record
            for record in found
            if (day := getattr(record, field)) is not None and first <= day <= last
        ]

    def may_hold(self, name: str, values: Iterable[str]) -> Iterable[R]:
        """The records that may hold one of these values, by the hint of this name, and maybe more.

        `svc.store.hints` tells what is looked up so, and by which words.
        """
        hints = [hint(self.name, name, value) for value in values]
        return self._with_waiting(self._shards.holding(self.name, hints))

    def ids_holding(self, name: str, values: Iterable[str]) -> dict[str, set[str]]:
        """By each of these values the ids of the records that may hold it, as `may_hold`."""
        hints = {hint(self.name, name, value): value for value in values}
        found: dict[str, set[str]] = {value: set() for value in hints.values()}
        for each, record_id in self._shards.holding_each(self.name, hints):
            found[hints[each]].add(record_id)
        for record in self._waiting():
            for each in hints_of(self.name, record.to_raw()):
                if each in hints:
                    found[hints[each]].add(record.id)
        return found

    def ids_where_between(self, field: str, first: date, last: date) -> set[str]:
        """The ids on file of those whose field may hold a day from first to last, by its hint."""
        low, high = (hint(self.name, field, day) for day in (first, last))
        return {key for _hint, key in self._shards.holding_between(self.name, low, high)}

    def many(self, record_ids: Iterable[str], having: Iterable[bytes] = ()) -> dict[str, R]:
        """The records of these ids, those that are there, by id and in the order of the ids.

        With `having` only those whose lines on file hold one of these fragments.
        """
        wanted = set(record_ids)
        waiting = self._store.waiting
        found: dict[str, R] = {
            key: record
            for key in wanted
            if (record := waiting.get(key)) and type(record) is self.kind
        }
        parts = tuple(having)
        for record_id, name, line in self._shards.lines(self.name, wanted - found.keys()):
            if parts and not any(part in line for part in parts):
                continue
            found[record_id] = self.record(parsed(line), name)
        return {record_id: found[record_id] for record_id in sorted(found)}

    def raws(self, record_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """The fields on file under these ids, as they stand there: for a list of names, say."""
        found = {key: line for key, _name, line in self._shards.lines(self.name, record_ids)}
        return dict(zip(found, all_parsed(found.values()), strict=True))

    def _with_waiting(self, found: Iterable[str]) -> Iterable[R]:
        """The records with these ids, and all that wait to be written."""
        return self.many([*found, *(record.id for record in self._waiting())]).values()

    def _waiting(self) -> list[R]:
        waiting = self._store.waiting.values()
        return [record for record in waiting if type(record) is self.kind]

    def _records(self, names: list[str]) -> Iterator[R]:
        waiting = {record.id: record for record in self._waiting()}
        for name in self._store.watch(names):
            content = self._shards.canonical(name, keep=False)
            for line in content.splitlines():
                raw = parsed(line)
                yield waiting.pop(raw["id"], None) or self.record(raw, name)
        yield from (waiting[record_id] for record_id in sorted(waiting))

    def record(self, raw: dict[str, Any], name: str) -> R:
        """The record of these fields of a shard; raises BadData."""
        try:
            return self.kind.from_raw(raw)
        except ValueError as error:
            raise unreadable(raw, name, str(error), is_newer=is_newer(raw)) from None
