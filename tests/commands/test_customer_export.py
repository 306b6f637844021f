"""`svc customer export`: a copy of everything, for the person herself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
TABLES = ("purchases", "complaints", "callbacks", "returns", "repairs", "parts", "deliveries",
          "approvals", "events", "messages")  # fmt: skip


@pytest.fixture
def known(svc: Call, wang: str) -> str:
    """Wang Fang with a purchase and a complaint, beside somebody else's."""
    for who, words in ((wang, "小了"), (svc("customer", "add", "--name", "李娜", "--phone",
                                            "13700137000").line, "别人的")):  # fmt: skip
        svc("purchase", "add", "--customer", who, "--item", "name=x,price=5")
        svc("complaint", "log", "--customer", who, "--category", "size", "--text", words)
    return wang


def test_everything_of_hers_and_nobody_elses(svc: Call, known: str) -> None:
    """Her file, what is in each table, why it is kept and how long, and her rights (PIPL 44)."""
    shown = svc("customer", "export", known).json
    assert shown["customer"]["id"] == known
    assert (shown["shop"], shown["on"], shown["merged"]) == ("雅衣阁", "2026-11-22", [])
    assert {table: len(shown[table]) for table in TABLES if shown[table]} == {
        "purchases": 1, "complaints": 1}  # fmt: skip
    assert "别人的" not in json.dumps(shown, ensure_ascii=False)
    assert [each["table"] for each in shown["why"]] == ["customers", "purchases", "complaints"]
    assert all(each["why"] and each["how_long"] for each in shown["why"])
    assert len(shown["rights"]) == 3


def test_as_text(svc: Call, known: str) -> None:
    """To be read: the words of hers, and why they are kept."""
    text = svc("customer", "export", known, "--format", "text").out
    assert "小了" in text
    assert "Why it is kept, and how long" in text
    assert "PIPL 47" in text


def test_the_file_that_was_merged_is_hers_too(svc: Call, known: str) -> None:
    """What stood in it is given out as well."""
    dup = svc("customer", "add", "--name", "王芳芳", "--phone", "13900139000").line
    svc("customer", "merge", known, dup, "--yes")
    (merged,) = svc("customer", "export", "13900139000").json["merged"]
    assert (merged["id"], merged["merged"]["was"]["phone"]) == (dup, "13900139000")


def test_into_a_file(svc: Call, shop: Path, known: str, tmp_path: Path) -> None:
    """Whole or not at all, and never among the shop's own files."""
    target = tmp_path / "copy.json"
    done = svc("customer", "export", known, "--out", target)
    assert done.out == ""
    assert json.loads(target.read_text(encoding="utf-8"))["customer"]["id"] == known
    own = shop / "data" / "copy.json"
    svc("customer", "export", known, "--out", own, code=5)
    assert not own.exists()
    svc("customer", "export", "13000130000", code=3)
