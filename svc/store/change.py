"""What one command is about to change: seen by its own reads, written all at once at its end.

A new record is put among the lines of its shard, which is not parsed for it. A record that takes
the place of one on file goes through TinyDB, as does its shard.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from svc.dates import short
from svc.errors import Refused, SvcError
from svc.frozen import replace
from svc.i18n import say
from svc.store import files, ids, journal
from svc.store.hints import hints_of
from svc.store.lines import decode, encode, encode_all
from svc.store.sorted_lines import ids_in, spliced
from svc.store.table import is_newer
from svc.store.tables import TABLES

if TYPE_CHECKING:
    from datetime import date

    from svc.records.base import Record
    from svc.store.seal import Hint, Sealed
    from svc.store.shards import Shards
    from svc.store.store import Store
    from svc.store.strict import Raw

SHARD_LIMIT = 1_000_000
"""Bytes from which a month's new records go to files of days, and a day's to its parts."""


class Change:
    """What one command is about to change: its own reads see what it put, its end writes it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._sizes: dict[str, int] = {}
        self._lines: dict[str, list[bytes]] = {}
        self._bulk: set[str] = set()
        self._drawn: dict[tuple[str, date], set[str]] = {}
        self._drawn_once: dict[tuple[str, date], str] = {}

    def new_id(self, table: str, day: date, random: Callable[[int], bytes] = os.urandom) -> str:
        """A new id for a table and a day, drawn again while taken."""
        while True:
            drawn = ids.draw(TABLES[table], day, random)
            if drawn not in self.store.waiting and self.store.table(table).shard_of(drawn) is None:
                return drawn

    def new_ids(self, table: str, day: date, count: int) -> list[str]:
        """So many new ids for a table and a day, none of them taken or given before."""
        key = (table, day)
        taken = self._drawn.get(key) or self._taken(table, day)
        if tails := self._drawn_once.pop(key, ""):
            head = f"{TABLES[table]}-{short(day)}-"
            taken.update(head + tails[at : at + 6] for at in range(0, len(tails), 6))
            self._drawn[key] = taken
        found: list[str] = []
        while len(found) < count:
            for drawn in ids.draw_many(TABLES[table], day, count - len(found)):
                if drawn not in taken:
                    taken.add(drawn)
                    found.append(drawn)
        if key not in self._drawn:  # most days are asked for once: a set for each is much memory
            self._drawn_once[key] = "".join([drawn[-6:] for drawn in found])
        return found

    def _taken(self, table: str, day: date) -> set[str]:
        """The ids of a table that carry a day."""
        start, shards = f"{table}/{day.isoformat()}", self.store.shards
        names = [
            name
            for name in shards.names(table)
            if name.startswith(start) or start.startswith(name.rstrip("x"))
        ]
        head = f"{TABLES[table]}-{short(day)}-"
        found = {i.decode() for name in names for i in ids_in(shards.canonical(name, keep=False))}
        return {record_id for record_id in (*found, *self.store.waiting) if record_id[:9] == head}

    def put(self, record: Record) -> None:
        """Add a record, or put it in place of the one with its id.

        Fields on file that this version does not know stay, even where the caller made the record
        anew instead of changing the one on file.

        Raises:
            Refused: the record on file was written by a newer svc.
        """
        table = self.store.table_of(record)
        on_file = table.raw(record.id) or {}
        if is_newer(record.extra) or is_newer(on_file):
            raise Refused(
                say("{id} was written by a newer svc and is kept as it is.", id=record.id),
                say("Install the newer svc to change it."),
            )
        unknown = {name: value for name, value in on_file.items() if name not in known_of(record)}
        if unknown.keys() - record.extra.keys():
            record = replace(record, extra={**unknown, **record.extra})
        self.store.waiting[record.id] = record

    def add_lines(self, table: str, lines: Iterable[tuple[str, bytes]]) -> None:
        """Add new records in bulk, as id and canonical line with its line feed.

        The ids come from `new_ids`; nothing is looked at again, and reads of this change do not
        see them.
        """
        day, room, there = "", 0, []
        for record_id, line in lines:
            if len(line) > room or record_id[:8] != day:
                name = self._room_for(table, record_id, len(line))
                there = self._lines.setdefault(name, [])
                self._bulk.add(name)
                # A part of a day holds some tails only: the next record may belong elsewhere.
                day, room = record_id[:8], SHARD_LIMIT - self._size(name)
                if len(name) > len(table) + 11:
                    room = 0
            else:
                room -= len(line)
                self._sizes[name] += len(line)
            there.append(line)

    def commit(self) -> None:
        """Put everything on disk: all or nothing; then seal what was written."""
        shards = self.store.shards
        changes: dict[str, dict[str, Raw]] = {}
        hints: dict[str, tuple[list[Hint], list[Hint]]] = {}
        for record in self.store.waiting.values():
            raw = record.to_raw()
            line = encode(raw)
            decode(line.removesuffix(b"\n"))  # what could not be read again is never written
            table = self.store.table_of(record)
            name, old = table.shard_of(record.id), table.raw(record.id)
            if name is None:
                name = self._room_for(table.name, record.id, len(line))
                self._lines.setdefault(name, []).append(line)
            else:
                changes.setdefault(name, {})[record.id] = raw
            before = set(hints_of(table.name, old)) if old else set()
            after = set(hints_of(table.name, raw))
            added, removed = hints.setdefault(name, ([], []))
            added += [(each, record.id) for each in after - before]
            removed += [(each, record.id) for each in before - after]
        contents = Contents(shards, self._lines, self._changed(changes))
        if not contents:
            return
        for folder in {os.path.dirname(path) for path in contents}:
            if os.path.isdir(folder):
                files.sweep(folder)
        journal.replace_all(contents, shards.journal, shards.like)
        self._seal(contents, hints)

    def _changed(self, changes: Mapping[str, Mapping[str, Raw]]) -> dict[str, bytes]:
        """The content of the shards in which records on file change, changed by TinyDB."""
        if not changes:
            return {}
        from svc.store.tiny import become

        self.store.storage.changed.clear()
        for name, raws in changes.items():
            # One call: TinyDB copies the whole table on each.
            self.store.db.table(name).update(become(raws), doc_ids=list(raws))  # type: ignore[arg-type]
        changed = self.store.storage.changed
        return {name: encode_all(changed[name]) for name in changes}

    def _seal(
        self, contents: Contents, hints: Mapping[str, tuple[list[Hint], list[Hint]]]
    ) -> None:
        """Seal the shards just written: with the new hints alone where they were sealed before."""
        shards = self.store.shards
        none: tuple[list[Hint], list[Hint]] = ([], [])

        def sealed() -> Iterator[Sealed]:
            for name, digest in contents.digests.items():
                added, removed = hints.get(name, none)
                whole = name in self._bulk or not shards.was_sealed(name)
                if found := shards.seal_written(name, digest, added, removed, whole=whole):
                    yield found

        with suppress(SvcError):  # it is written; what is not sealed is parsed next time
            shards.index.keep(sealed())

    def _room_for(self, table: str, record_id: str, size: int) -> str:
        """The first shard of an id that has room for a line of this size.

        Raises:
            ValueError: the record has no good id.
        """
        first, *_others = names = ids.shards_of(record_id)
        if ids.misplaced(record_id, first, TABLES[table]):
            raise ValueError(record_id)
        *roomy, last = [f"{table}/{shard}" for shard in names]
        name = next((n for n in roomy if self._size(n) + size <= SHARD_LIMIT), last)
        self._sizes[name] = self._size(name) + size
        return name

    def _size(self, name: str) -> int:
        if name not in self._sizes:
            self._sizes[name] = self.store.shards.size(name)
        return self._sizes[name]


class Contents(Mapping[str, bytes]):
    """What the files of a change will hold, by path, made one at a time as it is asked for."""

    def __init__(
        self, shards: Shards, lines: dict[str, list[bytes]], changed: Mapping[str, bytes]
    ) -> None:
        self._shards = shards
        self._lines = lines
        self._changed = changed
        self._names = {shards.path(name): name for name in sorted({*lines, *changed})}
        self.digests: dict[str, int] = {}

    def __getitem__(self, path: str) -> bytes:
        name = self._names[path]
        content = self._changed.get(name)
        if content is None:
            content = self._shards.canonical(name, keep=False)
        if lines := self._lines.pop(name, None):
            content = spliced(content, lines)
        self.digests[name] = hash(content)
        return content

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def known_of(record: Record) -> set[str]:
    """The names of the fields this version knows of a record."""
    return {"id", *record.fields_known()}
