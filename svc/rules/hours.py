"""The shop's working time by `policy/hours.toml`: opening hours, workdays, exceptions (S0-022)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from svc.calendar.hours import CLOSED, Hours, Spans, spans_of
from svc.calendar.workdays import YEARS, is_workday
from svc.i18n import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from svc.policy import InForce, Policy

T = TypeVar("T")
CALENDARS = ("state_council", "every_day")
A_DAY = '{ start = "09:00", end = "18:00" }'
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@lru_cache(maxsize=4)
def working_hours(policy: Policy) -> Hours:
    """Working time by a policy; each day by what is in force on that day.

    Raises:
        BadPolicy: hours.toml does not hold what it should.
    """
    usual = _dated(policy, "hours.opening", _usual)
    weekdays = _dated(policy, "hours.weekdays", weekdays_of)
    calendar = _dated(policy, "hours.calendar", calendar_of)
    exceptions = _dated(policy, "hours.exceptions", exceptions_of)

    def opening(day: date) -> Spans:
        of_weekday = weekdays(day).get(WEEKDAYS[day.weekday()], usual(day))
        unlike = exceptions(day)
        if (iso := day.isoformat()) in unlike:
            hours = unlike[iso]
            return of_weekday or usual(day) if hours is None else hours
        if calendar(day) == "state_council" and not works(day):
            return CLOSED
        return of_weekday

    return Hours(opening)


def works(day: date) -> bool:
    """Whether people work on a day by the State Council; Monday to Friday where no notice is."""
    known = is_workday(day)
    return day.isoweekday() < 6 if known is None else known


def unknown_year(policy: Policy, first: date, last: date) -> Sentence | None:
    """A warning where working time runs through a year whose holidays are not known yet."""
    for year in range(first.year, min(last.year, first.year + 1) + 1):
        if year not in YEARS and policy.at(last)["hours.calendar"].value == CALENDARS[0]:
            return say(
                "The holidays of {year} are not known here: Monday to Friday count as worked "
                "unless hours.exceptions says otherwise.",
                year=year,
            )
    return None


def _dated(policy: Policy, entry_id: str, read: Callable[[InForce], T]) -> Callable[[date], T]:
    """What an entry says on each day, all of its values read at once."""
    values = [
        (value.since, read(policy.at(value.since or date.min)[entry_id]))
        for value in policy.entry(entry_id).values
    ]
    if len(values) == 1:
        only = values[0][1]
        return lambda _day: only
    return lambda day: next(
        said for since, said in reversed(values) if since is None or since <= day
    )


def _usual(found: InForce) -> Spans:
    return _spans(found.table(), found)


def calendar_of(found: InForce) -> str:
    """Which days are worked, one of `CALENDARS`; raises BadPolicy."""
    if found.value not in CALENDARS:
        raise found.wrong(say("one of the words {words}", words=", ".join(CALENDARS)))
    return found.text()


def weekdays_of(found: InForce) -> Mapping[str, Spans]:
    """Hours by weekday, of those unlike the usual ones; raises BadPolicy."""
    table = found.table()
    if not set(table) <= set(WEEKDAYS):
        raise found.wrong(say("the names of weekdays, such as saturday"))
    return {
        name: CLOSED if row is False else _spans(row, found)
        for name, row in table.items()
        if row is not True
    }


def exceptions_of(found: InForce) -> Mapping[str, Spans | None]:
    """Hours by day; None for a day that is worked as usual. Raises BadPolicy."""
    table = found.table()
    if not all(map(is_day, table)):
        raise found.wrong(say("days such as 2027-02-17"))
    return {
        day: None if row is True else CLOSED if row is False else _spans(row, found)
        for day, row in table.items()
    }


def is_day(text: str) -> bool:
    """Whether a text is a day as days are looked up: 2027-02-17, not 20270217."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _spans(row: Any, found: InForce) -> Spans:
    try:
        return spans_of(row)
    except (ValueError, TypeError):
        raise found.wrong(say("times such as {example}", example=A_DAY)) from None
