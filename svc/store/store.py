"""A shop's folder, opened: tables to read, and `change()` to write all or nothing."""

from __future__ import annotations

import os
from contextlib import contextmanager, nullcontext
from functools import cached_property
from typing import TYPE_CHECKING, Any

from svc.errors import NoStore
from svc.frozen import Frozen
from svc.i18n import say
from svc.store.lines import encode_all
from svc.store.settings import FILE, Settings, read_settings
from svc.store.shards import JOURNAL, LOCK, Shards
from svc.store.strict import file_of
from svc.store.table import Table
from svc.store.tables import KINDS, TABLES, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date
    from os import PathLike
    from pathlib import Path

    from tinydb import TinyDB

    from svc.i18n import Sentence
    from svc.records.approval import Approval
    from svc.records.base import Record
    from svc.records.callback import Callback
    from svc.records.complaint import Complaint
    from svc.records.conflict import Conflict
    from svc.records.customer import Customer
    from svc.records.delivery import Delivery
    from svc.records.event import Event
    from svc.records.message import Message
    from svc.records.part import Part
    from svc.records.purchase import Purchase
    from svc.records.repair import Repair
    from svc.records.return_ import Return
    from svc.records.staff import Staff
    from svc.records.survey import Survey
    from svc.store.change import Change
    from svc.store.tiny import ShardStorage


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


def no_store_in(folder: object) -> NoStore:
    """The error for a folder that holds no shop."""
    return NoStore(
        say("{folder} is no shop: it holds no {file}.", folder=folder, file=FILE),
        say("Make one there with `svc init`."),
    )


def shop_folder(named: Path | None, here: Path) -> Path:
    """The shop's folder, named or found upward, without opening it: its settings may be broken.

    Raises:
        NoStore: there is none.
    """
    if named is None:
        return find_folder(here)
    if not (named / FILE).is_file():
        raise no_store_in(named)
    return named


class Told(Frozen):
    """Who asks for a change: the words of the command (`callback done`), the staff's id, and when.

    `at` is the moment as a log has it, `today` asks what day it is where the
    shop is; `warn` is told what went wrong beside the change.
    """

    command: str = ""
    staff: str | None = None
    at: str = ""
    today: Callable[[], date] | None = None
    warn: Callable[[Sentence], None] | None = None


