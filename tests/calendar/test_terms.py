"""Solar terms: the table is lunar_python's."""

from __future__ import annotations

from datetime import date, timedelta

import lunar_python
import pytest

from svc.calendar.terms import FIRST_YEAR, LAST_YEAR, NAMES, date_of_term, term_on
from svc.errors import BadInput


def test_every_term_is_that_of_lunar_python() -> None:
    """All 24 of every year of the table, and no other day is one."""
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        theirs = lunar_python.Solar.fromYmd(year, 6, 1).getLunar().getJieQiTable()
        for name in NAMES:
            # The table runs from solstice to solstice; this year's has a second name in it.
            moment = theirs["DONG_ZHI" if name == "冬至" else name]
            day = date(moment.getYear(), moment.getMonth(), moment.getDay())
            assert (date_of_term(name, year), term_on(day)) == (day, name)
    days = (date(2026, 1, 1) + timedelta(days=n) for n in range(365))
    assert [term for day in days if (term := term_on(day))] == list(NAMES)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("立冬", date(2026, 11, 7)),
        ("小雪", date(2026, 11, 22)),
        ("冬至", date(2026, 12, 22)),
        ("立春", date(2027, 2, 4)),
        ("立夏", date(2027, 5, 6)),
        ("立秋", date(2027, 8, 8)),
        ("立冬", date(2027, 11, 7)),
        ("大寒", date(1979, 1, 20)),
        ("冬至", date(2021, 12, 21)),
    ],
)
def test_known_terms(name: str, day: date) -> None:
    """A term begins on its day, not the day before or after."""
    assert date_of_term(name, day.year) == day
    one = timedelta(days=1)
    assert [term_on(day - one), term_on(day), term_on(day + one)] == [None, name, None]


def test_what_is_not_a_term() -> None:
    """Another name, or a year outside the tables, is refused."""
    with pytest.raises(BadInput, match="春节"):
        date_of_term("春节", 2026)
    with pytest.raises(BadInput, match="2102"):
        date_of_term("立春", 2102)
    with pytest.raises(BadInput, match="1899"):
        term_on(date(1899, 6, 1))
