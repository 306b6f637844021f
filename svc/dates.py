"""Dates as people type them. Only `svc.cli` reads the clock; here today is an argument."""

from __future__ import annotations

from datetime import date, timedelta

from svc.errors import BadInput
from svc.i18n import say


def parse_date(text: str, today: date) -> date:
    """An ISO date, `today`, `yesterday`, `tomorrow`, the same in Chinese, `+7d` or `-7d`.

    Raises:
        BadInput: no such form, or no such day.
    """
    text = text.strip()
    named = {"today": 0, "yesterday": -1, "tomorrow": 1, "今天": 0, "昨天": -1, "明天": 1}
    try:
        if text in named:
            return today + timedelta(days=named[text])
        if text[:1] in {"+", "-"} and text[-1:] == "d" and _has_digits(text[1:-1], 1, 5):
            return today + timedelta(days=int(text[:-1]))
        if text[4:5] == text[7:8] == "-" and _has_digits(text[:4] + text[5:7] + text[8:], 8, 8):
            return date.fromisoformat(text)
    except (ValueError, OverflowError):
        pass
    raise BadInput(
        say("{text!r} is not a date.", text=text),
        say("Write it as 2026-11-22, today, yesterday or +7d."),
    )


def _has_digits(text: str, least: int, most: int) -> bool:
    """Whether a text is so many plain digits and nothing else."""
    return least <= len(text) <= most and text.isascii() and text.isdigit()


def short(day: date) -> str:
    """The six digits an id carries: 2026-11-22 is `261122`."""
    return day.strftime("%y%m%d")


def from_short(text: str) -> date:
    """The day of an id's six digits; years 70 to 99 are 19xx. Raises ValueError."""
    year = int(text[:2])
    return date(year + (1900 if year >= 70 else 2000), int(text[2:4]), int(text[4:6]))
