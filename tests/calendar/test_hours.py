"""Working time: counted over breaks, nights, weekends and holidays."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.calendar.hours import CLOSED, Hours, NeverOpenError, minutes_of, moment_of, spans_of
from svc.rules.hours import works

if TYPE_CHECKING:
    from svc.calendar.hours import Spans

USUAL: Spans = ((540, 720), (780, 1080))


def opening(day: date) -> Spans:
    """Eight hours on workdays, nothing on others."""
    return USUAL if works(day) else CLOSED


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-23T09:00", 60, "2026-11-23T10:00"),
        ("2026-11-23T09:00", 180, "2026-11-23T12:00"),
        ("2026-11-23T09:00", 181, "2026-11-23T13:01"),
        ("2026-11-23T09:00", 480, "2026-11-23T18:00"),
        ("2026-11-23T09:00", 481, "2026-11-24T09:01"),
        ("2026-11-23T12:30", 1, "2026-11-23T13:01"),
        ("2026-11-20T17:59", 1, "2026-11-20T18:00"),
        ("2026-11-20T17:59", 2, "2026-11-23T09:01"),
        ("2026-11-22", 60, "2026-11-23T10:00"),
        ("2026-11-23T07:00", 0, "2026-11-23T09:00"),
        ("2026-11-23T18:00", 0, "2026-11-24T09:00"),
        ("2026-11-23T17:59", 0, "2026-11-23T17:59"),
        # New Year 2026: off from the 1st to the 3rd, Sunday the 4th is worked
        ("2025-12-31T17:00", 120, "2026-01-04T10:00"),
        ("2026-01-01", 480, "2026-01-04T18:00"),
        # Spring Festival 2026: off from 15 to 23 February, the Saturdays before and after worked
        ("2026-02-13T17:00", 9 * 60, "2026-02-14T18:00"),
        ("2026-02-14T17:00", 61, "2026-02-24T09:01"),
        ("2026-02-27T17:00", 9 * 60, "2026-02-28T18:00"),
        ("2026-02-27T17:00", 9 * 60 + 1, "2026-03-02T09:01"),
    ],
)
def test_minutes_of_work_after_a_moment(start: str, minutes: int, end: str) -> None:
    """Over breaks, nights, weekends, holidays and the weekends worked for them."""
    hours = Hours(opening)
    assert hours.add(at(start), minutes) == at(end)
    assert hours.between(at(start), at(end)) == minutes


MOMENTS = st.datetimes(at("2025-12-01"), at("2026-03-31")).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)


@given(MOMENTS, st.integers(0, 20_000))
def test_what_is_added_lies_between(start: datetime, minutes: int) -> None:
    """Adding, then taking away what lies between, gives back the start."""
    hours = Hours(opening)
    end = hours.add(start, minutes)
    assert hours.between(start, end) == minutes
    assert hours.between(end, start) == -minutes


@given(MOMENTS, st.integers(0, 5_000), st.integers(1, 5_000))
def test_two_steps_are_one(start: datetime, first: int, second: int) -> None:
    """It is the same to add twice, or once the sum."""
    hours = Hours(opening)
    assert hours.add(hours.add(start, first), second) == hours.add(start, first + second)


@given(st.lists(MOMENTS, min_size=2, max_size=6))
def test_the_order_of_questions_does_not_matter(moments: list[datetime]) -> None:
    """Days before the first one asked about are counted as well as days after it."""
    asked = Hours(opening)
    for moment in moments:
        for other in moments:
            slow = sum(
                _length(opening(day.date()))
                for day in _days(min(moment, other), max(moment, other))
            )
            whole = asked.between(
                datetime.combine(min(moment, other).date(), datetime.min.time()),
                datetime.combine(
                    max(moment, other).date() + timedelta(days=1), datetime.min.time()
                ),
            )
            assert whole == slow


def _length(spans: Spans) -> int:
    return sum(end - start for start, end in spans)


def _days(first: datetime, last: datetime) -> list[datetime]:
    count = (last.date() - first.date()).days + 1
    return [first + timedelta(days=n) for n in range(count)]


@given(MOMENTS)
def test_the_first_working_minute(moment: datetime) -> None:
    """It is worked, and no working time lies before it."""
    hours = Hours(opening)
    first = hours.opening(moment)
    minute = first.hour * 60 + first.minute
    assert first >= moment
    assert hours.between(moment, first) == 0
    assert any(start <= minute < end for start, end in opening(first.date()))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-22T15:30", "2026-11-22T15:30"),
        ("2026-11-22T15:30:59", "2026-11-22T15:30"),
        ("2026-11-22", "2026-11-23T09:00"),
        ("2026-11-23", "2026-11-23T09:00"),
        ("", None),
        ("yesterday", None),
        ("2026-02-30", None),
        ("2026-11-22T25:00", None),
        ("2026-11", None),
    ],
)
def test_moments_of_logs(text: str, moment: str | None) -> None:
    """A bare day counts as its first working minute; what is none is none."""
    assert Hours(opening).read(text) == (moment and at(moment))
    assert moment_of("2026-11-22") is None


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        ("2026-11-20", 0, "2026-11-20"),
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-22", 1, "2026-11-23"),
        ("2026-02-14", 1, "2026-02-24"),
        ("9999-12-31", 1, "9999-12-31"),
    ],
)
def test_days_that_are_worked(day: str, count: int, then: str) -> None:
    """The next ones, whatever lies between."""
    assert Hours(opening).next_worked(date.fromisoformat(day), count) == date.fromisoformat(then)


def test_a_shop_that_never_opens_is_told() -> None:
    """Rather than looked for through all years."""
    never = Hours(lambda _day: CLOSED)
    with pytest.raises(NeverOpenError):
        never.opening(at("2026-11-22"))
    with pytest.raises(NeverOpenError):
        never.read("2026-11-22")
    once = Hours(lambda day: USUAL if day == date(2026, 11, 23) else CLOSED)
    assert once.add(at("2026-11-23"), 480) == at("2026-11-23T18:00")
    with pytest.raises(NeverOpenError):
        once.add(at("2026-11-23"), 481)


def test_the_last_day_there_is() -> None:
    """Beyond it no time goes on."""
    hours = Hours(lambda _day: ((0, 1440),))
    assert hours.add(at("9999-12-30T12:00"), 10_000) == at("9999-12-31T23:59")
    assert hours.add(at("9999-12-31T12:00"), 720) == at("9999-12-31T23:59")
    assert hours.add(at("2026-11-22"), 1440) == at("2026-11-23")


@pytest.mark.parametrize(
    ("day", "ends"), [("2026-11-23", "2026-11-23T18:00"), ("2026-11-22", "2026-11-22T23:59")]
)
def test_closing(day: str, ends: str) -> None:
    """A day's work ends at closing; a day off with itself."""
    assert Hours(opening).closing(date.fromisoformat(day)) == at(ends)


