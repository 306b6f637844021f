"""The shards of a store as canonical bytes, whatever the files look like; and who holds a value.

A shard that is sealed is canonical as it stands and its hints are in the index. Any other is
parsed and strictly checked, in every process anew, until it is canonical on disk and old enough
to be sealed: so a line edited by hand is never missed, and whoever edits pays with time only.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from svc.errors import CannotReadOrWrite, StoreBusy
from svc.store import files, ids
from svc.store.hints import hints_in, hints_in_lines
from svc.store.index import Index
from svc.store.lines import canonical_records, encode_all
from svc.store.seal import Sealed, mark_from, mark_of, mark_to_keep
from svc.store.sorted_lines import line_in_file, line_of, lines_of
from svc.store.strict import SUFFIX, Shard, read_shard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from svc.store.seal import Hint

DATA, JOURNAL, LOCK = "data", ".svc/journal", ".svc/lock"
FEW = 4
"""So many records of a file are found quicker by reading only the places that lead there."""


class Shards:
    """The files under a store's data folder, read; `letters` gives each table's letter of ids."""

    def __init__(self, root: str, like: str, letters: Mapping[str, str]) -> None:
        self.root = root
        self.folder = os.path.join(root, DATA)
        self.journal = os.path.join(root, JOURNAL)
        self.like = like
        self.letters = letters
        self.index = Index(root, like)
        self.is_locked = False
        self.forget()

    def forget(self) -> None:
        """Drop what is held in memory; the next read is from disk."""
        self.index.forget()
        self._canonical: dict[str, bytes] = {}
        self._names: dict[str, list[str]] = {}
        self._stale: dict[str, list[str]] = {}
        self._interrupted: dict[str, str] | None = None
        self._sealed_when_read: set[str] = set()
        self.derived: dict[str, Any] = {}

    def path(self, name: str) -> str:
        """The file of a shard: `customers/2026-11` is `data/customers/2026-11.jsonl`."""
        return os.path.join(self.folder, name + SUFFIX)

    def names(self, table: str | None = None) -> list[str]:
        """The names of all shards, or of one table's, in order."""
        if table is None:
            tables = sorted({*files.names_in(self.folder), *self.letters})
            return [name for each in tables for name in self.names(each)]
        if table not in self._names:
            known, start = self.index.marks(table), table + "/"
            found = [
                name
                for file in files.names_in(os.path.join(self.folder, table))
                if (name := start + file[:-6]) in known  # was looked at before
                or (file.endswith(SUFFIX) and ids.SHARD.fullmatch(file, 0, len(file) - 6))
            ]
            there = {name for name in self.interrupted() if name.startswith(start)}
            self._names[table] = sorted({*found, *there} if there else found)
        return self._names[table]

    def interrupted(self) -> dict[str, str]:
        """The shards of a change that was committed but not finished, and where they lie."""
        if self._interrupted is None:
            self._interrupted = self._read_journal() if self._has_journal() else {}
        return self._interrupted

    def _has_journal(self) -> bool:
        with files.plain_errors(self.journal), suppress(FileNotFoundError, NotADirectoryError):
            os.stat(self.journal)
            return True
        return False

    def _read_journal(self) -> dict[str, str]:
        from svc.store import journal

        return {
            f"{rename.target.parent.name}/{rename.target.stem}": str(rename.temporary)
            for rename in journal.read(self.journal) or []
        }

    def content(self, name: str) -> bytes | None:
        """The bytes of a shard as last committed, None where there is none."""
        path = self.path(name)
        for place in (self.interrupted().get(name), path):
            if place is not None:
                with files.plain_errors(path), suppress(FileNotFoundError):
                    return files.read(place)
        return None

    def canonical(self, name: str, *, keep: bool = True) -> bytes:
        """The bytes of a shard in canonical form; nothing where there is none.

        Raises:
            BadData: a line cannot be read.
        """
        if (known := self._canonical.get(name)) is not None:
            return known
        content = self.content(name)
        if content and not self.is_sealed(name):  # asked after reading, so that no edit slips in
            content = encode_all(self.parse(name, content))
            keep = True
        if keep:
            self._canonical[name] = content or b""
        return content or b""

    def line(self, name: str, record_id: str) -> bytes | None:
        """The line of an id in a shard, without its line feed, or None.

        Of a sealed file only the places are read that lead there. Raises BadData.
        """
        wanted = record_id.encode()
        if name not in self._canonical:
            is_sealed, found = self._line_in_sealed(name, wanted)
            if not is_sealed and self._seal_what_can([name]):
                is_sealed, found = self._line_in_sealed(name, wanted)
            if is_sealed:
                return found
        return line_of(self.canonical(name), wanted)

    def lines(self, table: str, record_ids: Iterable[str]) -> Iterator[tuple[str, str, bytes]]:
        """The lines of these ids, those that are there, each with its id and shard.

        Each file is read once and let go, so that the next is read into the same memory.
        """
        wanted = self._places(table, set(record_ids))
        self.seal_some({name for names, _ids in wanted for name in names})
        for level in range(ids.LEVELS):
            by_name: dict[str, list[str]] = {}
            for names, here in wanted:
                by_name.setdefault(names[level], []).extend(here)
            found: set[str] = set()
            for name, here in by_name.items():
                for record_id, line in self._lines_in(name, here):
                    found.add(record_id)
                    yield record_id, name, line
            wanted = [
                (names, rest)
                for names, here in wanted
                if len(names) > level + 1 and (rest := [n for n in here if n not in found])
            ]

    def _places(self, table: str, record_ids: set[str]) -> list[tuple[list[str], list[str]]]:
        """The shards that may hold some of these ids, and those ids, if any shard may."""
        start = table + "/"
        shards = [name[len(start) :] for name in self.names(table)]
        places = ids.places(shards, record_ids) if shards else ()
        return [([start + shard for shard in some], here) for some, here in places]

    def _lines_in(self, name: str, record_ids: list[str]) -> Iterator[tuple[str, bytes]]:
        """The lines of a shard under these ids, those that are there."""
        if len(record_ids) <= FEW:
            for each in record_ids:
                if (line := self.line(name, each)) is not None:
                    yield each, line
            return
        yield from lines_of(self.canonical(name, keep=False), record_ids)

    def _line_in_sealed(self, name: str, record_id: bytes) -> tuple[bool, bytes | None]:
        """Whether the file is sealed, or is not there, and the line of an id if it is."""
        mark = self.index.marks(name.partition("/")[0]).get(name)
        if name in self.interrupted():
            return False, None
        try:
            handle = os.open(self.path(name), os.O_RDONLY | getattr(os, "O_BINARY", 0))
        except FileNotFoundError:
            return True, None
        except OSError:
            return False, None  # reading it whole says why
        try:
            found = None
            if mark is not None:
                found = line_in_file(handle, os.fstat(handle).st_size, record_id)
            is_sealed = mark_from(os.fstat(handle)) == mark  # asked after reading
        except (OSError, ValueError):
            return False, None  # somebody is writing it just now
        finally:
            os.close(handle)
        if is_sealed:
            self._sealed_when_read.add(name)
        return is_sealed, found

    def parse(self, name: str, content: bytes) -> Shard:
        """The records of a shard that is not known to be canonical; raises BadData."""
        table, _slash, shard = name.partition("/")
        letter = self.letters.get(table)
        records = canonical_records(content)
        if records is not None:
            belongs = None if letter is None else ids.pattern_of(shard, letter).fullmatch
            if belongs is None or all(belongs(raw["id"]) for raw in records):
                return {raw["id"]: raw for raw in records}
        return read_shard(content, name, letter)

    def is_sealed(self, name: str) -> bool:
        """Whether a shard is as it was sealed; ask after reading it, so that no edit slips in."""
        self._sealed_when_read.discard(name)
        mark = self.index.marks(name.partition("/")[0]).get(name)
        if mark is None or name in self.interrupted():
            return False
        try:
            is_sealed = mark_of(self.path(name)) == mark
        except OSError:
            return False
        if is_sealed:
            self._sealed_when_read.add(name)
        return is_sealed

    def stale(self, table: str) -> list[str]:
        """The shards of a table that are not sealed, or not as they were sealed."""
        if table not in self._stale:
            marks, interrupted = self.index.marks(table), self.interrupted()
            start = self.folder + os.sep
            found = []
            for name in self.names(table):
                try:
                    is_sealed = mark_of(start + name + SUFFIX) == marks.get(name)
                except FileNotFoundError:
                    is_sealed = name not in interrupted
                except OSError:
                    is_sealed = False
                if not is_sealed or name in interrupted:
                    found.append(name)
            self._stale[table] = found
        return self._stale[table]

    def sealed(self, table: str) -> dict[str, int]:
        """The shards of a table that are sealed as they stand, each with its mark."""
        self._seal_stale(table)
        marks, stale = self.index.marks(table), self.stale(table)
        there = (name for name in self.names(table) if name not in stale)
        return {name: marks[name] for name in there if name in marks}

    def holding(self, table: str, hints: Iterable[int]) -> set[str]:
        """The ids of a table's records that may hold a value with one of these hints."""
        return {record_id for _hint, record_id in self.holding_each(table, hints)}

    def holding_each(self, table: str, hints: Iterable[int]) -> set[Hint]:
        """Each of these hints with each id of a table's record it leads to."""
        wanted = set(hints)
        self._seal_stale(table)
        found = self.index.pairs(wanted)
        found |= {pair for pair in self._hints_of_stale(table) if pair[0] in wanted}
        return found

    def holding_between(self, table: str, first: int, last: int) -> set[Hint]:
        """The hints from first to last, each with an id of a table's record it leads to."""
        self._seal_stale(table)
        found = self.index.pairs_between(first, last)
        found |= {pair for pair in self._hints_of_stale(table) if first <= pair[0] <= last}
        return found

    def _hints_of_stale(self, table: str) -> Iterator[Hint]:
        for name in self.stale(table):
            content = self.content(name)
            if content:
                yield from hints_in(table, self.parse(name, content).values())

    def _seal_stale(self, table: str) -> None:
        """Seal what can be sealed of a table."""
        if self.stale(table):
            self._seal_what_can(self.stale(table))

    def seal_some(self, names: Iterable[str]) -> None:
        """Seal what can be sealed of some shards about to be read, so that none parses them again.

        Those that were parsed already, since they cannot be sealed, are not tried once more.
        """
        if stale := [n for n in names if n not in self._canonical and not self.is_sealed(n)]:
            self._seal_what_can(stale)

    def _seal_what_can(self, names: Iterable[str]) -> bool:
        """Seal those shards that are at rest, unless somebody writes; gives whether it tried."""
        at_rest = [name for name in names if mark_to_keep(self.path(name)) is not None]
        if not at_rest:
            return False
        if self.is_locked:
            self.seal(at_rest)
            return True
        from svc.store.lock import locked

        with suppress(StoreBusy, CannotReadOrWrite), locked(os.path.join(self.root, LOCK), 0):
            self.seal(at_rest)
            return True
        return False

    def seal(self, names: Iterable[str]) -> None:
        """Seal the shards of these that are canonical, with all their hints; the lock is held."""
        from svc.store.sealing import to_seal

        self.index.keep(to_seal(self, names))
        self._stale = {}

    def was_sealed(self, name: str) -> bool:
        """Whether a shard that was just replaced had been sealed as it was."""
        return name in self._sealed_when_read

    def seal_written(
        self, name: str, digest: int, added: list[Hint], removed: list[Hint], *, whole: bool
    ) -> Sealed | None:
        """The seal of a shard just written, if it is what was written; `whole` takes all hints."""
        path, table = self.path(name), name.partition("/")[0]
        mark = mark_to_keep(path)
        content = self.content(name) or b""
        if mark is None or hash(content) != digest or mark_to_keep(path) != mark:
            return None
        return Sealed(name, mark, hints_in_lines(table, content) if whole else added, removed)

    def size(self, name: str) -> int:
        """The bytes of a shard, none where there is none."""
        if name in self.interrupted():
            return len(self.content(name) or b"")
        try:
            return os.stat(self.path(name)).st_size
        except FileNotFoundError:
            return 0
