"""Files that real git left unmerged, merged anew from its stages, whatever lies in the folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from svc.errors import OtherProgramFailed
from svc.frozen import replace
from svc.records.conflict import Conflict
from svc.records.customer import Customer
from svc.store import unmerged
from svc.store.git import Git
from svc.store.store import Store
from svc.store.unmerged import Settled, settle

FILE = "data/customers/2026-11.jsonl"
CONFLICTS = "data/conflicts/2026-11.jsonl"
WANG, LI, NEW_HERE, NEW_THERE = (f"C-261122-{tail}" for tail in ("AAAAAA", "BBBBBB", "CCCCCC",
                                                              "DDDDDD"))  # fmt: skip
DRIVERS = {
    "no driver": None,
    "a driver that is not there": "/nonexistent/svc %O",
    "a driver that dies": "kill -9 $$",
    "the driver": f"{sys.executable} -m svc git merge-driver %O %A %B %P",
}


def git(folder: Path, *args: object, check: bool = True) -> str:
    """Git in a folder."""
    done = subprocess.run(
        ["git", "-C", str(folder), *map(str, args)], check=check, capture_output=True, text=True
    )
    return done.stdout


def put(shop: Path, *customers: Customer) -> None:
    """Put customers on file."""
    with Store(shop).change() as change:
        for each in customers:
            change.put(each)


def customer(record_id: str, **fields: Any) -> Customer:
    """A customer."""
    found: dict[str, Any] = {"name": "王芳", "phone": "13800138000", **fields}
    return Customer(id=record_id, **found)


def here(shop: Path, record_id: str) -> Customer:
    """A customer as she stands now."""
    return Store(shop).customers.get(record_id)


def apart(
    shop: Path,
    ours: Callable[[], object],
    theirs: Callable[[], object],
    *,
    driver: str | None = None,
    top: Path | None = None,
) -> None:
    """Two customers on file, then two branches, merged as far as git can."""
    top = top or shop
    git(top, "init", "-q", "-b", "main")
    if driver is not None:
        git(top, "config", "merge.svc.driver", driver)
        (top / ".git/info/attributes").write_text("*.jsonl merge=svc\n")
    else:
        (top / ".git/info/attributes").write_text("*.jsonl merge\n")
    if not (shop / FILE).exists():
        put(shop, customer(WANG), customer(LI, name="李娜", phone="13800138001"))
    git(top, "add", "-A")
    git(top, "commit", "-qm", "base")
    git(top, "checkout", "-qb", "theirs")
    for change, branch in ((theirs, "main"), (ours, "")):
        change()
        git(top, "add", "-A")
        git(top, "commit", "-qm", "x")
        if branch:
            git(top, "checkout", "-q", branch)
    git(top, "merge", "-q", "theirs", check=False)


def both_changed(shop: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    """Ours and theirs: one field of one customer, and a new one each."""

    def side(size: str, new: str, phone: str) -> Callable[[], None]:
        return lambda: put(
            shop, customer(WANG, profile={"size": size}), customer(new, name="新", phone=phone)
        )

    return side("L", NEW_HERE, "13800138002"), side("M", NEW_THERE, "13800138003")


def settled(shop: Path) -> Settled:
    """What `settle` did, the lock held."""
    store = Store(shop)
    with store.locked():
        return settle(store)


def is_clean(shop: Path) -> bool:
    """Whether nothing is unmerged, and what is in the folder is what will be committed."""
    rows = git(shop, "status", "--porcelain", "--untracked-files=all").splitlines()
    return all(row[:2] in ("M ", "A ", "D ") for row in rows)


SIZE_M = {"unit": "profile", "fields": {"profile": {"size": "M"}},
          "stood": {"profile": {"size": "L"}}}  # fmt: skip


@pytest.mark.parametrize("driver", DRIVERS.values(), ids=DRIVERS)
def test_it_comes_out_alike_however_git_left_it(shop: Path, driver: str | None) -> None:
    """Markers, our side alone, or merged with a conflict: the stages say the same."""
    apart(shop, *both_changed(shop), driver=driver)
    assert git(shop, "ls-files", "-u")
    done = settled(shop)
    assert (done.files, done.left) == ((FILE,), ())
    (conflict,) = done.conflicts
    assert (conflict.id, conflict.others) == (f"conflict.{WANG}", (SIZE_M,))
    assert done.stands[WANG] == {
        "id": WANG, "name": "王芳", "phone": "13800138000", "profile": {"size": "L"}
    }  # fmt: skip
    assert [each.id for each in Store(shop).customers.all()] == [WANG, LI, NEW_HERE, NEW_THERE]
    assert list(Store(shop).conflicts.all()) == [conflict]
    assert is_clean(shop)
    assert settled(shop) == Settled()
    git(shop, "commit", "-q", "--no-edit")


def test_what_was_sold_since_is_kept(shop: Path) -> None:
    """A till goes on while its merge is unsettled: what it wrote is a change like another."""
    apart(shop, *both_changed(shop), driver="false")
    late = customer("C-261122-EEEEEE", name="晚", phone="13800138009")
    put(shop, late, replace(here(shop, LI), name="李小娜"))
    done = settled(shop)
    assert [each.record for each in done.conflicts] == [WANG]
    assert here(shop, late.id) == late
    assert here(shop, LI).name == "李小娜"
    assert here(shop, NEW_THERE).name == "新"


@pytest.mark.parametrize("size", ["M", "XL", "L"])
def test_what_a_person_has_settled_in_the_file_stays(shop: Path, size: str) -> None:
    """It stands; what the other till had is told beside it, where it is another word."""
    apart(shop, *both_changed(shop))
    lines = [
        customer(WANG, profile={"size": size}),
        customer(LI, name="李娜", phone="13800138001"),
    ]
    from svc.store.lines import encode

    (shop / FILE).write_bytes(b"".join(encode(each.to_raw()) for each in lines))
    done = settled(shop)
    assert here(shop, WANG).profile == {"size": size}
    assert [each.others for each in done.conflicts] == [(SIZE_M,)]


def test_a_file_half_merged_by_hand_is_left(shop: Path) -> None:
    """A line that no side has is somebody's work: it is not written over."""
    apart(shop, *both_changed(shop))
    file = shop / FILE
    file.write_text(file.read_text().replace('"size":"M"', '"size":"XL"'))
    before = file.read_bytes()
    done = settled(shop)
    assert (done.files, done.left, file.read_bytes()) == ((), (FILE,), before)
    assert "by hand" in str(done.reasons[FILE])
    git(shop, "checkout", "-q", "--merge", "--", FILE)
    assert settled(shop).files == (FILE,)


