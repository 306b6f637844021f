"""Tiers: a pure function of what was bought less what was taken back, as of a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.errors import BadPolicy
from svc.frozen import replace
from svc.policy import Policy
from svc.policy.what_if import WhatIf
from svc.records.purchase import Purchase
from svc.records.return_ import Return
from svc.rules.spend import spend
from svc.rules.tier import (
    Tally,
    backs,
    months_before,
    raw_sales,
    reached,
    sales,
    scheme,
    tallies,
    tier_on,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

DAY = date(2026, 11, 22)
CLOTHING = scheme(Policy().at(DAY))
FURNITURE = scheme(Policy(preset="furniture").at(DAY))


def bought(*told: tuple[str, str], **more: Any) -> list[Purchase]:
    """Purchases of these days and totals."""
    return [
        Purchase(
            id=f"P-{n}", customer="C-1", on=date.fromisoformat(day), items=(),
            total=Decimal(paid), **more,
        )
        for n, (day, paid) in enumerate(told)
    ]  # fmt: skip


def back(purchase: str, money: str, day: str, outcome: str = "return", worth: str = "") -> Return:
    """A settled return that gave so much back; `worth` is the price of its goods."""
    price = Decimal(worth or money)
    return Return(
        id="R-1", customer="C-1", purchase=purchase, on=date.fromisoformat(day), cause="size",
        goods=({"amount": str(price)},), fee=price - Decimal(money), refund=Decimal(money),
        settled_on=date.fromisoformat(day), state="settled", outcome=outcome,
    )  # fmt: skip


def on(day: str, sold: Iterable[Purchase], returns: Iterable[Return] = ()) -> str:
    """The clothing shop's tier on a day."""
    return tier_on(CLOTHING, sold, returns, date.fromisoformat(day)).key


@pytest.mark.fact("S2-015", "S2-011", command="svc tier show")
@pytest.mark.parametrize(
    ("told", "tier"),
    [
        ([], "new"),
        ([("2026-11-22", "299.99")], "new"),
        ([("2026-11-22", "300.00")], "regular"),
        ([("2026-11-22", "300.01")], "regular"),
        ([("2026-11-22", "1.00")], "new"),
        ([("2026-11-22", "1.00"), ("2026-11-22", "1.00")], "regular"),
        ([("2026-11-22", "499.99")], "regular"),
        ([("2026-11-22", "500.00")], "silver"),
        ([("2026-11-22", "400.00"), ("2026-11-21", "399.99")], "regular"),
        ([("2026-11-22", "400.00"), ("2026-11-21", "400.00")], "silver"),
        ([("2026-11-22", "799.99")], "silver"),
        ([("2026-11-22", "800.00")], "gold"),
        ([("2026-11-22", "450.00")] * 3 + [("2026-11-22", "449.99")], "silver"),
        ([("2026-11-22", "450.00")] * 4, "gold"),
        ([("2026-11-22", "1799.99")], "gold"),
        ([("2026-11-22", "1800.00")], "diamond"),
        ([("2026-11-22", "600.00")] * 4 + [("2026-11-22", "599.99")], "gold"),
        ([("2026-11-22", "600.00")] * 5, "diamond"),
        ([("2026-11-22", "0.00")], "new"),
        ([("2026-11-23", "9000.00")], "new"),
    ],
)
def test_thresholds_hold_from_their_own_fen_on(told: list[tuple[str, str]], tier: str) -> None:
    """A customer rises from new to regular to VIP, each amount counting from itself on."""
    assert on("2026-11-22", bought(*told)) == tier


@pytest.mark.parametrize(
    ("sold", "day", "tier"),
    [
        ("2025-11-23", "2026-11-22", "gold"),
        ("2025-11-22", "2026-11-22", "new"),
        ("2025-11-22", "2026-11-21", "gold"),
        ("2025-11-22", "2026-11-23", "new"),
        ("2025-11-22", "2025-11-21", "new"),
        ("2025-11-22", "2025-11-22", "gold"),
        ("2028-02-29", "2029-02-27", "gold"),
        ("2028-02-29", "2029-02-28", "gold"),
        ("2028-02-29", "2029-03-01", "new"),
        ("2027-02-28", "2028-02-27", "gold"),
        ("2027-02-28", "2028-02-28", "new"),
        ("2027-03-01", "2028-02-29", "gold"),
        ("2027-03-01", "2028-03-01", "new"),
    ],
)
def test_a_purchase_counts_twelve_months(sold: str, day: str, tier: str) -> None:
    """The window ends with the day; the purchase's own day a year on is the first without it."""
    assert on(day, bought((sold, "800.00"))) == tier


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 11, 22), 12, date(2025, 11, 22)),
        (date(2028, 2, 29), 12, date(2027, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 11, 22), 24, date(2024, 11, 22)),
        (date(1, 3, 1), 12, date.min),
    ],
)
def test_months_before(day: date, months: int, before: date) -> None:
    """The same day, else the month's last; there is nothing before the first day."""
    assert months_before(day, months) == before


@pytest.mark.parametrize(
    ("returned", "day", "tier"),
    [
        (back("P-0", "300.01", "2026-11-22"), "2026-11-21", "gold"),
        (back("P-0", "300.01", "2026-11-22"), "2026-11-22", "regular"),
        (back("P-0", "300.00", "2026-11-22"), "2026-11-22", "silver"),
        (back("P-0", "0.01", "2026-11-22"), "2026-11-22", "silver"),
        (back("P-0", "800.00", "2026-11-22"), "2026-11-22", "new"),
        (replace(back("P-0", "800.00", "2026-11-22"), state="approved"), "2026-11-22", "gold"),
        (back("P-9", "800.00", "2026-11-22"), "2026-11-22", "gold"),
    ],
)
def test_a_return_lowers_at_once(returned: Return, day: str, tier: str) -> None:
    """What went back comes off its purchase from the day it was settled."""
    assert on(day, bought(("2026-11-01", "800.00")), [returned]) == tier


