"""Tills that change and sync side by side through one bare hub, as real programs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from svc.store.store import Store
from tests.commands.sync_tills import NAME, bytes_of, make
from tests.commands.test_commits import git
from tests.conftest import Call

pytestmark = pytest.mark.faults
SCRIPT = f"""
for n in $(seq $2); do
    "{sys.executable}" -m svc --store $1 customer add --name {NAME} --number $1-$n || exit 99
    "{sys.executable}" -m svc --store $1 sync >> $1.log || exit $?
done
"""


@pytest.mark.parametrize(
    ("tills", "changes", "how"), [(4, 25, "off"), (2, 50, "off"), (4, 25, "each")]
)
def test_all_changes_of_all_tills_arrive(
    svc: Call,
    tmp_path: Path,
    figures: Callable[..., None],
    tills: int,
    changes: int,
    how: str,
) -> None:
    """Each change is synced at once; at the end all tills and the hub hold all of them."""
    make(tmp_path, svc)
    names = ["a", "b", "c", "d"][:tills]
    if how != "off":
        (tmp_path / "a/svc.toml").open("a").write(f'git.commit = "{how}"\n')
        svc("--store", tmp_path / "a", "sync")
        svc("--store", tmp_path / "b", "sync")
    for name in names[2:]:
        git(tmp_path, "clone", "--quiet", "hub.git", name)
    running = [
        subprocess.Popen(
            ["sh", "-c", SCRIPT, "till", name, str(changes)], cwd=tmp_path,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for name in names
    ]  # fmt: skip
    said = [till.communicate() for till in running]
    assert [till.returncode for till in running] == [0] * tills, [err for _out, err in said]
    told = {name: out.split() for name, (out, _err) in zip(names, said, strict=True)}
    for name in (*names, *names):
        svc("--store", tmp_path / name, "sync")
    wanted = {
        record_id: f"{name}-{n}" for name in names for n, record_id in enumerate(told[name], 1)
    }
    assert len(wanted) == tills * changes
    git(tmp_path, "clone", "--quiet", "hub.git", "fresh")
    missing = wrong = 0
    for name in (*names, "fresh"):
        found = {each.id: each for each in Store(tmp_path / name).customers.all()}
        missing += len(wanted.keys() - found.keys())
        wrong += len(found.keys() - wanted.keys())
        wrong += sum(found[key].number != wanted[key] for key in wanted.keys() & found.keys())
        assert bytes_of(tmp_path / name) == bytes_of(tmp_path / "a")
        assert git(tmp_path / name, "status", "--porcelain") == ""
        git(tmp_path / name, "fsck", "--strict")
        assert not (tmp_path / name / ".svc/merged").exists()
    git(tmp_path / "hub.git", "fsck", "--strict")
    assert (missing, wrong) == (0, 0)
    merges = int(git(tmp_path / "hub.git", "rev-list", "--count", "--merges", "main"))
    messages = git(tmp_path / "hub.git", "log", "--format=%B")
    assert NAME not in messages
    figures(
        "P7", f"{tills} tills, {changes} synced changes each (git.commit = {how})",
        runs=tills * changes, bad=missing + wrong, note=f"{merges} merges, fsck clean",
    )  # fmt: skip
