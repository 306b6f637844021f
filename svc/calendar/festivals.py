"""Festivals by solar date, by rule, by lunar date and by term, with an English gloss each."""

from __future__ import annotations

from datetime import date, timedelta

from svc.calendar.lunar import LAST_DAY, LunarDate, to_lunar
from svc.calendar.terms import term_on
from svc.frozen import Frozen


class Festival(Frozen, kw_only=False):
    """A day people keep: its name, Chinese in every language, and what that means."""

    name: str
    gloss: str


SOLAR = {
    (1, 1): Festival("元旦", "New Year's Day"),
    (2, 14): Festival("情人节", "Valentine's Day"),
    (3, 8): Festival("妇女节", "Women's Day"),
    (3, 12): Festival("植树节", "Arbour Day"),
    (3, 15): Festival("消费者权益日", "Consumer Rights Day"),
    (5, 1): Festival("劳动节", "Labour Day"),
    (5, 4): Festival("青年节", "Youth Day"),
    (6, 1): Festival("儿童节", "Children's Day"),
    (7, 1): Festival("建党节", "Party Founding Day"),
    (8, 1): Festival("建军节", "Army Day"),
    (9, 10): Festival("教师节", "Teachers' Day"),
    (10, 1): Festival("国庆节", "National Day"),
    (12, 24): Festival("平安夜", "Christmas Eve"),
    (12, 25): Festival("圣诞节", "Christmas"),
}
WEEKDAYS = {
    (5, 2, 7): Festival("母亲节", "Mother's Day"),
    (6, 3, 7): Festival("父亲节", "Father's Day"),
    (11, 4, 4): Festival("感恩节", "Thanksgiving"),
}
"""By month, how manieth and ISO weekday: (5, 2, 7) is the second Sunday of May."""

LUNAR = {
    (1, 1): Festival("春节", "Spring Festival"),
    (1, 15): Festival("元宵节", "Lantern Festival"),
    (2, 2): Festival("龙抬头", "Dragon Raises Its Head"),
    (5, 5): Festival("端午节", "Dragon Boat Festival"),
    (7, 7): Festival("七夕", "Double Seventh"),
    (7, 15): Festival("中元节", "Ghost Festival"),
    (8, 15): Festival("中秋节", "Mid-Autumn Festival"),
    (9, 9): Festival("重阳节", "Double Ninth"),
    (12, 8): Festival("腊八节", "Laba Festival"),
    (12, 23): Festival("北方小年", "Little New Year in the north"),
    (12, 24): Festival("南方小年", "Little New Year in the south"),
}
TERMS = {
    "清明": Festival("清明节", "Tomb-Sweeping Day"),
    "冬至": Festival("冬至", "Winter Solstice"),
}
NEW_YEARS_EVE = Festival("除夕", "Lunar New Year's Eve")
EVERY = (*SOLAR.values(), *WEEKDAYS.values(), *LUNAR.values(), *TERMS.values(), NEW_YEARS_EVE)


def glossed(name: str) -> str:
    """A festival's name with what it means in English, for who reads English: `春节 (…)`."""
    gloss = next((each.gloss for each in EVERY if each.name == name), None)
    return f"{name} ({gloss})" if gloss else name


def festivals_on(day: date) -> tuple[Festival, ...]:
    """The festivals kept on a day; those of a lunar month are not kept again in its leap month.

    Raises:
        BadInput: the day is not in the tables of the lunar calendar.
    """
    lunar = to_lunar(day)
    found = (
        SOLAR.get((day.month, day.day)),
        WEEKDAYS.get((day.month, (day.day + 6) // 7, day.isoweekday())),
        None if lunar.leap else LUNAR.get((lunar.month, lunar.day)),
        NEW_YEARS_EVE if _ends_year(day, lunar) else None,
        TERMS.get(term_on(day) or ""),
    )
    return tuple(festival for festival in found if festival)


def next_festival(day: date) -> tuple[date, tuple[Festival, ...]]:
    """The first day from `day` on, itself included, with a festival, and what is kept on it.

    Raises:
        BadInput: no such day is in the tables of the lunar calendar.
    """
    while not (found := festivals_on(day)):
        day += timedelta(days=1)
    return day, found


def _ends_year(day: date, lunar: LunarDate) -> bool:
    """Whether it is the last day of the lunar year, the 29th in some years, the 30th in others."""
    if lunar.month != 12 or lunar.day < 29:
        return False
    return day == LAST_DAY or to_lunar(day + timedelta(days=1)).year != lunar.year