def test_a_purchase_wholly_paid_back_is_none() -> None:
    """Two purchases make a regular; one that went back for money is no purchase any more."""
    sold = bought(("2026-11-01", "10.00"), ("2026-11-02", "20.00"))
    assert on("2026-11-22", sold) == "regular"
    assert on("2026-11-22", sold, [back("P-1", "20.00", "2026-11-03")]) == "new"
    fee = back("P-1", "19.00", "2026-11-03", worth="20.00")
    assert on("2026-11-22", sold, [fee]) == "new"
    some = back("P-1", "19.00", "2026-11-03")
    assert on("2026-11-22", sold, [some]) == "regular"


def test_an_exchange_moves_money_and_adds_no_purchase() -> None:
    """Goods for goods: the old purchase still counts as one, the new goods as money."""
    old, new = bought(("2026-11-01", "400.00"), ("2026-11-05", "500.00"))
    taken = replace(new, exchange_of="R-1")
    swapped = back("P-0", "400.00", "2026-11-05", outcome="exchange")
    tally = tallies(sales([old, taken]), backs([swapped], DAY), None, DAY)["C-1"]
    assert tally == Tally(Decimal("500.00"), Decimal("500.00"), 1)
    assert on("2026-11-04", [old, taken], [swapped]) == "regular"
    assert on("2026-11-05", [old, taken], [swapped]) == "silver"


@given(
    st.lists(
        st.tuples(
            st.dates(date(2024, 1, 1), date(2027, 12, 31)),
            st.integers(0, 300_000),
            st.booleans(),
            st.none() | st.tuples(st.integers(0, 500), st.integers(0, 100)),
        ),
        max_size=12,
    ),
    st.dates(date(2024, 6, 1), date(2027, 12, 31)),
)
def test_the_window_spends_what_spend_says(rows: list[Any], day: date) -> None:
    """Records and raw lines give the same sums, and those are the spending of twelve months."""
    sold, returns = [], []
    for n, (when, fen, is_exchange, gone) in enumerate(rows):
        total = Decimal(fen) / 100
        sold.append(
            Purchase(
                id=f"P-{n}", customer="C-1", on=when, items=(),
                total=total.quantize(Decimal("0.01")), exchange_of="R-9" if is_exchange else None,
            )
        )  # fmt: skip
        if gone:
            late, part = gone
            settled = date.fromordinal(when.toordinal() + late)
            money = str((total * part / 100).quantize(Decimal("0.01")))
            returns.append(back(f"P-{n}", money, settled.isoformat()))
    after = months_before(day, 12)
    known = backs(returns, day)
    found = tallies(sales(sold), known, after, day)
    raw = [{"id": p.id, **p.to_raw()} for p in sold]
    assert tallies(raw_sales(raw), known, after, day) == found
    spent = spend(sold, day, returns)
    assert (found["C-1"].spend if found else Decimal(0)) == spent.last_12_months


@pytest.mark.fact("S2-015", command="svc tier show")
def test_furniture_takes_larger_figures_and_two_years() -> None:
    """A furniture shop counts two years and larger sums, as its goods cost more."""
    sold = bought(("2024-11-23", "8000.00"))
    assert tier_on(FURNITURE, sold, [], DAY).key == "silver"
    assert tier_on(FURNITURE, bought(("2024-11-22", "8000.00")), [], DAY).key == "new"
    assert tier_on(FURNITURE, bought(("2026-11-22", "800.00")), [], DAY).key == "new"


def changed(**values: Any) -> Policy:
    """Policy with entries of tier.toml replaced."""
    return WhatIf(Policy(), values={f"tier.{name}": value for name, value in values.items()})


ROW = {"key": "new", "en": "New", "zh": "新"}


@pytest.mark.parametrize(
    "values",
    [
        {"levels": []},
        {"levels": [{**ROW, "spend": "1.00"}]},
        {"levels": [ROW, {**ROW, "spend": "1.00"}]},
        {"levels": [ROW, {**ROW, "key": "old", "spend": 5}]},
        {"levels": [ROW, {**ROW, "key": "old", "purchases": "5"}]},
        {"levels": [{"key": "new", "en": "New"}]},
        {"vip_from": "platinum"},
        {"window": "12"},
    ],
)
def test_policy_nobody_can_read_is_told(values: dict[str, Any]) -> None:
    """A tier without a name, two of one key, no tier without a condition: one sentence."""
    with pytest.raises(BadPolicy):
        scheme(changed(**values).at(DAY))


def test_names_in_either_language() -> None:
    """A tier is found by its key, its English or its Chinese name."""
    for text in ("gold", "Gold Card", " 金卡 "):
        found = CLOTHING.named(text)
        assert found is not None
        assert found.key == "gold"
    assert CLOTHING.named("platinum") is None
    assert [CLOTHING.is_vip(level.key) for level in CLOTHING.levels] == [False] * 2 + [True] * 3
    assert reached(CLOTHING, Tally()).key == "new"
    with pytest.raises(KeyError):
        CLOTHING.place("platinum")
