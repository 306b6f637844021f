"""Power cuts on a disk that keeps only what was synced: a recorder, and every state it allows.

The recorder notes what a change does to the disk. A cut after any step keeps what was synced by
then; of the rest, each content may be lost, torn or whole, and each name may be there or not, one
by itself. That is harsher than most file systems are.
"""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from svc.records.customer import Customer
from svc.records.staff import Staff
from svc.store.store import Store

OLD, NEW, MEMBER = "C-261122-000000", "C-261122-000001", "T-261122-000000"
DAY = date(2026, 11, 22)
STATES_A_STEP = 25


@dataclass
class Content:
    """What a file holds, and what of it is synced."""

    data: bytes = b""
    synced: bytes | None = None


@dataclass
class Disk:
    """The files of a shop by name, in memory and as the disk has them for certain.

    `pending` holds, folder by folder, the names changed since the folder was last synced: what
    was there, and what is there now, step by step.
    """

    names: dict[str, Content] = field(default_factory=dict)
    certain: dict[str, Content] = field(default_factory=dict)
    pending: list[tuple[str, Content | None]] = field(default_factory=list)

    def put(self, name: str, content: Content | None) -> None:
        """A name now stands for this content, or for none."""
        if content is None:
            self.names.pop(name, None)
        else:
            self.names[name] = content
        self.pending.append((name, content))

    def sync_folder(self, folder: str) -> None:
        """What was done to the names in a folder is certain now."""
        for name, content in self.pending:
            if os.path.dirname(name) == folder:  # noqa: PTH120 - names here are no paths
                if content is None:
                    self.certain.pop(name, None)
                else:
                    self.certain[name] = content
        self.pending = [
            (name, content)
            for name, content in self.pending
            if os.path.dirname(name) != folder  # noqa: PTH120
        ]

    def after_a_cut(self, random: Random) -> dict[str, bytes]:
        """One of the states the disk may be in."""
        kept = dict(self.certain)
        for name, content in self.pending:
            if random.random() < 0.5:
                if content is None:
                    kept.pop(name, None)
                else:
                    kept[name] = content
        return {name: _survived(content, random) for name, content in kept.items()}


def _survived(content: Content, random: Random) -> bytes:
    if content.synced == content.data:
        return content.data
    return random.choice(
        [
            b"",
            content.synced or b"",
            content.data,
            content.data[: random.randrange(len(content.data) + 1)],
        ]
    )


class Recorder:
    """Follows the calls of a change on a disk, and takes cuts after each."""

    def __init__(
        self, folder: Path, *, lazy: str = "", states_a_step: int = STATES_A_STEP
    ) -> None:
        self.folder = folder
        self.lazy = lazy
        self.states_a_step = states_a_step
        self.random = Random(1)
        self.disk = Disk()
        self.cuts: list[dict[str, bytes]] = []
        for file in folder.rglob("*"):
            if file.is_file():
                content = Content(file.read_bytes())
                content.synced = content.data
                self.disk.names[self.name(file)] = self.disk.certain[self.name(file)] = content

    def name(self, file: Any) -> str:
        return os.path.relpath(os.fspath(file), self.folder)

    def step(self) -> None:
        self.cuts += [self.disk.after_a_cut(self.random) for _ in range(self.states_a_step)]

    @contextmanager
    def recording(self) -> Iterator[None]:
        real_open, real_fsync = io.open, os.fsync
        real_replace, real_unlink, real_link = os.replace, os.unlink, os.link

        def opened(file: Any, mode: str = "r", *args: Any, **named: Any) -> Any:
            handle = real_open(file, mode, *args, **named)
            if "x" in mode:
                self.disk.put(self.name(file), Content())
                self.step()
            return handle

        def fsync(handle: int) -> None:
            real_fsync(handle)
            path = Path(f"/proc/self/fd/{handle}").resolve()
            if path.is_dir():
                if self.lazy != "folders":
                    self.disk.sync_folder("" if path == self.folder else self.name(path))
            else:
                if (name := self.name(path)) not in self.disk.names:  # written past `io.open`
                    self.disk.put(name, Content())
                content = self.disk.names[name]
                content.data = path.read_bytes()
                self.step()
                if self.lazy != "files":
                    content.synced = content.data
            self.step()

        def replace(source: Any, target: Any) -> None:
            real_replace(source, target)
            content = self.disk.names[self.name(source)]
            # A rename is one step: the new name is there, or the old one still is.
            self.disk.put(self.name(target), content)
            self.disk.names.pop(self.name(source), None)
            self.step()

        def unlink(file: Any, *args: Any, **named: Any) -> None:
            real_unlink(file, *args, **named)
            self.disk.put(self.name(file), None)
            self.step()

        def link(source: Any, target: Any, *args: Any, **named: Any) -> None:
            real_link(source, target, *args, **named)
            self.disk.put(self.name(target), self.disk.names[self.name(source)])
            self.step()

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(io, "open", opened)
            patch.setattr(os, "link", link)
            patch.setattr(os, "fsync", fsync)
            patch.setattr(os, "replace", replace)
            patch.setattr(os, "unlink", unlink)
            yield


