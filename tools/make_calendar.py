"""Write `svc/calendar/tables.py` from lunar_python and chinesecalendar.

`python tools/make_calendar.py`, once a year when the State Council's notice is in a new release
of chinesecalendar. The libraries take longer to import than most commands run, so the shop's
runs read these tables; `tests/calendar/` holds them equal to the libraries.
"""

from __future__ import annotations

from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import chinese_calendar
import lunar_python

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

TARGET = Path(__file__).parent.parent / "svc" / "calendar" / "tables.py"
FIRST, LAST = 1900, 2100
TERMS = (
    *("小寒", "大寒", "立春", "雨水", "惊蛰", "春分", "清明", "谷雨"),
    *("立夏", "小满", "芒种", "夏至", "小暑", "大暑", "立秋", "处暑"),
    *("白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至"),
)


def months(year: int) -> list[tuple[int, bool, int, date]]:
    """Every month of a lunar year: its number, whether it is a leap month, length, first day."""
    found = []
    for month in lunar_python.LunarYear.fromYear(year).getMonthsInYear():
        first = lunar_python.Solar.fromJulianDay(month.getFirstJulianDay())
        day = date(first.getYear(), first.getMonth(), first.getDay())
        found.append((abs(month.getMonth()), month.isLeap(), month.getDayCount(), day))
    return found


def packed(year: int) -> int:
    """A lunar year as one number: bit i is set where its month i has 30 days, then the leap."""
    leap, long_months = 0, 0
    for position, (month, is_leap, length, _first) in enumerate(months(year)):
        leap = month if is_leap else leap
        long_months |= (length == 30) << position
    return leap << 13 | long_months


def terms(year: int) -> list[date]:
    """The days of the 24 terms of a calendar year, in order."""
    table = lunar_python.Solar.fromYmd(year, 6, 1).getLunar().getJieQiTable()
    # The winter solstice of this year stands under a second name; the first is last year's.
    moments = [table[{"冬至": "DONG_ZHI"}.get(name, name)] for name in TERMS]
    return [date(moment.getYear(), moment.getMonth(), moment.getDay()) for moment in moments]


def exceptions(year: int) -> tuple[str, str]:
    """The days of a year that its notice moved: weekdays off, and weekends worked."""
    day = date(year, 1, 1)
    off: list[str] = []
    on: list[str] = []
    while day.year == year:
        works = chinese_calendar.is_workday(day)
        if works != (day.isoweekday() < 6):
            (on if works else off).append(day.strftime("%m%d"))
        day += timedelta(days=1)
    return " ".join(off), " ".join(on)


def rows(values: Iterable[Any], many: int, form: Callable[[Any], str]) -> str:
    """Values as lines of source, so many a line."""
    texts = [form(value) for value in values]
    lines = (", ".join(texts[i : i + many]) for i in range(0, len(texts), many))
    return "".join(f"    {line},\n" for line in lines)


def table() -> str:
    """The text of the module."""
    years = range(FIRST, LAST + 1)
    days = [terms(year) for year in (*years, LAST + 1)]  # the last lunar year ends in the next
    assert all(day.month == i // 2 + 1 for year in days for i, day in enumerate(year))
    base = [min(day.day for day in days_of_term) for days_of_term in zip(*days, strict=True)]
    offsets = ["".join(str(day.day - base[i]) for i, day in enumerate(year)) for year in days]
    notices = chinese_calendar.holidays
    known = range(min(notices).year, max(notices).year + 1)
    moved = "".join(f"    {year}: {exceptions(year)!r},\n" for year in known)
    first = months(FIRST)[0][3]
    return f'''"""Moons, terms and workdays: made by tools/make_calendar.py, not by hand.

From lunar_python {version("lunar_python")} (MIT)
and chinesecalendar {version("chinesecalendar")} (MIT).
"""

FIRST_YEAR = {FIRST}
FIRST_NEW_YEAR = {first.toordinal()}
YEARS = (
{rows([packed(year) for year in years], 10, "{:#07x}".format)})
TERM_DAYS = {tuple(base)!r}
TERM_OFFSETS = (
{rows(offsets, 3, repr)})
MOVED = {{
{moved}}}
'''


if __name__ == "__main__":
    TARGET.write_text(table(), encoding="utf-8")
    print(TARGET.name, TARGET.stat().st_size, "bytes")
