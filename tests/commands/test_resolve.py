"""`svc resolve`: what two tills made of one record apart, shown, chosen and committed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from svc.records.conflict import Conflict, conflict_id
from svc.store.store import Store

Call = Callable[..., Any]


def git(folder: Path, *args: object, check: bool = True) -> str:
    """Git in a folder."""
    done = subprocess.run(
        ["git", "-C", str(folder), *map(str, args)], check=check, capture_output=True, text=True
    )
    return done.stdout


def differ(shop: Path, record: str, *others: dict[str, Any], table: str = "customers") -> None:
    """Put on file that another till has other words on a record."""
    with Store(shop).change() as change:
        change.put(Conflict(id=conflict_id(record), table=table, record=record, others=others))


def unit(called: str, /, **fields: Any) -> dict[str, Any]:
    """Another till's word on a unit."""
    return {"unit": called, "fields": fields}


GONE = {"unit": "record", "gone": True}


def raw(shop: Path, record: str, table: str = "customers") -> Any:
    """A record's fields on file, or None."""
    return Store(shop).table(table).raw(record)


@pytest.fixture
def merging(shop: Path, svc: Call, wang: str) -> Path:
    """A shop in the middle of a merge that git could not make: no driver is there."""
    (shop / ".gitattributes").write_text("*.jsonl text eol=lf\n")
    git(shop, "init", "-q", "-b", "main")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "base")
    git(shop, "checkout", "-qb", "two")
    svc("customer", "edit", wang, "--set", "size=M", "--set", "phone=13900139000")
    git(shop, "commit", "-qam", "two")
    git(shop, "checkout", "-q", "main")
    svc("customer", "edit", wang, "--set", "size=L")
    git(shop, "commit", "-qam", "one")
    git(shop, "merge", "-q", "two", check=False)
    return shop


def test_from_a_stopped_merge_to_its_end(merging: Path, svc: Call, wang: str) -> None:
    """Check sends here; the file is merged, both values shown, one taken, the merge committed."""
    (found,) = svc("check", "--json", code=1).json[:1]
    assert "resolve" in found["hint"]
    told = svc("resolve", "--dry-run", code=1)
    assert "would be merged" in told.err
    assert git(merging, "ls-files", "-u")
    shown = svc("resolve", code=1)
    assert [line.split()[:4] for line in shown.out.splitlines()[1:]] == [
        [wang, "王芳", "1", "profile"]
    ]
    assert shown.out.splitlines()[1].split()[5:] == ["size", "L", "M"]
    assert raw(merging, wang)["phone"] == "13900139000"
    (problem,) = svc("check", "--json", code=1).json
    assert (problem["rule"], problem["record"]) == ("conflict", wang)
    assert "王芳" not in problem["message"] + problem["hint"]
    assert svc("resolve", wang[-6:], "--take").line == wang
    assert raw(merging, wang)["profile"] == {"size": "M"}
    svc("check")
    done = svc("resolve")
    assert "--commit" in done.err
    assert (done.out, svc("resolve", "--commit").code) == ("", 0)
    assert git(merging, "status", "--porcelain") == ""
    assert len(git(merging, "log", "-1", "--format=%P").split()) == 2
    assert "middle of nothing" in svc("resolve", "--commit").err


def test_the_merge_is_not_ended_while_a_file_is_left(merging: Path, svc: Call, wang: str) -> None:
    """What is no record of ours is merged by a person; git is not told otherwise."""
    git(merging, "merge", "--abort")
    for branch, word in (("two", "b"), ("main", "a")):
        git(merging, "checkout", "-q", branch)
        (merging / "notes.txt").write_text(word)
        git(merging, "add", "-A")
        git(merging, "commit", "-qm", word)
    git(merging, "merge", "-q", "two", check=False)
    told = svc("resolve", code=1)
    assert "notes.txt: left unmerged" in told.err
    svc("resolve", wang, "--keep")
    assert svc("resolve", code=1).out == ""
    svc("resolve", "--commit", code=5)
    git(merging, "add", "notes.txt")
    svc("resolve", "--commit")


