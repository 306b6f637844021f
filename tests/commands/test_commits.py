"""`git.commit`: a change keeps itself in git, exactly itself, and nothing personal in words."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Call

NAME, PHONE, TEXT = "王芳", "13800138000", "起球"


def git(folder: Path, *args: str, code: int | None = 0) -> str:
    """What git says of a folder."""
    done = subprocess.run(
        ["git", "-C", folder, *args], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert code is None or done.returncode == code, (args, done)
    return done.stdout.rstrip("\n")


def keeping(folder: Path, how: str) -> None:
    """Have a shop's changes committed so, from a first commit on."""
    file = folder / "svc.toml"
    file.write_text(file.read_text() + f'git.commit = "{how}"\n')
    if git(folder, "rev-parse", "--git-dir", code=None) == "":
        git(folder, "init", "--quiet", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "--quiet", "-m", "a new shop")


@pytest.fixture
def each(shop: Path) -> Path:
    keeping(shop, "each")
    return shop


def messages(folder: Path) -> list[str]:
    return git(folder, "log", "--format=%B%x00").replace("\n", "").strip("\0").split("\0")


def files_of(folder: Path, commit: str = "HEAD") -> list[str]:
    return git(folder, "show", "--name-only", "--format=", commit).split("\n")


def test_a_change_commits_itself(each: Path, svc: Call) -> None:
    staff = svc("staff", "add", "--name", "李娜").line
    wang = svc("--staff", staff, "customer", "add", "--name", NAME, "--phone", PHONE).line
    assert messages(each)[0] == f"customer add: {wang} by {staff}"
    assert files_of(each) == ["data/customers/2026-11.jsonl"]
    sold = svc(
        "purchase", "add", "--customer", wang, "--on", "2026-10-20",
        "--item", "name=毛衣,category=textile,price=299.00",
    ).line  # fmt: skip
    done = svc("callback", "done", f"purchase.{sold}", "--result", "reached").line
    assert messages(each)[:2] == [f"callback done: {done}", f"purchase add: {sold}"]
    assert git(each, "status", "--porcelain") == ""