def add_one(store: Store) -> None:
    """One file."""
    with store.change() as change:
        change.put(Customer(id=NEW, name="李娜"))


def two_shards(store: Store) -> None:
    """Two files, one of them new."""
    with store.change() as change:
        change.put(Customer(id=NEW, name="李娜"))
        change.put(Staff(id=MEMBER, name="李娜"))


def three_shards(store: Store) -> None:
    """Three files of one table and one of another."""
    with store.change() as change:
        change.put(Customer(id=OLD, name="王"))
        change.put(Customer(id="C-261001-000000", name="赵敏"))
        change.put(Customer(id="C-261201-000000", name="李娜"))
        change.put(Staff(id=MEMBER, name="李娜"))


State = dict[str, dict[str, Any]]


def state(folder: Path) -> State:
    store = Store(folder)
    tables = (store.customers, store.staff)
    return {record.id: record.to_raw() for table in tables for record in table.all()}


def outcomes(folder: Path, change: Callable[[Store], None], *, lazy: str = "") -> tuple[int, int]:
    """How many states a cut may leave, and how many of them are neither old nor new."""
    with Store(folder).change() as first:
        first.put(Customer(id=OLD, name="王芳" * 30))
    (folder / ".svc/lock").touch()
    (folder / "data/staff").mkdir()
    before = state(folder)
    recorder = Recorder(folder, lazy=lazy)
    with recorder.recording():
        change(Store(folder))
    after = state(folder)
    recorder.step()  # and after it was acknowledged
    bad = 0
    known: dict[Any, bool] = {}
    for number, cut in enumerate(recorder.cuts):
        acknowledged = number >= len(recorder.cuts) - STATES_A_STEP
        key = (acknowledged, *sorted(cut.items()))
        if key in known:  # many cuts leave the same
            bad += known[key]
            continue
        place = folder.parent / "cut"
        shutil.rmtree(place, ignore_errors=True)
        for name, data in cut.items():
            file = place / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        allowed = (after,) if acknowledged else (before, after)
        try:
            found = state(place)
            with Store(place).locked():
                pass
            known[key] = found not in allowed or state(place) != found
        except Exception:  # noqa: BLE001 - any way to fail is a bad state
            known[key] = True
        bad += known[key]
    return len(recorder.cuts), bad


@pytest.mark.parametrize(
    "change", [add_one, two_shards, three_shards], ids=lambda change: change.__name__
)
def test_a_power_cut_leaves_the_old_or_the_new(
    change: Callable[[Store], None], folder: Path
) -> None:
    """Whatever was not synced, in any mixture, at every step."""
    states, bad = outcomes(folder, change)
    assert states >= 6 * STATES_A_STEP
    assert bad == 0


@pytest.mark.parametrize("lazy", ["files", "folders"])
def test_the_model_finds_what_it_is_for(lazy: str, folder: Path) -> None:
    """Leave out the syncs of files, or of folders, and it shows: the model bites."""
    states, bad = outcomes(folder, three_shards, lazy=lazy)
    assert bad > states / 20
