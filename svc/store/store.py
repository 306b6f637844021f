"""A shop's folder, opened: tables to read, and `change()` to write all or nothing."""

from __future__ import annotations

import os
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from svc.errors import NoStore, Refused
from svc.frozen import replace
from svc.i18n import say
from svc.records.callback import Callback
from svc.records.complaint import Complaint
from svc.records.customer import Customer
from svc.records.purchase import Purchase
from svc.records.staff import Staff
from svc.store import ids, journal
from svc.store.lines import decode, encode, encode_all
from svc.store.lock import locked, patience
from svc.store.settings import FILE, Settings, read_settings
from svc.store.table import Table, is_newer
from svc.store.tiny import ShardDB, ShardStorage, document, file_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, MutableMapping
    from datetime import date
    from pathlib import Path

    from svc.records.base import Record

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
LETTERS = {name: letter for name, (_kind, letter) in TABLES.items()}
JOURNAL = ".svc/journal"
LOCK = ".svc/lock"


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


def shop_folder(named: Path | None, here: Path) -> Path:
    """The shop's folder, named or found upward, without opening it: its settings may be broken.

    Raises:
        NoStore: there is none.
    """
    if named is None:
        return find_folder(here)
    if not (named / FILE).is_file():
        raise NoStore(
            say("{folder} is no shop: it holds no {file}.", folder=named, file=FILE),
            say("Make one there with `svc init`."),
        )
    return named


class Store:
    """A shop's folder. Reading takes no lock; `change` takes the one lock there is."""

    def __init__(self, folder: Path) -> None:
        self.folder = shop_folder(folder, folder)
        self.settings: Settings = read_settings(folder)
        self.journal = folder / JOURNAL
        self.storage = ShardStorage(folder / "data", self.journal, folder / FILE, LETTERS)
        self.db = ShardDB(storage=lambda: self.storage)
        self.waiting: dict[str, Record] = {}
        self._tables = {
            name: Table(name, kind, letter, self) for name, (kind, letter) in TABLES.items()
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
        with nullcontext() if dry_run else self.locked():
            self._forget()
            change = Change(self)
            try:
                yield change
                if not dry_run:
                    change.commit()
            finally:
                self._forget()

    @contextmanager
    def locked(self) -> Iterator[bool]:
        """Hold the lock; gives whether an interrupted change was found and finished."""
        with locked(self.folder / LOCK, patience()):
            yield journal.recover(self.journal)

    def put_in_order(self, *, dry_run: bool = False) -> list[str]:
        """Rewrite the shards that are not in canonical form; gives their files.

        Raises:
            BadData: a line cannot be read; nothing was written.
        """
        with nullcontext() if dry_run else self.locked():
            self._forget()
            for name in self.storage.names():
                if name.partition("/")[0] in TABLES:
                    records = self.storage.shard(name, keep=False)
                    if encode_all(records) != self.storage.content(name):
                        self.storage.changed[name] = records
            changed = sorted(self.storage.changed)
            try:
                if not dry_run:
                    self.storage.commit()
            finally:
                self._forget()
        return [file_of(name) for name in changed]

    def _forget(self) -> None:
        self.waiting.clear()
        self.storage.forget()


class Change:
    """What one command is about to change: its own reads see it, its end writes it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._sizes: dict[str, int] = {}

    def new_id(self, table: str, day: date, random: Callable[[int], bytes] = os.urandom) -> str:
        """A new id for a table and a day, drawn again while taken."""
        letter = TABLES[table][1]
        while True:
            drawn = ids.draw(letter, day, random)
            if drawn not in self.store.waiting and self.store.table(table).shard_of(drawn) is None:
                return drawn

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

    def commit(self) -> None:
        """Hand everything to TinyDB, shard by shard, and put the changed shards on disk."""
        shards: dict[str, list[dict[str, Any]]] = {}
        for record in self.store.waiting.values():
            raw = record.to_raw()
            shards.setdefault(self._shard_for(record, raw), []).append(raw)
        for name, raws in shards.items():
            table_of_shard = self.store.db.table(name)
            on_file = self._ids_in(name)
            table_of_shard.insert_multiple(document(r) for r in raws if r["id"] not in on_file)
            changed = {raw["id"]: raw for raw in raws if raw["id"] in on_file}
            if changed:  # one call: TinyDB copies the whole table on each
                table_of_shard.update(_become(changed), doc_ids=list(changed))
        self.store.storage.commit()

    def _ids_in(self, name: str) -> set[str]:
        try:
            return set(self.store.storage.shard(name))
        except KeyError:
            return set()

    def _shard_for(self, record: Record, raw: dict[str, Any]) -> str:
        """The shard that holds a record, or the first of its own that has room.

        What could not be read again is never written.

        Raises:
            ValueError: the record has no good id, or holds what a line cannot.
        """
        line = encode(raw)
        decode(line.removesuffix(b"\n"))
        table = self.store.table_of(record)
        record_id = record.id
        if (name := table.shard_of(record_id)) is not None:
            return name
        if ids.misplaced(record_id, ids.shards_of(record_id)[0], table.letter):
            raise ValueError(record_id)
        size = len(line)
        *roomy, last = [f"{table.name}/{shard}" for shard in ids.shards_of(record_id)]
        name = next((n for n in roomy if self._size(n) + size <= SHARD_LIMIT), last)
        self._sizes[name] = self._size(name) + size
        return name

    def _size(self, name: str) -> int:
        if name not in self._sizes:
            content = self.store.storage.content(name)
            self._sizes[name] = 0 if content is None else len(content)
        return self._sizes[name]


def known_of(record: Record) -> set[str]:
    """The names of the fields this version knows of a record."""
    return {"id", *record.fields_known()}


def _become(
    changed: Mapping[str, dict[str, Any]],
) -> Callable[[MutableMapping[Any, Any]], None]:
    """An update in TinyDB's sense that leaves nothing of the old documents."""

    def update(document: MutableMapping[Any, Any]) -> None:
        raw = changed[document["id"]]
        document.clear()
        document.update(raw)

    return update
