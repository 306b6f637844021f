"""`svc doctor`: the machine, the folder and git, each look with an answer."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import namedtuple
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from svc.store import condition, machine, repository

Call = Callable[..., Any]
RULES = [
    "python", "tinydb", "settings", "file-system", "sync-folder", "lock", "writing", "free-space",
    "permissions", "links", "gateways", "left-over", "journal", "quarantine", "conflicts", "git",
    "repository", "gitignore", "line-ends", "merge-driver", "git-operation", "git-commit",
    "remote", "clock",
]  # fmt: skip


def levels(svc: Call, code: int | None = 0) -> dict[str, str]:
    """Each look's level."""
    return {row["rule"]: row["level"] for row in svc("doctor", "--json", code=code).json}


def test_a_healthy_shop(shop: Path, svc: Call) -> None:
    """The same list everywhere; here only git is missing, as asked for."""
    rows = svc("doctor", "--json").json
    assert [row["rule"] for row in rows] == RULES
    assert list(rows[0]) == ["level", "rule", "message", "hint"]
    bad = {row["rule"] for row in rows if row["level"] != "ok"}
    assert bad <= {"repository", "free-space"}
    assert all(row["hint"] for row in rows if row["level"] != "ok")


def test_as_text(shop: Path, svc: Call) -> None:
    """One line a look, what to do below."""
    lines = svc("doctor").out.splitlines()
    assert lines[0].startswith("ok: Python 3.")
    assert "warning: The folder is no git repository." in lines
    assert "  `git init` there begins one." in lines


def test_it_leaves_nothing_behind(shop: Path, svc: Call) -> None:
    """What it tries out it takes away again."""
    svc("doctor")
    before = {path for path in shop.rglob("*") if path.name != "lock"}
    svc("doctor")
    assert {path for path in shop.rglob("*") if path.name != "lock"} == before


def test_broken_settings(shop: Path, svc: Call) -> None:
    """An error with its sentence; the other looks go on."""
    (shop / "svc.toml").write_text("name = ")
    said = svc("doctor", code=1)
    assert "error: svc.toml cannot be read" in said.out
    assert "ok: The lock holds." in said.out


def test_outside_a_shop(svc: Call) -> None:
    """Exit 3, as for every command."""
    svc("doctor", code=3)


@pytest.mark.parametrize(
    ("kind", "level"),
    [
        ("ext4", "ok"), ("tmpfs", "ok"), ("fuseblk", "ok"), ("nfs", "warning"),
        ("nfs4", "warning"), ("cifs", "warning"), ("smb3", "warning"), ("9p", "warning"),
        ("fuse.sshfs", "warning"), ("fuse.rclone", "warning"), ("vboxsf", "warning"),
    ],
)  # fmt: skip
def test_kinds_of_file_systems(kind: str, level: str, tmp_path: Path) -> None:
    """Of the mount the folder is on, not of one above it, spaces in its name and all."""
    shop = tmp_path / "my disk" / "shop"
    shop.mkdir(parents=True)
    mounts = tmp_path / "mounts"
    point = str(tmp_path.resolve() / "my disk").replace(" ", r"\040")
    mounts.write_text(
        f"/dev/sda / ext4 rw 0 0\nserver:/x {point} {kind} rw 0 0\nx /y nfs rw 0 0\n"
    )
    assert machine.file_system(shop, mounts).level == level
    assert machine.file_system(tmp_path, mounts).level == "ok"


def test_a_machine_without_a_list_of_mounts(tmp_path: Path) -> None:
    """Macs and Windows have none; nothing is claimed."""
    assert machine.file_system(tmp_path, tmp_path / "none").level == "ok"


@pytest.mark.parametrize(
    "name",
    ["Dropbox", "OneDrive", "OneDrive - 公司", "坚果云", "我的坚果云", "百度网盘", "BaiduSyncdisk",
     "Nutstore Files", "Google Drive", "Nextcloud"],
)  # fmt: skip
def test_folders_a_program_copies_about(name: str, tmp_path: Path) -> None:
    """By the names such folders have."""
    shop = tmp_path / name / "shop"
    shop.mkdir(parents=True)
    assert machine.sync_folder(shop).level == "warning"
    assert machine.sync_folder(tmp_path).level == "ok"


def test_a_folder_of_syncthing(tmp_path: Path) -> None:
    """It may have any name, and marks the top."""
    (tmp_path / "data" / "shop").mkdir(parents=True)
    (tmp_path / "data" / ".stfolder").mkdir()
    assert machine.sync_folder(tmp_path / "data" / "shop").level == "warning"


