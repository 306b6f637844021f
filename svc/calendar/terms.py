"""The 24 solar terms, which season messages follow. Their names are Chinese in every language."""

from __future__ import annotations

from datetime import date

from svc.calendar import tables
from svc.calendar.tables import TERM_DAYS, TERM_OFFSETS
from svc.errors import BadInput
from svc.i18n import say

FIRST_YEAR = tables.FIRST_YEAR
LAST_YEAR = FIRST_YEAR + len(TERM_OFFSETS) - 1
GLOSSES = {
    "小寒": "Minor Cold",
    "大寒": "Major Cold",
    "立春": "Start of Spring",
    "雨水": "Rain Water",
    "惊蛰": "Awakening of Insects",
    "春分": "Spring Equinox",
    "清明": "Clear and Bright",
    "谷雨": "Grain Rain",
    "立夏": "Start of Summer",
    "小满": "Grain Buds",
    "芒种": "Grain in Ear",
    "夏至": "Summer Solstice",
    "小暑": "Minor Heat",
    "大暑": "Major Heat",
    "立秋": "Start of Autumn",
    "处暑": "End of Heat",
    "白露": "White Dew",
    "秋分": "Autumn Equinox",
    "寒露": "Cold Dew",
    "霜降": "Frost Falls",
    "立冬": "Start of Winter",
    "小雪": "Minor Snow",
    "大雪": "Major Snow",
    "冬至": "Winter Solstice",
}
"""The terms in the order of the calendar year, each with its English gloss."""

NAMES = tuple(GLOSSES)


def term_on(day: date) -> str | None:
    """The term that begins on a day, by its Chinese name.

    Raises:
        BadInput: the year is not in the tables.
    """
    for position in (2 * day.month - 2, 2 * day.month - 1):  # every month has two
        if _day_of(position, day.year) == day.day:
            return NAMES[position]
    return None


def date_of_term(name: str, year: int) -> date:
    """The day on which a term begins in a calendar year.

    Raises:
        BadInput: there is no such term, or the year is not in the tables.
    """
    if name not in GLOSSES:
        raise BadInput(
            say("{name!r} is not a solar term.", name=name),
            say("The terms are {names}.", names=" ".join(NAMES)),
        )
    position = NAMES.index(name)
    return date(year, position // 2 + 1, _day_of(position, year))


def _day_of(position: int, year: int) -> int:
    """The day of the month of the year's term at a position, the first being 0."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadInput(
            say("The solar terms of {year} are not known.", year=year),
            say("The tables hold {first} to {last}.", first=FIRST_YEAR, last=LAST_YEAR),
        )
    return TERM_DAYS[position] + int(TERM_OFFSETS[year - FIRST_YEAR][position])
