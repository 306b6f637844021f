"""Weeks, months and years: the days they have, the one before, the same a year ago."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.errors import BadInput
from svc.rules.period import MONTH, WEEK, YEAR, parts_of, period, weeks_of

TODAY = date(2026, 11, 20)
"""A Friday, in week 47."""


@pytest.mark.parametrize(
    ("kind", "text", "name", "first", "last"),
    [
        (WEEK, None, "2026-W46", "2026-11-09", "2026-11-15"),
        (WEEK, "last", "2026-W46", "2026-11-09", "2026-11-15"),
        (WEEK, "上周", "2026-W46", "2026-11-09", "2026-11-15"),
        (WEEK, "2026-W45", "2026-W45", "2026-11-02", "2026-11-08"),
        (WEEK, " 2026-w45 ", "2026-W45", "2026-11-02", "2026-11-08"),
        (WEEK, "2026-W01", "2026-W01", "2025-12-29", "2026-01-04"),
        (WEEK, "2020-W53", "2020-W53", "2020-12-28", "2021-01-03"),
        (WEEK, "this", "2026-W47", "2026-11-16", "2026-11-20"),
        (WEEK, "2026-W47", "2026-W47", "2026-11-16", "2026-11-20"),
        (MONTH, None, "2026-10", "2026-10-01", "2026-10-31"),
        (MONTH, "2024-02", "2024-02", "2024-02-01", "2024-02-29"),
        (MONTH, "this", "2026-11", "2026-11-01", "2026-11-20"),
        (MONTH, "2025-12", "2025-12", "2025-12-01", "2025-12-31"),
        (YEAR, None, "2025", "2025-01-01", "2025-12-31"),
        (YEAR, "今年", "2026", "2026-01-01", "2026-11-20"),
        (YEAR, "1971", "1971", "1971-01-01", "1971-12-31"),
    ],
)
def test_days(kind: str, text: str | None, name: str, first: str, last: str) -> None:
    """Each names its days; what is not over ends today; without a name it is the last that is."""
    found = period(kind, text, TODAY)
    assert (found.name, found.first.isoformat(), found.last.isoformat()) == (name, first, last)
    assert found.is_whole is (last != "2026-11-20")


@pytest.mark.parametrize("text", ["2026W46", "2026w46", " 2026-w46 "])
def test_a_week_as_people_type_it(text: str) -> None:
    """ISO 8601 has it without a dash, too."""
    assert period("week", text, date(2026, 11, 20)).name == "2026-W46"


@pytest.mark.parametrize(
    ("day", "name"),
    [("2026-11-22", "2026-W46"), ("2026-11-23", "2026-W47"), ("2027-01-04", "2026-W53")],
)
def test_monday_morning_tells_of_the_week_that_ended(day: str, name: str) -> None:
    """On Sunday the week is not over; cron on Monday gets it."""
    assert period(WEEK, None, date.fromisoformat(day)).name == name


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        (WEEK, "2026-W54", "'2026-W54' is no week."),
        (WEEK, "2025-W53", "'2025-W53' is no week."),
        (WEEK, "2026-W00", "'2026-W00' is no week."),
        (WEEK, "2026-47", "'2026-47' is no week."),
        (WEEK, "", "'' is no week."),
        (WEEK, "²026-W47", "'²026-W47' is no week."),
        (MONTH, "2026-13", "'2026-13' is no month."),
        (MONTH, "November", "'november' is no month."),
        (YEAR, "26", "'26' is no year."),
        (WEEK, "2026-W48", "2026-W48 has not begun yet."),
        (MONTH, "2026-12", "2026-12 has not begun yet."),
        (YEAR, "2027", "2027 has not begun yet."),
        (YEAR, "1970", "1970 is too far away."),
        (WEEK, "2070-W01", "2070-W01 is too far away."),
    ],
)
def test_what_is_no_period(kind: str, text: str, says: str) -> None:
    """One sentence says what is wrong."""
    with pytest.raises(BadInput) as told:
        period(kind, text, TODAY)
    assert str(told.value) == says


@pytest.mark.parametrize(
    ("kind", "text", "before", "year_ago", "instead_of"),
    [
        (WEEK, "2026-W01", "2025-W52", "2025-W01", None),
        (WEEK, "2021-W01", "2020-W53", "2020-W01", None),
        (WEEK, "2020-W53", "2020-W52", "2019-W52", "2019-W53"),
        (MONTH, "2026-01", "2025-12", "2025-01", None),
        (MONTH, "2024-02", "2024-01", "2023-02", None),
    ],
)
def test_comparisons(
    kind: str, text: str, before: str, year_ago: str, instead_of: str | None
) -> None:
    """The one before, and the same a year ago; week 53 of a year without one is its 52nd."""
    found = period(kind, text, TODAY)
    then = found.year_ago()
    assert then is not None
    assert (found.before().name, then.name, then.instead_of) == (before, year_ago, instead_of)
    assert found.before().is_whole


def test_what_is_not_over_is_held_against_as_many_days() -> None:
    """On Friday five days of this week stand against five of the last, and of a year ago."""
    week = period(WEEK, "this", TODAY)
    ago = week.year_ago()
    assert ago is not None
    assert [(each.last - each.first).days for each in (week, week.before(), ago)] == [4, 4, 4]
    month = period(MONTH, "2026-03", date(2026, 3, 31))
    assert month.is_whole
    early = period(MONTH, "2026-03", date(2026, 3, 30))
    assert early.before().last == date(2026, 2, 28), "February has no thirtieth"
    assert period(YEAR, "2026", TODAY).year_ago() is None
    assert period(YEAR, "2026", TODAY).before().last == date(2025, 11, 20)


def test_parts_of_a_line() -> None:
    """A line has eight weeks, or the months of the year as far as they have come."""
    weeks = parts_of(period(WEEK, "2026-W03", TODAY))
    assert [each.name for each in weeks] == [
        "2025-W48", "2025-W49", "2025-W50", "2025-W51", "2025-W52", "2026-W01", "2026-W02",
        "2026-W03",
    ]  # fmt: skip
    months = parts_of(period(YEAR, "2026", TODAY))
    assert [each.name for each in months][::10] == ["2026-01", "2026-11"]
    assert months[-1].last == TODAY
    assert len(parts_of(period(YEAR, "2025", TODAY))) == 12


DAYS = st.dates(date(1972, 1, 1), date(2069, 12, 1))


@given(DAYS, st.sampled_from((WEEK, MONTH, YEAR)))
def test_periods_follow_each_other(day: date, kind: str) -> None:
    """The one before ends the day before; its name gives it again; parts have no gap."""
    found = period(kind, "last", day)
    before = found.before()
    assert before.last + timedelta(days=1) == found.first <= found.last < day
    assert period(kind, found.name, day) == found
    parts = parts_of(found)
    assert parts[-1].last == found.last
    for one, next_one in pairwise(parts):
        assert one.last + timedelta(days=1) == next_one.first


@given(DAYS)
def test_a_week_a_year_ago_has_the_same_number(day: date) -> None:
    """The number is the same, or the year has no such week and it says so."""
    found = period(WEEK, "last", day)
    then = found.year_ago()
    assert then is not None
    number = found.name[-2:]
    if then.name[-2:] != number:
        assert (number, then.name[-2:]) == ("53", "52")
        assert then.instead_of == f"{int(found.name[:4]) - 1}-W53"
        assert weeks_of(int(found.name[:4]) - 1) == 52
