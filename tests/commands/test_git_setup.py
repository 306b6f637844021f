"""`svc git setup`: what is written, once; what `doctor` finds of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from svc.store.wiring import ATTRIBUTES, settings_for, wire, wired
from tests.conftest import Result

Call = Callable[..., Result]
PROGRAM = (sys.executable, "-P", "-m", "svc")


def git(folder: Path, *args: str) -> str:
    """Git's answer."""
    done = subprocess.run(
        ["git", "-C", str(folder), *args], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def merge_of(folder: Path, path: str = "data/customers/2026-11.jsonl") -> str:
    """Which driver git gives a file."""
    return git(folder, "check-attr", "merge", "--", path).rpartition(": ")[2]


@pytest.fixture
def clone(shop: Path) -> Path:
    """A shop in a repository that nobody has wired, with lines of its own."""
    (shop / ".gitattributes").write_text("*.png binary", encoding="utf-8")
    git(shop, "init", "-q")
    return shop


def test_it_wires_a_clone_once(clone: Path, svc: Call) -> None:
    """Attributes behind the shop's own lines, settings in the clone; again it changes nothing."""
    done = svc("git", "setup")
    assert f".gitattributes: {ATTRIBUTES}" in done.out
    assert "git config merge.renames = false" in done.out
    written = (clone / ".gitattributes").read_text(encoding="utf-8")
    assert written == f"*.png binary\n{ATTRIBUTES}\n"
    assert merge_of(clone) == "svc"
    assert git(clone, "config", "merge.svc.driver").endswith(" git merge-driver %O %A %B %P")
    assert git(clone, "config", "diff.svc.textconv").endswith(" git textconv")
    config = (clone / ".git/config").read_bytes()
    again = svc("git", "setup")
    assert (again.out, "All was in place" in again.err) == ("", True)
    assert (clone / ".git/config").read_bytes() == config
    assert (clone / ".gitattributes").read_text(encoding="utf-8") == written


def test_a_dry_run_writes_nothing(clone: Path, svc: Call) -> None:
    """It says what it would do."""
    before = (clone / ".git/config").read_bytes(), (clone / ".gitattributes").read_bytes()
    done = svc("git", "setup", "--dry-run")
    assert "merge.svc.driver" in done.out
    assert "Nothing was changed" in done.err
    assert (
        (clone / ".git/config").read_bytes(),
        (clone / ".gitattributes").read_bytes(),
    ) == before


def test_a_program_that_moved(clone: Path, svc: Call) -> None:
    """The settings are written anew, also where one stood twice."""
    wire(clone, ("/old/svc",))
    git(clone, "config", "--add", "merge.svc.driver", "another")
    svc("git", "setup")
    assert "/old/svc" not in (clone / ".git/config").read_text(encoding="utf-8")
    assert wired(clone).level == "ok"


def test_a_line_of_the_shops_that_says_otherwise(clone: Path, svc: Call) -> None:
    """Ours comes after it."""
    (clone / ".gitattributes").write_text(f"{ATTRIBUTES}\n*.jsonl merge=union\n", encoding="utf-8")
    svc("git", "setup")
    assert merge_of(clone) == "svc"


def test_outside_a_repository(shop: Path, svc: Call) -> None:
    """Refused, with what to do."""
    done = svc("git", "setup", code=5)
    assert "is in no git repository" in done.err
    assert "git init" in done.err
    assert wired(shop).level == "ok"


def test_without_git(shop: Path, svc: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so."""
    monkeypatch.setenv("PATH", "")
    assert "git is not installed" in svc("git", "setup", code=8).err


def test_a_folder_of_a_larger_repository(tmp_path: Path, svc: Call) -> None:
    """The shop's own .gitattributes, the repository's settings; `init` wires it, too."""
    git(tmp_path, "init", "-q")
    shop = tmp_path / "西区" / "shop"
    svc("init", shop, "--name", "x")
    assert merge_of(tmp_path, "西区/shop/data/customers/2026-11.jsonl") == "svc"
    assert merge_of(tmp_path, "data/customers/2026-11.jsonl") == "unspecified"
    assert wired(shop).level == "ok"


def test_a_new_shop_is_wired(tmp_path: Path, svc: Call) -> None:
    """Begun with its repository; with --no-git git is left alone."""
    svc("init", tmp_path / "a", "--name", "x")
    assert wired(tmp_path / "a").level == "ok"
    git(tmp_path, "init", "-q", "b")
    svc("init", tmp_path / "b", "--name", "x", "--no-git")
    assert "svc" not in (tmp_path / "b/.git/config").read_text(encoding="utf-8")


def test_a_program_with_a_strange_path(clone: Path, tmp_path: Path) -> None:
    """Spaces, quotes and percent signs in it: git calls that very program."""
    folder = tmp_path / "it's 100%A 店"
    folder.mkdir()
    program = folder / "svc"
    script = f'#!/bin/sh\nexec "{sys.executable}" -P -m svc "$@"\n'
    program.write_text(script, encoding="utf-8")
    program.chmod(0o755)
    wire(clone, (str(program),))
    assert wired(clone).level == "ok"
    for name, text in (("theirs", '"code":"1",'), ("ours", "")):
        git(clone, "checkout", "-q", "--orphan", name)
        file = clone / "data/staff/2026-11.jsonl"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f'{{"id":"T-261122-AAAAAA",{text}"name":"a"}}\n', encoding="utf-8")
        git(clone, "add", "--all")
        git(clone, "commit", "-qm", name)
    git(clone, "merge", "-q", "--no-edit", "--allow-unrelated-histories", "theirs")
    assert file.read_text(encoding="utf-8") == '{"id":"T-261122-AAAAAA","code":"1","name":"a"}\n'


BROKEN: dict[str, tuple[tuple[str, ...], str, str]] = {
    "no driver": (("--unset", "merge.svc.driver"), "warning", "merge.svc.driver is not set"),
    "no textconv": (("--unset", "diff.svc.textconv"), "warning", "diff.svc.textconv is not set"),
    "renames": (("merge.renames", "true"), "warning", "one month's file for another's"),
    "a program that is gone": (("merge.svc.driver", "/gone/svc git merge-driver %O"),
                               "error", "/gone/svc"),
    "a program that is another": (("diff.svc.textconv", "/bin/true git textconv"),
                                  "error", "/bin/true"),
    "a program that fails": (("diff.svc.textconv", "/bin/false git textconv"),
                                  "error", "/bin/false"),
    "half a quote": (("merge.svc.driver", "'svc git"), "error", "does not run"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_what_doctor_finds(clone: Path, case: str) -> None:
    """What is missing is named, with the command that mends it."""
    wire(clone, PROGRAM)
    assert wired(clone).level == "ok"
    change, level, text = BROKEN[case]
    git(clone, "config", *change)
    answer = wired(clone)
    assert answer.level == level
    assert text in str(answer.message)
    assert "svc git setup" in str(answer.hint)
    wire(clone, PROGRAM)
    assert wired(clone).level == "ok"


def test_without_the_attribute(clone: Path) -> None:
    """A clone of a shop older than the driver."""
    wire(clone, PROGRAM)
    (clone / ".gitattributes").write_text("*.jsonl text eol=lf\n", encoding="utf-8")
    assert str(wired(clone).message) == "git does not hand the records to svc."


def test_settings_for_a_module() -> None:
    """Every word quoted for the shell, percent signs doubled for git."""
    made = settings_for(("/a b/python", "-m", "s%"))
    assert made["merge.svc.driver"] == "'/a b/python' -m s%% git merge-driver %O %A %B %P"
    assert made["diff.svc.textconv"] == "'/a b/python' -m s% git textconv"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_settings_that_cannot_be_written(clone: Path, svc: Call) -> None:
    """Git's own words."""
    (clone / ".git").chmod(0o500)
    try:
        assert "git said" in svc("git", "setup", code=8).err
    finally:
        (clone / ".git").chmod(0o700)
