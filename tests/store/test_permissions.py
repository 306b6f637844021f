"""Who may read and write a shop: its owner alone, or its group; and what a foreign hand meets.

Where root runs the tests, children become other users for real.
"""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

Call = Callable[..., Any]
Unprivileged = Callable[[Path], AbstractContextManager[None]]
GROUP, OTHER_GROUP = 4242, 4343
ANNA, BERT, CARL = 4001, 4002, 4003
ROOT_ONLY = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become other users"
)
PRIVATE = {"gateways.toml"}


def modes(folder: Path) -> dict[str, int]:
    """The mode of all that svc keeps in a shop; git's own files are git's."""
    return {
        path.relative_to(folder).as_posix(): stat.S_IMODE(path.lstat().st_mode)
        for path in (folder, *sorted(folder.rglob("*")))
        if ".git" not in path.parts
    }


def as_user(uid: int, gid: int, act: Callable[[], object]) -> object:
    """What `act` gives in a child that is another user; its id and group are real for files."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.chdir("/")  # where it stands now it may not look
            os.setgroups([gid])
            os.setegid(gid)
            os.seteuid(uid)
            os.write(write, repr(act()).encode())
            code = 0
        except BaseException as error:  # noqa: BLE001 - told to the parent
            os.write(write, f"{type(error).__name__}: {error}"[:4000].encode())
        finally:
            os._exit(code)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        told = pipe.read().decode()
    _pid, status = os.waitpid(child, 0)
    assert status == 0, told
    return told


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder every user may pass through, as pytest's own are not."""
    with TemporaryDirectory() as place:
        os.chmod(place, 0o711)  # noqa: S103, PTH101
        yield Path(place)


@pytest.fixture
def call() -> Callable[..., int]:
    """Run a command in this process; gives its exit code."""
    from svc.cli import run

    def command(*args: object) -> int:
        os.umask(0o077)  # as the program itself has it
        return run([str(arg) for arg in args])

    return command


