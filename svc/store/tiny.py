"""TinyDB over the store's files, through its documented seam.

One shard is one TinyDB table, named `customers/2026-11`. `ShardStorage.read` hands TinyDB a lazy
mapping, so that only the shards a query touches are read; `write` keeps the shards that were
changed until `commit` puts all of them on disk at once. Ids are ours, text, and never max + 1:
a plain `insert` without one is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Document, Table

from svc.errors import BadData
from svc.i18n import say
from svc.store import files, ids, journal
from svc.store.lines import UnreadableLine, encode_all, scan

if TYPE_CHECKING:
    from pathlib import Path

Raw = dict[str, Any]
Shard = dict[str, Raw]
SUFFIX = ".jsonl"


def read_shard(content: bytes, name: str, letter: str | None = None) -> Shard:
    """The records of a shard by id, read strictly.

    With the letter of its table given, an id must belong there: by another place no command would
    find it, and the next change would write it a second time.

    Raises:
        BadData: naming the file, the line and what is wrong there.
    """
    shard = name.rpartition("/")[2]
    belongs = None if letter is None else ids.pattern_of(shard, letter).fullmatch
    records: Shard = {}
    for number, _line, found in scan(content):
        if isinstance(found, UnreadableLine):
            reason = found.reason
        elif found["id"] in records:
            reason = say("the id {id} stands twice", id=found["id"])
        elif belongs is None or belongs(found["id"]):
            records[found["id"]] = found
            continue
        else:
            wrong = ids.misplaced(found["id"], shard, letter or "")
            reason = wrong[1] if wrong else say("the id is none")
        raise BadData(
            say("{file}, line {line}: {reason}.", file=file_of(name), line=number, reason=reason),
            say("Nothing was written. Mend that line; `svc check` lists every bad one."),
        )
    return records


def file_of(name: str) -> str:
    """A shard's file as people are told of it: `data/customers/2026-11.jsonl`."""
    return f"data/{name}{SUFFIX}"


class Shards(MutableMapping[str, Shard]):
    """What TinyDB takes for its dict of tables: shard name to records, read when asked for."""

    def __init__(self, storage: ShardStorage) -> None:
        self._storage = storage

    def __getitem__(self, name: str) -> Shard:
        return self._storage.shard(name)

    def __setitem__(self, name: str, records: Shard) -> None:
        self._storage.changed[name] = records

    def __delitem__(self, name: str) -> None:
        self._storage.changed[name] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._storage.names())

    def __len__(self) -> int:
        return len(self._storage.names())


class ShardStorage(Storage):
    """The shards under a data folder as TinyDB's storage."""

    def __init__(
        self, folder: Path, journal: Path, like: Path, letters: Mapping[str, str] | None = None
    ) -> None:
        self.folder = folder
        self.journal = journal
        self.like = like
        self.letters = letters or {}
        self.changed: dict[str, Shard] = {}
        self._read: dict[str, Shard | None] = {}
        self._interrupted: dict[Path, Path] | None = None

    def read(self) -> Any:
        """TinyDB asks for all tables; it gets a mapping that reads each when it is touched."""
        return Shards(self)

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Take over whole tables, as TinyDB's own `drop_tables` gives them; see `commit`."""
        if not isinstance(data, Shards):
            self.changed |= {name: {} for name in self.names()}
            self.changed |= {name: dict(records) for name, records in data.items()}

    def commit(self) -> None:
        """Put every changed shard on disk: all or none."""
        contents = {self.path(name): encode_all(records) for name, records in self.changed.items()}
        for folder in {path.parent for path in contents}:
            if folder.is_dir():
                files.sweep(folder)
        if contents:
            journal.replace_all(contents, self.journal, self.like)
        self.forget()

    def forget(self) -> None:
        """Drop what is held in memory; the next read is from disk."""
        self.changed = {}
        self._read = {}
        self._interrupted = None

    def path(self, name: str) -> Path:
        """The file of a shard: `customers/2026-11` is `data/customers/2026-11.jsonl`."""
        return self.folder / (name + SUFFIX)

    def interrupted(self) -> dict[Path, Path]:
        """The renames of a change another command committed but did not finish."""
        if self._interrupted is None:
            renames = journal.read(self.journal) or []
            self._interrupted = {rename.target: rename.temporary for rename in renames}
        return self._interrupted

    def content(self, name: str) -> bytes | None:
        """The bytes of a shard as last committed, None where there is none."""
        path = self.path(name)
        for place in (self.interrupted().get(path), path):
            if place is not None:
                with files.plain_errors(path), suppress(FileNotFoundError):
                    return place.read_bytes()
        return None

    def shard(self, name: str, *, keep: bool = True) -> Shard:
        """The records of a shard by id; raises KeyError where there is none, as TinyDB wants."""
        if name in self.changed:
            return self.changed[name]
        if name in self._read:
            records = self._read[name]
        else:
            content = self.content(name)
            letter = self.letters.get(name.partition("/")[0])
            records = None if content is None else read_shard(content, name, letter)
            if keep or records is None:  # that there is none is asked for each new id
                self._read[name] = records
        if records is None:
            raise KeyError(name)
        return records

    def names(self, table: str | None = None) -> list[str]:
        """The names of all shards, or of one table's, in order."""
        found = {
            f"{each}/{file.removesuffix(SUFFIX)}"
            for each in ([table] if table else _names_in(self.folder))
            for file in _names_in(self.folder / each)
            if file.endswith(SUFFIX)
        }
        found |= {f"{path.parent.name}/{path.stem}" for path in self.interrupted()}
        found |= set(self.changed)
        return sorted(
            name
            for name in found
            if table in (None, name.partition("/")[0])
            and ids.SHARD.fullmatch(name.rpartition("/")[2])
        )


def _names_in(folder: Path) -> list[str]:
    """The names in a folder, none where there is no such folder; one we may not see is an error.

    `Path.glob` would pass over it, and the shop would look empty.
    """
    with files.plain_errors(folder), suppress(FileNotFoundError, NotADirectoryError):
        return [file.name for file in folder.iterdir()]
    return []


class ShardTable(Table):
    """A TinyDB table whose ids are the records' own, as text."""

    document_id_class = str  # type: ignore[assignment]  # documented, but typed for ints
    default_query_cache_capacity = 0


class ShardDB(TinyDB):
    """TinyDB with one table a shard."""

    table_class = ShardTable


def document(record: Raw) -> Document:
    """A record as TinyDB takes it, under its own id."""
    return Document(record, doc_id=record["id"])
