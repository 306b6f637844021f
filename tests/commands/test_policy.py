"""`svc policy show`, `check` and `explain`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from svc.i18n import say
from svc.output import width
from svc.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]


def test_show_lists_what_is_in_force(svc: Call) -> None:
    """All of it, or one topic; an unknown topic names the nearest."""
    ids = [row["id"] for row in svc("policy", "show", "--json").json]
    assert {"refund.bands", "warranty.textile", "authority.attitude"} <= set(ids)
    rows = svc("policy", "show", "refund", "--json").json
    assert {row["id"].partition(".")[0] for row in rows} == {"refund"}
    assert "refund" in svc("policy", "show", "refnd", code=3).err


def test_explain_tells_value_source_and_history(svc: Call) -> None:
    """Value, unit, source, dated values, marked default or not, and who may change it."""
    shown = svc("policy", "explain", "refund.free_days", "--json").json
    assert (shown["value"], shown["default_of_tool"], shown["changed_by"]) == (15, True, "company")
    assert "S2-063" in shown["sources"]
    assert shown["values"][0]["since"] is None
    text = svc("policy", "explain", "refund.bands").out
    assert "S2-064" in text
    assert "from the beginning" in text
    assert "refund.bands" in svc("policy", "explain", "refund.band", code=3).err


def test_check_judges_the_files_of_the_shop(svc: Call, tmp_path: Path) -> None:
    """Exit 0 on a new shop, 1 with the line where a band is missing, 0 on warnings."""
    shop = tmp_path / "shop"
    svc("init", shop, "--name", "X", "--no-git")
    check = ("--store", shop, "policy", "check")
    assert svc(*check, "--json").json == []
    assert svc(*check).out == ""
    file = shop / "policy" / "refund.toml"
    shipped = file.read_text()
    file.write_text(shipped.replace("from = 31", "from = 32"))
    (problem,) = svc(*check, "--json", code=1).json
    assert (problem["level"], problem["rule"]) == ("error", "refund.bands")
    assert problem["file"] == "policy/refund.toml"
    assert f"policy/refund.toml:{problem['line']}: error" in svc(*check, code=1).out
    file.write_text(shipped.replace('sources = ["S3-020", "S3-022"]', "sources = []"))
    assert "warning" in svc(*check).out


def test_rows_are_read_line_by_line(svc: Call) -> None:
    """A table of rows is shown in the reader's language, once, and never as Python writes it."""
    text = svc("policy", "explain", "offers.fading").out
    assert "\n  exchange  We exchange it for a new one" in text
    assert "unless: no_stock · within: exchange_or_return, exchange" in text
    assert "掉色" not in text
    chinese = svc("--lang", "zh", "policy", "explain", "advice.quality").out
    assert "\n  fading  掉色  [called: 掉色, 褪色 · as: quality · sources: S3-042]\n" in chinese
    assert chinese.count("讲清养护方法") == 1
    assert "it fades" not in chinese
    nested = svc("policy", "explain", "advice.quality").out.splitlines()
    at = nested.index("      remedies:")
    assert nested[at + 1].startswith("        exchange_or_return  Within the free days")
    limit = svc("policy", "explain", "offers.customer").out
    assert "      limit: The piece that comes back is sold as a second.\n" in limit
    for shown in (text, chinese, limit):
        assert not set("{}'") & set(shown)
        assert max(map(width, shown.splitlines())) <= 120


def test_history_repeats_no_value(svc: Call, shop: Path) -> None:
    """An only value is not told again; of several, that of the day stands above."""
    only = svc("policy", "explain", "refund.bands").out
    assert only.count("from: 16 · to: 30 · rate: 0.05") == 1
    assert "\nHistory\n  from the beginning\n" in only
    file = shop / "policy" / "refund.toml"
    bands = '[{ from = 16, to = 90, rate = "0.10" }]'
    head, tail = file.read_text("utf-8").split("\n[bands]\n")
    first, rest = tail.split("\n\n", 1)
    new = f"[[bands.values]]\nsince = 2027-01-01\nvalue = {bands}\n"
    values, *others = rest.split("\n[", 1)
    file.write_text(f"{head}\n[bands]\n{first}\n\n{values}\n{new}\n[{''.join(others)}", "utf-8")
    text = svc("policy", "explain", "refund.bands").out
    assert "  from the beginning: the present value\n" in text
    assert "  2027-01-01: from: 16 · to: 90 · rate: 0.10\n" in text
    later = svc("--today", "2027-02-01", "policy", "explain", "refund.bands").out
    assert "  2027-01-01: the present value\n" in later
    assert "  from the beginning:\n    from: 16 · to: 30 · rate: 0.05\n" in later


def test_a_table_of_policy_stays_readable(svc: Call) -> None:
    """`policy show` names the rows that say much, and does not read them out."""
    for topic in ("advice", "offers", "taboos", "statute", "repair"):
        lines = svc("policy", "show", topic).out.splitlines()
        assert max(map(width, lines)) < 400, topic
    assert "quality, customer, fading, seam" in svc("policy", "show", "advice").out


def test_units_are_read_in_chinese(shop: Path, svc: Call) -> None:
    """The table says the unit as `explain` does; JSON keeps it as it stands in the file."""
    assert shop
    told = svc("--lang", "zh", "policy", "show", "refund").out
    assert "days after the sale" not in told
    rows = svc("--lang", "zh", "policy", "show", "refund", "--json").json
    assert {row["unit"] for row in rows if row["id"] == "refund.free_days"} == {
        "days after the sale"
    }


def test_an_article_is_read_in_one_language(shop: Path, svc: Call) -> None:
    """A value with its text in both is shown in the reader's, what else it holds below it."""
    assert shop
    told = svc("--lang", "zh", "policy", "explain", "statute.region_beijing").out
    assert "a fault is repaired" not in told
    assert "免费修理" in told
    assert "min_warranty_months: 3" in told


@pytest.mark.parametrize(
    ("topic", "old", "new", "call"),
    [
        ("callback", 'value = "29"', 'value = "31"', ("callback", "due")),
        ("callback", "value = 14", 'value = "x"', ("callback", "due")),
        ("tier", "value = 12", 'value = "x"', ("customer", "list", "--tier", "gold")),
    ],
)
def test_a_wrong_value_is_told_with_its_file(
    shop: Path, svc: Call, topic: str, old: str, new: str, call: tuple[str, ...]
) -> None:
    """Exit 4, and the sentence begins with the file to mend."""
    svc("customer", "add", "--name", "王芳", "--phone", "13800138000", "--birthday", "lunar:12-30")
    file = shop / "policy" / f"{topic}.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    told = svc(*call, code=4)
    assert told.out == ""
    assert told.err.startswith(f"svc: policy/{topic}.toml: Policy {topic}.")


def test_a_wrong_shipped_value_is_told_as_one(tmp_path: Path) -> None:
    """What does not stand in a shop's file is not looked for there."""
    assert "policy/callback.toml (the shipped value): " in str(
        Policy(tmp_path).at(date(2026, 11, 22))["callback.lapse"].wrong(say("a word"))
    )
