"""`svc customer duplicates`: which files may be of one person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]


@pytest.fixture
def pair(shop: Path, svc: Call) -> tuple[str, str]:
    """Two files that share name and birthday, and somebody else."""
    ids = sorted(
        svc("customer", "add", "--name", "王芳", "--phone", phone, "--birthday", "05-12").line
        for phone in ("13800138000", "13900139000")
    )
    svc("customer", "add", "--name", "李娜", "--phone", "13700137000", "--birthday", "05-12")
    return ids[0], ids[1]


def test_what_is_listed(svc: Call, pair: tuple[str, str]) -> None:
    """The ids, the names, why, and the command that makes one file of them."""
    assert svc("customer", "duplicates", "--json").json == [
        {
            "customers": list(pair), "names": ["王芳", "王芳"],
            "why": ["the same name and birthday"], "rules": ["name_birthday"], "sure": False,
            "merge": f"svc customer merge {pair[0]} {pair[1]}",
        }
    ]  # fmt: skip
    assert f"svc customer merge {pair[0]} {pair[1]}" in svc("customer", "duplicates").out


def test_the_command_it_names_settles_it(svc: Call, pair: tuple[str, str]) -> None:
    """Merged, they are no longer listed."""
    (found,) = svc("customer", "duplicates", "--json").json
    svc(*found["merge"].split()[1:], "--yes")
    assert svc("customer", "duplicates", "--json").json == []
    assert svc("customer", "duplicates").out == ""


def test_a_phone_kept_by_force(svc: Call, shop: Path) -> None:
    """One number in two forms, of which svc took one for none of the country's."""
    svc("customer", "add", "--name", "王芳", "--phone", "13800138000")
    svc("customer", "add", "--name", "王芳", "--phone", "13900139000")
    file = shop / "data" / "customers" / "2026-11.jsonl"
    by_force = '"phone":"008613800138000","phone_unchecked":true'
    file.write_text(file.read_text().replace('"phone":"13900139000"', by_force))
    (found,) = svc("customer", "duplicates", "--json").json
    assert (found["rules"], found["sure"]) == (["phone"], True)


def test_her_other_phone_in_the_notes(svc: Call, shop: Path) -> None:
    """A number that is one file's phone and stands in the profile of another."""
    svc("customer", "add", "--name", "王芳", "--phone", "13800138000")
    svc("customer", "add", "--name", "王芳", "--number", "1", "--set", "notes=也用 138 0013 8000")
    (found,) = svc("customer", "duplicates", "--json").json
    assert (found["rules"], found["sure"]) == (["phone"], True)


def test_perhaps_a_family(svc: Call, shop: Path) -> None:
    """One address under two names is shown, unsure; once said to be two people no more."""
    assert shop
    ids = sorted(
        svc("customer", "add", "--name", name, "--number", n, "--set", "address=人民路8号").line
        for n, name in enumerate(("李四", "赵六"))
    )
    (found,) = svc("customer", "duplicates", "--json").json
    assert (found["customers"], found["rules"], found["sure"]) == (ids, ["address"], False)
    assert found["why"] == ["the same address under different names: perhaps one family"]
    svc("customer", "duplicates", "--not-same", *ids)
    assert svc("customer", "duplicates", "--json").json == []


def test_two_people(svc: Call, shop: Path, pair: tuple[str, str]) -> None:
    """Noted with both files, they are not shown again, nor merged by mistake; until taken back."""
    svc("customer", "duplicates", "--not-same", *pair)
    file = shop / "data" / "customers" / "2026-11.jsonl"
    before = file.read_bytes()
    assert before.count(b'"not_same"') == 2
    svc("customer", "duplicates", "--not-same", *reversed(pair))
    assert file.read_bytes() == before
    assert svc("customer", "duplicates", "--json").json == []
    assert "two people" in svc("customer", "merge", *pair, "--yes", code=5).err
    svc("customer", "duplicates", "--same", *pair)
    assert len(svc("customer", "duplicates", "--json").json) == 1
    assert b"not_same" not in file.read_bytes()


def test_dry_run(svc: Call, shop: Path, pair: tuple[str, str]) -> None:
    """What would be noted is shown, as JSON too, and nothing is."""
    file = shop / "data" / "customers" / "2026-11.jsonl"
    before = file.read_bytes()
    got = svc("customer", "duplicates", "--not-same", *pair, "--dry-run")
    assert got.out.split() == [*pair]
    assert "Nothing was changed" in got.err
    got = svc("customer", "duplicates", "--not-same", *pair, "--dry-run", "--json")
    assert got.json == {"customers": [*pair], "not_same": True}
    assert file.read_bytes() == before


def test_what_makes_no_sense(svc: Call, pair: tuple[str, str]) -> None:
    """A person beside herself, somebody unknown, both options at once."""
    svc("customer", "duplicates", "--not-same", pair[0], pair[0], code=5)
    svc("customer", "duplicates", "--not-same", pair[0], "13000130000", code=3)
    svc("customer", "duplicates", "--not-same", *pair, "--same", *pair, code=2)
