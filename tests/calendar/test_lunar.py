"""Lunar dates: the table is lunar_python's, both ways round."""

from __future__ import annotations

from datetime import date, timedelta

import lunar_python
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.calendar.lunar import (
    FIRST_DAY,
    FIRST_YEAR,
    LAST_DAY,
    LAST_YEAR,
    LunarDate,
    leap_month,
    month_length,
    to_lunar,
    to_solar,
)
from svc.errors import BadInput


def test_every_month_is_that_of_lunar_python() -> None:
    """Length, first day and leap, over all 2,486 months of 1900 to 2100."""
    seen = 0
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        theirs = lunar_python.LunarYear.fromYear(year)
        assert (leap_month(year) or 0) == theirs.getLeapMonth()
        for month in theirs.getMonthsInYear():
            number, leap = abs(month.getMonth()), month.isLeap()
            first = lunar_python.Solar.fromJulianDay(month.getFirstJulianDay())
            day = date(first.getYear(), first.getMonth(), first.getDay())
            lunar = LunarDate(year=year, month=number, leap=leap, day=1)
            assert month_length(year, number, leap=leap) == month.getDayCount()
            assert (to_solar(lunar), to_lunar(day)) == (day, lunar)
            seen += 1
    assert seen == 2486


@given(st.dates(FIRST_DAY, LAST_DAY))
def test_there_and_back(day: date) -> None:
    """A day's lunar date is that day again, and the next day is the next one."""
    lunar = to_lunar(day)
    assert to_solar(lunar) == day
    if day < LAST_DAY:
        after = to_lunar(day + timedelta(days=1))
        assert after.day == lunar.day + 1 or after.day == 1


@pytest.mark.parametrize(
    ("year", "month"),
    [(1984, 10), (1988, None), (1990, 5), (2006, 7), (2014, 9), (2020, 4), (2023, 2), (2025, 6),
     (2026, None), (2028, 5), (2031, 3), (2033, 11), (2058, 4)],
)  # fmt: skip
def test_leap_months(year: int, month: int | None) -> None:
    """Leap months as almanacs print them."""
    assert leap_month(year) == month


@pytest.mark.parametrize(
    ("day", "lunar"),
    [
        (date(1900, 1, 31), LunarDate(year=1900, month=1, day=1)),
        (date(2025, 7, 24), LunarDate(year=2025, month=6, day=30)),
        (date(2025, 7, 25), LunarDate(year=2025, month=6, leap=True, day=1)),
        (date(2025, 8, 22), LunarDate(year=2025, month=6, leap=True, day=29)),
        (date(2025, 8, 23), LunarDate(year=2025, month=7, day=1)),
        (date(2026, 2, 16), LunarDate(year=2025, month=12, day=29)),
        (date(2026, 2, 17), LunarDate(year=2026, month=1, day=1)),
        (date(2057, 9, 29), LunarDate(year=2057, month=9, day=1)),
        (date(2101, 1, 28), LunarDate(year=2100, month=12, day=29)),
    ],
)
def test_known_days(day: date, lunar: LunarDate) -> None:
    """The ends of the tables, a leap month, a new year, and the disputed month of 2057."""
    assert to_lunar(day) == lunar


@pytest.mark.parametrize("day", [date(1900, 1, 30), date(2101, 1, 29), date.min, date.max])
def test_days_outside_the_tables(day: date) -> None:
    """The day before the first and after the last is refused, not guessed."""
    with pytest.raises(BadInput, match=str(day)):
        to_lunar(day)


@pytest.mark.parametrize(
    "lunar",
    [
        LunarDate(year=1899, month=1, day=1),
        LunarDate(year=2101, month=1, day=1),
        LunarDate(year=2026, month=0, day=1),
        LunarDate(year=2026, month=13, day=1),
        LunarDate(year=2026, month=1, day=0),
        LunarDate(year=2026, month=1, day=31),
        LunarDate(year=2026, month=12, day=30),
        LunarDate(year=1988, month=4, leap=True, day=15),
        LunarDate(year=2025, month=6, leap=True, day=30),
    ],
)
def test_lunar_dates_that_are_not(lunar: LunarDate) -> None:
    """Years outside the tables, months and days there are not in that year."""
    with pytest.raises(BadInput) as refusal:
        to_solar(lunar)
    assert str(refusal.value.hint)