@pytest.mark.parametrize(
    ("row", "spans"),
    [
        ({"start": "09:00", "end": "18:00"}, ((540, 1080),)),
        ({"start": "00:00", "end": "24:00"}, ((0, 1440),)),
        (
            {"start": "09:00", "end": "18:00", "break_start": "12:00", "break_end": "13:00"},
            USUAL,
        ),
    ],
)
def test_a_row_of_opening_hours(row: dict[str, str], spans: Spans) -> None:
    """With a break or without."""
    assert spans_of(row) == spans


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"start": "09:00"},
        {"start": "18:00", "end": "09:00"},
        {"start": "09:00", "end": "09:00"},
        {"start": "9", "end": "18:00"},
        {"start": 9, "end": "18:00"},
        {"start": "09:00", "end": "25:00"},
        {"start": "09:00", "end": "18:00", "break_start": "12:00"},
        {"start": "09:00", "end": "18:00", "break_start": "08:00", "break_end": "13:00"},
        {"start": "09:00", "end": "18:00", "closed": "no"},
    ],
)
def test_a_row_that_is_none(row: dict[str, object]) -> None:
    """Times missing, none, or out of order."""
    with pytest.raises(ValueError):  # noqa: PT011 - it has no words: the rule says which file
        spans_of(row)


def test_minutes_of_a_time() -> None:
    """Since midnight."""
    assert (minutes_of("00:00"), minutes_of("23:59"), minutes_of("24:00")) == (0, 1439, 1440)
