"""Two tills and their hub, with real git, for the tests of `svc sync`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from svc.store.store import Store
from tests.commands.test_commits import git
from tests.conftest import Call, Result

Till = Callable[..., Result]
NAME, PHONE = "王芳", "13800138000"


def make(folder: Path, svc: Call) -> None:
    """A bare hub that holds a new shop, and two clones of it, `a` and `b`."""
    git(folder, "init", "--quiet", "--bare", "-b", "main", "hub.git")
    svc("init", folder / "a", "--name", "x", "--no-git")
    git(folder / "a", "init", "--quiet", "-b", "main")
    git(folder / "a", "remote", "add", "origin", "../hub.git")
    assert "Went" in svc("--store", folder / "a", "sync").line
    assert git(folder / "a", "config", "branch.main.merge") == "refs/heads/main"
    git(folder, "clone", "--quiet", "hub.git", "b")
    git(folder / "b", "remote", "set-url", "origin", "../hub.git")
    assert svc("--store", folder / "b", "sync").line == "All is the same on both sides."


def till_of(folder: Path, svc: Call) -> Till:
    def till(*args: object, code: int | None = 0) -> Result:
        return svc("--store", folder, *args, code=code)

    return till


def add(till: Till, number: int) -> str:
    return till("customer", "add", "--name", NAME, "--number", number).line


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted((folder / "data").rglob("*.jsonl"))
    }


def settled(tills: tuple[Till, Till], tmp_path: Path) -> None:
    """Sync both until nothing is new; everything is the same everywhere, and committed."""
    a, b = tills
    for till in (b, a, b):
        till("sync", code=None)
    assert bytes_of(tmp_path / "a") == bytes_of(tmp_path / "b")
    heads = {git(tmp_path / n, "rev-parse", "refs/heads/main") for n in ("a", "b", "hub.git")}
    assert len(heads) == 1
    for name in ("a", "b"):
        assert git(tmp_path / name, "status", "--porcelain") == ""
        git(tmp_path / name, "fsck", "--strict")


def ids(folder: Path) -> set[str]:
    return {customer.id for customer in Store(folder).customers.all()}


def lose(folder: Path, count: int) -> None:
    """Take so many customers' lines out by hand."""
    file = folder / "data/customers/2026-11.jsonl"
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[count:]))


def lose_one(folder: Path, record_id: str) -> None:
    file = folder / "data/customers/2026-11.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(line for line in lines if record_id.encode() not in line))
