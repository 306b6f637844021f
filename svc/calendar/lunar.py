"""Lunar dates to solar ones and back, for the lunar years 1900 to 2100.

The months are those of lunar_python. In one of them, the ninth of 2057, the new moon falls so near
to midnight that almanacs differ by a day.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from svc.calendar import tables
from svc.calendar.tables import FIRST_NEW_YEAR, YEARS
from svc.errors import BadInput
from svc.frozen import Frozen
from svc.i18n import say

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST_YEAR = tables.FIRST_YEAR
LAST_YEAR = FIRST_YEAR + len(YEARS) - 1
SHORT, LONG = 29, 30


class LunarDate(Frozen):
    """A day of the lunar calendar; its year is the one in which its first month begins."""

    year: int
    month: int
    leap: bool = False
    day: int


def _new_years() -> Iterator[int]:
    """The first days of the lunar years as ordinals, and that of the year after the last."""
    day = FIRST_NEW_YEAR
    for packed in YEARS:
        yield day
        day += SHORT * (13 if packed >> 13 else 12) + (packed & 0x1FFF).bit_count()
    yield day


_NEW_YEARS = tuple(_new_years())
FIRST_DAY = date.fromordinal(_NEW_YEARS[0])
LAST_DAY = date.fromordinal(_NEW_YEARS[-1] - 1)


def leap_month(year: int) -> int | None:
    """The number of the month that a lunar year has twice, if it has one.

    Raises:
        BadInput: the year is not in the tables.
    """
    return (_packed(year) >> 13) or None


def month_length(year: int, month: int, *, leap: bool = False) -> int:
    """How many days a lunar month has: 29 or 30.

    Raises:
        BadInput: the year is not in the tables, or has no such month.
    """
    return _month(year, month, leap)[0]


def to_lunar(day: date) -> LunarDate:
    """The lunar date of a day.

    Raises:
        BadInput: the day is not in the tables.
    """
    ordinal = day.toordinal()
    if not _NEW_YEARS[0] <= ordinal < _NEW_YEARS[-1]:
        raise BadInput(
            say("The lunar date of {day} is not known.", day=day),
            say("The tables hold {first} to {last}.", first=FIRST_DAY, last=LAST_DAY),
        )
    index = day.year - FIRST_YEAR
    if ordinal < _NEW_YEARS[index]:  # a lunar year begins in January or February
        index -= 1
    left = ordinal - _NEW_YEARS[index]
    year = FIRST_YEAR + index
    return next(
        LunarDate(year=year, month=month, leap=leap, day=left - before + 1)
        for (month, leap), (length, before) in _months(year).items()
        if left < before + length
    )


def to_solar(lunar: LunarDate) -> date:
    """The day of a lunar date.

    Raises:
        BadInput: the year is not in the tables, or has no such month or day.
    """
    length, before = _month(lunar.year, lunar.month, lunar.leap)
    if not 1 <= lunar.day <= length:
        raise BadInput(
            say(
                "Lunar month {month} of {year} has no day {day}.",
                month=lunar.month,
                year=lunar.year,
                day=lunar.day,
            ),
            say("That month has {length} days.", length=length),
        )
    return date.fromordinal(_NEW_YEARS[lunar.year - FIRST_YEAR] + before + lunar.day - 1)


def _packed(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadInput(
            say("The lunar year {year} is not known.", year=year),
            say("The tables hold {first} to {last}.", first=FIRST_YEAR, last=LAST_YEAR),
        )
    return YEARS[year - FIRST_YEAR]


def _month(year: int, month: int, leap: bool) -> tuple[int, int]:
    """A month's length, and how many days of its year are before it."""
    if found := _months(year).get((month, leap)):
        return found
    if leap:
        raise BadInput(
            say("The lunar year {year} has no leap month {month}.", year=year, month=month),
            say("Give the month without leap, or another year."),
        )
    raise BadInput(
        say("There is no lunar month {month}.", month=month), say("Months are 1 to 12.")
    )


@cache
def _months(year: int) -> dict[tuple[int, bool], tuple[int, int]]:
    """The months of a lunar year in order, each with its length and the days before it."""
    packed = _packed(year)
    names = [(month, False) for month in range(1, 13)]
    if leap := packed >> 13:
        names.insert(leap, (leap, True))
    months, before = {}, 0
    for position, name in enumerate(names):
        length = LONG if packed >> position & 1 else SHORT
        months[name] = (length, before)
        before += length
    return months
