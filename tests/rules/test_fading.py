"""Who is drifting away: by days, by her own rhythm, what is at stake, who is away how long."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.errors import BadPolicy
from svc.policy import Policy
from svc.policy.what_if import WhatIf
from svc.rules.fading import (
    BANDS,
    Away,
    Limits,
    Visit,
    as_sales,
    drifting,
    interval,
    limits,
    spent_in_the_year_to,
    visits,
)
from svc.rules.tier import Back, Sale, tallies

DAY = date(2026, 11, 22)
SHIPPED = limits(Policy().at(DAY))


def before(days: int) -> str:
    """So many days before the day."""
    return (DAY - timedelta(days=days)).isoformat()


def bought(*days: int, amount: str = "100.00") -> list[Visit]:
    """Purchases so many days ago."""
    return [Visit(before(each), Decimal(amount), True) for each in days]


def away(*days: int, by: Limits = SHIPPED) -> Away | None:
    """Whether a customer with these purchases drifts away."""
    found = drifting({"C-1": bought(*days)}, by, DAY).away
    return found[0] if found else None


def test_the_limits_are_those_of_the_contact() -> None:
    """The days of callback.fading, and the rhythm of fading.rhythm."""
    assert Limits(days=180, times=Fraction(2), purchases=3, least=60, gone=730) == SHIPPED
    values = {
        "callback.fading": {"on": False, "channel": "message", "after": 90},
        "fading.rhythm": {"times": "1.5", "purchases": 4, "least": 30, "gone": 365},
    }
    own = limits(WhatIf(Policy(), values=values).at(DAY))
    assert own == Limits(days=90, times=Fraction(3, 2), purchases=4, least=30, gone=365)
    assert Policy().entry("fading.rhythm").is_default_of_tool


@pytest.mark.parametrize(
    ("days", "is_away"), [(0, False), (60, False), (179, False), (180, True), (181, True)]
)
@pytest.mark.fact("S2-033", "S2-036", command="svc report fading")
def test_by_days(days: int, is_away: bool) -> None:
    """On the day the contact falls due she is; with two purchases no rhythm is told."""
    found = away(days, days + 10)
    assert (found is not None) is is_away
    if found:
        assert (found.days, found.by, found.usual, found.purchases) == (days, "days", None, 2)


@pytest.mark.parametrize(("days", "gone"), [(729, 0), (730, 0), (731, 1)])
def test_who_is_gone_is_counted_only(days: int, gone: int) -> None:
    """Away for more than two years nobody is called any more."""
    found = drifting({"C-1": bought(days)}, SHIPPED, DAY)
    assert (len(found.away), found.gone, found.buyers) == (1 - gone, gone, 1)


@pytest.mark.parametrize(
    ("days", "by"),
    [
        ((60, 90, 120), None),
        ((61, 91, 121), "rhythm"),
        ((59, 69, 79), None),
        ((60, 70, 80), None),
        ((61, 71, 81), "rhythm"),
        ((100, 140, 200, 260), None),
        ((121, 181, 241, 301), "rhythm"),
        ((179, 279, 379), None),
        ((180, 280, 380), "days"),
        ((61, 61, 91), None),
    ],
    ids=str,
)
def test_by_her_own_rhythm(days: tuple[int, ...], by: str | None) -> None:
    """More than twice the median interval, not before sixty days; two on one day are one visit."""
    found = away(*days)
    assert (found.by if found else None) == by


def test_an_exchange_is_no_visit() -> None:
    """Goods taken in exchange are money spent; she is judged by her purchases."""
    known = {"C-1": [*bought(200), Visit(before(10), Decimal("50.00"), False)]}
    (found,) = drifting(known, SHIPPED, DAY).away
    assert (found.days, found.purchases, found.spend_12_months) == (200, 1, Decimal("150.00"))
    none_left = {"C-1": [Visit(before(200), Decimal("0.00"), False)]}
    assert drifting(none_left, SHIPPED, DAY).buyers == 0


@pytest.mark.parametrize(
    ("days", "spend"), [(364, "200.00"), (365, "100.00"), (366, "100.00")], ids=str
)
def test_what_is_at_stake(days: int, spend: str) -> None:
    """The twelve months up to her last purchase; the day a year before it is not part of them."""
    (found,) = drifting({"C-1": bought(400, 400 + days)}, SHIPPED, DAY).away
    assert (found.at_stake, found.spend_12_months) == (Decimal(spend), Decimal("0.00"))


def test_most_at_stake_first() -> None:
    """Then who has been away longer, then by id."""
    known = {
        "C-3": bought(200), "C-2": bought(300), "C-1": bought(200, amount="99.99"),
        "C-4": bought(200), "C-5": bought(10),
    }  # fmt: skip
    found = drifting(known, SHIPPED, DAY)
    assert [each.customer for each in found.away] == ["C-2", "C-3", "C-4", "C-1"]
    assert (found.buyers, found.at_stake) == (5, Decimal("399.99"))
    assert found.away[0].to_json() == {
        "customer": "C-2", "last": "2026-01-26", "days": 300, "purchases": 1, "usual_days": None,
        "by": "days", "at_stake": "100.00", "spend_12_months": "100.00",
    }  # fmt: skip


@pytest.mark.parametrize(("days", "band"), [(0, 0), (29, 0), (30, 1), (359, 11), (360, 12)])
def test_months_since(days: int, band: int) -> None:
    """Months of thirty days; the last band has no end."""
    bands = drifting({"C-1": bought(days)}, SHIPPED, DAY).bands
    assert [each.months for each in bands if each.customers] == [band]
    assert bands[band].fading == (days >= 180)
    assert bands[BANDS].to_json()["to"] is None


def test_visits_are_less_returns() -> None:
    """What came back is off; a purchase wholly given back is none; others' are not taken."""
    sold = [
        Sale("C-1", "P-1", before(5), Decimal("100.00")),
        Sale("C-1", "P-2", before(0), Decimal("80.00")),
        Sale("C-1", "P-3", before(-1), Decimal("1.00")),
        Sale("C-9", "P-4", before(3), Decimal("1.00")),
    ]
    back = {"P-2": [Back(before(0), Decimal("80.00"), Decimal("80.00"))]}
    assert visits(sold, back, DAY, {"C-1"}) == {
        "C-1": [
            Visit(before(5), Decimal("100.00"), True),
            Visit(before(0), Decimal("0.00"), False),
        ]
    }


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("fading.rhythm", {"times": "0.9", "purchases": 3, "least": 60, "gone": 730}),
        ("fading.rhythm", {"times": "Infinity", "purchases": 3, "least": 60, "gone": 730}),
        ("fading.rhythm", {"times": "2", "purchases": 1, "least": 60, "gone": 730}),
        ("fading.rhythm", {"times": "2", "purchases": 3}),
        ("callback.fading", {"on": True}),
    ],
)
def test_a_policy_that_cannot_be_worked_with(entry: str, value: dict[str, Any]) -> None:
    """It says which entry."""
    with pytest.raises(BadPolicy, match=entry):
        limits(WhatIf(Policy(), values={entry: value}).at(DAY))