def test_markers_alone_are_nobodys_work(shop: Path) -> None:
    """In any of git's styles: each line is one of a side's, or a marker."""
    git(shop, "init", "-q", "-b", "main")
    git(shop, "config", "merge.conflictStyle", "diff3")
    apart(shop, *both_changed(shop))
    assert "|||||||" in (shop / FILE).read_text()
    assert settled(shop).files == (FILE,)


def test_a_side_that_cannot_be_read_stays_unmerged_and_is_told(shop: Path) -> None:
    """Of the two files one is merged; the other waits for a person, with its line."""
    ours, _theirs = both_changed(shop)

    def broken() -> None:
        (shop / FILE).write_text("{torn\n")
        (shop / "data/purchases").mkdir()

    apart(shop, ours, broken)
    done = settled(shop)
    assert (done.files, done.left) == ((), (FILE,))
    assert "line 1" in str(done.reasons[FILE])
    assert git(shop, "ls-files", "-u")


def test_other_files_and_folders_are_a_persons(tmp_path: Path, shop: Path) -> None:
    """The shop is a part of a repository: its records are merged, its settings and others not."""
    ours, theirs = both_changed(shop)

    def side(change: Callable[[], None], word: str) -> Callable[[], None]:
        def both() -> None:
            change()
            (shop / "policy/own.toml").write_text(f'name = "{word}"\n')
            (tmp_path / "notes.txt").write_text(word)

        return both

    apart(shop, side(ours, "a"), side(theirs, "b"), top=tmp_path)
    done = settled(shop)
    assert (done.files, done.left) == ((FILE,), ("policy/own.toml",))
    assert unmerged.is_unmerged(Git(str(shop)))
    unsettled = set(git(tmp_path, "diff", "--name-only", "--diff-filter=U").split())
    assert unsettled == {"notes.txt", "shop/policy/own.toml"}


@pytest.mark.parametrize("who", ["ours", "theirs"])
def test_a_file_that_one_side_removed(shop: Path, who: str) -> None:
    """Its records are gone there; one the other side changed stays, and somebody chooses."""
    sides = [
        (shop / FILE).unlink,
        lambda: put(shop, replace(here(shop, WANG), profile={"size": "M"})),
    ]
    apart(shop, *(sides if who == "ours" else reversed(sides)))
    done = settled(shop)
    assert [each.others for each in done.conflicts] == [({"unit": "record", "gone": True},)]
    assert [each.id for each in Store(shop).customers.all()] == [WANG]
    assert is_clean(shop)


def test_conflicts_on_file_are_united(shop: Path) -> None:
    """What a third till had stays to be chosen, each word once; the table merges like any."""
    before = Conflict(id=f"conflict.{WANG}", table="customers", record=WANG,
                      others=({"unit": "name", "fields": {"name": "汪芳"}},))  # fmt: skip
    with Store(shop).change() as change:
        change.put(before)
    ours, theirs = both_changed(shop)

    def changed(side: Callable[[], None], name: str) -> Callable[[], None]:
        def both() -> None:
            side()
            more = {"unit": "gender", "fields": {"gender": name}}
            with Store(shop).change() as change:
                change.put(replace(before, others=(*before.others, more)))

        return both

    apart(shop, changed(ours, "F"), changed(theirs, "M"))
    done = settled(shop)
    assert done.files == (CONFLICTS, FILE)
    (conflict,) = Store(shop).conflicts.all()
    units = [next(iter(each["fields"].values())) for each in conflict.others]
    assert sorted(map(str, units)) == ["F", "M", "{'size': 'M'}", "汪芳"]


def test_a_dry_run_changes_nothing(shop: Path) -> None:
    """It tells what would be."""
    apart(shop, *both_changed(shop))
    before = (shop / FILE).read_bytes(), git(shop, "status", "--porcelain")
    done = settle(Store(shop), dry_run=True)
    assert (done.files, [each.record for each in done.conflicts]) == ((FILE,), [WANG])
    assert before == ((shop / FILE).read_bytes(), git(shop, "status", "--porcelain"))


def test_a_kill_between_the_files_and_git_is_made_good(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written is merged once more, and comes out the same."""
    apart(shop, *both_changed(shop))

    def killed(*_args: object) -> None:
        raise OtherProgramFailed(unmerged.BY_HAND)

    with monkeypatch.context() as patched:
        patched.setattr(unmerged, "_add", killed)
        with pytest.raises(OtherProgramFailed):
            settled(shop)
    files = {file: (shop / file).read_bytes() for file in (FILE, CONFLICTS)}
    assert settled(shop).files == (FILE,)
    assert files == {file: (shop / file).read_bytes() for file in files}
    assert is_clean(shop)


def test_outside_a_repository_there_is_nothing_to_do(shop: Path) -> None:
    """No git, no stages."""
    assert settled(shop) == Settled()
    assert unmerged.way_out(Git(str(shop))) == ()
