"""What a computer may do to a shop: no rights, no folder, no room, a clock that goes wrong."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from svc.store.store import Store
from tests.conftest import Unprivileged
from tests.faults.conftest import Figures

pytestmark = pytest.mark.faults
Call = Callable[..., Any]
PHONE = "13800138000"
CHANGES: dict[str, tuple[object, ...]] = {
    "a new line": ("customer", "add", "--name", "李娜", "--phone", "13800138001"),
    "a line anew": ("customer", "edit", PHONE, "--set", "size=L"),
    "a new table": ("staff", "add", "--name", "何静"),
    "two tables": ("callback", "note", "--customer", PHONE, "--channel", "visit", "--text", "来"),
    "taken out": ("customer", "erase", PHONE, "--yes"),
    "put in order": ("fmt",),
}


def every_file(shop: Path) -> dict[str, bytes]:
    """What a shop holds, but for what svc makes anew."""
    return {
        str(file.relative_to(shop)): file.read_bytes()
        for file in sorted(shop.rglob("*"))
        if file.is_file() and ".svc" not in file.parts
    }


def untidy(shop: Path) -> None:
    """Another file, not in order, so that `fmt` has something to do."""
    folder = shop / "data/staff"
    folder.mkdir(exist_ok=True)
    (folder / "2027-01.jsonl").write_text('{"name":"何", "id":"T-270101-AAAAAA"}\n')


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("closed", [".", "data", "data/customers", "data/staff", ".svc", "*"])
def test_a_folder_one_may_not_write_to(
    name: str, closed: str, shop: Path, wang: str, svc: Call, unprivileged: Unprivileged,
    figures: Figures,
) -> None:  # fmt: skip
    """Done, or refused with one sentence and nothing changed; done once one may."""
    untidy(shop)
    before = every_file(shop)
    twin = shop.with_name("twin")
    shutil.copytree(shop, twin)
    svc("--store", twin, *CHANGES[name])  # whatever is imported must be read before
    with unprivileged(shop):
        folders = [f for f in (shop, *shop.rglob("*")) if f.is_dir()]
        shut = folders if closed == "*" else [shop / closed]
        for folder in shut:
            folder.chmod(0o555)
        try:
            said = svc(*CHANGES[name], code=None)
        finally:
            for folder in shut:
                folder.chmod(0o755)
        assert said.code in {0, 74}, said
        assert (every_file(shop) == before) is (said.code != 0), said
        if said.code:
            assert "Traceback" not in said.err
            svc(*CHANGES[name])
    svc("check")
    figures("P4", "folders one may not write to: changes refused or done whole", runs=1, bad=0)


@pytest.mark.parametrize("name", CHANGES)
def test_files_beyond_a_size_cannot_be_written(
    name: str, shop: Path, wang: str, process: Call, figures: Figures
) -> None:
    """`ulimit -f` from nothing upward: old with 74, or new with 0; and it works afterwards."""
    untidy(shop)
    before = every_file(shop)
    kept = shop.with_name("kept")
    shutil.copytree(shop, kept)
    runs = 0
    for room in (0, 1, 10, 40, 80, 100, 150, 250, 400, 1000):

        def small(room: int = room) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))

        shutil.rmtree(shop)
        shutil.copytree(kept, shop)
        # stdout is a pipe here: no limit holds for it
        said = process("--store", shop, *CHANGES[name], code=None, preexec_fn=small)
        assert said.code in {0, 74}, (room, said)
        assert (every_file(shop) == before) is (said.code != 0), (room, said)
        assert "Traceback" not in said.err
        if said.code:
            process("--store", shop, *CHANGES[name])
        process("--store", shop, "check")
        runs += 1
    figures("P4", "no file may grow beyond so many bytes (ulimit -f)", runs=runs, bad=0)


@pytest.mark.parametrize("gone", ["data", "data/customers", ".svc", "svc.toml", "."])
@pytest.mark.parametrize("name", CHANGES)
def test_a_folder_that_vanishes(
    name: str, gone: str, shop: Path, wang: str, svc: Call, figures: Figures,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """While a command holds the lock: it says so or is done; when all is back, all is there."""
    untidy(shop)
    before = every_file(shop)
    aside, target = shop.with_name("aside"), (shop / gone).resolve()
    from svc.store import files

    real = files.write_beside

    def vanish(*args: Any) -> str:
        if not aside.exists():
            target.rename(aside)
        return real(*args)

    with monkeypatch.context() as patch:
        patch.setattr(files, "write_beside", vanish)
        said = svc(*CHANGES[name], code=None)
    assert said.code in {0, 3, 4, 74}, said
    assert "Traceback" not in said.err
    if aside.is_dir():
        new = every_file(target) if target.is_dir() else {}
        shutil.copytree(aside, target, dirs_exist_ok=True)
        assert said.code == 0 or not [each for each in new if each.endswith(".jsonl")], said
    elif aside.exists():
        aside.rename(target)
    found = every_file(shop)
    assert before.keys() <= found.keys()
    if said.code:
        assert {each: found[each] for each in before} == before
    svc("check", code=None)
    figures("P4", "a folder taken away in the middle of a change", runs=1, bad=0)


AGES = {"as it is": 0, "an hour ahead": 3600, "a year ahead": 31_536_000, "1970": -1_795_000_000}


@pytest.mark.parametrize("first", AGES)
@pytest.mark.parametrize("second", AGES)
def test_the_clock_of_files_goes_wrong(
    first: str, second: str, shop: Path, wang: str, svc: Call, figures: Figures,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Set back, set ahead, another computer's: what an editor changes is seen all the same."""
    file = next((shop / "data/customers").glob("*.jsonl"))
    real = time.time_ns
    numbers = iter(range(100, 200))
    missed = 0
    for age in (first, second, first):
        shift = AGES[age] * 10**9
        with monkeypatch.context() as patch:
            patch.setattr(time, "time_ns", lambda shift=shift: real() + shift)
            patch.setattr("svc.store.seal.time_ns", lambda shift=shift: real() + shift)
            svc("customer", "add", "--name", "李", "--number", f"{next(numbers)}")
            svc("customer", "show", PHONE)
            lines = file.read_text()
            phone = f"13800138{next(numbers)}"
            file.write_text(lines.replace(PHONE, phone))
            stamp = file.stat().st_mtime_ns + shift
            os.utime(file, ns=(stamp, stamp))
            missed += svc("customer", "show", phone, "--json", code=None).code != 0
            missed += svc("customer", "show", PHONE, "--json", code=None).code == 0
            file.write_text(lines)
            os.utime(file, ns=(stamp, stamp))
            missed += svc("customer", "show", PHONE, "--json", code=None).code != 0
    assert len(list(Store(shop).customers.all())) == 4
    figures("P5", "edits by hand under clocks set back and ahead: seen", runs=9, bad=missed)
