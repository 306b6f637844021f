"""`svc sync`: two tills and a hub, with real git; what each does."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from svc.store.store import Store
from tests.commands.sync_tills import NAME, PHONE, Till, add, bytes_of, ids, lose, settled
from tests.commands.test_commits import git, messages


def test_what_one_has_the_other_gets(tills: tuple[Till, Till], tmp_path: Path) -> None:
    a, b = tills
    one = add(a, 1)
    assert a("sync").line == "Went: records 1, commits 1."
    assert b("sync").line == "Came: records 1, commits 1."
    assert a("sync").line == "All is the same on both sides."
    two, three = add(a, 2), add(b, 3)
    assert a("sync", "--json").json["went"] == {"records": 1, "commits": 1}
    merged = b("sync", "--json").json
    assert merged["came"] == {"records": 1, "commits": 1}
    assert merged["went"] == {"records": 1, "commits": 2}
    assert merged["conflicts"] == []
    assert merged["merges"] == [merged["head"]]
    assert len(git(tmp_path / "b", "log", "-1", "--format=%P").split()) == 2
    settled(tills, tmp_path)
    assert ids(tmp_path / "a") == {one, two, three}
    said = "\n".join(messages(tmp_path / "a"))
    assert not [word for word in (NAME, PHONE, "number") if word in said]


def test_a_dry_run_changes_nothing(tills: tuple[Till, Till], tmp_path: Path) -> None:
    a, b = tills
    add(a, 1)
    a("sync")
    add(b, 2)
    before = bytes_of(tmp_path / "b"), git(tmp_path / "b", "rev-parse", "HEAD")
    state = git(tmp_path / "b", "status", "--porcelain")
    told = b("sync", "--dry-run", "--json").json
    assert (told["came"]["records"], told["went"]["records"]) == (1, 1)
    assert before == (bytes_of(tmp_path / "b"), git(tmp_path / "b", "rev-parse", "HEAD"))
    assert state == git(tmp_path / "b", "status", "--porcelain")
    assert len(messages(tmp_path / "hub.git")) == 2


def test_no_push_only_brings_in(tills: tuple[Till, Till], tmp_path: Path) -> None:
    a, b = tills
    add(a, 1)
    a("sync")
    add(b, 2)
    told = b("sync", "--no-push", "--json").json
    assert (told["came"]["records"], told["went"]["records"], told["waiting"]) == (1, 0, 2)
    assert len(messages(tmp_path / "hub.git")) == 2
    settled(tills, tmp_path)


def test_the_same_field_at_two_tills_is_a_conflict_on_file(
    tills: tuple[Till, Till], tmp_path: Path
) -> None:
    a, b = tills
    one = add(a, 1)
    a("sync")
    b("sync")
    a("customer", "edit", one, "--name", "王红")
    b("customer", "edit", one, "--name", "王兰")
    a("sync")
    done = b("sync", code=1)
    assert "Conflicts: 1" in done.out
    assert f"svc resolve {one}" in done.err
    a("sync", code=None)
    assert [each.id for each in Store(tmp_path / "a").conflicts.all()] == [f"conflict.{one}"]
    settled(tills, tmp_path)
    told = json.dumps([each.to_raw() for each in Store(tmp_path / "b").conflicts.all()])
    names = {Store(tmp_path / "b").customers.get(one).name, json.loads(told)[0]["others"][0][
        "fields"]["name"]}  # fmt: skip
    assert names == {"王红", "王兰"}
    said = "\n".join(messages(tmp_path / "hub.git"))
    assert "王" not in said
    assert "conflicts: 1" in said


def test_a_rule_broken_by_the_merge_is_told_and_pushed(
    tills: tuple[Till, Till], tmp_path: Path
) -> None:
    a, b = tills
    for till in tills:
        till("customer", "add", "--name", NAME, "--phone", PHONE)
    a("sync")
    done = b("sync", "--json", code=1)
    assert done.json["errors"] >= 1
    assert "error:" in done.err
    settled(tills, tmp_path)


def test_other_files_come_along(tills: tuple[Till, Till], tmp_path: Path) -> None:
    a, b = tills
    (tmp_path / "a/policy/refund.toml").open("a").write("# ours\n")
    (tmp_path / "a/templates/sms/.gitkeep").unlink()
    (tmp_path / "a/templates/card/go").write_text("x")
    (tmp_path / "a/templates/card/go").chmod(0o755)
    add(b, 1)
    a("sync")
    b("sync", code=None)
    assert (tmp_path / "b/policy/refund.toml").read_text().endswith("# ours\n")
    assert not (tmp_path / "b/templates/sms/.gitkeep").exists()
    assert os.access(tmp_path / "b/templates/card/go", os.X_OK)
    settled(tills, tmp_path)


def test_another_file_changed_at_both_is_for_a_person(
    tills: tuple[Till, Till], tmp_path: Path
) -> None:
    a, b = tills
    for till, name in zip(tills, ("a", "b"), strict=True):
        (tmp_path / name / "policy/refund.toml").open("a").write(f"# {name}\n")
        add(till, ord(name))
    a("sync")
    before = bytes_of(tmp_path / "b")
    done = b("sync", code=5)
    assert "policy/refund.toml" in done.err
    assert bytes_of(tmp_path / "b") == before
    git(tmp_path / "b", "pull", "--quiet", "--no-rebase", code=None)
    done = b("sync", code=5)
    assert "policy/refund.toml" in done.err
    git(tmp_path / "b", "checkout", "--ours", "policy/refund.toml")
    git(tmp_path / "b", "add", "policy/refund.toml")
    b("sync")
    settled(tills, tmp_path)
    assert len(ids(tmp_path / "a")) == 2


def test_what_git_left_unmerged_is_settled(tills: tuple[Till, Till], tmp_path: Path) -> None:
    a, b = tills
    add(a, 1)
    a("sync")
    add(b, 2)
    git(tmp_path / "b", "add", "data")
    git(tmp_path / "b", "commit", "-qm", "by hand")
    git(tmp_path / "b", "pull", "--quiet", "--no-rebase", code=None)
    b("sync")
    settled(tills, tmp_path)
    assert len(ids(tmp_path / "a")) == 2


def test_what_is_staged_by_hand_beside_the_shops_files_stays_staged(
    tills: tuple[Till, Till], tmp_path: Path
) -> None:
    a, b = tills
    add(a, 1)
    a("sync")
    add(b, 2)
    (tmp_path / "b/notes.txt").write_text("mine")
    git(tmp_path / "b", "add", "notes.txt")
    b("sync")
    assert git(tmp_path / "b", "status", "--porcelain") == "A  notes.txt"
    git(tmp_path / "b", "reset", "--quiet")
    (tmp_path / "b/notes.txt").unlink()
    settled(tills, tmp_path)


def test_a_file_beside_the_shops_that_was_changed_here_is_not_written_over(
    tills: tuple[Till, Till], tmp_path: Path
) -> None:
    a, b = tills
    (tmp_path / "a/notes.txt").write_text("theirs")
    git(tmp_path / "a", "add", "notes.txt")
    git(tmp_path / "a", "commit", "-qm", "notes")
    a("sync")
    (tmp_path / "b/notes.txt").write_text("mine")
    assert "notes.txt" in b("sync", code=5).err
    assert (tmp_path / "b/notes.txt").read_text() == "mine"
    (tmp_path / "b/notes.txt").unlink()
    b("sync")
    assert (tmp_path / "b/notes.txt").read_text() == "theirs"


@pytest.mark.parametrize(
    ("there", "gone", "is_refused"),
    [(100, 20, False), (100, 21, True), (300, 51, True), (10, 4, False)],
)
def test_a_mass_deletion_needs_a_yes(
    tills: tuple[Till, Till], tmp_path: Path, there: int, gone: int, is_refused: bool
) -> None:
    a, b = tills
    rows = tmp_path / "rows.csv"
    rows.write_text("name,number\n" + "".join(f"x,{n}\n" for n in range(there)))
    a("import", "customers", rows)
    a("sync")
    b("sync")
    lose(tmp_path / "a", gone)
    if is_refused:  # at the till where it happened, before it goes anywhere
        assert f"{gone} records of the last commit are gone" in a("sync", code=5).err
        a("sync", "--yes")
    else:
        a("sync")
    done = b("sync", code=5 if is_refused else 0)
    if is_refused:
        assert f"{gone} of {there} records" in done.err
        assert len(ids(tmp_path / "b")) == there
        b("sync", "--yes")
    assert len(ids(tmp_path / "b")) == there - gone


def test_a_whole_file_that_was_removed_is_not_passed_on(
    tills: tuple[Till, Till], tmp_path: Path
) -> None:
    """Be the shop ever so small: `rm` of several records is refused, and the way back is named."""
    a, b = tills
    for number in (1, 2):
        add(a, number)
    a("sync")
    b("sync")
    (tmp_path / "a/data/customers/2026-11.jsonl").unlink()
    assert "git checkout HEAD -- data" in a("sync", code=5).err
    git(tmp_path / "a", "checkout", "-q", "HEAD", "--", "data")
    a("sync")
    assert len(ids(tmp_path / "a")) == len(ids(tmp_path / "b"))


def test_a_file_that_goes_away_goes_everywhere(tills: tuple[Till, Till], tmp_path: Path) -> None:
    a, b = tills
    add(a, 1)
    a("sync")
    b("sync")
    (tmp_path / "a/data/customers/2026-11.jsonl").unlink()
    a("sync")
    b("sync")
    assert not (tmp_path / "b/data/customers/2026-11.jsonl").exists()
    settled(tills, tmp_path)


def test_what_cannot_be_read_is_neither_committed_nor_pushed_nor_taken(
    tills: tuple[Till, Till], tmp_path: Path
) -> None:
    a, b = tills
    add(a, 1)
    a("sync")
    b("sync")
    file = tmp_path / "a/data/customers/2026-11.jsonl"
    good = file.read_bytes()
    file.write_bytes(good + b"{torn")
    before = messages(tmp_path / "a")
    assert "line 2" in a("sync", code=4).err
    assert messages(tmp_path / "a") == before
    git(tmp_path / "a", "commit", "-qam", "by hand")
    assert "pushed" in a("sync", code=4).err
    git(tmp_path / "a", "push", "--quiet")
    here = bytes_of(tmp_path / "b")
    assert "other tills" in b("sync", code=4).err
    assert bytes_of(tmp_path / "b") == here
    file.write_bytes(good)
    a("sync")
    settled(tills, tmp_path)
