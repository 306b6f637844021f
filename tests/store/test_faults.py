"""Every system call of a change fails once, or is the last: the old state or the new, never half.

The method is SQLite's: let the first call fail, then the second, and so on until none is reached.
"""

from __future__ import annotations

import errno
import io
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from svc.errors import CannotReadOrWrite, SvcError
from svc.records.customer import Customer
from svc.records.staff import Staff
from svc.store import files
from svc.store.store import Store

DAY = date(2026, 11, 22)
OLD, NEW = "C-261122-000000", "C-261122-000001"
MEMBER = "T-261122-000000"
CALLS = ("open", "fsync", "replace", "unlink", "mkdir", "chmod", "fchmod", "listdir")


class PowerCutError(BaseException):
    """The machine stops: no call after it reaches the disk."""


@dataclass
class System:
    """The system calls of a change, counted; the k-th fails, or stops the machine."""

    at: int
    failure: int | None
    count: int = 0
    stopped: bool = False
    log: list[str] = field(default_factory=list)

    def __call__(self, name: str) -> bool:
        """Count a call and raise where it is the one; gives whether it is half done first."""
        if self.stopped:
            raise PowerCutError
        self.count += 1
        self.log.append(name)
        if self.count == self.at:
            if self.failure is None:
                self.stopped = True
            if name != "write":
                self.fail()
            return True
        return False

    def fail(self) -> None:
        if self.failure is None:
            raise PowerCutError
        raise OSError(self.failure, os.strerror(self.failure))