def test_many_are_counted(each: Path, svc: Call, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    lines = [f"n{n},2026-{n % 12 + 1:02d}-03,1,99.00\n" for n in range(60)]
    rows.write_text("customer,on,qty,total\n" + "".join(lines))
    svc("import", "purchases", rows, "--create-customers")
    assert messages(each)[0] == "import purchases: 60 customers, 60 purchases"
    assert git(each, "status", "--porcelain") == ""


def test_a_dry_run_and_a_refusal_commit_nothing(each: Path, svc: Call) -> None:
    svc("customer", "add", "--name", NAME, "--phone", PHONE, "--dry-run")
    svc("--staff", "T-261122-000000", "customer", "add", "--name", NAME, "--phone", PHONE, code=3)
    assert len(messages(each)) == 1
    assert not list((each / "data").rglob("*.jsonl"))


def test_what_others_staged_or_changed_is_left(each: Path, svc: Call) -> None:
    (each / "policy" / "refund.toml").open("a").write("# staged by hand\n")
    (each / "notes.txt").write_text("mine")
    git(each, "add", "policy", "notes.txt")
    (each / "svc.toml").open("a").write("# not staged\n")
    svc("customer", "add", "--name", NAME, "--phone", PHONE)
    assert files_of(each) == ["data/customers/2026-11.jsonl"]
    assert git(each, "status", "--porcelain").split("\n") == [
        "A  notes.txt", "M  policy/refund.toml", " M svc.toml",
    ]  # fmt: skip


def test_in_a_folder_of_a_larger_repository(svc: Call, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "-b", "main")
    shop = tmp_path / "店 one"
    svc("init", shop, "--name", "x")
    (tmp_path / "outside.txt").write_text("mine")
    keeping(shop, "each")
    (tmp_path / "outside.txt").write_text("mine, changed")
    git(tmp_path, "add", "outside.txt")
    svc("--store", shop, "customer", "add", "--name", NAME, "--phone", PHONE)
    assert git(tmp_path, "-c", "core.quotePath=false", "show", "--name-only", "--format=") == (
        "店 one/data/customers/2026-11.jsonl"
    )
    assert git(tmp_path, "status", "--porcelain") == "M  outside.txt"


def _no_git(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(shop / "nothing"))


def _foreign_lock(shop: Path, _monkeypatch: pytest.MonkeyPatch) -> None:
    (shop / ".git/index.lock").touch()


def _hook(shop: Path, _monkeypatch: pytest.MonkeyPatch) -> None:
    hook = shop / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'error: not on a Sunday' >&2\nexit 1\n")
    hook.chmod(0o755)


def _merging(shop: Path, _monkeypatch: pytest.MonkeyPatch) -> None:
    (shop / ".git/MERGE_HEAD").write_text(git(shop, "rev-parse", "HEAD") + "\n")


def _no_repository(shop: Path, _monkeypatch: pytest.MonkeyPatch) -> None:
    (shop / ".git").rename(shop.parent / "git-away")


@pytest.mark.parametrize(
    ("trouble", "word"),
    [
        (_no_git, "git is not installed"),
        (_foreign_lock, "index.lock"),
        (_hook, "not on a Sunday"),
        (_merging, "merge"),
        (_no_repository, "no git repository"),
    ],
)
def test_what_git_will_not_do_is_told_and_loses_nothing(
    each: Path, svc: Call, monkeypatch: pytest.MonkeyPatch, trouble: Any, word: str
) -> None:
    trouble(each, monkeypatch)
    done = svc("customer", "add", "--name", NAME, "--phone", PHONE)
    assert done.line.startswith("C-261122-")
    assert done.err.startswith("warning: The change is on file, but git did not keep it: ")
    assert len(done.err.splitlines()) == 1
    assert word in done.err
    assert svc("customer", "show", done.line).out


def test_what_was_left_is_taken_up_by_the_next_change_of_its_file(each: Path, svc: Call) -> None:
    (each / ".git/index.lock").touch()
    svc("customer", "add", "--name", NAME, "--phone", PHONE)
    (each / ".git/index.lock").unlink()
    svc("customer", "add", "--name", "李娜", "--phone", "13800138001")
    assert messages(each)[0] == "customer add: 2 customers"
    assert git(each, "status", "--porcelain") == ""


def test_nobody_said_who_commits(each: Path, svc: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        for what in ("NAME", "EMAIL"):
            monkeypatch.delenv(f"GIT_{role}_{what}")
    svc("customer", "add", "--name", NAME, "--phone", PHONE)
    assert git(each, "log", "-1", "--format=%an %ae %cn %ce") == (
        "svc svc@localhost svc svc@localhost"
    )
    assert git(each, "config", "user.name", code=None) == ""


def test_a_day_is_committed_when_the_next_one_begins(shop: Path, svc: Call) -> None:
    keeping(shop, "day")
    svc("customer", "add", "--name", NAME, "--phone", PHONE)
    svc("customer", "add", "--name", "李娜", "--phone", "13800138001")
    assert messages(shop) == ["a new shop"]
    late = svc("--today", "2026-11-23", "customer", "add", "--number", "3", "--name", "x").line
    assert messages(shop)[0] == "day 2026-11-22: 2 customers"
    assert late not in git(shop, "show", "HEAD")
    svc("--today", "2026-11-23", "customer", "add", "--number", "4", "--name", "x")
    assert len(messages(shop)) == 2


def test_off_asks_git_nothing(shop: Path, svc: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    keeping(shop, "off")

    def never(*_args: Any, **_more: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(subprocess, "run", never)
    svc("customer", "add", "--name", NAME, "--phone", PHONE)


def test_no_message_holds_anything_personal(each: Path, svc: Call) -> None:
    wang = svc("customer", "add", "--name", NAME, "--phone", PHONE, "--set", f"likes={TEXT}").line
    svc("customer", "edit", wang, "--set", "size=L")
    svc("complaint", "log", "--customer", wang, "--text", TEXT, code=None)
    said = "\n".join(messages(each))
    assert wang in said
    assert not [word for word in (NAME, PHONE, TEXT, "size") if word in said]
