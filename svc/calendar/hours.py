"""Working time: the minutes a shop is open, counted from moment to moment over any days."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Spans = tuple[tuple[int, int], ...]
"""When a day is worked: from and to, in minutes since midnight, in order."""

DAY = 24 * 60
CLOSED: Spans = ()
MOST_CLOSED = 400
"""A shop that is closed for more days on end is not going to open."""
BACK = 31
_LAST = date.max.toordinal()
THE_END = datetime.combine(date.max, time(23, 59))


class NeverOpenError(ValueError):
    """No day for more than a year has any working time."""


def minutes_of(text: object) -> int:
    """The minutes since midnight of `09:00`, up to `24:00`; raises ValueError."""
    if text == "24:00":
        return DAY
    if not isinstance(text, str) or len(text) != len("09:00"):
        raise ValueError(text)
    clock = time.fromisoformat(text)
    return clock.hour * 60 + clock.minute


def spans_of(row: Mapping[str, object]) -> Spans:
    """The working time of a row `{start, end}` that may have a `break_start` and `break_end`.

    Raises:
        ValueError: a time is missing or none, or they do not follow each other.
    """
    names = ["start", "end"]
    if "break_start" in row or "break_end" in row:
        names[1:1] = ["break_start", "break_end"]
    if set(row) != set(names):
        raise ValueError(row)
    marks = [minutes_of(row[name]) for name in names]
    if any(mark >= later for mark, later in pairwise(marks)):
        raise ValueError(row)
    return tuple(zip(marks[::2], marks[1::2], strict=True))


def moment_of(text: str) -> datetime | None:
    """The moment of a log entry that has its time of day; None for a bare day or no moment."""
    try:
        return datetime.fromisoformat(text[:16]) if text[10:11] == "T" else None
    except ValueError:
        return None


class Hours:
    """Working time by what `opening` says of each day; each day is asked about once.

    Two moments are as far apart as the working minutes between them: closing time and the opening
    of the next day worked are the same place.
    """

    def __init__(self, opening: Callable[[date], Spans]) -> None:
        self._opening = opening
        self._spans: dict[int, Spans] = {}
        self._firsts: dict[date, datetime] = {}
        self._first = 0
        self._sums: list[int] = []
        """Working minutes before each day, from the first one asked about on."""

    def on(self, day: date) -> Spans:
        """When a day is worked."""
        return self._of(day.toordinal())

    def opening(self, moment: datetime) -> datetime:
        """The first working minute at or after a moment.

        Raises:
            NeverOpenError: there is none for more than a year.
        """
        first, minute = _place(moment)
        for ordinal in range(first, min(first + MOST_CLOSED, _LAST) + 1):
            for start, end in self._of(ordinal):
                if minute < end:
                    return _moment(ordinal, max(minute, start))
            minute = 0
        raise NeverOpenError

    def first(self, day: date) -> datetime:
        """The first working minute on a day or after; raises NeverOpenError."""
        found = self._firsts.get(day)
        if found is None:
            found = self._firsts[day] = self.opening(datetime.combine(day, time()))
        return found

    def read(self, text: str) -> datetime | None:
        """The moment of a log entry: a bare day counts as its first working minute.

        None where the text is neither a day nor a moment.
        """
        if (found := moment_of(text)) is not None:
            return found
        try:
            return self.first(date.fromisoformat(text)) if len(text) == 10 else None
        except NeverOpenError:
            raise
        except ValueError:
            return None

    def closing(self, day: date) -> datetime:
        """When a day's work ends; of a day off its last minute."""
        spans = self.on(day)
        return _moment(day.toordinal(), spans[-1][1] if spans else DAY - 1)

    def add(self, moment: datetime, minutes: int) -> datetime:
        """The earliest moment so many working minutes after another; none is its first minute.

        Raises:
            NeverOpenError: the shop does not open for more than a year.
        """
        if minutes <= 0:
            return self.opening(moment)
        wanted = self._worked(moment) + minutes
        closed = 0
        while self._sums[-1] < wanted:
            last = self._first + len(self._sums)
            if last > _LAST:
                return THE_END
            closed = 0 if self._before(last) > self._sums[-2] else closed + 1
            if closed > MOST_CLOSED:
                raise NeverOpenError
        place = bisect_left(self._sums, wanted) - 1
        left = wanted - self._sums[place]
        for start, end in self._of(self._first + place):
            if left <= end - start:
                return _moment(self._first + place, start + left)
            left -= end - start
        raise AssertionError

    def between(self, start: datetime, end: datetime) -> int:
        """The working minutes from one moment to another; negative where the second is earlier."""
        return self._worked(end) - self._worked(start)

    def next_worked(self, day: date, count: int) -> date:
        """The last of so many days worked after a day; the day itself for none.

        Raises:
            NeverOpenError: the shop does not open for more than a year.
        """
        for _ in range(count):
            if day == date.max:
                return day
            day = self.first(day + timedelta(days=1)).date()
        return day

    def _of(self, ordinal: int) -> Spans:
        found = self._spans.get(ordinal)
        if found is None:
            found = self._spans[ordinal] = self._opening(date.fromordinal(ordinal))
        return found

    def _worked(self, moment: datetime) -> int:
        """The working minutes before a moment, from the first day asked about on."""
        ordinal, minute = _place(moment)
        here = sum(min(max(minute - start, 0), end - start) for start, end in self._of(ordinal))
        return self._before(ordinal) + here

    def _before(self, ordinal: int) -> int:
        """The working minutes before a day, from the first day asked about on."""
        sums = self._sums
        if not sums:
            self._first = ordinal
            sums.append(0)
        if ordinal < self._first:
            earliest = max(1, min(ordinal, self._first - BACK))
            total, earlier = sums[0], []
            for day in range(self._first - 1, earliest - 1, -1):
                total -= _length(self._of(day))
                earlier.append(total)
            sums[:0] = reversed(earlier)
            self._first = earliest
        for day in range(self._first + len(sums) - 1, ordinal):
            sums.append(sums[-1] + _length(self._of(day)))
        return sums[ordinal - self._first]


def _length(spans: Spans) -> int:
    return sum(end - start for start, end in spans)


def _place(moment: datetime) -> tuple[int, int]:
    """A moment as its day's number and its minutes since midnight."""
    return moment.toordinal(), moment.hour * 60 + moment.minute


def _moment(ordinal: int, minute: int) -> datetime:
    if minute == DAY and ordinal == _LAST:
        return THE_END
    return datetime.combine(date.fromordinal(ordinal), time()) + timedelta(minutes=minute)