class Store:
    """A shop's folder. Reading takes no lock; `change` takes the one lock there is.

    `is_changed` says whether a change was made since it was opened.
    """

    def __init__(
        self, folder: str | PathLike[str], told: Callable[[], Told] | None = None
    ) -> None:
        self.root = os.fspath(folder)
        if not os.path.isfile(os.path.join(self.root, FILE)):
            raise no_store_in(self.root)
        self.settings: Settings = read_settings(self.root)
        self.shards = Shards(self.root, os.path.join(self.root, FILE), TABLES)
        self.waiting: dict[str, Record] = {}
        self.told = told or Told
        self.is_changed = False
        self.watch: Callable[[list[str]], Iterable[str]] = iter
        """What the shards of a table go through as they are read: to show how far that is."""
        self._tables: dict[str, Table[Any]] = {}

    @property
    def folder(self) -> Path:
        """The shop's folder as a path; what only reads records does without."""
        from pathlib import Path

        return Path(self.root)

    @property
    def journal(self) -> Path:
        """Where the journal of a change stands while it is made."""
        return self.folder / JOURNAL

    @property
    def till(self) -> str | None:
        """This copy of the shop among its clones, for what is done once; None without git.

        Where nothing is changed, none is drawn.
        """
        from svc.store.till import till

        return till(self.root, os.path.join(self.root, FILE), draw=self.shards.is_locked)

    @cached_property
    def storage(self) -> ShardStorage:
        """The shards as TinyDB's storage."""
        from svc.store.tiny import ShardStorage

        return ShardStorage(self.shards)

    @cached_property
    def db(self) -> TinyDB:
        """The store as a TinyDB, one table a shard: `store.db.table("customers/2026-11")`."""
        from svc.store.tiny import ShardDB

        return ShardDB(storage=lambda: self.storage)

    @property
    def customers(self) -> Table[Customer]:
        """The customers' files."""
        return self.table("customers")

    @property
    def purchases(self) -> Table[Purchase]:
        """What was bought."""
        return self.table("purchases")

    @property
    def complaints(self) -> Table[Complaint]:
        """The complaint ledger."""
        return self.table("complaints")

    @property
    def callbacks(self) -> Table[Callback]:
        """The callback ledger: contacts made, by key."""
        return self.table("callbacks")

    @property
    def staff(self) -> Table[Staff]:
        """The people of the shop."""
        return self.table("staff")

    @property
    def returns(self) -> Table[Return]:
        """Returns and exchanges."""
        return self.table("returns")

    @property
    def repairs(self) -> Table[Repair]:
        """Repairs and care services."""
        return self.table("repairs")

    @property
    def parts(self) -> Table[Part]:
        """The parts ledger."""
        return self.table("parts")

    @property
    def deliveries(self) -> Table[Delivery]:
        """Deliveries and installations."""
        return self.table("deliveries")

    @property
    def approvals(self) -> Table[Approval]:
        """Decisions and consents asked for and given, and reports."""
        return self.table("approvals")

    @property
    def events(self) -> Table[Event]:
        """Gatherings of VIP customers."""
        return self.table("events")

    @property
    def surveys(self) -> Table[Survey]:
        """Questionnaires filled in."""
        return self.table("surveys")

    @property
    def messages(self) -> Table[Message]:
        """The outbox: messages by key."""
        return self.table("messages")

    @property
    def conflicts(self) -> Table[Conflict]:
        """What two tills made of one record apart: both values, until somebody chooses."""
        return self.table("conflicts")

    def table(self, name: str) -> Table[Any]:
        """A table by name; raises KeyError."""
        if name not in self._tables:
            self._tables[name] = Table(name, kind_of(name), TABLES[name], self)
        return self._tables[name]

    def table_of(self, record: Record) -> Table[Any]:
        """The table a record belongs to."""
        return self.table(next(name for name in TABLES if KINDS[name][1] == type(record).__name__))

    @contextmanager
    def change(self, *, dry_run: bool = False) -> Iterator[Change]:
        """Hold the lock, finish what was interrupted, and commit what the block puts.

        An exception in the block commits nothing; so does `dry_run`, which takes no lock.

        Raises:
            StoreBusy: another command holds the store.
            CannotReadOrWrite: disk full, read-only; the old data is whole.
        """
        from svc.store.change import Change

        with nullcontext() if dry_run else self.locked():
            change = Change(self)
            try:
                yield change
                if not dry_run:
                    if self.settings.git_commit == "off":
                        change.commit()
                    else:
                        from svc.store import commits

                        commits.write(self, change)
            finally:
                self.is_changed = self.is_changed or bool(change.files)
                self.waiting.clear()
                self.shards.forget()

    @contextmanager
    def locked(self) -> Iterator[bool]:
        """Hold the lock; gives whether an interrupted change was found and finished."""
        from svc.store import journal
        from svc.store.lock import locked, patience

        with locked(os.path.join(self.root, LOCK), patience()):
            recovered = journal.recover(os.path.join(self.root, JOURNAL))
            self.shards.forget()
            self.shards.is_locked = True
            try:
                yield recovered
            finally:
                self.shards.is_locked = False

    def put_in_order(self, *, dry_run: bool = False) -> list[str]:
        """Rewrite the shards that are not in canonical form; gives their files.

        Raises:
            BadData: a line cannot be read; nothing was written.
        """
        with nullcontext() if dry_run else self.locked():
            self.storage.changed = {}
            for name in (name for table in TABLES for name in self.shards.names(table)):
                content = self.shards.content(name) or b""
                records = self.shards.parse(name, content)
                if encode_all(records) != content:
                    self.storage.changed[name] = records
            changed = sorted(self.storage.changed)
            if dry_run:
                self.storage.changed = {}
            self.storage.commit()
        return [file_of(name) for name in changed]
