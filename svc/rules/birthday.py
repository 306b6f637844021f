"""When a birthday falls: the next dates of one, and whose falls into a run's window of days.

A lunar birthday goes by the lunar year, so it falls twice in some calendar years and never in
others. Three customs differ between families; the shop sets them in `policy/callback.toml`:

- `feb29`: where 29 February is kept in common years, `02-28` or `03-01`;
- `leap` (there `leap_month`): who was born in a leap month keeps it in the plain one where a year
  lacks it (`plain`), or goes without (`skip`); who was born in the plain one always keeps that;
- `day30`: a thirtieth is kept on the 29th in a month without it (`29`), or not at all (`skip`).
"""

from __future__ import annotations

from datetime import MAXYEAR, date, timedelta
from itertools import islice, takewhile
from typing import TYPE_CHECKING, cast

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
from svc.frozen import Frozen
from svc.i18n import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Literal, TypedDict

    from svc.policy import DatedPolicy
    from svc.records.birthday import Birthday

    Feb29 = Literal["02-28", "03-01"]
    Leap = Literal["plain", "skip"]
    Day30 = Literal["29", "skip"]

    class Customs(TypedDict):
        """The three customs, to be handed on as `**customs(policy)`."""

        feb29: Feb29
        leap: Leap
        day30: Day30


def customs(policy: DatedPolicy) -> Customs:
    """The customs the shop's policy sets.

    Raises:
        BadPolicy: one is set to a word there is not.
    """
    found = {}
    for name, entry_id, words in (
        ("feb29", "callback.feb29", ("02-28", "03-01")),
        ("leap", "callback.leap_month", ("plain", "skip")),
        ("day30", "callback.day30", ("29", "skip")),
    ):
        set_to = policy[entry_id]
        found[name] = set_to.text()
        if found[name] not in words:
            raise set_to.bad(
                say("Policy {id} is {word!r}.", id=entry_id, word=found[name]),
                say("Choose one of: {words}.", words=", ".join(words)),
            )
    return cast("Customs", found)


def next_dates(
    birthday: Birthday,
    start: date,
    count: int,
    *,
    feb29: Feb29 = "02-28",
    leap: Leap = "plain",
    day30: Day30 = "29",
) -> list[date]:
    """The next dates on which a birthday is kept, `start` included.

    Fewer than `count` where the lunar tables end, in 2101.
    """
    return list(islice(_from(birthday, start, feb29, leap, day30), count))


def dates_between(
    birthday: Birthday,
    first: date,
    last: date,
    *,
    feb29: Feb29 = "02-28",
    leap: Leap = "plain",
    day30: Day30 = "29",
) -> list[date]:
    """The dates from `first` to `last`, both included, on which a birthday is kept."""
    return list(takewhile(lambda day: day <= last, _from(birthday, first, feb29, leap, day30)))


_Key = tuple[str, bool, int, int]
"""What birthdays kept on the same days have in common: calendar, leap, month, day."""


class Window(Frozen):
    """A run of days, looked up once, against which any number of birthdays are matched.

    Made by `Window.over`. `endings` are the last five characters (`05-12`) of the texts of all
    birthdays that may match: who holds a birthday as text need not parse the others.
    """

    dates: Mapping[_Key, list[date]]
    endings: frozenset[str]

    @classmethod
    def over(
        cls,
        first: date,
        last: date,
        *,
        feb29: Feb29 = "02-28",
        leap: Leap = "plain",
        day30: Day30 = "29",
    ) -> Window:
        """The window from `first` to `last`, both included."""
        dates: dict[_Key, list[date]] = {}
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            day = date.fromordinal(ordinal)
            for key in (*_solar_keys(day, feb29), *_lunar_keys(day, leap, day30)):
                dates.setdefault(key, []).append(day)
        endings = frozenset(f"{month:02}-{day:02}" for _, _, month, day in dates)
        return cls(dates=dates, endings=endings)

    def match(self, birthday: Birthday) -> list[date]:
        """The days of the window on which a birthday is kept: as `dates_between` gives them."""
        key = (birthday.calendar, birthday.leap, birthday.month, birthday.day)
        return list(self.dates.get(key, ()))


def _solar_keys(day: date, feb29: Feb29) -> Iterator[_Key]:
    """The solar birthdays kept on a day."""
    yield ("solar", False, day.month, day.day)
    if not _is_leap(day.year) and day.isoformat()[5:] == feb29:
        yield ("solar", False, 2, 29)


def _lunar_keys(day: date, leap: Leap, day30: Day30) -> Iterator[_Key]:
    """The lunar birthdays kept on a day."""
    if not FIRST_DAY <= day <= LAST_DAY:
        return
    lunar = to_lunar(day)
    stands_in = leap == "plain" and not lunar.leap and leap_month(lunar.year) != lunar.month
    length = month_length(lunar.year, lunar.month, leap=lunar.leap)
    both = day30 == "29" and lunar.day == length == 29
    for kept in (29, 30) if both else (lunar.day,):
        yield ("lunar", lunar.leap, lunar.month, kept)
        if stands_in:
            yield ("lunar", True, lunar.month, kept)


def _from(
    birthday: Birthday, start: date, feb29: Feb29, leap: Leap, day30: Day30
) -> Iterator[date]:
    """The dates of a birthday from `start` on, one after the other."""
    if birthday.calendar == "solar":
        years = (_in_year(birthday, year, feb29) for year in range(start.year, MAXYEAR + 1))
    else:
        # Before its new year, a day still belongs to the lunar year before.
        lunar_years = range(max(FIRST_YEAR, start.year - 1), LAST_YEAR + 1)
        years = (_in_lunar_year(birthday, year, leap, day30) for year in lunar_years)
    return (day for day in years if day is not None and day >= start)


def _in_year(birthday: Birthday, year: int, feb29: Feb29) -> date | None:
    """The date of a solar birthday in a calendar year."""
    if (birthday.month, birthday.day) == (2, 29) and not _is_leap(year):
        return date.fromisoformat(f"{year:04}-{feb29}")
    return date(year, birthday.month, birthday.day)


def _in_lunar_year(birthday: Birthday, year: int, leap: Leap, day30: Day30) -> date | None:
    """The date of a lunar birthday in a lunar year, if it is kept in it."""
    in_leap = birthday.leap and leap_month(year) == birthday.month
    if birthday.leap and not in_leap and leap == "skip":
        return None
    first = to_solar(LunarDate(year=year, month=birthday.month, leap=in_leap, day=1))
    length = month_length(year, birthday.month, leap=in_leap)
    if birthday.day > length and day30 == "skip":
        return None
    return first + timedelta(days=min(birthday.day, length) - 1)


def _is_leap(year: int) -> bool:
    """Whether a calendar year has 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
