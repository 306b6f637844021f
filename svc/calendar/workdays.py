"""Workdays by the yearly notices of the State Council, as far as they are known."""

from __future__ import annotations

from datetime import date
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from svc.calendar.tables import MOVED

if TYPE_CHECKING:
    from collections.abc import Mapping

YEARS = tuple(MOVED)
"""The years with a notice in the tables; each comes in the November before."""

NONE: Mapping[date, bool] = MappingProxyType({})


def is_workday(day: date, overrides: Mapping[date, bool] = NONE) -> bool | None:
    """Whether people work on a day: what the shop's own file says of it, else the notice.

    None if the notice of its year is not known: with holidays moved about each year, its weekdays
    tell too little.
    """
    if day in overrides:
        return overrides[day]
    if day.year not in MOVED:
        return None
    works = day.isoweekday() < 6
    return works != (day in _moved(day.year))


@cache
def _moved(year: int) -> frozenset[date]:
    """The weekdays off and the weekend days worked in a year."""
    days = " ".join(MOVED[year]).split()
    return frozenset(date(year, int(day[:2]), int(day[2:])) for day in days)
