"""`svc report gold` and `svc report tiers`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from svc.records.customer import Customer
from svc.store.store import Store
from tests.commands.test_tier import buy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

ROW = {
    "rank", "customer", "name", "number", "tier", "spend", "purchases", "share", "cumulative",
    "top", "gold",
}  # fmt: skip


@pytest.fixture
def four(shop: Path, svc: Call) -> dict[str, str]:
    """Four customers: one who bought much and often, one much at once, one little, one nothing."""
    ids = {
        name: svc("customer", "add", "--name", name, "--number", number).line
        for name, number in (("王芳", "1"), ("李静", "2"), ("赵丽", "3"), ("周燕", "4"))
    }
    for day in ("2026-02-01", "2026-05-01", "2026-11-22"):
        buy(svc, ids["王芳"], "1000.00", day)
    buy(svc, ids["李静"], "2000.00", "2025-12-31")
    buy(svc, ids["赵丽"], "100.00", "2026-03-03")
    return ids


@pytest.mark.fact("S2-006", command="svc report gold")
def test_gold_customers(four: dict[str, str], svc: Call) -> None:
    """Gold customers are found by comparing what all have spent, each with her share."""
    (row,) = svc("report", "gold", "--json").json
    assert row.keys() == ROW
    assert row == {
        "rank": 1, "customer": four["王芳"], "name": "王芳", "number": "1", "tier": "diamond",
        "spend": "3000.00", "purchases": 3, "share": "0.5882", "cumulative": "0.5882",
        "top": True, "gold": True,
    }  # fmt: skip
    text = svc("report", "gold")
    assert "Diamond card" in text.out
    assert "58.8 %" in text.out
    assert "20.0 %" in text.err
    everybody = svc("report", "gold", "--top", "9", "--json").json
    assert [(r["rank"], r["name"], r["gold"]) for r in everybody] == [
        (1, "王芳", True), (2, "李静", False), (3, "赵丽", False),
    ]  # fmt: skip
    assert everybody[-1]["cumulative"] == "1.0000"
    assert svc("report", "gold", "--on", "2025-01-01", "--json").json == []
    assert svc("report", "gold", "--top", "0", code=2).out == ""


def test_no_bar_of_all_others(four: dict[str, str], svc: Call, tmp_path: Path) -> None:
    """One would dwarf those of the customers; what the others spent stands in the table."""
    assert four
    svc("report", "gold", "--top", "1", "--out", tmp_path / "g.md")
    text = (tmp_path / "g.md").read_text("utf-8")
    chart = text[text.index("Spending, the highest first") :]
    assert "王芳" in chart
    assert "other" not in chart
    assert "the other 2" in text


@pytest.mark.fact("S2-043", command="svc report gold --year")
@pytest.mark.parametrize(
    ("year", "on", "name", "spend"),
    [
        (2026, "2026-11-22", "王芳", "3000.00"),
        (2026, "2026-11-21", "王芳", "2000.00"),
        (2025, "2026-11-22", "李静", "2000.00"),
        (2025, "2025-12-31", "李静", "2000.00"),
    ],
)
def test_the_highest_of_a_year(
    year: int, on: str, name: str, spend: str, four: dict[str, str], svc: Call
) -> None:
    """The one who spent most in a calendar year is always named, to be visited with flowers."""
    (row, *_more) = svc("report", "gold", "--year", year, "--on", on, "--json").json
    assert (row["name"], row["spend"], row["top"]) == (name, spend, True)
    assert four
    assert svc("report", "gold", "--year", "2027", "--json").json == []


def test_two_who_spent_the_same(four: dict[str, str], svc: Call) -> None:
    """Both are at the top, by id."""
    buy(svc, four["赵丽"], "2900.00", "2026-04-04")
    rows = svc("report", "gold", "--year", "2026", "--json").json
    assert [(r["rank"], r["top"]) for r in rows] == [(1, True), (1, True)]
    assert [r["customer"] for r in rows] == sorted((four["王芳"], four["赵丽"]))


def test_a_return_comes_off(four: dict[str, str], svc: Call) -> None:
    """What was taken back is not spent, in whichever year it was bought."""
    (sale,) = svc("purchase", "list", "--customer", four["王芳"], "--from", "2026-11-22",
                  "--json").json  # fmt: skip
    back = svc("return", "open", "--purchase", sale["id"], "--cause", "quality").line
    svc("return", "settle", back, "--paid-by", "cash")
    rows = svc("report", "gold", "--year", "2026", "--json").json
    assert (rows[0]["spend"], rows[0]["purchases"]) == ("2000.00", 2)


def test_who_is_gone_is_not_listed(four: dict[str, str], shop: Path, svc: Call) -> None:
    """An erased customer's purchases stay on the books; no report names her."""
    gone = Customer(id=four["王芳"], name="", number="1", erased_on=date(2026, 11, 22))
    with Store(shop).change() as change:
        change.put(gone)
    assert [r["name"] for r in svc("report", "gold", "--top", "9", "--json").json] == [
        "李静", "赵丽",
    ]  # fmt: skip
    assert svc("report", "rfm", "--json").json["customers"][0]["customer"] != four["王芳"]
    assert sum(r["customers"] for r in svc("report", "tiers", "--json").json["tiers"]) == 3


@pytest.mark.fact("S2-015", command="svc report tiers")
def test_tiers(four: dict[str, str], svc: Call) -> None:
    """How many customers each tier holds, what they spend, and who never bought."""
    shown = svc("report", "tiers", "--json").json
    assert shown == {
        "on": "2026-11-22",
        "tiers": [
            {"tier": "diamond", "customers": 2, "spend": "5000.00", "share": "0.9804"},
            {"tier": "gold", "customers": 0, "spend": "0.00", "share": "0.0000"},
            {"tier": "silver", "customers": 0, "spend": "0.00", "share": "0.0000"},
            {"tier": "regular", "customers": 0, "spend": "0.00", "share": "0.0000"},
            {"tier": "new", "customers": 2, "spend": "100.00", "share": "0.0196"},
        ],
        "never_bought": 1,
        "changes": {"since": "2026-10-22", "risen": 1, "fallen": 0},
    }
    lapsed = svc("report", "tiers", "--on", "2026-12-31", "--json").json
    assert lapsed["changes"] == {"since": "2026-11-30", "risen": 0, "fallen": 1}
    text = svc("report", "tiers").out
    assert "Diamond card" in text
    assert "98.0 %" in text
    assert "Customers who never bought: 1." in text
    assert svc("report", "tiers", "--format", "csv").out.splitlines()[0] == (
        "tier,customers,spend,share"
    )
    assert four


def test_an_empty_shop(shop: Path, svc: Call) -> None:
    """Nobody, and nothing is divided by nothing."""
    shown = svc("report", "tiers", "--json").json
    assert {row["share"] for row in shown["tiers"]} == {"0.0000"}
    assert svc("report", "gold", "--json").json == []
    assert svc("report", "gold").out == ""