def test_a_lock_that_is_held(shop: Path, svc: Call) -> None:
    """Somebody is writing: no fault, but said."""
    from svc.store.lock import locked

    with locked(shop / ".svc/lock", 0):
        assert levels(svc)["lock"] == "warning"


def test_a_lock_that_does_not_lock(shop: Path, svc: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on some network drives: two have it at once."""
    import fcntl

    monkeypatch.setattr(fcntl, "flock", lambda *_: None)
    assert levels(svc, code=1)["lock"] == "error"


def test_a_folder_that_cannot_be_written(
    shop: Path, svc: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read-only disks and foreign folders."""
    import errno

    def replace(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "replace", replace)
    said = svc("doctor", code=1)
    assert "error: The disk is read-only: probe was not written." in said.out


@pytest.mark.parametrize(
    ("free", "level"), [(10**9, "ok"), (50_000_000, "warning"), (1_000_000, "error")]
)
def test_room(
    free: int, level: str, shop: Path, svc: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Little is warned of, none is an error."""
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(0, 0, free))
    assert levels(svc, code=None)["free-space"] == level


def test_files_anybody_may_read(shop: Path, svc: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only where the way to them is open to others, too."""
    (shop / "svc.toml").chmod(0o644)
    shop.chmod(0o700)
    assert condition.is_closed(shop)
    assert levels(svc)["permissions"] == "ok"
    monkeypatch.setattr(condition, "is_closed", lambda _folder: False)
    assert levels(svc)["permissions"] == "warning"
    for file in (shop, *shop.rglob("*")):
        file.chmod(0o2770 if file.is_dir() else 0o660)
    assert levels(svc)["permissions"] == "ok"


def test_a_clock_that_is_behind(shop: Path, svc: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids of days to come were drawn: today's would lie in the wrong files."""
    svc("customer", "add", "--name", "王芳", "--number", "1")
    assert levels(svc)["clock"] == "ok"
    monkeypatch.setenv("SVC_TODAY", "2026-11-21")
    assert levels(svc)["clock"] == "warning"


def test_the_newest_day_is_of_the_newest_files(shop: Path) -> None:
    """Months, and days of the last month; what no id is does not count."""
    folder = shop / "data/customers"
    folder.mkdir()
    for name, record_id in (
        ("1997-01", "C-970101-AAAAAA"), ("2026-11", "C-261122-AAAAAA"),
        ("2026-11-23", "C-261123-AAAAAA"), ("2026-10", "C-261031-AAAAAA"),
        ("2026-11-24", "C-261199-AAAAAA"),
    ):  # fmt: skip
        (folder / f"{name}.jsonl").write_text(f'{{"id":"{record_id}","name":"x"}}\ntorn')
    assert condition.newest_day(shop) == date(2026, 11, 23)


def test_what_killed_commands_left(shop: Path, svc: Call) -> None:
    """Temporary files and a journal."""
    (shop / "data/customers").mkdir()
    (shop / "data/customers/.2026-11.jsonl.0123abcd.tmp").touch()
    (shop / ".svc/journal").write_text('{"renames":[]}')
    found = levels(svc)
    assert (found["left-over"], found["journal"]) == ("warning", "warning")
    (shop / ".svc/journal").write_text("?")
    assert levels(svc, code=1)["journal"] == "error"


def test_what_git_does(shop: Path, svc: Call) -> None:
    """Ignored and unchanged as `svc init` sets it up; told where somebody took that away."""
    subprocess.run(["git", "init", "-q", shop], check=True)
    found = levels(svc)
    looks = (
        "git",
        "repository",
        "gitignore",
        "line-ends",
        "git-operation",
        "git-commit",
        "remote",
    )
    assert [found[rule] for rule in looks] == ["ok"] * 7
    subprocess.run(["git", "-C", shop, "config", "core.autocrlf", "true"], check=True)
    assert levels(svc)["line-ends"] == "ok", "attributes are stronger"
    (shop / ".gitignore").unlink()
    (shop / ".gitattributes").unlink()
    found = levels(svc)
    assert (found["gitignore"], found["line-ends"]) == ("warning", "warning")


def test_without_git(shop: Path, svc: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """A warning: nothing keeps history."""
    monkeypatch.setenv("PATH", "")
    found = levels(svc)
    assert (found["git"], found["repository"]) == ("warning", "warning")
    assert (found["gitignore"], found["line-ends"]) == ("ok", "ok")
    assert repository.unmerged(shop) == []


@pytest.mark.parametrize("version", ["4.7.9", "5.0.0"])
def test_a_tinydb_we_do_not_know(
    version: str, shop: Path, svc: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its seam may be another."""
    monkeypatch.setattr("tinydb.version.__version__", version)
    assert levels(svc, code=1)["tinydb"] == "error"
