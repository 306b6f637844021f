"""A tier with its reasons: since when, until when, what is missing, what would lapse."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.frozen import replace
from svc.rules.spend import a_year_before
from svc.rules.standing import lapse, standing
from svc.rules.tier import months_before
from tests.rules.test_tier import CLOTHING, DAY, back, bought


@given(st.dates(date(2, 1, 1)), st.integers(1, 60))
def test_a_purchase_lapses_on_the_first_day_its_window_has_passed(day: date, months: int) -> None:
    """`lapse` is the other way round of `months_before`; twelve months are those of spending."""
    assert months_before(day, 12) == a_year_before(day)
    last = lapse(day, months)
    if last is not None:
        assert months_before(last, months) >= day
        assert months_before(date.fromordinal(last.toordinal() - 1), months) < day


def test_the_calendar_ends() -> None:
    """Beyond it nothing lapses."""
    assert lapse(date(9999, 3, 1), 12) is None


LADDER = [
    ("2026-01-10", "400.00"),  # regular
    ("2026-03-10", "450.00"),  # silver: 850 in all
    ("2026-06-10", "950.00"),  # gold by one purchase
]


@pytest.mark.parametrize(
    ("day", "tier", "since", "until"),
    [
        ("2026-01-09", "new", None, None),
        ("2026-01-10", "regular", "2026-01-10", "2027-01-09"),
        ("2026-03-09", "regular", "2026-01-10", "2027-01-09"),
        ("2026-03-10", "silver", "2026-03-10", "2027-01-09"),
        ("2026-06-09", "silver", "2026-03-10", "2027-01-09"),
        ("2026-06-10", "gold", "2026-06-10", "2027-06-09"),
        ("2027-01-10", "gold", "2026-06-10", "2027-06-09"),
        ("2027-06-09", "gold", "2026-06-10", "2027-06-09"),
        ("2027-06-10", "new", "2027-06-10", None),
        ("2030-01-01", "new", "2027-06-10", None),
    ],
)
def test_since_and_until(day: str, tier: str, since: str | None, until: str | None) -> None:
    """`since` begins the unbroken run of this very tier, `until` ends it if nothing is bought."""
    shown = standing(CLOTHING, "C-1", bought(*LADDER), [], date.fromisoformat(day)).to_json()
    assert (shown["tier"], shown["since"], shown["until"]) == (tier, since, until)


DEARER = date(2026, 8, 1)
SHORTER = date(2026, 9, 1)


@pytest.mark.fact("S2-011", command="svc tier show")
@pytest.mark.parametrize(
    ("day", "tier", "since", "until", "told"),
    [
        ("2026-01-09", "new", None, None, None),
        ("2026-01-10", "regular", "2026-01-10", "2026-07-31", "will be others from 2026-08-01 on"),
        ("2026-07-31", "regular", "2026-01-10", "2026-07-31", "will be others from 2026-08-01 on"),
        ("2026-08-01", "new", "2026-08-01", None, "were changed on 2026-08-01"),
        ("2026-08-02", "new", "2026-08-01", None, "were changed on 2026-08-01"),
        ("2026-08-15", "regular", "2026-08-15", "2026-08-31", "will be others from 2026-09-01 on"),
        ("2026-09-01", "new", "2026-09-01", None, "were changed on 2026-09-01"),
    ],
)
def test_the_tiers_change(
    day: str, tier: str, since: str | None, until: str | None, told: str | None
) -> None:
    """Each day is judged by its own policy: a dearer tier, then a shorter window, end a run."""
    new, regular = CLOTHING.levels[:2]
    dearer = replace(CLOTHING, levels=(new, replace(regular, spend=Decimal(500), purchases=None)))
    changes = {date.min: CLOTHING, DEARER: dearer, SHORTER: replace(dearer, months=3)}
    on = date.fromisoformat(day)
    now = changes[max(start for start in changes if start <= on)]
    sold = bought(("2026-01-10", "400.00"), ("2026-08-15", "100.00"))
    shown = standing(now, "C-1", sold, [], on, changes).to_json()
    assert (shown["tier"], shown["since"], shown["until"]) == (tier, since, until)
    why = [each for each in shown["why"] if "The tiers w" in each]
    assert len(why) == (told is not None)
    assert told is None or told in why[0]


def test_a_return_breaks_the_run() -> None:
    """She falls on the day it is settled, and a new run begins when she rises again."""
    sold = bought(("2026-01-10", "800.00"), ("2026-05-10", "800.00"))
    gone = back("P-0", "800.00", "2026-02-10")
    found = {
        day: standing(CLOTHING, "C-1", sold, [gone], date.fromisoformat(day)).to_json()
        for day in ("2026-02-09", "2026-02-10", "2026-05-10")
    }
    assert [(f["tier"], f["since"]) for f in found.values()] == [
        ("gold", "2026-01-10"), ("new", "2026-02-10"), ("gold", "2026-05-10"),
    ]  # fmt: skip
    assert found["2026-02-09"]["until"] == "2027-01-09"  # nobody knows yet of the return


@pytest.mark.parametrize(
    ("told", "following", "missing"),
    [
        ([], "regular", "300.00"),
        ([("2026-11-22", "299.99")], "regular", "0.01"),
        ([("2026-11-22", "300.00")], "silver", "500.00"),
        ([("2026-11-22", "500.00")], "gold", "1300.00"),
        ([("2026-11-22", "1799.99")], "diamond", "1200.01"),
    ],
)
def test_what_is_missing(told: list[tuple[str, str]], following: str, missing: str) -> None:
    """The money still missing to the next tier by its spending."""
    shown = standing(CLOTHING, "C-1", bought(*told), [], DAY).to_json()
    assert shown["next"] == {"tier": following, "missing": missing}


def test_the_reasons_say_it_all() -> None:
    """What was spent and when, which condition, what fell out, what comes, what would lapse."""
    sold = bought(("2025-11-22", "100.00"), ("2026-02-01", "900.00"), ("2026-12-01", "5.00"))
    gone = back("P-1", "50.00", "2026-02-03")
    shown = standing(CLOTHING, "C-1", sold, [gone], DAY).to_json()
    assert shown["why"] == [
        "From 2025-11-23 to 2026-11-22 she spent ¥850.00; purchases: 1, the largest ¥850.00.",
        "¥50.00 of it went back by returns and is taken off already.",
        "One purchase of ¥800.00 makes Gold card (tier.levels).",
        "What she bought up to 2025-11-22 no longer counts: ¥100.00.",
        "Purchases after 2026-11-22, which do not count yet: 1.",
        "If she buys nothing more, it is hers until 2027-01-31, then it is New customer.",
        "¥2150.00 more in the window make Diamond card.",
        "So does one purchase of ¥1800.00: Diamond card.",
    ]
    top = standing(CLOTHING, "C-1", bought(("2026-11-22", "3000.00")), [], DAY)
    assert top.to_json()["next"] is None
    assert str(top.why[-1]) == "There is no tier above it."
    none = standing(CLOTHING, "C-1", [], [], DAY).to_json()
    assert none["why"][0] == "She has bought nothing up to 2026-11-22."
    assert none["since"] is None