PURCHASES = st.lists(
    st.tuples(st.integers(0, 900), st.integers(0, 99999), st.booleans()), max_size=8
)


@given(PURCHASES, st.integers(0, 400))
def test_who_stays_away_stays_on_the_list(rows: list[tuple[int, int, bool]], more: int) -> None:
    """Without a new purchase nobody leaves it, and the band only rises."""
    known = {"C-1": [Visit(before(d), Decimal(fen) / 100, stands) for d, fen, stands in rows]}
    now = drifting(known, SHIPPED, DAY)
    later = drifting(known, SHIPPED, DAY + timedelta(days=more))
    assert len(later.away) + later.gone >= len(now.away) + now.gone
    assert later.gone >= now.gone
    assert later.buyers == now.buyers == sum(band.customers for band in now.bands)
    assert sum(band.fading for band in now.bands) == len(now.away)


@given(st.lists(st.integers(0, 3000), min_size=2, max_size=9, unique=True))
def test_the_interval_is_one_between_her_visits(days: list[int]) -> None:
    """The median lies between the shortest and the longest."""
    on = sorted(before(each) for each in days)
    gaps = [later - first for first, later in zip(sorted(days), sorted(days)[1:], strict=False)]
    assert min(gaps) <= interval(on) <= max(gaps)


@given(PURCHASES)
def test_the_tier_is_told_by_the_same_sums(rows: list[tuple[int, int, bool]]) -> None:
    """Her visits, taken for sales, add up to what they add up to here."""
    known = [Visit(before(d), Decimal(fen) / 100, stands) for d, fen, stands in rows]
    after = date(2025, 11, 22)
    spent = tallies(as_sales("C-1", known), {}, after, DAY)
    assert sum(each.spend for each in spent.values()) == spent_in_the_year_to(DAY, known)