def test_the_shape_of_json(shop: Path, svc: Call, wang: str) -> None:
    """An array of conflicts, each with its alternatives; an empty one where all is chosen."""
    assert svc("resolve", "--json").json == []
    differ(shop, wang, unit("gender", gender="M"), unit("phone", phone=None))
    assert svc("resolve", "--json", code=1).json == [
        {
            "record": wang, "table": "customers", "customer": wang, "name": "王芳",
            "on_file": True,
            "others": [
                {"n": 1, "unit": "gender", "gone": False, "stands": {"gender": "F"},
                 "other": {"gender": "M"}},
                {"n": 2, "unit": "phone", "gone": False, "stands": {"phone": "13800138000"},
                 "other": {"phone": None}},
            ],
        }
    ]  # fmt: skip
    kept = svc("resolve", wang, "--keep", "--json").json
    assert (kept["record"], kept["choice"], kept["stands"]["gender"]) == (wang, "keep", "F")
    assert svc("resolve", "--json").json == []


@pytest.mark.parametrize(
    ("args", "gender", "name", "left"),
    [
        (["--keep"], "F", "王芳", 0),
        (["--take", "1"], "M", "王芳", 1),
        (["--take", "2"], "F", "汪芳", 1),
        (["--take", "3"], "F", "黄芳", 1),
    ],
)  # fmt: skip
def test_one_of_several_is_taken(
    shop: Path, svc: Call, wang: str, args: list[str], gender: str, name: str, left: int
) -> None:
    """By its number; other words on the same unit fall away, other units stay to be chosen."""
    differ(shop, wang, unit("gender", gender="M"), unit("name", name="汪芳"),
           unit("name", name="黄芳"))  # fmt: skip
    refused = svc("resolve", wang, "--take", code=2)
    assert "1, 2, 3" in refused.err
    svc("resolve", wang, "--take", "4", code=2)
    svc("resolve", wang, *args, "--dry-run")
    assert len(svc("resolve", "--json", code=1).json[0]["others"]) == 3
    svc("resolve", wang, *args)
    assert (raw(shop, wang)["gender"], raw(shop, wang)["name"]) == (gender, name)
    assert len(svc("resolve", "--json", code=None).json) == left


def test_a_record_that_is_gone_at_one_till(shop: Path, svc: Call, wang: str) -> None:
    """It is kept, or taken away; with a sale of hers on file it cannot go."""
    li = svc("customer", "add", "--name", "李娜", "--phone", "13800138001").line
    svc("purchase", "add", "--customer", wang, "--item", "name=大衣,price=10")
    differ(shop, wang, GONE)
    differ(shop, li, GONE)
    assert "taken away" in svc("resolve", li, code=1).out
    refused = svc("resolve", wang, "--take", code=5)
    assert "not on file" in refused.err
    assert raw(shop, wang) is not None
    svc("resolve", wang, "--keep")
    svc("resolve", "13800138001", "--take")
    assert raw(shop, li) is None
    assert svc("resolve").out == ""
    svc("check")


def test_what_would_break_a_rule_is_refused(shop: Path, svc: Call, wang: str) -> None:
    """The first error check would find is told; what is wrong already stands in nobody's way."""
    li = svc("customer", "add", "--name", "李娜", "--phone", "13800138001").line
    differ(shop, wang, unit("phone", phone="13800138001"))
    differ(shop, li, unit("name", name="李小娜"))
    refused = svc("resolve", wang, "--take", code=5)
    assert "same phone number" in refused.err
    assert raw(shop, wang)["phone"] == "13800138000"
    with Store(shop).change() as change:
        change.put(change.store.customers.kind.from_raw({**raw(shop, wang), "phone": "1"}))
    svc("resolve", li, "--take")
    assert raw(shop, li)["name"] == "李小娜"


def test_what_cannot_be_read_is_not_taken(shop: Path, svc: Call, wang: str) -> None:
    """A field of a wrong kind is no record: nothing is changed."""
    differ(shop, wang, unit("profile", profile=["x"]))
    svc("resolve", wang, "--take", code=None)
    assert "profile" not in raw(shop, wang)
    assert len(list(Store(shop).conflicts.all())) == 1


