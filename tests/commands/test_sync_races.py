"""`svc sync` raced, killed after every step, and done by several tills at once."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from svc.store import files, journal, moving, syncing
from svc.store.store import Store
from tests.commands.sync_tills import NAME, Till, add, bytes_of, ids, lose_one, settled, till_of
from tests.commands.test_commits import git
from tests.conftest import Call


def test_a_race_is_run_again(
    tills: tuple[Till, Till], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whenever `a` is about to push, `b` has just pushed: up to the third time."""
    a, _b = tills
    add(a, 1)
    push, left = syncing.Syncing.push, [2]

    def raced(self: syncing.Syncing) -> bool:
        if self.store.root.endswith("a") and left[0]:
            left[0] -= 1
            quicker = f"""
                echo {left[0]} > n{left[0]}.txt
                git add -A && git commit -qm x && git pull -q --no-rebase && git push -q
            """
            subprocess.run(["sh", "-c", quicker], cwd=tmp_path / "b", check=True)
        return push(self)

    monkeypatch.setattr(syncing.Syncing, "push", raced)
    told = a("sync", "--json").json
    assert told["rounds"] == 3
    assert len(told["merges"]) == 2
    monkeypatch.setattr(syncing, "ROUNDS", 2)
    left[0] = 9
    add(a, 2)
    assert "Another till was quicker 2 times" in a("sync", code=8).err
    left[0] = 0
    settled(tills, tmp_path)
    assert len(ids(tmp_path / "b")) == 2


def test_several_bases(tills: tuple[Till, Till], tmp_path: Path) -> None:
    """Both merged the other's work by hand, each for itself: nothing is lost or doubled."""
    a, b = tills
    one, two = add(a, 1), add(b, 2)
    a("sync")
    git(tmp_path / "b", "add", "-A")
    git(tmp_path / "b", "commit", "-qm", "b")
    for here, there in (("a", "b"), ("b", "a")):
        git(tmp_path / here, "fetch", "-q", f"../{there}", "main:refs/heads/other")
    file = "data/customers/2026-11.jsonl"
    merge = f"""
        git merge -q --no-commit -s ours other
        git show other:{file} main:{file} | sort > {file}
        git add -A && git commit -qm merged && git branch -qD other
    """
    for name in ("a", "b"):
        subprocess.run(["sh", "-c", merge], cwd=tmp_path / name, check=True)
    a("customer", "edit", two, "--set", "size=L")
    b("customer", "edit", one, "--set", "size=M")
    settled(tills, tmp_path)
    found = Store(tmp_path / "a")
    assert ids(tmp_path / "a") == {one, two}
    assert not list(found.conflicts.all())
    assert "size" in json.dumps(found.customers.get(two).to_raw())
    assert "size" in json.dumps(found.customers.get(one).to_raw())


# A kill after every step.

STEPS = [
    (moving, "write_others"),
    (files, "write_beside"),
    (journal, "write"),
    (files, "finish"),
    (moving, "write_records"),
    (moving, "take_out_empty"),
    (moving, "to_index"),
    (moving, "to_head"),
    (moving, "forget"),
]


QUICK = {("write_records", "a commit", "merge"), ("to_head", "a change", "merge")}
"""What is tried in the ordinary suite; the rest is for `make faults`."""


@pytest.mark.parametrize(
    ("module", "step", "since", "kind"),
    [
        pytest.param(
            module, step, since, kind, id=f"{step}-{since}-{kind}",
            marks=() if (step, since, kind) in QUICK else pytest.mark.faults,
        )
        for module, step in STEPS
        for since in ("nothing", "a change", "a commit")
        for kind in ("merge", "fast-forward")
    ],
)  # fmt: skip
def test_a_kill_after_each_step(
    tills: tuple[Till, Till], tmp_path: Path, module: Any, step: str, since: str, kind: str
) -> None:
    """The next sync ends it: nothing lost, nothing doubled, nothing brought back."""
    a, b = tills
    kept, gone, edited = add(a, 1), add(a, 2), add(a, 3)
    a("sync")
    b("sync")
    lose_one(tmp_path / "a", gone)
    theirs = a("customer", "add", "--name", NAME, "--number", 4).line
    a("purchase", "add", "--customer", kept, "--on", "2026-10-20",
      "--item", "name=毛衣,category=textile,price=299.00")  # fmt: skip
    (tmp_path / "a/policy/refund.toml").open("a").write("# theirs\n")
    a("sync")
    expected = {kept, edited, theirs}
    if kind == "merge":
        expected.add(add(b, 5))
        b("customer", "edit", edited, "--set", "size=L")
    killed(tmp_path / "b", module, step)
    if since != "nothing":
        expected.add(add(b, 6))
        if theirs in ids(tmp_path / "b"):  # what a till does with what has come
            lose_one(tmp_path / "b", theirs)
            expected.discard(theirs)
    if since == "a commit":
        git(tmp_path / "b", "add", "data")
        git(tmp_path / "b", "commit", "-qm", "by hand", "--", "data")
    settled(tills, tmp_path)
    assert ids(tmp_path / "b") == expected
    assert not list(Store(tmp_path / "b").conflicts.all())
    assert len(list(Store(tmp_path / "b").purchases.all())) == 1
    for name in ("a", "b"):
        assert (tmp_path / name / "policy/refund.toml").read_text().endswith("# theirs\n")


def killed(folder: Path, module: Any, step: str) -> None:
    """Sync in a child that is gone right after a step, with no chance to tidy up."""
    child = os.fork()
    if child == 0:
        done = getattr(module, step)

        def and_gone(*args: Any, **more: Any) -> None:
            done(*args, **more)
            os._exit(9)

        try:
            setattr(module, step, and_gone)
            from svc.cli import run

            run(["--store", str(folder), "sync"])
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9, step


# Tills side by side, as real processes.


def till_process(folder: Path, count: int) -> int:
    """A child that adds records one after another and syncs after each."""
    child = os.fork()
    if child == 0:
        code = 9
        try:
            from svc.cli import run

            codes = []
            for n in range(count):
                added = run(["--store", str(folder), "customer", "add", "--name", NAME,
                             "--number", f"{folder.name}{n}"])  # fmt: skip
                codes += [added, run(["--store", str(folder), "sync"])]
            code = max(codes)
        finally:
            os._exit(code)
    return child


@pytest.mark.faults
def test_four_tills_of_five_synced_changes(
    tills: tuple[Till, Till], svc: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The smaller sister of the campaign in tests/faults/test_sync.py."""
    names = ("a", "b", "c", "d")
    for name in names[2:]:
        git(tmp_path, "clone", "--quiet", "hub.git", name)
    monkeypatch.setattr(syncing, "PAUSE", 0.01)
    children = [till_process(tmp_path / name, 5) for name in names]
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * 4
    for name in names:
        till_of(tmp_path / name, svc)("sync")
    wanted = {f"{name}{n}" for name in names for n in range(5)}
    for name in names:
        assert {each.number for each in Store(tmp_path / name).customers.all()} == wanted
        assert bytes_of(tmp_path / name) == bytes_of(tmp_path / "a")
    git(tmp_path / "hub.git", "fsck", "--strict")
