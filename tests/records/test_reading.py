"""What is read from lines without a pattern is what the pattern would read."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from svc.calendar.lunar import FIRST_YEAR
from svc.dates import parse_date
from svc.errors import BadInput
from svc.records.base import _money
from svc.records.birthday import EARLIEST, _solar

TODAY = date(2026, 11, 22)
AMOUNT = r"-?[0-9]{1,15}(\.[0-9]{1,2})?"
BORN = r"(?:([0-9]{4})-)?([0-9]{2})-([0-9]{2})"
NEARLY = st.text("0123456789", max_size=20) | st.text("0139-.+d５e ", max_size=12)


@given(st.from_regex(AMOUNT, fullmatch=True) | NEARLY)
def test_money(text: str) -> None:
    """Two places, or one, or none; at most fifteen digits before them; never another digit."""
    try:
        read = _money(text)
    except ValueError:
        read = None
    good = re.fullmatch(AMOUNT, text)
    assert repr(read) == repr(Decimal(text).quantize(Decimal("0.01")) if good else None)


@given(st.from_regex(BORN, fullmatch=True) | NEARLY)
def test_solar_birthdays(text: str) -> None:
    """With the year or without it."""
    good = re.fullmatch(BORN, text)
    wanted = good and (int(good[1]) if good[1] else None, int(good[2]), int(good[3]))
    assert _solar(text) == wanted


@given(
    st.dates().map(str)
    | st.from_regex(r"[+-][0-9]{1,6}d", fullmatch=True)
    | st.from_regex(r"[0-9]{4}-[0-9W]{2}-[0-9]{1,2}", fullmatch=True)
    | NEARLY
)
def test_days(text: str) -> None:
    """ISO dates and so many days from today; no week dates, no other digits."""
    try:
        read = parse_date(text, TODAY)
    except BadInput:
        read = None
    wanted = None
    bare = text.strip()
    try:
        if relative := re.fullmatch(r"([+-])([0-9]{1,5})d", bare):
            wanted = TODAY + timedelta(days=int(relative[1] + relative[2]))
        elif re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", bare):
            wanted = date.fromisoformat(bare)
    except (ValueError, OverflowError):
        pass
    assert read == wanted


def test_the_first_year_is_that_of_the_tables() -> None:
    """Written down twice, so that a solar birthday needs no lunar tables."""
    assert EARLIEST == FIRST_YEAR


def test_days_by_name() -> None:
    """In Chinese as in English."""
    for named in (("yesterday", "昨天"), ("today", "今天"), ("tomorrow", "明天")):
        first, second = (parse_date(word, TODAY) for word in named)
        assert first == second