def test_what_stands_already_counts_as_settled(shop: Path, svc: Call, wang: str) -> None:
    """It is not shown and no error; the next choice takes its line away."""
    li = svc("customer", "add", "--name", "李娜", "--phone", "13800138001").line
    differ(shop, wang, unit("gender", gender="F"), unit("birthday", birthday=None))
    svc("check")
    assert svc("resolve").out == ""
    svc("resolve", wang, "--keep", code=3)
    differ(shop, li, unit("gender", gender="F"))
    svc("resolve", li, "--keep")
    assert list(Store(shop).conflicts.all()) == []


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--keep",), 2), (("--take",), 2), (("X", "--keep", "--take"), 2), (("--all",), 2),
        (("{wang}", "--all", "--keep"), 2), (("--all", "--take"), 2), (("NOBODY", "--keep"), 3),
        (("NOBODY",), 3), (("C-2611", "--keep"), 3), (("{wang}", "--take", "x"), 2),
    ],
)  # fmt: skip
def test_what_cannot_be_meant(
    shop: Path, svc: Call, wang: str, args: tuple[str, ...], code: int
) -> None:
    """Each with its exit code; nothing is changed."""
    li = svc("customer", "add", "--name", "李娜", "--phone", "13800138001").line
    for each in (wang, li):
        differ(shop, each, unit("gender", gender="M"))
    svc("resolve", *(arg.format(wang=wang) for arg in args), code=code)
    assert len(list(Store(shop).conflicts.all())) == 2


def test_all_that_stands_is_kept_at_once(shop: Path, svc: Call, wang: str) -> None:
    """One change, which is taken back like any."""
    li = svc("customer", "add", "--name", "李娜", "--phone", "13800138001").line
    for each in (wang, li):
        differ(shop, each, unit("gender", gender="M"))
    before = sorted(Store(shop).conflicts.all(), key=lambda each: each.id)
    assert sorted(svc("resolve", "--all", "--keep").out.split()) == sorted([wang, li])
    assert svc("resolve").out == ""
    assert before != []


def test_in_words(shop: Path, svc: Call, wang: str) -> None:
    """A state by its word, money with its sign, nothing as a dash, as in other lists."""
    said = svc("complaint", "log", "--customer", wang, "--category", "size", "--text", "小").line
    differ(shop, said, unit("state", state="resolved", resolved_on="2026-11-22"),
           table="complaints")  # fmt: skip
    lines = [line.split() for line in svc("resolve", code=1).out.splitlines()]
    assert lines[1][-2:] == ["-", "2026-11-22"]
    assert lines[2] == [said, "王芳", "1", "state", "logged", "resolved"]
    chinese = svc("--lang", "zh", "resolve", said, code=1).out
    assert "resolved" not in chinese


def test_the_file_of_an_erased_customer_has_no_conflict(shop: Path, svc: Call, wang: str) -> None:
    """What another till has of her goes too, of her cases as well; her copy held it before."""
    said = svc("complaint", "log", "--customer", wang, "--category", "size", "--text", "小").line
    svc("complaint", "resolve", said, "--text", "换了")
    other = svc("customer", "add", "--name", "李娜", "--phone", "13800138001").line
    differ(shop, wang, unit("name", name="汪小芳"))
    differ(shop, said, unit("text", text="秘密"), table="complaints")
    differ(shop, other, unit("referred_by", referred_by=wang))
    copy = svc("customer", "export", wang).json
    assert {each["record"] for each in copy["conflicts"]} == {wang, said, other}
    assert "秘密" in svc("customer", "export", wang, "--format", "text").out
    svc("customer", "erase", wang, "--yes")
    assert [each.record for each in Store(shop).conflicts.all()] == [other]
    text = "".join(file.read_text() for file in (shop / "data").rglob("*.jsonl"))
    assert "秘密" not in text
    assert "汪小芳" not in text


@pytest.mark.parametrize("which", ["keep", "dup"])
def test_files_in_conflict_are_not_merged(shop: Path, svc: Call, wang: str, which: str) -> None:
    """First somebody says what each holds; the same before they are parted again."""
    dup = svc("customer", "add", "--name", "王芳", "--phone", "13800138001").line
    about = wang if which == "keep" else dup
    differ(shop, about, unit("gender", gender="M"))
    assert about in svc("customer", "merge", wang, dup, "--yes", code=5).err
    svc("resolve", about, "--keep")
    svc("customer", "merge", wang, dup, "--yes")
    differ(shop, about, unit("gender", gender="M"))
    assert "resolve" in svc("customer", "unmerge", dup, code=5).err


def test_a_conflict_about_nothing_is_told(shop: Path, svc: Call, wang: str) -> None:
    """A line of the table that leads nowhere, and one of a record that is not there."""
    differ(shop, wang, unit("gender", gender="M"), table="drawers")
    differ(shop, "C-261122-ZZZZZZ", unit("gender", gender="M"))
    found = {each["rule"]: each for each in svc("check", "--json", code=1).json}
    assert found.keys() == {"wrong-conflict", "conflict"}
    assert "not on file" in found["conflict"]["message"]
    svc("resolve", code=1)
    svc("resolve", "ZZZZZZ", "--keep")
