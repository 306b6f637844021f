"""Workdays by the State Council's notices."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest

from svc.calendar.workdays import YEARS, is_workday


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def test_every_day_is_that_of_chinesecalendar() -> None:
    """From 2004 to the last year a notice is known of."""
    assert (YEARS[0], YEARS[-1]) == (2004, max(chinese_calendar.holidays).year)
    for day in days(date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)):
        assert is_workday(day) is chinese_calendar.is_workday(day), day


@pytest.mark.parametrize(("year", "count"), [(2024, 251), (2025, 248), (2026, 248)])
def test_workdays_in_a_year(year: int, count: int) -> None:
    """As many as the notices leave."""
    assert (
        sum(bool(is_workday(day)) for day in days(date(year, 1, 1), date(year, 12, 31))) == count
    )


@pytest.mark.parametrize(
    ("first", "last"),
    [("01-01", "01-03"), ("02-15", "02-23"), ("04-04", "04-06"), ("05-01", "05-05"),
     ("06-19", "06-21"), ("09-25", "09-27"), ("10-01", "10-07")],
)  # fmt: skip
def test_holidays_of_2026(first: str, last: str) -> None:
    """Off from the first to the last; the notice's working weekends are worked."""
    off = days(date.fromisoformat(f"2026-{first}"), date.fromisoformat(f"2026-{last}"))
    assert not any(is_workday(day) for day in off)
    worked = ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")
    assert all(is_workday(date.fromisoformat(f"2026-{day}")) for day in worked)


def test_a_year_without_a_notice() -> None:
    """It is not known, weekend or not, unless the shop's own file says."""
    assert is_workday(date(2026, 12, 31)) is True
    assert is_workday(date(2027, 1, 1)) is None
    assert is_workday(date(2027, 1, 3)) is None
    assert is_workday(date(2003, 12, 31)) is None
    own = {date(2027, 1, 1): False, date(2027, 1, 3): True, date(2026, 10, 1): True}
    assert is_workday(date(2027, 1, 1), own) is False
    assert is_workday(date(2027, 1, 3), own) is True
    assert is_workday(date(2027, 1, 4), own) is None
    assert is_workday(date(2026, 10, 1), own) is True
