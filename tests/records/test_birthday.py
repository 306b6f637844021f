"""Birthdays as they are typed and kept."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc import i18n
from svc.calendar.lunar import FIRST_DAY, to_lunar
from svc.errors import BadInput
from svc.records.birthday import Birthday, in_words

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("1990-05-12", None),
        (" 05-12 ", "05-12"),
        ("02-29", None),
        ("1992-02-29", None),
        ("1900-01-01", None),
        ("2026-11-22", None),
        ("lunar:1988-08-15", None),
        ("lunar:08-15", None),
        ("lunar:12-30", None),
        ("lunar:1988-闰04-15", "lunar:1988-leap04-15"),
        ("lunar:1988-leap04-15", None),
        ("lunar:2020-leap04-15", None),
        ("lunar:闰04-15", "lunar:leap04-15"),
        ("lunar:leap04-30", None),
        ("lunar:2026-10-14", None),
    ],
)
def test_forms(text: str, printed: str | None) -> None:
    """Each form of the contract is read, and printed with leap, never 闰."""
    birthday = Birthday.parse(text, TODAY)
    assert str(birthday) == (printed or text)
    assert Birthday.parse(str(birthday), TODAY) == birthday


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1990",
        "1990-5-12",
        "90-05-12",
        "12/05/1990",
        "19900512",
        "1990-02-30",
        "1990-02-29",
        "1900-02-29",
        "02-30",
        "04-31",
        "00-10",
        "13-01",
        "05-00",
        "1899-12-31",
        "0000-01-01",
        "2026-11-23",
        "2027-01-01",
        "leap04-15",
        "1990-leap05-12",
        "lunar:1990",
        "lunar:13-01",
        "lunar:00-01",
        "lunar:08-31",
        "lunar:08-00",
        "lunar:1899-01-01",
        "lunar:2101-01-01",
        "lunar:2026-12-30",
        "lunar:2025-leap06-30",
        "lunar:1988-leap04-31",
        "lunar:1988-leap13-01",
        "lunar:2026-10-15",
        "lunar:2026-leap11-01",
        "lunar:1988-闰leap04-15",
        "１９９０-05-12",
    ],
)
def test_what_does_not_exist(text: str) -> None:
    """Other forms, days there are not, years before 1900 and days to come are refused."""
    with pytest.raises(BadInput) as refusal:
        Birthday.parse(text, TODAY)
    assert str(refusal.value)
    assert str(refusal.value.hint)


def test_without_today_a_day_to_come_is_read() -> None:
    """Reading the store asks no clock."""
    assert Birthday.parse("2027-01-01").year == 2027


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("lunar:1988-leap04-15", True),
        ("lunar:1988-04-15", False),
        ("lunar:2020-leap04-15", False),
        ("lunar:leap04-15", False),
        ("lunar:leap01-15", True),
        ("lunar:leap12-15", True),
        ("1990-05-12", False),
    ],
)
def test_doubts(text: str, doubtful: bool) -> None:
    """A leap month its year did not have, or that no year has, is kept with a warning."""
    doubt = Birthday.parse(text, TODAY).doubt()
    assert (doubt is not None) is doubtful
    if doubt:
        assert "leap month" in str(doubt)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05-12", None),
        ("1990-05-12", date(1990, 5, 12)),
        ("lunar:08-15", None),
        ("lunar:1988-08-15", date(1988, 9, 25)),
        ("lunar:2020-leap04-15", date(2020, 6, 6)),
        ("lunar:1988-leap04-15", date(1988, 5, 30)),
        ("lunar:1988-leap04-30", date(1988, 6, 13)),
    ],
)
def test_the_day_of_birth(text: str, day: date | None) -> None:
    """Known where the year is; a doubtful leap month counts as the plain one."""
    assert Birthday.parse(text).born() == day


@given(st.dates(FIRST_DAY, TODAY))
def test_every_day_is_someones(day: date) -> None:
    """Every day there was is read as solar and as lunar birthday, and is that day again."""
    lunar = to_lunar(day)
    leap = "leap" if lunar.leap else ""
    text = f"lunar:{lunar.year}-{leap}{lunar.month:02}-{lunar.day:02}"
    for birthday in (Birthday.parse(day.isoformat(), TODAY), Birthday.parse(text, TODAY)):
        assert birthday.born() == day
        assert birthday.doubt() is None
        assert Birthday.parse(str(birthday), TODAY) == birthday


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("1990-05-12", "1990-05-12", "1990-05-12"),
        ("05-12", "5月12日", "12 May"),
        ("lunar:1985-10-14", "农历1985年十月十四", "14th day of the 10th lunar month, 1985"),
        ("lunar:01-01", "农历正月初一", "1st day of the 1st lunar month"),
        ("lunar:12-30", "农历腊月三十", "30th day of the 12th lunar month"),
        ("lunar:11-22", "农历冬月廿二", "22nd day of the 11th lunar month"),
        ("lunar:08-10", "农历八月初十", "10th day of the 8th lunar month"),
        ("lunar:08-20", "农历八月二十", "20th day of the 8th lunar month"),
        ("lunar:leap04-13", "农历闰四月十三", "13th day of the leap 4th lunar month"),
        ("something else", "something else", "something else"),
    ],
)
def test_in_words(code: str, zh: str, en: str) -> None:
    """As people say it; only records and JSON hold the code."""
    try:
        for language, said in (("zh", zh), ("en", en)):
            i18n.speak(language)
            assert in_words(code) == said
    finally:
        i18n.speak("en")
