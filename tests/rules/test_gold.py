"""Gold customers, the year's highest spender, and marks a running total crosses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from svc.errors import BadPolicy
from svc.frozen import replace
from svc.policy import Policy
from svc.policy.what_if import WhatIf
from svc.rules.gold import (
    Measure,
    crossed,
    marks,
    measure,
    part,
    ranked,
    spent_between,
    top_spenders,
    year_of,
)
from svc.rules.tier import Tally
from tests.rules.test_tier import back, bought

DAY = date(2026, 11, 22)
MARKS = [Decimal("5000.00"), Decimal("10000.00")]


def spent(**told: tuple[str, int]) -> dict[str, Tally]:
    """What customers spent, and in how many purchases."""
    return {who: Tally(Decimal(sum_), Decimal(sum_), n) for who, (sum_, n) in told.items()}


@pytest.mark.fact("S2-041", "S2-042", command="svc policy explain gold.marks")
@pytest.mark.parametrize(
    ("before", "paid", "passed"),
    [
        ("4999.98", "0.01", []),
        ("4999.98", "0.02", ["5000.00"]),
        ("4999.98", "0.03", ["5000.00"]),
        ("5000.00", "100.00", []),
        ("4000.00", "6000.00", ["5000.00", "10000.00"]),
        ("0.00", "5000.00", ["5000.00"]),
    ],
)
def test_marks_crossed(before: str, paid: str, passed: list[str]) -> None:
    """A purchase that carries the running total to a mark of the policy or past it is told."""
    sold = bought(("2025-01-01", before), ("2026-11-22", paid), ("2026-11-23", "90000.00"))
    assert [str(mark) for mark in crossed(sold, [], MARKS).get("P-1", ())] == passed


def test_a_mark_counts_once() -> None:
    """After a return she may pass it again: she has been thanked already."""
    sold = bought(("2026-01-01", "5000.00"), ("2026-03-01", "4000.00"), ("2026-04-01", "6000.00"))
    gone = back("P-0", "5000.00", "2026-02-01")
    assert crossed(sold, [gone], MARKS) == {"P-0": MARKS[:1], "P-2": MARKS[1:]}


def test_a_return_on_the_day_comes_off_first() -> None:
    """What was settled by then is off; what comes back later was not known."""
    sold = bought(("2026-01-01", "3000.00"), ("2026-03-01", "3000.00"))
    for day, passed in (("2026-02-28", []), ("2026-03-01", []), ("2026-03-02", MARKS[:1])):
        assert crossed(sold, [back("P-0", "3000.00", day)], MARKS).get("P-1", []) == passed


def test_an_exchange_counts_with_the_difference() -> None:
    """A dearer piece in exchange may cross a mark; others' purchases and strangers do not."""
    old, new = bought(("2026-01-01", "4900.00"), ("2026-01-05", "5100.00"))
    taken = replace(new, exchange_of="R-1")
    swapped = back("P-0", "4900.00", "2026-01-05", outcome="exchange")
    assert crossed([old, taken], [swapped], MARKS) == {taken.id: MARKS[:1]}
    assert crossed([old], [swapped], MARKS) == {}


def test_many_purchases_are_added_up_in_one_pass() -> None:
    """A till's nameless customer has ten thousand, and some of them came back."""
    sold = bought(*[("2026-11-22", "1.00")] * 10_000)
    gone = [back(f"P-{n}", "1.00", "2026-11-22") for n in range(4)]
    order = sorted(each.id for each in sold)
    assert crossed(sold, gone, MARKS[:1], date.max) == {order[5003]: MARKS[:1]}


@pytest.mark.fact("S2-043", command="svc report gold --year 2026")
def test_the_highest_spender_of_a_year() -> None:
    """Who spent most in a calendar year is the one to visit; several if they spent the same."""
    assert top_spenders(spent(a=("10.00", 1), b=("20.00", 1), c=("19.99", 9))) == ("b",)
    assert top_spenders(spent(b=("20.00", 1), a=("20.00", 2))) == ("a", "b")
    assert top_spenders(spent(a=("0.00", 1))) == ()
    assert top_spenders({}) == ()


