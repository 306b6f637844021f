"""A birthday, solar or lunar, its year known or not; as the customer's file holds it."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from svc.calendar.lunar import (
    FIRST_YEAR,
    LAST_YEAR,
    LONG,
    LunarDate,
    leap_month,
    month_length,
    to_solar,
)
from svc.errors import BadInput
from svc.frozen import Frozen
from svc.i18n import Sentence, say

_SOLAR = re.compile(r"(?:([0-9]{4})-)?([0-9]{2})-([0-9]{2})")
_LUNAR = re.compile(r"lunar:(?:([0-9]{4})-)?(leap|闰)?([0-9]{2})-([0-9]{2})")
_ANY_LEAP_YEAR = 2000
_FORMS = say("Write it as 1990-05-12, 05-12, lunar:1988-08-15 or lunar:leap04-15.")


class Birthday(Frozen):
    """A day to be kept each year; one that cannot exist cannot be made.

    Raises:
        BadInput: there is no such day.
    """

    calendar: Literal["solar", "lunar"] = "solar"
    year: int | None = None
    month: int
    day: int
    leap: bool = False

    def __post_init__(self) -> None:
        if self.year is not None and self.year < FIRST_YEAR:
            raise BadInput(
                say("The year {year} is too early for a birthday.", year=self.year),
                say("Give a year from {first} on, or none.", first=FIRST_YEAR),
            )
        if not self._exists():
            raise BadInput(say("There is no day {day}.", day=str(self)), _FORMS)

    def __str__(self) -> str:
        year = "" if self.year is None else f"{self.year:04}-"
        leap = "leap" if self.leap else ""
        lunar = "lunar:" if self.calendar == "lunar" else ""
        return f"{lunar}{year}{leap}{self.month:02}-{self.day:02}"

    @classmethod
    def parse(cls, text: str, today: date | None = None) -> Birthday:
        """The birthday a text tells; with `today` given, one after it is refused.

        Raises:
            BadInput: no such form, no such day, or a day yet to come.
        """
        text = text.strip()
        if match := _SOLAR.fullmatch(text):
            year, month, day = match.groups()
            found = cls(year=int(year) if year else None, month=int(month), day=int(day))
        elif match := _LUNAR.fullmatch(text):
            year, leap, month, day = match.groups()
            found = cls(
                calendar="lunar",
                year=int(year) if year else None,
                month=int(month),
                day=int(day),
                leap=bool(leap),
            )
        else:
            raise BadInput(say("{text!r} is not a birthday.", text=text), _FORMS)
        if today and (born := found.born()) and born > today:
            raise BadInput(
                say("The birthday {day} is after today.", day=str(found)),
                say("Give the year of birth, or none if it is not known."),
            )
        return found

    def born(self) -> date | None:
        """The day of birth, where the year is known; a doubtful leap month counts as plain."""
        if self.year is None:
            return None
        if self.calendar == "solar":
            return date(self.year, self.month, self.day)
        leap = self.leap and not self.doubt()
        day = min(self.day, month_length(self.year, self.month, leap=leap))
        return to_solar(LunarDate(year=self.year, month=self.month, leap=leap, day=day))

    def doubt(self) -> Sentence | None:
        """What to warn of: a leap month that its year did not have, kept as it was told.

        Customers and old files hold such days; refusing them would lose the day and month, which
        are what a wish needs.
        """
        if not self.leap:
            return None
        if self.year is None:
            if any(leap_month(year) == self.month for year in range(FIRST_YEAR, LAST_YEAR + 1)):
                return None
            return say(
                "No lunar year from {first} to {last} has a leap month {month}.",
                first=FIRST_YEAR,
                last=LAST_YEAR,
                month=self.month,
            )
        if leap_month(self.year) == self.month:
            return None
        return say(
            "The lunar year {year} had no leap month {month}; {birthday} is kept as it is.",
            year=self.year,
            month=self.month,
            birthday=str(self),
        )

    def _exists(self) -> bool:
        """Whether there is, or may have been, such a day."""
        if self.calendar == "solar":
            try:  # without a year, 29 February is as good as any day
                date(self.year or _ANY_LEAP_YEAR, self.month, self.day)
            except ValueError:
                return False
            return not self.leap
        if not 1 <= self.month <= 12:
            return False
        if self.year is None or (self.leap and leap_month(self.year) != self.month):
            return 1 <= self.day <= LONG
        return 1 <= self.day <= month_length(self.year, self.month, leap=self.leap)
