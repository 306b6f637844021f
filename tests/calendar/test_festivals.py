"""Festivals by date, rule, moon and term."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from svc.calendar.festivals import festivals_on, next_festival
from svc.calendar.lunar import LAST_DAY
from svc.errors import BadInput

LUNAR = {
    "春节": ("2026-02-17", "2027-02-06", "2028-01-26"),
    "元宵节": ("2026-03-03", "2027-02-20", "2028-02-09"),
    "端午节": ("2026-06-19", "2027-06-09", "2028-05-28"),
    "七夕": ("2026-08-19", "2027-08-08", "2028-08-26"),
    "中秋节": ("2026-09-25", "2027-09-15", "2028-10-03"),
    "重阳节": ("2026-10-18", "2027-10-08", "2028-10-26"),
    "腊八节": ("2027-01-15", "2028-01-04", "2029-01-22"),
    "除夕": ("2027-02-05", "2028-01-25", "2029-02-12"),
}
OTHERS = [
    ("元旦", "2027-01-01"),
    ("妇女节", "2027-03-08"),
    ("消费者权益日", "2027-03-15"),
    ("劳动节", "2027-05-01"),
    ("国庆节", "2026-10-01"),
    ("清明节", "2026-04-05"),
    ("清明节", "2028-04-04"),
    ("冬至", "2026-12-22"),
    ("母亲节", "2026-05-10"),
    ("母亲节", "2027-05-09"),
    ("父亲节", "2026-06-21"),
    ("感恩节", "2026-11-26"),
    ("除夕", "2026-02-16"),
    ("北方小年", "2027-01-30"),
    ("南方小年", "2027-01-31"),
    ("除夕", "2101-01-28"),
]


def names(day: date) -> list[str]:
    return [festival.name for festival in festivals_on(day)]


@pytest.mark.parametrize(
    ("name", "text"), [(n, t) for n, days in LUNAR.items() for t in days] + OTHERS
)
def test_known_festivals(name: str, text: str) -> None:
    """Kept on its day, neither the day before nor after; each with a gloss in English."""
    day = date.fromisoformat(text)
    assert name in names(day)
    assert name not in names(day - timedelta(days=1))
    if day < LAST_DAY:
        assert name not in names(day + timedelta(days=1))
    assert all(festival.gloss.isascii() for festival in festivals_on(day))


def test_each_once_a_lunar_year() -> None:
    """In 2028, which has the fifth month twice, 端午节 is kept once; so is all else."""
    first = date(2028, 1, 26)
    days = [first + timedelta(days=n) for n in range((date(2029, 2, 13) - first).days)]
    kept = [name for day in days for name in names(day)]
    assert kept.count("端午节") == kept.count("除夕") == kept.count("中秋节") == 1


def test_several_on_one_day() -> None:
    """In 2020 the moon was full on National Day."""
    assert names(date(2020, 10, 1)) == ["国庆节", "中秋节"]


@pytest.mark.parametrize(
    ("day", "on", "name"),
    [
        (date(2026, 9, 24), date(2026, 9, 25), "中秋节"),
        (date(2026, 9, 25), date(2026, 9, 25), "中秋节"),
        (date(2026, 9, 26), date(2026, 10, 1), "国庆节"),
        (date(2027, 2, 5), date(2027, 2, 5), "除夕"),
    ],
)
def test_the_next_one(day: date, on: date, name: str) -> None:
    """The first from that day on, the day itself included."""
    found, kept = next_festival(day)
    assert (found, kept[0].name) == (on, name)


def test_outside_the_tables() -> None:
    """Where the moon is not known, festivals are not guessed."""
    with pytest.raises(BadInput):
        next_festival(date(2101, 1, 29))