@pytest.mark.parametrize(
    ("day", "counts"),
    [("2025-12-31", False), ("2026-01-01", True), ("2026-12-31", True), ("2027-01-01", False)],
)
def test_a_calendar_year(day: str, counts: bool) -> None:
    """Both its ends are in it; a return settled after it comes off as soon as it is known."""
    after, last = year_of(2026)
    sold = bought((day, "100.00"))
    assert bool(spent_between(sold, [], after, last)) is counts
    if counts:
        gone = back("P-0", "60.00", "2027-01-15")
        later = spent_between(sold, [gone], after, last, known=date(2027, 1, 15))
        assert later["C-1"].spend == Decimal("40.00")
        assert spent_between(sold, [gone], after, last)["C-1"].spend == Decimal("100.00")


@pytest.mark.fact("S2-006", command="svc report gold")
def test_gold_are_the_few_who_bring_most() -> None:
    """Gold customers are those of the top share of spenders who bought often enough."""
    told = spent(
        a=("500.00", 5), b=("400.00", 2), c=("300.00", 3), d=("300.00", 3), e=("200.00", 9),
        f=("0.00", 3), g=("-5.00", 1),
    )  # fmt: skip
    rows = ranked(told, Measure(share=Decimal("0.41"), purchases=3, months=12))
    assert [(r.rank, r.customer, r.is_gold, r.is_top) for r in rows] == [
        (1, "a", True, True), (2, "b", False, False), (3, "c", True, False),
        (3, "d", True, False), (5, "e", False, False),
    ]  # fmt: skip
    assert [str(r.share) for r in rows] == ["0.2941", "0.2353", "0.1765", "0.1765", "0.1176"]
    assert [str(r.cumulative) for r in rows] == ["0.2941", "0.5294", "0.7059", "0.8824", "1.0000"]


@pytest.mark.parametrize(
    ("number", "share", "gold"),
    [(1, "0.20", 1), (5, "0.20", 1), (6, "0.20", 2), (10, "0.20", 2), (3, "1", 3)],
)
def test_the_share_is_rounded_up(number: int, share: str, gold: int) -> None:
    """Of one spender the first fifth is that one."""
    told = {f"C-{n}": Tally(Decimal(100 + n), Decimal(1), 9) for n in range(number)}
    rows = ranked(told, Measure(share=Decimal(share), purchases=1, months=12))
    assert sum(row.is_gold for row in rows) == gold


def test_shipped_figures() -> None:
    """Marked defaults, since no source gives any; furniture has larger ones."""
    clothing, furniture = Policy().at(DAY), Policy(preset="furniture").at(DAY)
    assert measure(clothing) == Measure(share=Decimal("0.20"), purchases=3, months=12)
    assert [str(mark) for mark in marks(clothing)][:2] == ["5000.00", "10000.00"]
    assert marks(furniture)[0] > marks(clothing)[0]
    assert measure(furniture).months == 24
    assert Policy().entry("gold.marks").is_default_of_tool
    assert str(part(Decimal(0), Decimal(0))) == "0.0000"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("marks", ["x"]), ("marks", ["0.00"]), ("marks", [5000]), ("customers", {}),
        ("customers", {"share": "2", "purchases": 1, "months": 1}),
        ("customers", {"share": "0", "purchases": 1, "months": 1}),
        ("customers", {"share": "0.2", "purchases": 0, "months": 1}),
        ("customers", {"share": 0.2, "purchases": 1}),
    ],
)  # fmt: skip
def test_policy_nobody_can_read_is_told(name: str, value: Any) -> None:
    """Amounts and shares are text in quotes, numbers whole and positive."""
    policy = WhatIf(Policy(), values={f"gold.{name}": value}).at(DAY)
    with pytest.raises(BadPolicy):
        (marks if name == "marks" else measure)(policy)
