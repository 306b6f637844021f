"""`svc sync` that cannot go on: it says why, and nothing is lost."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from svc.store.lock import locked
from tests.commands.sync_tills import Till, add, ids, settled
from tests.commands.test_commits import git

# Ways to be turned away before anything is done.


def _no_repository(a: Path) -> None:
    (a / ".git").rename(a.parent / "away")


def _no_remote(a: Path) -> None:
    git(a, "remote", "remove", "origin")


def _detached(a: Path) -> None:
    git(a, "checkout", "--quiet", "--detach")


def _two_remotes(a: Path) -> None:
    git(a, "branch", "--unset-upstream")
    git(a, "remote", "rename", "origin", "east")
    git(a, "remote", "add", "west", "../hub.git")


def _rebasing(a: Path) -> None:
    (a / ".git/rebase-merge").mkdir()


def _unrelated(a: Path) -> None:
    git(a, "checkout", "--quiet", "--orphan", "other")
    git(a, "commit", "--quiet", "-m", "another shop")
    git(a, "branch", "--quiet", "-D", "main")
    git(a, "branch", "--quiet", "-m", "main")


def _another_branch(a: Path) -> None:
    git(a, "branch", "--unset-upstream")
    git(a, "branch", "--quiet", "-m", "master")


def _shallow(a: Path) -> None:
    shutil.rmtree(a / ".git")
    git(a.parent, "clone", "--quiet", "--depth=1", f"file://{a.parent / 'hub.git'}", "small")
    (a.parent / "small/.git").rename(a / ".git")


def _dead(a: Path) -> None:
    (a.parent / "hub.git").rename(a.parent / "gone.git")


def _refusing(a: Path) -> None:
    hook = a.parent / "hub.git/hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'closed on \x1b[31mSundays' >&2\nexit 1\n")
    hook.chmod(0o755)


def _locked(a: Path) -> None:
    (a / ".git/index.lock").touch()


@pytest.mark.parametrize(
    ("trouble", "code", "word"),
    [
        (_no_repository, 5, "git init"),
        (_no_remote, 5, "git remote add origin"),
        (_detached, 5, "No branch is checked out"),
        (_two_remotes, 5, "east, west"),
        (_rebasing, 5, "rebase-merge"),
        (_unrelated, 5, "two shops"),
        (_another_branch, 5, "git branch -m main"),
        (_shallow, 5, "--unshallow"),
        (_dead, 8, "hub.git"),
        (_refusing, 8, "closed on"),
        (_locked, 8, "index.lock"),
    ],
)
def test_turned_away(
    tills: tuple[Till, Till], tmp_path: Path, trouble: Any, code: int, word: str
) -> None:
    a, b = tills
    add(b, 2)
    b("sync")
    one = add(a, 1)
    trouble(tmp_path / "a")
    done = a("sync", code=code)
    assert word in done.err
    assert "\x1b" not in done.err
    assert "Traceback" not in done.err
    assert done.out == ""
    assert one in ids(tmp_path / "a")


def test_after_a_dead_network_all_arrives(tills: tuple[Till, Till], tmp_path: Path) -> None:
    a, _b = tills
    add(a, 1)
    (tmp_path / "hub.git").rename(tmp_path / "gone.git")
    a("sync", code=8)
    assert git(tmp_path / "a", "status", "--porcelain") == ""
    add(a, 2)
    (tmp_path / "gone.git").rename(tmp_path / "hub.git")
    settled(tills, tmp_path)
    assert len(ids(tmp_path / "b")) == 2


def test_words_of_git_hold_no_login(tills: tuple[Till, Till], tmp_path: Path) -> None:
    a, _b = tills
    git(tmp_path / "a", "remote", "set-url", "origin", "file://till:secret@nowhere/x.git")
    assert "secret" not in a("sync", code=8).err


def test_another_sync_is_not_waited_for(tills: tuple[Till, Till], tmp_path: Path) -> None:
    a, _b = tills
    with locked(tmp_path / "a/.svc/syncing", 0):
        assert "under way" in a("sync", code=7).err