@pytest.fixture(autouse=True)
def _mask() -> Iterator[None]:
    """The program's own mask, and the one before afterwards."""
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.fixture
def busy(svc: Call, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """A shop is used: records, a change over two files, an index, a log, a repair."""

    def use(folder: Path) -> None:
        monkeypatch.setenv("SVC_STORE", str(folder))
        wang = svc("customer", "add", "--name", "王芳", "--phone", "13800138000").line
        svc("purchase", "add", "--customer", wang, "--item", "name=x,category=textile,price=1.00")
        dup = svc("customer", "add", "--name", "王芳", "--number", "9").line
        svc("customer", "merge", wang, dup, "--yes")
        svc("customer", "list", "--json")
        (folder / "data/staff").mkdir(mode=(folder / "data").stat().st_mode & 0o7777)
        (folder / "data/staff").chmod((folder / "data").stat().st_mode & 0o7777)
        (folder / "data/staff/2026-11.jsonl").write_bytes(b"torn\n")
        svc("repair-store", "--yes")
        svc("check", code=None)

    return use


def test_a_shop_is_its_owners_alone(
    tmp_path: Path, svc: Call, busy: Callable[[Path], None]
) -> None:
    """Whatever is written in it: folders 0700, files 0600."""
    folder = tmp_path / "shop"
    svc("init", folder, "--name", "x", "--no-git")
    busy(folder)
    found = modes(folder)
    assert {name: oct(mode) for name, mode in found.items() if mode & 0o077} == {}
    assert "data/quarantine" in found


def test_a_shared_shop_stays_shared(
    tmp_path: Path, svc: Call, busy: Callable[[Path], None]
) -> None:
    """Whatever is written in it: folders 2770, files 0660; git is told."""
    folder = tmp_path / "shop"
    svc("init", folder, "--name", "x", "--shared")
    busy(folder)
    found = modes(folder)
    wanted = {name: 0o2770 if (folder / name).is_dir() else 0o660 for name in found}
    odd = {name: oct(mode) for name, mode in found.items() if mode != wanted[name]}
    assert odd == {}
    assert {".svc/lock", "data/quarantine"} <= found.keys()
    asked = subprocess.run(
        ["git", "-C", folder, "config", "core.sharedRepository"],
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    assert asked.stdout.strip() in ("group", "1")
    looks = {row["rule"]: row for row in svc("doctor", "--json", code=None).json}
    assert looks["permissions"]["level"] == "ok"


def test_doctor_holds_a_shared_shop_to_its_word(tmp_path: Path, svc: Call) -> None:
    """A file or folder its group cannot use, or of another group; the gateways' is its owner's."""
    from svc.store import condition

    folder = tmp_path / "shop"
    svc("init", folder, "--name", "x", "--shared", "--no-git")
    (folder / ".svc/gateways.toml").write_text("")
    (folder / ".svc/gateways.toml").chmod(0o600)
    assert condition.permissions(folder).level == "ok"
    (folder / "data/customers").mkdir(mode=0o700)
    found = condition.permissions(folder)
    assert found.level == "warning"
    assert "data/customers" in str(found.message)
    assert "chmod g+s {} +" in str(found.hint)
    (folder / "data/customers").chmod(0o2770)
    (folder / "policy/refund.toml").chmod(0o640)
    assert condition.permissions(folder).level == "warning"


@ROOT_ONLY
def test_two_users_of_a_group(open_place: Path, call: Callable[..., int]) -> None:
    """Each changes what the other wrote; one who is not of the group sees nothing."""
    folder = open_place / "shop"
    folder.mkdir()
    os.chown(folder, ANNA, GROUP)
    folder.chmod(0o770)
    assert call("init", open_place / "warm", "--name", "x", "--no-git") == 0  # imports come first
    here = ("--store", folder)

    def add(number: int, *more: str) -> int:
        return call(*here, "customer", "add", "--name", "x", "--number", number, *more)

    assert as_user(
        ANNA, GROUP, lambda: call("init", folder, "--name", "x", "--shared", "--no-git")
    ) == "0"  # fmt: skip
    for number, uid in enumerate((ANNA, BERT, ANNA, BERT)):
        assert as_user(uid, GROUP, lambda: add(number)) == "0"  # noqa: B023
        assert as_user(uid, GROUP, lambda: call(*here, "check", "--strict")) == "0"
    assert as_user(CARL, OTHER_GROUP, lambda: call(*here, "customer", "list")) in ("3", "74")
    assert as_user(CARL, OTHER_GROUP, lambda: add(9)) in ("3", "74")
    assert {path.stat().st_gid for path in folder.rglob("*")} == {GROUP}
    assert not any(mode & 0o007 for mode in modes(folder).values())
    content = (folder / "data/customers/2026-11.jsonl").read_bytes()
    assert content.count(b"\n") == 4


@ROOT_ONLY
def test_a_shop_of_another_user(open_place: Path, call: Callable[..., int], svc: Call) -> None:
    """One who may read it, as in a folder open to all: reading works, changing is exit 74."""
    folder = open_place / "shop"
    svc("init", folder, "--name", "x", "--no-git")
    svc("--store", folder, "customer", "add", "--name", "x", "--number", "1")
    svc("--store", folder, "doctor", code=None)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, ANNA, GROUP)
        path.chmod(0o755 if path.is_dir() else 0o644)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    here = ("--store", folder)
    assert as_user(BERT, OTHER_GROUP, lambda: call(*here, "customer", "list")) == "0"
    assert as_user(
        BERT, OTHER_GROUP, lambda: call(*here, "customer", "add", "--name", "y", "--number", "2")
    ) == "74"  # fmt: skip
    assert as_user(BERT, OTHER_GROUP, lambda: call(*here, "doctor")) == "1"
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


CHANGING: dict[str, tuple[str, ...]] = {
    "add": ("customer", "add", "--name", "y", "--number", "2"),
    "edit": ("customer", "edit", "{id}", "--set", "size=L"),
    "purchase": ("purchase", "add", "--customer", "{id}", "--item",
                 "name=x,category=textile,price=1.00"),
    "complaint": ("complaint", "log", "--customer", "{id}", "--category", "price", "--text", "x"),
    "erase": ("customer", "erase", "{id}", "--yes"),
    "fmt": ("fmt",),
    "repair-store": ("repair-store", "--yes"),
}  # fmt: skip


def refused_whole(svc: Call, folder: Path, record_id: str, before: dict[Path, bytes]) -> None:
    """Each changing command: exit 74, one sentence, nothing changed."""
    for name, args in CHANGING.items():
        said = svc(*(arg.format(id=record_id) for arg in args), code=74)
        assert said.out == "", name
        assert "Traceback" not in said.err, name
        assert len(said.err.strip().splitlines()) <= 3, (name, said.err)
        now = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        assert now == before, name


def disorder(shop: Path, wang: str) -> dict[Path, bytes]:
    """Lines that `fmt` and `repair-store` have something to do with."""
    file = shop / "data/customers/2026-11.jsonl"
    file.write_bytes(file.read_bytes().replace(b",", b", "))
    assert wang.encode() in file.read_bytes()
    return {path: path.read_bytes() for path in shop.rglob("*") if path.is_file()}


def test_folders_that_may_only_be_read(
    shop: Path, wang: str, svc: Call, unprivileged: Unprivileged
) -> None:
    """As a copy off a CD has them, or one that an administrator closed."""
    before = disorder(shop, wang)
    for args in CHANGING.values():  # so that everything is imported
        svc(*(arg.format(id=wang) for arg in args), "--dry-run")
    with unprivileged(shop):
        folders = [shop, *(path for path in shop.rglob("*") if path.is_dir())]
        for folder in folders:
            folder.chmod(0o500)
        for path in before:
            path.chmod(0o400)
        try:
            refused_whole(svc, shop, wang, before)
            assert svc("customer", "show", wang, "--json").json["id"] == wang
        finally:
            for folder in folders:
                folder.chmod(0o700)
