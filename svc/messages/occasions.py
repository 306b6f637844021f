"""The festival to wish well for and the solar term of a day (S2-028, S2-031)."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from svc.calendar.festivals import EVERY, Festival, festivals_on
from svc.calendar.terms import GLOSSES, term_on

if TYPE_CHECKING:
    from datetime import date

# Days on which everyone may be wished well. Others are for some (七夕, 教师节, 重阳节), for no
# wishes (清明节) or no feast (消费者权益日): a caller names those with `--var festival=…`.
FOR_EVERYONE = frozenset(
    {"元旦", "除夕", "春节", "元宵节", "劳动节", "端午节", "中秋节", "国庆节", "冬至", "腊八节"}
)
FOR_WOMEN = frozenset({"妇女节"})


def glosses(fact: str) -> dict[str, str]:
    """What every `festival`, or every solar `term`, is called: in Chinese, and in English."""
    return GLOSSES if fact == "term" else {each.name: each.gloss for each in EVERY}


@cache
def next_festival(today: date, gender: str | None) -> Festival:
    """The festival to wish a customer well for: today's or the next.

    Raises:
        BadInput: the day is not in the tables of the calendar.
    """
    greeted = FOR_EVERYONE | (FOR_WOMEN if gender == "F" else frozenset())
    day = today
    while True:
        for festival in festivals_on(day):
            if festival.name in greeted:
                return festival
        day += timedelta(days=1)


@cache
def term_of(today: date) -> str:
    """The solar term a day lies in, by its Chinese name.

    Raises:
        BadInput: the day is not in the tables of the calendar.
    """
    day = today
    while not (term := term_on(day)):
        day -= timedelta(days=1)
    return term
