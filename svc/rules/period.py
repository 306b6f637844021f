"""Weeks, months and years: their days, the one before, the same a year ago (S3-003)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from svc.errors import BadInput
from svc.frozen import Frozen
from svc.i18n import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Mapping

WEEK, MONTH, YEAR = "week", "month", "year"
FIRST_YEAR, LAST_YEAR = 1971, 2069
"""The years a report can be of: ids know them, and the year before the first of them."""
DAYS_OF_A_WEEK = 7
_FORMS = {
    WEEK: re.compile("([0-9]{4})-?[Ww]([0-9]{2})"),
    MONTH: re.compile("([0-9]{4})-([0-9]{2})"),
    YEAR: re.compile("([0-9]{4})"),
}
_SAMPLES = {WEEK: "2026-W47", MONTH: "2026-11", YEAR: "2026"}
_THIS = frozenset({"this", "本周", "本月", "今年"})
_LAST = frozenset({"last", "上周", "上月", "去年"})


class Period(Frozen):
    """An ISO week, a month or a year, both days included.

    One that is not over ends on the day it is looked at; then `is_whole` is false. `instead_of`
    names the week that the year does not have, where another stands for it.
    """

    kind: str
    first: date
    last: date
    is_whole: bool = True
    instead_of: str | None = None

    @property
    def name(self) -> str:
        """How it is called: 2026-W47, 2026-11, 2026."""
        if self.kind == WEEK:
            year, week, _day = self.first.isocalendar()
            return f"{year:04}-W{week:02}"
        return f"{self.first:%Y-%m}" if self.kind == MONTH else f"{self.first:%Y}"

    def before(self) -> Period:
        """The one before; of one that is not over, as many days of it."""
        start = _first_of(self.kind, self.first - timedelta(days=1))
        return self._as_long(start)

    def year_ago(self) -> Period | None:
        """The same of the year before, or None where that is the one before.

        Week 53 of a year that has 52 is its last one.
        """
        if self.kind == YEAR:
            return None
        if self.kind == MONTH:
            return self._as_long(self.first.replace(year=self.first.year - 1))
        year, week, _day = self.first.isocalendar()
        if week <= weeks_of(year - 1):
            return self._as_long(date.fromisocalendar(year - 1, week, 1))
        found = self._as_long(date.fromisocalendar(year - 1, weeks_of(year - 1), 1))
        return Period(
            kind=WEEK, first=found.first, last=found.last, is_whole=found.is_whole,
            instead_of=f"{year - 1:04}-W{week:02}",
        )  # fmt: skip

    def _as_long(self, start: date) -> Period:
        """The period of this kind that begins on a day, cut off where this one is."""
        end = _last_of(self.kind, start)
        if not self.is_whole:
            end = min(end, start + (self.last - self.first))
        return Period(kind=self.kind, first=start, last=end, is_whole=self.is_whole)

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract."""
        return {"period": self.name, "from": self.first.isoformat(), "to": self.last.isoformat()}


def period(kind: str, text: str | None, today: date) -> Period:
    """The period a text names (`2026-W47`, `this`, `last`); without one the last that is over.

    Raises:
        BadInput: it is none, is too far away, or has not begun.
    """
    named = ("last" if text is None else text).strip().lower()
    if named in _LAST:
        start = _first_of(kind, _first_of(kind, today) - timedelta(days=1))
    elif named in _THIS:
        start = _first_of(kind, today)
    else:
        start = _start(kind, named)
    end = _last_of(kind, start)
    found = Period(kind=kind, first=start, last=end)
    if start > today:
        raise BadInput(
            say("{name} has not begun yet.", name=found.name),
            say("Without naming one it is the last that is over."),
        )
    if end <= today:
        return found
    return Period(kind=kind, first=start, last=today, is_whole=False)


def _start(kind: str, text: str) -> date:
    """The first day of what a text names; raises BadInput."""
    match = _FORMS[kind].fullmatch(text)
    if match is None:
        raise _no_such(kind, text)
    year, number = int(match[1]), int(match[2]) if kind != YEAR else 1
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadInput(
            say("{text} is too far away.", text=text.upper()),
            say("Give a year from {first} to {last}.", first=FIRST_YEAR, last=LAST_YEAR),
        )
    try:
        return date.fromisocalendar(year, number, 1) if kind == WEEK else date(year, number, 1)
    except ValueError:
        raise _no_such(kind, text) from None


def _no_such(kind: str, text: str) -> BadInput:
    what = {
        WEEK: say("{text!r} is no week.", text=text.upper()),
        MONTH: say("{text!r} is no month.", text=text),
        YEAR: say("{text!r} is no year.", text=text),
    }[kind]
    return BadInput(what, say("Write it as {sample}.", sample=_SAMPLES[kind]))


def _first_of(kind: str, day: date) -> date:
    """The first day of the period that holds a day."""
    if kind == WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if kind == MONTH else day.replace(month=1, day=1)


def _last_of(kind: str, first: date) -> date:
    """The last day of the period that begins on a day."""
    if kind == WEEK:
        return first + timedelta(days=DAYS_OF_A_WEEK - 1)
    if kind == YEAR or first.month == 12:
        return date(first.year, 12, 31)
    return first.replace(month=first.month + 1) - timedelta(days=1)


def weeks_of(year: int) -> int:
    """How many ISO weeks a year has: the last holds 28 December (ISO 8601)."""
    return date(year, 12, 28).isocalendar().week


def parts_of(whole: Period) -> list[Period]:
    """What a chart shows as a line: of a year its months so far, else itself after seven before.

    The parts of a year that is not over end with it.
    """
    if whole.kind == YEAR:
        starts = [date(whole.first.year, month, 1) for month in range(1, whole.last.month + 1)]
        return [
            Period(kind=MONTH, first=start, last=min(_last_of(MONTH, start), whole.last))
            for start in starts
        ]
    found = [whole]
    for _ in range(PARTS - 1):
        start = _first_of(whole.kind, found[0].first - timedelta(days=1))
        found.insert(0, Period(kind=whole.kind, first=start, last=_last_of(whole.kind, start)))
    return found


PARTS = 8
"""So many weeks, or months, the line of a chart has."""


def titles(whole: Period) -> Mapping[str, Sentence]:
    """What a period and those it is held against are called at the head of a column."""
    this = {
        WEEK: (say("This week"), say("The week before"), say("The week a year ago")),
        MONTH: (say("This month"), say("The month before"), say("The month a year ago")),
        YEAR: (say("This year"), say("The year before"), say("A year ago")),
    }[whole.kind]
    return dict(zip(("this", "last", "year_ago"), this, strict=True))
