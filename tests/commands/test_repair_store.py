"""`svc repair-store`: what a person sees of it, what others say meanwhile, and the way back."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
MONTH = "data/customers/2026-11.jsonl"
OCTOBER = "data/customers/2026-10.jsonl"
LI = '{"id":"C-261122-BBBBBB","name":"李娜","phone":"13800138001"}'


@pytest.fixture
def broken(shop: Path, wang: str) -> Path:
    """A shop with a good line, a marker, a line saved as GBK, and one of another month."""
    with (shop / MONTH).open("ab") as file:
        file.write(b"<<<<<<< HEAD\n" + LI.encode("gb18030") + b"\n")
        file.write(b'{"id":"C-261022-AAAAAA","name":"x","number":"2"}\n')
    return shop


def lying(shop: Path) -> Path:
    """The one file of quarantine."""
    (file,) = (shop / "data/quarantine").iterdir()
    return file


def test_a_shop_that_is_well(shop: Path, wang: str, svc: Call) -> None:
    """Nothing is asked and nothing printed."""
    said = svc("repair-store")
    assert said.out == ""
    assert "Every line can be read" in said.err
    assert svc("repair-store", "--json").json == []


def test_a_dry_run_lists(broken: Path, svc: Call) -> None:
    """As text and as JSON; nothing is changed."""
    before = (broken / MONTH).read_bytes()
    said = svc("repair-store", "--dry-run")
    assert said.out.splitlines() == [
        f"{MONTH}:2: set aside: a conflict marker left by a merge",
        f"{MONTH}:3: set aside: not UTF-8 (perhaps saved as GBK)",
        f"{MONTH}:4: moved to {OCTOBER}: C-261022-AAAAAA belongs in 2026-10.jsonl",
    ]
    rows = svc("repair-store", "--dry-run", "--json").json
    assert list(rows[0]) == ["file", "line", "record", "rule", "done", "to", "message"]
    assert [row["done"] for row in rows] == ["set-aside", "set-aside", "moved"]
    assert (broken / MONTH).read_bytes() == before
    assert not (broken / "data/quarantine").exists()


def test_it_wants_a_yes(broken: Path, svc: Call) -> None:
    """Without a terminal and --yes: exit 2, nothing changed."""
    before = (broken / MONTH).read_bytes()
    svc("repair-store", code=2)
    assert (broken / MONTH).read_bytes() == before


def test_what_can_be_read_works_again(broken: Path, svc: Call, wang: str) -> None:
    """Commands stopped at the file; afterwards they work, and check and doctor still tell."""
    svc("customer", "list", code=4)
    said = svc("repair-store", "--yes")
    assert f"lies in data/quarantine/{lying(broken).name}" in said.err
    assert "--encoding gb18030" in said.err
    ids = {row["id"] for row in svc("customer", "list", "--json").json}
    assert ids == {wang, "C-261022-AAAAAA"}
    (found,) = svc("check", "--json").json
    assert (found["level"], found["rule"], found["file"]) == (
        "warning", "quarantine", f"data/quarantine/{lying(broken).name}"
    )  # fmt: skip
    svc("check", "--strict", code=1)
    looks = {row["rule"]: row["level"] for row in svc("doctor", "--json").json}
    assert looks["quarantine"] == "warning"
    lying(broken).unlink()
    assert svc("check", "--strict").out == ""
    assert {row["rule"]: row["level"] for row in svc("doctor", "--json").json}[
        "quarantine"
    ] == "ok"


def test_lines_saved_as_gbk_come_back(broken: Path, svc: Call, wang: str) -> None:
    """When a person says what they are; the marker stays set aside."""
    svc("repair-store", "--yes")
    name = lying(broken).name
    assert "stays: not UTF-8" in svc("repair-store", "--put-back", name).out
    before = lying(broken).read_bytes()
    said = svc("repair-store", "--put-back", name, "--encoding", "gb18030", "--dry-run")
    assert f"{MONTH}:3: back in {MONTH}" in said.out
    assert lying(broken).read_bytes() == before
    rows = svc("repair-store", "--put-back", name, "--encoding", "gb18030", "--json").json
    assert [(row["record"], row["to"]) for row in rows] == [
        (None, None),
        ("C-261122-BBBBBB", MONTH),
    ]
    assert svc("customer", "show", "C-261122-BBBBBB", "--json").json["name"] == "李娜"
    assert [json.loads(line)["rule"] for line in lying(broken).read_bytes().splitlines()] == [
        "conflict-marker"
    ]


def test_a_second_line_comes_back_when_its_place_is_free(shop: Path, wang: str, svc: Call) -> None:
    """While the id is taken it stays; then its file of quarantine is gone with it."""
    (shop / MONTH).write_text(f"{LI}\n{LI.replace('李娜', '李纳')}\n")
    svc("repair-store", "--yes")
    name = lying(shop).name
    assert "stays: C-261122-BBBBBB is on file" in svc("repair-store", "--put-back", name).out
    (shop / MONTH).write_text("")
    svc("repair-store", "--put-back", f"data/quarantine/{name}")
    assert svc("customer", "show", "C-261122-BBBBBB", "--json").json["name"] == "李纳"
    assert list((shop / "data/quarantine").iterdir()) == []


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--put-back", "2026-11-22-00000000.txt"), 3),
        (("--put-back", "../../svc.toml"), 3),
        (("--put-back", "x", "--encoding", "klingon"), 4),
        (("--put-back", "x", "--encoding", "base64"), 4),
        (("--put-back", "x", "--encoding", "undefined"), 4),
        (("--encoding", "gb18030"), 2),
    ],
)
def test_a_way_back_that_leads_nowhere(
    args: tuple[str, ...], code: int, shop: Path, svc: Call
) -> None:
    """One sentence each."""
    assert "Traceback" not in svc("repair-store", *args, code=code).err


def test_nothing_comes_back_into_what_is_broken(broken: Path, svc: Call) -> None:
    """First things first; and a line of quarantine that was edited is told by its number."""
    svc("repair-store", "--yes")
    file = lying(broken)
    with (broken / MONTH).open("ab") as month:
        month.write(b"torn")
    svc("repair-store", "--put-back", file.name, code=5)
    svc("repair-store", "--yes")
    file.write_bytes(file.read_bytes() + b"mine\n")
    said = svc("repair-store", "--put-back", file.name, code=4)
    assert f"data/quarantine/{file.name}, line 3" in said.err


def test_git_knows_more_than_markers(broken: Path, svc: Call) -> None:
    """What git could not merge is settled from its three stages, not from what the file shows."""

    def git(*args: str, code: int = 0) -> None:
        done = subprocess.run(["git", "-C", broken, *args], check=False, capture_output=True)
        assert done.returncode == code, done

    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-qm", "one")
    git("checkout", "-qb", "till")
    (broken / MONTH).write_text("{}\n")
    git("commit", "-qam", "two")
    git("checkout", "-q", "main")
    (broken / MONTH).write_text("[]\n")
    git("commit", "-qam", "three")
    git("merge", "-q", "till", code=1)
    before = (broken / MONTH).read_bytes()
    said = svc("repair-store", "--yes", code=5)
    assert "svc resolve" in said.err
    assert (broken / MONTH).read_bytes() == before


def test_an_erasure_tells_of_quarantine(broken: Path, svc: Call, wang: str) -> None:
    """By her id or her phone, in whatever encoding; nobody else's erasure does."""
    with (broken / MONTH).open("ab") as file:
        file.write(b'{"torn":"13800138000')
    svc("repair-store", "--yes")
    still = svc("customer", "erase", wang, "--yes", "--json").json["still"]
    assert any(lying(broken).name in each for each in still)
    still = svc("customer", "erase", "C-261022-AAAAAA", "--yes", "--json").json["still"]
    assert not any(lying(broken).name in each for each in still)


def test_a_copy_for_her_tells_of_quarantine(broken: Path, svc: Call, wang: str) -> None:
    """What could not be read is in no copy; the copy itself is whole all the same."""
    with (broken / MONTH).open("ab") as file:
        file.write('{"torn":"王芳'.encode("gb18030"))
    svc("repair-store", "--yes")
    said = svc("customer", "export", wang)
    assert said.json["customer"]["id"] == wang
    assert lying(broken).name in said.err
    assert svc("customer", "export", "C-261022-AAAAAA").err == ""


def test_in_chinese(broken: Path, svc: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same lines; a command never stops for want of a word."""
    monkeypatch.setenv("SVC_LANG", "zh")
    assert len(svc("repair-store", "--yes").out.splitlines()) == 3
