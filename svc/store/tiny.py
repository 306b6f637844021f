"""TinyDB over the store's files, through its documented seam.

One shard is one TinyDB table, named `customers/2026-11`. `ShardStorage.read` hands TinyDB a lazy
mapping, so that only the shards a query touches are read; `write` keeps the shards that were
changed until the store's commit puts all of them on disk at once. Ids are ours, text, and never
max + 1: a plain `insert` without one is an error. Records that change go this way; new ones are
put among the lines of their shard without parsing it (`svc.store.change`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from json import loads
from typing import TYPE_CHECKING, Any

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Document, Table

from svc.store import journal
from svc.store.lines import encode_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from svc.store.shards import Shards
    from svc.store.strict import Raw, Shard


class Tables(MutableMapping[str, "Shard"]):
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
        return iter(self._storage.shards.names())

    def __len__(self) -> int:
        return len(self._storage.shards.names())


class ShardStorage(Storage):
    """The shards of a store as TinyDB's storage; what is written waits for the store's commit."""

    def __init__(self, shards: Shards) -> None:
        self.shards = shards
        self.changed: dict[str, Shard] = {}

    def read(self) -> Any:
        """TinyDB asks for all tables; it gets a mapping that reads each when it is touched."""
        return Tables(self)

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Take over whole tables, as TinyDB's own `drop_tables` gives them."""
        if not isinstance(data, Tables):
            self.changed |= {name: {} for name in self.shards.names()}
            self.changed |= {name: dict(records) for name, records in data.items()}

    def commit(self) -> None:
        """Put every changed shard on disk: all or none."""
        contents = {
            self.shards.path(name): encode_all(records) for name, records in self.changed.items()
        }
        if contents:
            journal.replace_all(contents, self.shards.journal, self.shards.like)
        self.changed = {}
        self.shards.forget()

    def shard(self, name: str) -> Shard:
        """The records of a shard by id; raises KeyError where there is none, as TinyDB wants."""
        if name in self.changed:
            return self.changed[name]
        content = self.shards.content(name)
        if content is None:
            raise KeyError(name)
        if not self.shards.is_sealed(name):
            return self.shards.parse(name, content)
        # One call for a whole shard: a line feed stands nowhere but at the end of a line.
        found = loads("[" + content.decode().rstrip("\n").replace("\n", ",") + "]")
        return {raw["id"]: raw for raw in found}


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


def become(
    raws: Mapping[str, Raw], differ: Callable[[Mapping[str, Any], Mapping[str, Any]], None]
) -> Callable[[MutableMapping[Any, Any]], None]:
    """An update in TinyDB's sense that leaves nothing of the old documents.

    `differ` is told of each what it was and what it becomes.
    """

    def update(document: MutableMapping[Any, Any]) -> None:
        raw = raws[document["id"]]
        differ(document, raw)
        document.clear()
        document.update(raw)

    return update
