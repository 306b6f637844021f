"""`svc sync` and commits of each change where the repository is not as it mostly is."""

from __future__ import annotations

from hashlib import sha1
from itertools import count
from pathlib import Path

import pytest

from svc.store import change as changing
from svc.store.store import Store
from tests.commands.sync_tills import Till, add, bytes_of, ids, settled, till_of
from tests.commands.test_commits import git
from tests.conftest import Call


def test_a_remote_that_never_answers(tills: tuple[Till, Till], tmp_path: Path) -> None:
    """Given up after --timeout; what is here is committed, and goes with the next sync."""
    a, _b = tills
    add(a, 1)
    git(tmp_path / "a", "remote", "set-url", "origin", "ssh://nowhere/hub.git")
    git(tmp_path / "a", "config", "core.sshCommand", "sh -c 'cat >/dev/null; true'")
    done = a("sync", "--timeout", 1, code=8)
    assert "no answer within 1 s" in done.err
    assert git(tmp_path / "a", "status", "--porcelain") == ""
    git(tmp_path / "a", "remote", "set-url", "origin", "../hub.git")
    settled(tills, tmp_path)


def test_a_shop_inside_a_larger_repository(svc: Call, tmp_path: Path) -> None:
    """Its records merge, files beside it come along, what is staged beside it stays."""
    git(tmp_path, "init", "--quiet", "--bare", "-b", "main", "hub.git")
    svc("init", tmp_path / "a/shops/east", "--name", "x", "--no-git")
    git(tmp_path / "a", "init", "--quiet", "-b", "main")
    git(tmp_path / "a", "remote", "add", "origin", "../hub.git")
    a = till_of(tmp_path / "a/shops/east", svc)
    a("sync")
    git(tmp_path, "clone", "--quiet", "hub.git", "b")
    git(tmp_path / "b", "remote", "set-url", "origin", "../hub.git")
    b = till_of(tmp_path / "b/shops/east", svc)
    one, two = add(a, 1), add(b, 2)
    (tmp_path / "a/README").write_text("x")
    git(tmp_path / "a", "add", "README")
    git(tmp_path / "a", "commit", "-qm", "readme")
    a("sync")
    (tmp_path / "b/mine").write_text("y")
    git(tmp_path / "b", "add", "mine")
    a("customer", "edit", one, "--name", "王红")
    a("sync")
    b("sync")
    b("customer", "edit", one, "--name", "王兰")
    a("customer", "edit", one, "--name", "王玉")
    a("sync")
    b("sync", code=1)
    a("sync", code=1)
    assert (tmp_path / "b/README").read_text() == "x"
    assert git(tmp_path / "b", "status", "--porcelain") == "A  mine"
    east = [tmp_path / name / "shops/east" for name in ("a", "b")]
    assert ids(east[0]) == {one, two}
    assert bytes_of(east[0]) == bytes_of(east[1])
    b("resolve", one, "--keep")
    b("sync")
    a("sync")
    assert not list(Store(east[0]).conflicts.all())


def each(folder: Path) -> None:
    """Have each change of a shop commit itself."""
    with (folder / "svc.toml").open("a") as settings:
        settings.write('git.commit = "each"\n')
    git(folder, "commit", "-qam", "each")


def test_a_change_in_the_middle_of_a_merge(tills: tuple[Till, Till], tmp_path: Path) -> None:
    """git commits no part of a merge: the change is on file, it is told, sync ends both."""
    a, b = tills
    one = add(a, 1)
    a("sync")
    b("sync")
    each(tmp_path / "b")
    a("customer", "edit", one, "--name", "王红")
    a("sync")
    b("customer", "edit", one, "--name", "王兰")
    git(tmp_path / "b", "pull", "--quiet", "--no-rebase", code=None)
    done = b("customer", "add", "--name", "李娜", "--number", "7")
    assert "git did not keep it" in done.err
    assert len(ids(tmp_path / "b")) == 2
    b("sync", code=1)
    settled(tills, tmp_path)
    assert len(ids(tmp_path / "a")) == 2
    assert len(list(Store(tmp_path / "a").conflicts.all())) == 1


def test_git_packs_what_many_changes_leave(tills: tuple[Till, Till], tmp_path: Path) -> None:
    """`git gc --auto` runs after a change that commits itself: else a history grows slow."""
    a, _b = tills
    folder = tmp_path / "a"
    each(folder)
    for name, value in (("gc.auto", "256"), ("gc.autoDetach", "false"),
                        ("maintenance.autoDetach", "false")):  # fmt: skip
        git(folder, "config", name, value)
    found = 0
    for n in count():  # git counts the objects whose names begin with 17
        text = f"{n}".encode()
        if sha1(b"blob %d\0%b" % (len(text), text)).hexdigest().startswith("17"):  # noqa: S324
            (folder / "blob").write_bytes(text)
            git(folder, "hash-object", "-w", "blob")
            found += 1
        if found == 3:
            break
    (folder / "blob").unlink()
    assert not list(folder.glob(".git/objects/pack/*.pack"))
    add(a, 1)
    assert list(folder.glob(".git/objects/pack/*.pack"))


def test_one_key_in_two_files(
    tills: tuple[Till, Till], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One till's file of the month was full: check names it, repair-store keeps one."""
    a, b = tills
    who = a("--today", "2026-11-01", "customer", "add", "--name", "王芳", "--number", "1",
            "--birthday", "11-22").line  # fmt: skip
    a("sync")
    b("sync")
    key = f"birthday.{who}.261122"
    with monkeypatch.context() as small:
        small.setattr(changing, "SHARD_LIMIT", 10)
        a("callback", "done", key, "--result", "no-answer")
    b("callback", "done", key, "--result", "reached")
    a("sync")
    b("sync", code=1)
    (problem,) = [each for each in b("check", "--json", code=1).json if each["level"] == "error"]
    assert (problem["rule"], problem["record"]) == ("duplicate-id", key)
    b("repair-store", "--yes")
    found = b("check", "--json", code=None).json
    assert [each for each in found if each["level"] == "error"] == []
    kept = Store(tmp_path / "b").callbacks.get(key)
    assert kept.result == "reached"
    assert "no-answer" in "".join(
        path.read_text("utf-8") for path in (tmp_path / "b/data/quarantine").glob("*.txt")
    )
    settled(tills, tmp_path)
