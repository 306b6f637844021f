"""A birthday, solar or lunar, its year known or not; as the customer's file holds it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from svc.errors import BadInput
from svc.frozen import Frozen
from svc.i18n import Sentence, say, spoken

if TYPE_CHECKING:
    import re
    from typing import Literal

EARLIEST = 1900
"""The first year of the lunar tables, which are imported only for lunar birthdays."""
_LUNAR = r"lunar:(?:([0-9]{4})-)?(leap|闰)?([0-9]{2})-([0-9]{2})"
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
        if self.year is not None and self.year < EARLIEST:
            raise BadInput(
                say("The year {year} is too early for a birthday.", year=self.year),
                say("Give a year from {first} on, or none.", first=EARLIEST),
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
        if solar := _solar(text):
            year, month, day = solar
            found = cls(year=year, month=month, day=day)
        elif text.startswith("lunar:") and (match := _lunar(text)):
            lunar_year, leap, month_text, day_text = match.groups()
            found = cls(
                calendar="lunar",
                year=int(lunar_year) if lunar_year else None,
                month=int(month_text),
                day=int(day_text),
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
        from svc.calendar.lunar import LunarDate, month_length, to_solar

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
        from svc.calendar.lunar import FIRST_YEAR, LAST_YEAR, leap_month

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
        from svc.calendar.lunar import LONG, leap_month, month_length

        if self.year is None or (self.leap and leap_month(self.year) != self.month):
            return 1 <= self.day <= LONG
        return 1 <= self.day <= month_length(self.year, self.month, leap=self.leap)


class InWords(Frozen, kw_only=False):
    """A birthday as people say it, in the language of the moment: 农历1985年十月十四."""

    birthday: Birthday

    def __str__(self) -> str:
        said = self.birthday
        if said.calendar == "solar":
            if said.year is not None:
                return str(said)
            month = f"{date(_ANY_LEAP_YEAR, said.month, 1):%B}"
            return f"{said.month}月{said.day}日" if spoken() == "zh" else f"{said.day} {month}"
        if spoken() == "zh":
            year = "" if said.year is None else f"{said.year}年"
            leap = "闰" if said.leap else ""
            return f"农历{year}{leap}{_MONTHS[said.month - 1]}月{_day_in_chinese(said.day)}"
        year = "" if said.year is None else f", {said.year}"
        leap = "leap " if said.leap else ""
        return f"{_nth(said.day)} day of the {leap}{_nth(said.month)} lunar month{year}"


_MONTHS = "正二三四五六七八九十冬腊"
_DIGITS = "一二三四五六七八九十"


def _day_in_chinese(day: int) -> str:
    """初一, 十四, 二十, 廿三, 三十."""
    if day in {20, 30}:
        return f"{_DIGITS[day // 10 - 1]}十"
    return "初十廿"[(day - 1) // 10 if day == 10 else day // 10] + _DIGITS[(day - 1) % 10]


def _nth(number: int) -> str:
    """1st, 2nd, 3rd, 11th, 22nd."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number not in {11, 12, 13} else 0)
    return f"{number}{ending or 'th'}"


def in_words(text: str | None) -> str | None:
    """A birthday's code (`lunar:1985-10-14`) as people say it; what is none stays as it is."""
    try:
        return None if text is None else str(InWords(Birthday.parse(text)))
    except BadInput:
        return text


def _solar(text: str) -> tuple[int | None, int, int] | None:
    """Year, month and day of `1990-05-12` or `05-12`."""
    year = text[:4] if len(text) == 10 and text[4] == "-" else ""
    rest = text[5:] if year else text
    digits = year + rest[:2] + rest[3:]
    if len(rest) != 5 or rest[2] != "-" or not (digits.isascii() and digits.isdigit()):
        return None
    return int(year) if year else None, int(rest[:2]), int(rest[3:])


def _lunar(text: str) -> re.Match[str] | None:
    import re

    return re.fullmatch(_LUNAR, text)
