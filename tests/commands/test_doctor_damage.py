"""`svc doctor` with each thing really wrong: git in the middle, links, left-overs, clocks."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from svc.store import repository

Call = Callable[..., Any]
Damage = Callable[[Path], object]


def levels(svc: Call, code: int | None = 0) -> dict[str, str]:
    """Each look's level."""
    return {row["rule"]: row["level"] for row in svc("doctor", "--json", code=code).json}


def git(shop: Path, *args: str, code: int | None = 0) -> str:
    """Run git in the shop."""
    done = subprocess.run(
        ["git", "-C", shop, *args], check=False, capture_output=True, text=True
    )  # fmt: skip
    assert code is None or done.returncode == code, done
    return done.stdout


def committed(shop: Path) -> None:
    """The shop in a repository of its own, with a commit."""
    git(shop, "init", "-q", "-b", "main")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "one")


def apart(shop: Path) -> None:
    """A file changed on two branches, one of them being merged by a git that knows no records."""
    committed(shop)
    git(shop, "checkout", "-qb", "till")
    (shop / "notes").write_text("1")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "two")
    git(shop, "checkout", "-q", "main")
    (shop / "notes").write_text("2")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "three")


def merging(shop: Path) -> None:
    """In the middle of a merge."""
    apart(shop)
    git(shop, "merge", "-q", "till", code=1)


def rebasing(shop: Path) -> None:
    """In the middle of a rebase."""
    apart(shop)
    git(shop, "rebase", "-q", "till", code=1)


def picking(shop: Path) -> None:
    """In the middle of a cherry-pick."""
    apart(shop)
    git(shop, "cherry-pick", "till", code=1)


def locked_by_git(shop: Path) -> None:
    """A git was killed while it wrote."""
    committed(shop)
    (shop / ".git/index.lock").touch()


def wish(shop: Path) -> None:
    """Commits are wanted, and nothing takes them."""
    with (shop / "svc.toml").open("a") as file:
        file.write('git.commit = "each"\n')


def in_conflict(shop: Path) -> None:
    """Two tills made something else of one record."""
    (shop / "data/conflicts").mkdir()
    (shop / "data/conflicts/2026-11.jsonl").write_text(
        '{"id":"conflict.K-261122-7KQ3MX","others":[],"record":"K-261122-7KQ3MX",'
        '"table":"complaints"}\n'
    )


def linked(shop: Path) -> None:
    """A file of records lies elsewhere."""
    (shop / "data/customers").mkdir()
    (shop / "elsewhere").write_text("")
    (shop / "data/customers/2026-11.jsonl").symlink_to(shop / "elsewhere")


def set_aside(shop: Path) -> None:
    """A repair left something."""
    (shop / "data/quarantine").mkdir()
    (shop / "data/quarantine/2026-11-22-00000000.txt").write_text("{}")


def begun(shop: Path) -> None:
    """A list of messages for a gateway was being written."""
    (shop / "out").mkdir()
    temporary = shop / "out/.sms.csv.0123456789.tmp"
    temporary.touch()
    (shop / ".svc/sending.log").write_text(
        json.dumps({"file": str(shop / "out/sms.csv"), "temporary": str(temporary)}) + "\ntorn"
    )


def to_come(shop: Path) -> None:
    """A file was written by a clock that was ahead, or is not any more."""
    (shop / "data/customers").mkdir()
    file = shop / "data/customers/2026-11.jsonl"
    file.touch()
    os.utime(file, (4_000_000_000, 4_000_000_000))


def unfinishable(shop: Path) -> None:
    """An interrupted change whose new content is gone."""
    row = {"file": "data/customers/2026-11.jsonl", "temporary": ".2026-11.jsonl.0123abcd.tmp",
           "old": None, "new": "1"}  # fmt: skip
    (shop / ".svc/journal").write_text(json.dumps({"renames": [row]}))


@pytest.mark.parametrize(
    ("damage", "rule", "level", "word"),
    [
        (merging, "git-operation", "warning", "middle of a merge"),
        (rebasing, "git-operation", "warning", "middle of a rebase"),
        (picking, "git-operation", "warning", "middle of a cherry-pick"),
        (locked_by_git, "git-operation", "warning", "left its lock"),
        (wish, "git-commit", "warning", "git does not watch"),
        (in_conflict, "conflicts", "warning", "1 records were changed apart"),
        (linked, "links", "error", "is a link"),
        (set_aside, "quarantine", "warning", "1 files lie in data/quarantine"),
        (begun, "left-over", "warning", "list of messages was begun"),
        (to_come, "clock", "warning", "still to come"),
        (unfinishable, "journal", "error", "is gone"),
    ],
)
def test_what_is_really_wrong(
    damage: Damage, rule: str, level: str, word: str, shop: Path, svc: Call
) -> None:
    """Found where it is there, with what to do; well where it is not."""
    rows = {row["rule"]: row for row in svc("doctor", "--json").json}
    assert rows[rule]["level"] == "ok"
    damage(shop)
    found = {row["rule"]: row for row in svc("doctor", "--json", code=None).json}[rule]
    assert (found["level"], word in found["message"]) == (level, True), found
    assert found["hint"]


@pytest.mark.parametrize(
    ("version", "level"),
    [("git version 2.37.9", "warning"), ("git version 2.38.0", "ok"), ("git version 3.0", "ok"),
     ("git version 2.9.1 (Apple Git-1)", "warning"), ("git version unknown", "ok")],
)  # fmt: skip
def test_a_git_that_is_too_old(
    version: str, level: str, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Merging two tills needs what came with 2.38."""
    monkeypatch.setattr(repository, "git", lambda *_: (0, version))
    assert repository.installed(shop).level == level


def test_what_is_known_of_the_other_tills(shop: Path, svc: Call, tmp_path: Path) -> None:
    """Said without asking anybody: none, never, since when, how far ahead."""

    def told() -> str:
        (row,) = [row for row in svc("doctor", "--json").json if row["rule"] == "remote"]
        assert row["level"] == "ok"
        return str(row["message"])

    assert told() == "No other computer is set up to sync with."
    committed(shop)
    subprocess.run(["git", "init", "-q", "--bare", tmp_path / "hub"], check=True)
    git(shop, "remote", "add", "origin", str(tmp_path / "hub"))
    assert told() == "origin is set up; nothing was synced yet."
    git(shop, "push", "-qu", "origin", "main")
    git(shop, "commit", "-qm", "two", "--allow-empty")
    assert told() == "origin: 1 commits are to be pushed."
    git(shop, "fetch", "-q")
    os.utime(shop / ".git/FETCH_HEAD", (1_700_000_000, 1_700_000_000))
    assert told() == (
        "origin, last looked at on 2023-11-14: 1 commits are to be pushed, 0 to be merged."
    )
    shutil.rmtree(tmp_path / "hub")
    assert told().startswith("origin, last looked at")


def test_a_git_that_does_not_know_us(
    shop: Path, svc: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commits are wanted, and nobody's name is set."""
    committed(shop)
    wish(shop)
    assert levels(svc)["git-commit"] == "ok"
    monkeypatch.setenv("GIT_COMMITTER_NAME", "")
    assert levels(svc)["git-commit"] == "warning"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root gives files away")
def test_a_repository_of_another_user(shop: Path, svc: Call) -> None:
    """git refuses to work there until it is told to trust it."""
    committed(shop)
    for path in (shop, shop / ".git"):
        os.chown(path, 4001, 4001)
    rows = {row["rule"]: row for row in svc("doctor", "--json", code=None).json}
    assert rows["repository"]["level"] == "warning"
    assert "safe.directory" in rows["repository"]["hint"]
