"""What one command is about to change: seen by its own reads, written all at once at its end.

A new record is put among the lines of its shard, which is not parsed for it. A record that takes
the place of one on file goes through TinyDB, as does its shard, when its turn to be written comes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from svc.dates import short
from svc.errors import Refused, SvcError
from svc.frozen import replace
from svc.i18n import say
from svc.store import files, ids, journal
from svc.store.hints import hints_of
from svc.store.lines import decode, encode, is_plain, parsed
from svc.store.sorted_lines import ids_in, spliced
from svc.store.table import is_newer
from svc.store.tables import TABLES
from svc.store.undoing import Noted

if TYPE_CHECKING:
    from datetime import date

    from svc.records.base import Record
    from svc.store.seal import Hint, Sealed
    from svc.store.store import Store
    from svc.store.strict import Raw

    Hints = dict[str, tuple[list[Hint], list[Hint]]]

SHARD_LIMIT = 1_000_000
"""Bytes from which a month's new records go to files of days, and a day's to its parts."""


class Change:
    """What one command is about to change: its own reads see what it put, its end writes it.

    `files` are those it wrote, `ids` the records it put or removed one by one, not those in bulk.
    `noted` is what the log of this computer's changes will hold of it.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._sizes: dict[str, int] = {}
        self._lines: dict[str, list[bytes]] = {}
        self._bulk: set[str] = set()
        self._places: dict[str, str | None] = {}
        self._before: dict[str, bytes] = {}
        self._removed: dict[str, dict[str, bytes]] = {}
        self._restored: dict[str, dict[str, Raw]] = {}
        self._added_back: list[tuple[str, bytes, Raw]] = []
        self.noted = Noted()
        self._drawn: dict[tuple[str, date], set[str]] = {}
        self._drawn_once: dict[tuple[str, date], str] = {}
        self.files: tuple[str, ...] = ()
        self.ids: tuple[str, ...] = ()

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
        found = self.store.table_of(record).on_file(record.id)
        name, line = found or (None, None)
        if line:
            self._before[record.id] = line
        self._put(record, name, parsed(line) if line else {})

    def move(
        self, table: str, record_ids: Iterable[str], moved: Callable[[Any], Any]
    ) -> dict[str, Any]:
        """Put what `moved` makes of each of these records on file; gives it by id, in order.

        None leaves a record out, the record itself leaves it as it is. Many together are looked up
        once, shard by shard, where `put` would look for each.

        Raises:
            Refused: a record on file was written by a newer svc.
        """
        place, wanted = self.store.table(table), list(record_ids)
        done: dict[str, Any] = {}
        for record_id, name, line in self.store.shards.lines(table, wanted):
            on_file = parsed(line)
            before = self.store.waiting.get(record_id) or place.record(on_file, name)
            after = moved(before)
            if after is not None:
                done[record_id] = after
                if after is not before:
                    self._before[record_id] = line
                    self._put(after, name, on_file)
        return {record_id: done[record_id] for record_id in wanted if record_id in done}

    def _put(self, record: Record, name: str | None, on_file: Mapping[str, Any]) -> None:
        """Put a record of which is known where it is on file, and as what."""
        if is_newer(record.extra) or is_newer(on_file):
            raise Refused(
                say("{id} was written by a newer svc and is kept as it is.", id=record.id),
                say("Install the newer svc to change it."),
            )
        if new := on_file.keys() - {"id", *record.fields_known()} - record.extra.keys():
            unknown = {key: on_file[key] for key in on_file if key in new}
            record = replace(record, extra={**unknown, **record.extra})
        self.store.waiting[record.id] = record
        self._places[record.id] = name

    def remove(self, table: str, record_id: str) -> None:
        """Take a line away that a merge put on file; the reads of this change still see it.

        Raises:
            NoSuchRecord: there is none.
        """
        place = self.store.table(table)
        if (found := place.on_file(record_id)) is None:
            raise place.no_such(record_id)
        self.take_away(*found, record_id)

    def take_away(self, name: str, line: bytes, record_id: str) -> None:
        """Take a line away of which is known where it is on file."""
        self._removed.setdefault(name, {})[record_id] = line

    def restore(self, name: str, line: bytes, now: bytes | None) -> None:
        """Put a line as it once was in a shard, byte for byte, in place of the one there `now`."""
        raw = parsed(line)
        if now is None:
            self._added_back.append((name, line + b"\n", raw))
        else:
            self._before[raw["id"]] = now
            self._restored.setdefault(name, {})[raw["id"]] = raw

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
        hints: Hints = {}
        changed: dict[str, list[Record]] = {}
        for record in self.store.waiting.values():
            if (name := self._places[record.id]) is None:
                self._add(record, hints)
            else:
                changed.setdefault(name, []).append(record)
        for name, line, raw in self._added_back:
            self._place(name, line, raw, hints)
        contents = Contents(self, changed, hints)
        if not contents:
            return
        for folder in {os.path.dirname(path) for path in contents}:
            if os.path.isdir(folder):
                files.sweep(folder)
        self.ids = (
            *self.store.waiting,
            *(each for gone in self._removed.values() for each in gone),
            *(each for back in self._restored.values() for each in back),
            *(raw["id"] for _name, _line, raw in self._added_back),
        )
        is_made = False
        try:
            journal.replace_all(contents, shards.journal, shards.like)
            is_made = True
        finally:
            self.noted.end(made=is_made)
        self.files = tuple(contents)
        self._seal(contents, hints)
        for name in self._removed:
            if not shards.size(name):
                with suppress(OSError):  # an empty file does no harm
                    os.unlink(shards.path(name))

    def _add(self, record: Record, hints: Hints) -> None:
        """Find a new record its shard."""
        table, raw = self.store.table_of(record).name, record.to_raw()
        line = line_to_write(raw)
        name = self._room_for(table, record.id, len(line))
        self._place(name, line, raw, hints)

    def _place(self, name: str, line: bytes, raw: Raw, hints: Hints) -> None:
        """Put a new line among those of a shard."""
        self._lines.setdefault(name, []).append(line)
        added, _removed = hints.setdefault(name, ([], []))
        added += [(each, raw["id"]) for each in set(hints_of(name.partition("/")[0], raw))]

    def content(self, name: str, changed: Iterable[Record], hints: Hints) -> bytes:
        """A shard as it will be: what changes in it goes through TinyDB, its hints to `hints`.

        Raises:
            BadData: something else has taken a record out of the file a moment ago.
        """
        gone, note = self._removed.get(name, {}), self.noted
        raws: dict[str, Raw] = {record.id: record.to_raw() for record in changed}
        raws |= self._restored.get(name, {})
        if raws or gone:
            from svc.store.replacing import replaced

            lines = {key: line_to_write(raw) for key, raw in raws.items()}
            place = hints.setdefault(name, ([], []))
            content = replaced(self.store, name, raws, lines, gone, place)
            for key, line in lines.items():
                note.change(name, self._before[key], line[:-1])
            if gone:
                note.remove(name, gone.values())
        else:
            content = self.store.shards.canonical(name, keep=False)
        if new := self._lines.pop(name, None):
            note.add(name, new)
            content = spliced(content, new)
        return content

    def _seal(self, contents: Contents, hints: Hints) -> None:
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

    @property
    def touched(self) -> set[str]:
        """The shards to which lines come or come back, and from which some are taken."""
        return {*self._lines, *self._removed, *self._restored}

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

    def __init__(self, change: Change, changed: dict[str, list[Record]], hints: Hints) -> None:
        self._change = change
        self._changed = changed
        self._hints = hints
        path = change.store.shards.path
        self._names = {path(name): name for name in sorted({*change.touched, *changed})}
        self._left = len(self._names)
        self.digests: dict[str, int] = {}

    def __getitem__(self, path: str) -> bytes:
        name = self._names[path]
        content = self._change.content(name, self._changed.pop(name, ()), self._hints)
        self.digests[name] = hash(content)
        self._left -= 1
        if not self._left:  # all is known, nothing on file yet
            store = self._change.store
            self._change.noted.begin(store.root, store.shards.like, store.told())
        return content

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def line_to_write(raw: Raw) -> bytes:
    """The line of a record; what could not be read again is never written. Raises ValueError."""
    line = encode(raw)
    if not is_plain(line):
        decode(line.removesuffix(b"\n"))
    return line
