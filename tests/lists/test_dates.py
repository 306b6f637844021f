"""Dates and birthdays as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from svc.errors import BadInput
from svc.lists.birthdays import birthday_of
from svc.lists.dates import day_of

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("1978.5.24", "1978-05-24"),
        ("1999/11/24", "1999-11-24"),
        ("1985年4月13日", "1985-04-13"),
        ("1985 年 4 月 13 号", "1985-04-13"),
        ("1985年4月13", "1985-04-13"),
        ("19970101", "1997-01-01"),
        ("2004-1-9", "2004-01-09"),
        ("２００４－１－９", "2004-01-09"),
        ("２００４年１月９日", "2004-01-09"),
        (" 2004. 1. 9 ", "2004-01-09"),
        ("2024/3/5 14:22", "2024-03-05"),
        ("2024-03-05T14:22:01", "2024-03-05"),
        ("2024-02-29", "2024-02-29"),
    ],
)
def test_days(text: str, iso: str) -> None:
    """Each way of writing that can only be read in one way."""
    assert day_of(text).isoformat() == iso


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("03/04/2020", "the year has to come first"),
        ("24.5.1978", "the year has to come first"),
        ("88.5.24", "two digits"),
        ("88年5月24日", "two digits"),
        ("35431", "spreadsheet's number of a day"),
        ("1990-02-30", "There is no day 1990-02-30"),
        ("19901301", "There is no day"),
        ("2023-02-29", "There is no day"),
        ("1978.5-24", "is not a date"),
        ("1990-05", "is not a date"),
        ("1990", "is not a date"),
        ("yesterday", "is not a date"),
        ("2024-03-05 noon", "is not a date"),
        ("", "is not a date"),
    ],
)
def test_no_days(text: str, said: str) -> None:
    """Nothing is guessed; the reason says what is wrong."""
    with pytest.raises(BadInput, match=said):
        day_of(text)


@pytest.mark.parametrize(
    ("text", "birthday"),
    [
        ("1978.5.24", "1978-05-24"),
        ("1985年4月13日", "1985-04-13"),
        ("2月6日", "02-06"),
        ("２月６日", "02-06"),
        ("2月29日", "02-29"),
        ("02-06", "02-06"),
        ("公历1985年4月13日", "1985-04-13"),
        ("阳历 2月6日", "02-06"),
        ("农历九月初一", "lunar:09-01"),
        ("农历冬月初二", "lunar:11-02"),
        ("腊月廿三", "lunar:12-23"),
        ("正月十五", "lunar:01-15"),
        ("农历腊月三十", "lunar:12-30"),
        ("闰四月初八", "lunar:leap04-08"),
        ("农历闰四月二十", "lunar:leap04-20"),
        ("农历1988年八月十五", "lunar:1988-08-15"),
        ("1988年农历八月十五", "lunar:1988-08-15"),
        ("八月十五(农历)", "lunar:08-15"),
        ("阴历十二月二十九", "lunar:12-29"),
        ("农历十一月卅", "lunar:11-30"),
        ("农历十月廿", "lunar:10-20"),
        ("农历 8月15日", "lunar:08-15"),
        ("农历8-15", "lunar:08-15"),
        ("农历1988-8-15", "lunar:1988-08-15"),
        ("农历闰4月8日", "lunar:leap04-08"),
        ("lunar:08-15", "lunar:08-15"),
        ("lunar:1988-闰04-15", "lunar:1988-leap04-15"),
    ],
)
def test_birthdays(text: str, birthday: str) -> None:
    """Solar and lunar, in digits and words, with a year or without."""
    assert str(birthday_of(text, TODAY)) == birthday


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1990-02-30", "There is no day 1990-02-30"),
        ("2月30日", "There is no day 02-30"),
        ("八月十五", "does not say whether it is a lunar day"),
        ("5/12", "which is the month"),
        ("5-12", "which is the month"),
        ("03/04/1990", "the year has to come first"),
        ("2030-01-01", "after today"),
        ("农历十三月初一", "There is no day"),
        ("农历八月三十一", "There is no day"),
        ("农历2026年腊月三十", "There is no day"),
        ("农历八月", "is not a birthday"),
        ("农历二十十月初一", "is not a birthday"),
        ("农历不知道", "is not a birthday"),
        ("属龙", "is not a birthday"),
        ("1990", "is not a birthday"),
        ("85-4-13", "nothing tells the century"),
        ("1878-05-24", "too early"),
    ],
)
def test_no_birthdays(text: str, said: str) -> None:
    """A day that does not exist, is yet to come or can be read in two ways is refused."""
    with pytest.raises(BadInput, match=said):
        birthday_of(text, TODAY)


def test_a_column_of_lunar_birthdays() -> None:
    """Where the heading says lunar, digits are a lunar day."""
    assert str(birthday_of("8月15日", TODAY, lunar=True)) == "lunar:08-15"
    assert str(birthday_of("1988.8.15", TODAY, lunar=True)) == "lunar:1988-08-15"
    assert str(birthday_of("八月十五", TODAY, lunar=True)) == "lunar:08-15"