class Handle:
    """A file being written: its write may stop in the middle."""

    def __init__(self, system: System, real: Any) -> None:
        self._system = system
        self._real = real

    def write(self, data: bytes) -> int:
        if self._system("write"):
            self._real.write(data[: len(data) // 2])
            self._real.flush()
            self._system.fail()
        return int(self._real.write(data))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def __enter__(self) -> Handle:
        return self

    def __exit__(self, *_: object) -> None:
        self._real.close()


@contextmanager
def faulty(system: System) -> Iterator[None]:
    """Let all calls that change the disk go through a system."""
    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            real = getattr(os, name)

            def call(*args: Any, _real: Any = real, _name: str = name, **named: Any) -> Any:
                system(_name)
                return _real(*args, **named)

            patch.setattr(os, name, call)
        real_open = io.open

        def opened(file: Any, mode: str = "r", *args: Any, **named: Any) -> Any:
            if not set(mode) & set("wxa+"):
                system("read")
                return real_open(file, mode, *args, **named)
            system("create")
            return Handle(system, real_open(file, mode, *args, **named))

        patch.setattr(io, "open", opened)
        yield


def add_one(store: Store) -> None:
    """One record more in a file that is there."""
    with store.change() as change:
        change.put(Customer(id=NEW, name="李娜"))


def edit_one(store: Store) -> None:
    """One record changed to less than it was."""
    with store.change() as change:
        change.put(Customer(id=OLD, name="王"))


def first_of_a_table(store: Store) -> None:
    """A folder and a file that were not there."""
    with store.change() as change:
        change.put(Staff(id=MEMBER, name="李娜"))


def two_shards(store: Store) -> None:
    """A change over two files, one of them new."""
    with store.change() as change:
        change.put(Customer(id=NEW, name="李娜"))
        change.put(Staff(id=MEMBER, name="李娜"))


def four_shards(store: Store) -> None:
    """A change over four files of two tables, two of them edits."""
    with store.change() as change:
        for day in (date(2026, 10, 1), date(2026, 12, 1)):
            change.put(Customer(id=f"C-{day:%y%m%d}-000000", name="李娜"))
        change.put(Customer(id=OLD, name="王"))
        change.put(Staff(id=MEMBER, name="李娜"))


def in_order(store: Store) -> None:
    """A hand-edited file put in order."""
    store.put_in_order()


State = dict[str, dict[str, Any]]


def state(folder: Path) -> State:
    """Everything on file, read as a new process would."""
    store = Store(folder)
    return {
        record.id: record.to_raw()
        for table in (store.customers, store.staff)
        for record in table.all()
    }


@pytest.fixture
def old(folder: Path) -> Path:
    """A shop with two records in two files, one of them edited by hand."""
    store = Store(folder)
    with store.change() as change:
        change.put(Customer(id=OLD, name="王芳" * 20))
        change.put(Customer(id="C-261001-7KQ3MX", name="赵敏"))
    october = folder / "data/customers/2026-10.jsonl"
    october.write_text(october.read_text().replace(",", " , "))
    return folder


def runs(
    old: Path, change: Callable[[Store], None], failure: int | None
) -> Iterator[tuple[int, Path, bool, BaseException | None]]:
    """The shop after a change whose first, second, … call failed, until none was reached."""
    at = 1
    while True:
        folder = old.parent / f"run{at}"
        shutil.copytree(old, folder)
        store = Store(folder)
        system = System(at, failure)
        error: BaseException | None = None
        with faulty(system):
            try:
                change(store)
            except (SvcError, OSError, PowerCutError) as found:
                error = found
        if system.count < at:
            assert error is None
            assert at > 7
            return
        yield at, folder, error is None, error
        shutil.rmtree(folder)
        at += 1


CHANGES = [add_one, edit_one, first_of_a_table, two_shards, four_shards, in_order]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("failure", [errno.ENOSPC, errno.EIO, errno.EACCES, None])
def test_the_state_is_the_old_or_the_new(
    change: Callable[[Store], None], failure: int | None, old: Path
) -> None:
    """At every call, for every failure: readable, whole, told truly; and the next change works."""
    before = state(old)
    wanted = shutil.copytree(old, old.parent / "wanted")
    change(Store(wanted))
    after = state(wanted)
    for at, folder, acknowledged, error in runs(old, change, failure):
        found = state(folder)
        assert found in (before, after), at
        if acknowledged:
            assert found == after, at
        if failure is not None and not acknowledged:
            assert isinstance(error, CannotReadOrWrite), (at, error)
            assert str(folder) not in str(error)
            if change is not in_order:  # which changes no record
                told_unchanged = error.hint == files.UNCHANGED
                assert told_unchanged == (found == before), (at, error, error.hint)
        # whatever is left over, the next change finishes or clears away
        with Store(folder).change() as following:
            following.put(Customer(id="C-261122-FFFFFF", name="next"))
        later = state(folder)
        assert later.pop("C-261122-FFFFFF")["name"] == "next"
        assert later == found, at
        assert not (folder / ".svc/journal").exists()
        change(Store(folder))
        done = state(folder)
        del done["C-261122-FFFFFF"]
        assert done == after, at
        assert list(folder.glob("data/*/.*.tmp")) == [], at


@pytest.mark.parametrize("change", [two_shards, four_shards], ids=lambda change: change.__name__)
@pytest.mark.parametrize("failure", [errno.EIO, None])
def test_a_recovery_that_fails_is_recovered_from(
    change: Callable[[Store], None], failure: int | None, old: Path
) -> None:
    """The change that finishes an interrupted one is itself interrupted, at every call."""
    wanted = shutil.copytree(old, old.parent / "wanted")
    change(Store(wanted))
    after = state(wanted)
    made = next(
        folder
        for _at, folder, _acknowledged, _error in runs(old, change, None)
        if (folder / ".svc/journal").exists()
    )
    interrupted = shutil.copytree(made, old.parent / "interrupted")
    shutil.rmtree(made)

    def recover(store: Store) -> None:
        with store.locked():
            pass

    count = 0
    for at, folder, _acknowledged, _error in runs(interrupted, recover, failure):
        count = at
        assert state(folder) == after, at
        recover(Store(folder))
        assert state(folder) == after, at
        assert not (folder / ".svc/journal").exists()
    assert count > 5


def test_what_is_counted_is_all_there_is(old: Path) -> None:
    """The calls of a change over two files, so that a new one cannot slip by uncounted."""
    system = System(0, None)
    with faulty(system):
        two_shards(Store(old))
    assert system.log.count("write") == 3, "two files and the journal"
    assert system.log.count("replace") == 3
    assert system.log.count("fsync") >= 3 + 2 + 1 + 2 + 1
    assert system.log.count("unlink") == 1
    last_content = max(n for n, name in enumerate(system.log) if name == "write")
    assert "fsync" in system.log[last_content : system.log.index("replace")]
