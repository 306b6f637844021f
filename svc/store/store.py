"""A shop's folder, opened: tables to read, and `change()` to write all or nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from svc.errors import NoStore, Refused
from svc.i18n import say
from svc.records.base import SCHEMA, Record
from svc.records.callback import Callback
from svc.records.complaint import Complaint
from svc.records.customer import Customer
from svc.records.purchase import Purchase
from svc.records.staff import Staff
from svc.store import files, ids
from svc.store.lines import encode
from svc.store.lock import locked
from svc.store.settings import FILE, Settings, read_settings
from svc.store.table import Table
from svc.store.tiny import ShardDB, ShardStorage, document

SHARD_LIMIT = 1_000_000
"""Bytes from which a month's new records go to files of days, and a day's to its parts."""

TABLES: dict[str, tuple[type[Record], str]] = {
    "customers": (Customer, "C"),
    "purchases": (Purchase, "P"),
    "complaints": (Complaint, "K"),
    "callbacks": (Callback, ""),
    "staff": (Staff, "T"),
}
"""Every table: what it keeps, and the letter its ids begin with (a callback's is its key)."""


def find_folder(start: Path) -> Path:
    """The nearest folder upward that holds `svc.toml`.

    Raises:
        NoStore: there is none.
    """
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder
    raise NoStore(
        say("There is no shop here: no folder upward holds {file}.", file=FILE),
        say("Go to the shop's folder, name it with --store, or make one with `svc init`."),
    )


class Store:
    """A shop's folder. Reading takes no lock; `change` takes the one lock there is."""

    def __init__(self, folder: Path) -> None:
        if not (folder / FILE).is_file():
            raise NoStore(
                say("{folder} is no shop: it holds no {file}.", folder=folder, file=FILE),
                say("Make one there with `svc init`."),
            )
        self.folder = folder
        self.settings: Settings = read_settings(folder)
        self.journal = folder / ".svc" / "journal"
        self.storage = ShardStorage(folder / "data", self.journal, folder / FILE)
        self.db = ShardDB(storage=lambda: self.storage)
        self._tables = {
            name: Table(name, kind, letter, self)
            for name, (kind, letter) in TABLES.items()
        }

    @property
    def customers(self) -> Table[Customer]:
        """The customers' files."""
        return self._tables["customers"]  # type: ignore[return-value]

    @property
    def purchases(self) -> Table[Purchase]:
        """What was bought."""
        return self._tables["purchases"]  # type: ignore[return-value]

    @property
    def complaints(self) -> Table[Complaint]:
        """The complaint ledger."""
        return self._tables["complaints"]  # type: ignore[return-value]

    @property
    def callbacks(self) -> Table[Callback]:
        """The callback ledger: contacts made, by key."""
        return self._tables["callbacks"]  # type: ignore[return-value]

    @property
    def staff(self) -> Table[Staff]:
        """The people of the shop."""
        return self._tables["staff"]  # type: ignore[return-value]

    def table(self, name: str) -> Table[Any]:
        """A table by name; raises KeyError."""
        return self._tables[name]

    def table_of(self, record: Record) -> Table[Any]:
        """The table a record belongs to."""
        return next(t for t in self._tables.values() if t.kind is type(record))

    @contextmanager
    def change(self, *, dry_run: bool = False) -> Iterator[Change]:
        """Hold the lock, finish what was interrupted, and commit what the block puts.

        An exception in the block commits nothing; so does `dry_run`, which takes no lock.

        Raises:
            StoreBusy: another command holds the store.
            CannotReadOrWrite: disk full, read-only; the old data is whole.
        """
        if dry_run:
            yield Change(self)
            self.storage.forget()
            return
        with self.locked():
            self.storage.forget()
            change = Change(self)
            try:
                yield change
                change.commit()
            finally:
                self.storage.forget()

    @contextmanager
    def locked(self) -> Iterator[bool]:
        """Hold the lock; gives whether an interrupted change was found and finished."""
        with files.plain_errors(self.journal.parent):
            files.make_folder(self.journal.parent)
        with files.plain_errors(self.folder / ".svc" / "lock"):
            lock = locked(self.folder / ".svc" / "lock", _patience())
        with lock:
            yield files.recover(self.journal)


def _patience() -> float:
    try:
        return max(0.0, float(os.environ.get("SVC_WAIT", "10")))
    except ValueError:
        return 10.0


class Change:
    """What one command is about to change, seen by its own reads, written at its end."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.put_records: dict[str, tuple[str, Record]] = {}
        self._sizes: dict[str, int] = {}

    def new_id(self, table: str, day: date, random: Callable[[int], bytes] = os.urandom) -> str:
        """A new id for a table and a day, drawn again while taken."""
        letter = TABLES[table][1]
        while True:
            drawn = ids.draw(letter, day, random)
            if drawn not in self.put_records and self.store.table(table).shard_of(drawn) is None:
                return drawn

    def put(self, record: Record) -> None:
        """Add a record, or put it in place of the one with its id.

        Raises:
            Refused: the record on file was written by a newer svc.
        """
        if record.extra.get("schema", 1) > SCHEMA:
            raise Refused(
                say("{id} was written by a newer svc and is kept as it is.", id=record.id),
                say("Install the newer svc to change it."),
            )
        self.put_records[record.id] = (self.store.table_of(record).name, record)

    def commit(self) -> None:
        """Hand everything to TinyDB, shard by shard, and put the changed shards on disk."""
        shards: dict[str, list[dict[str, Any]]] = {}
        for table, record in self.put_records.values():
            raw = record.to_raw()
            shards.setdefault(self._shard_for(table, raw), []).append(raw)
        for name, raws in shards.items():
            table_of_shard = self.store.db.table(name)
            on_file = self._ids_in(name)
            table_of_shard.insert_multiple(document(r) for r in raws if r["id"] not in on_file)
            for raw in raws:
                if raw["id"] in on_file:
                    table_of_shard.update(_become(raw), doc_ids=[raw["id"]])  # type: ignore[list-item]
        self.store.storage.commit()

    def _ids_in(self, name: str) -> set[str]:
        try:
            return set(self.store.storage.shard(name))
        except KeyError:
            return set()

    def _shard_for(self, table: str, raw: dict[str, Any]) -> str:
        """The shard that holds a record, or the first of its own that has room."""
        record_id = raw["id"]
        if (name := self.store.table(table).shard_of(record_id)) is not None:
            return name
        size = len(encode(raw))
        *roomy, last = [f"{table}/{shard}" for shard in ids.shards_of(record_id)]
        name = next((n for n in roomy if self._size(n) + size <= SHARD_LIMIT), last)
        self._sizes[name] = self._size(name) + size
        return name

    def _size(self, name: str) -> int:
        if name not in self._sizes:
            content = self.store.storage.content(name)
            self._sizes[name] = 0 if content is None else len(content)
        return self._sizes[name]


def _become(raw: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    """An update in TinyDB's sense that leaves nothing of the old document."""

    def update(document: dict[str, Any]) -> None:
        document.clear()
        document.update(raw)

    return update

