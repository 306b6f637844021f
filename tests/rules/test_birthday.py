"""When birthdays fall."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svc.errors import BadPolicy
from svc.policy import Policy
from svc.records.birthday import Birthday
from svc.rules.birthday import Window, customs, dates_between, next_dates

if TYPE_CHECKING:
    from pathlib import Path

    from svc.rules.birthday import Customs

PLAIN: Customs = {"feb29": "02-28", "leap": "plain", "day30": "29"}
STRICT: Customs = {"feb29": "03-01", "leap": "skip", "day30": "skip"}


def dates(text: str, start: str, count: int, ways: Customs = PLAIN) -> list[str]:
    found = next_dates(Birthday.parse(text), date.fromisoformat(start), count, **ways)
    return [day.isoformat() for day in found]


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("1990-05-12", "2026-05-11", ["2026-05-12", "2027-05-12"]),
        ("1990-05-12", "2026-05-12", ["2026-05-12", "2027-05-12"]),
        ("05-12", "2026-05-13", ["2027-05-12", "2028-05-12"]),
        ("12-31", "2026-12-31", ["2026-12-31", "2027-12-31"]),
        ("1992-02-29", "2026-11-22", ["2027-02-28", "2028-02-29", "2029-02-28"]),
        ("02-29", "2028-02-28", ["2028-02-29", "2029-02-28"]),
        ("02-29", "2028-03-01", ["2029-02-28"]),
        ("02-29", "2100-01-01", ["2100-02-28"]),
    ],
)
def test_solar(text: str, start: str, expected: list[str]) -> None:
    """From the day on, itself included; 29 February on the 28th in common years."""
    assert dates(text, start, len(expected)) == expected


def test_29_february_on_1_march() -> None:
    """Where the shop keeps it so; in leap years on its own day."""
    assert dates("02-29", "2027-02-28", 3, STRICT) == ["2027-03-01", "2028-02-29", "2029-03-01"]


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("lunar:1988-08-15", "2026-09-24", ["2026-09-25", "2027-09-15", "2028-10-03"]),
        ("lunar:08-15", "2026-09-25", ["2026-09-25", "2027-09-15"]),
        ("lunar:08-15", "2026-09-26", ["2027-09-15"]),
        # twice in 2030, never in 2031
        ("lunar:12-01", "2030-01-01", ["2030-01-04", "2030-12-25", "2032-01-13"]),
        # before its new year, a day belongs to the lunar year before
        ("lunar:12-29", "2026-01-01", ["2026-02-16", "2027-02-05"]),
        # born in the plain sixth month: the plain one in 2025, which has it twice
        ("lunar:06-15", "2025-01-01", ["2025-07-09", "2026-07-28"]),
        # born in the leap one: it in 2025, the plain one else
        ("lunar:leap06-15", "2025-01-01", ["2025-08-08", "2026-07-28"]),
        ("lunar:1988-leap04-15", "2027-05-20", ["2027-05-20", "2028-05-09"]),
        # the thirtieth is the 29th where there is none: 2025 and 2026, not 2027
        ("lunar:12-30", "2026-02-15", ["2026-02-16", "2027-02-05", "2028-01-25"]),
        ("lunar:leap06-30", "2025-01-01", ["2025-08-22"]),
    ],
)
def test_lunar(text: str, start: str, expected: list[str]) -> None:
    """By the lunar year, in the leap month where there is one, on the last day of short ones."""
    assert dates(text, start, len(expected)) == expected


def test_skipping() -> None:
    """Set to skip, what a year lacks is not kept in it."""
    assert dates("lunar:leap06-15", "2025-01-01", 3, STRICT) == [
        "2025-08-08", "2036-08-06", "2055-08-07",
    ]  # fmt: skip
    assert dates("lunar:12-30", "2026-01-01", 2, STRICT) == ["2030-02-02", "2033-01-30"]
    assert dates("lunar:leap12-01", "1900-01-01", 1, STRICT) == []


def test_the_end_of_the_tables() -> None:
    """Lunar birthdays are not guessed past 2100, solar ones end with the calendar."""
    assert dates("lunar:12-29", "2099-06-01", 9) == ["2100-02-07", "2101-01-28"]
    assert dates("lunar:12-29", "2101-01-29", 9) == []
    assert dates("05-12", "9999-05-12", 9) == ["9999-05-12"]
    assert dates("lunar:08-15", "0001-01-01", 1) == ["1900-09-08"]


def test_a_window_may_hold_a_birthday_twice_or_never() -> None:
    """Lunar 12-01 in 2030 and 2031."""
    born = Birthday.parse("lunar:12-01")
    for year, count in ((2030, 2), (2031, 0)):
        first, last = date(year, 1, 1), date(year, 12, 31)
        assert len(dates_between(born, first, last)) == count
        assert Window.over(first, last).match(born) == dates_between(born, first, last)


def test_an_empty_window() -> None:
    """A window that ends before it begins holds nobody."""
    empty = Window.over(date(2026, 5, 12), date(2026, 5, 11))
    assert empty.match(Birthday.parse("05-12")) == []
    assert empty.endings == frozenset()


BIRTHDAYS = st.one_of(
    st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(lambda d: d.isoformat()[5:]),
    st.sampled_from(["02-28", "02-29", "03-01"]),
    st.tuples(st.sampled_from(["", "leap"]), st.integers(1, 12), st.integers(1, 30)).map(
        lambda parts: f"lunar:{parts[0]}{parts[1]:02}-{parts[2]:02}"
    ),
    st.tuples(st.sampled_from(["", "leap"]), st.integers(1, 12), st.integers(29, 30)).map(
        lambda parts: f"lunar:{parts[0]}{parts[1]:02}-{parts[2]:02}"
    ),
)
WAYS = st.fixed_dictionaries(
    {
        "feb29": st.sampled_from(["02-28", "03-01"]),
        "leap": st.sampled_from(["plain", "skip"]),
        "day30": st.sampled_from(["29", "skip"]),
    }
)


@settings(max_examples=400, deadline=None)
@given(
    text=BIRTHDAYS,
    first=st.dates(date(1899, 6, 1), date(2102, 1, 1))
    | st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    length=st.integers(0, 800),
    ways=WAYS,
)
def test_a_window_is_the_dates_between(text: str, first: date, length: int, ways: Customs) -> None:
    """Looking up the days of a window once gives what counting through the years gives."""
    born, last = Birthday.parse(text), first + timedelta(days=length)
    window = Window.over(first, last, **ways)
    expected = [day for day in next_dates(born, first, 5, **ways) if day <= last]
    assert dates_between(born, first, last, **ways) == expected
    assert window.match(born) == expected
    assert not expected or str(born)[-5:] in window.endings


def test_the_shops_customs() -> None:
    """The shipped policy keeps the 28th, the plain month and the 29th; other words are told."""
    policy = Policy()
    assert customs(policy.at(date(2026, 11, 22))) == PLAIN


def test_a_custom_there_is_not(tmp_path: Path) -> None:
    """A word in the shop's policy that means nothing here is refused with those that do."""
    (tmp_path / "callback.toml").write_text(
        '[feb29]\ntitle_en = "x"\ntitle_zh = "x"\nunit = "month and day"\nsources = []\n'
        'default_of_tool = true\nchanged_by = "shop_manager"\n[[feb29.values]]\nvalue = "03-02"\n',
        encoding="utf-8",
    )
    with pytest.raises(BadPolicy, match="03-02") as refusal:
        customs(Policy(tmp_path).at(date(2026, 11, 22)))
    assert "03-01" in str(refusal.value.hint)
