"""Birthdays as people write them: solar or lunar, in digits or words, with a year or without."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from svc.errors import BadInput
from svc.i18n import say
from svc.lists.dates import day_of, is_date_like, plain
from svc.records.birthday import Birthday

_LUNAR_WORDS = re.compile(r"[(\[]?(?:农历|阴历|旧历|夏历|農曆|[Ll]unar)[)\]]?[:\s]*")
_SOLAR_WORDS = re.compile(r"[(\[]?(?:公历|阳历|新历|国历|西历)[)\]]?[:\s]*")
_IN_WORDS = re.compile(
    r"(?:([0-9]{4})年?\s*)?(闰)?(正|冬|腊|臘|[一二三四五六七八九十]{1,2})月"
    r"((?:初|廿|卅|[一二三])?[一二三四五六七八九十]{1,2}|廿|卅)[日号]?"
)
_IN_DIGITS = re.compile(r"(?:([0-9]{4})[-/.年]\s*)?(闰)?([0-9]{1,2})[-/.月]\s*([0-9]{1,2})[日号]?")
_MONTH_AND_DAY = re.compile(r"([0-9]{1,2})月\s*([0-9]{1,2})[日号]?")
_ONLY_LUNAR = ("闰", "正", "冬", "腊", "臘", "初", "廿", "卅")
_FORMS = say("Write it as 1990-05-12, 5月12日 or 农历八月十五.")
_DIGIT = {sign: value for value, sign in enumerate("一二三四五六七八九", start=1)}
_MONTHS = {"正": 1, "冬": 11, "腊": 12, "臘": 12}


def birthday_of(text: str, today: date, *, lunar: bool = False) -> Birthday:
    """The birthday a cell tells; `lunar` where its column says so.

    Raises:
        BadInput: it cannot be read, or in two ways; there is no such day; it is yet to come.
    """
    if not lunar and (day := _plain_day(text)) and day <= today:
        return Birthday(year=day.year, month=day.month, day=day.day)
    written = plain(text)
    if written.startswith("lunar:"):
        return Birthday.parse(written, today)
    bare = _LUNAR_WORDS.sub("", written).strip()
    lunar = lunar or bare != written
    if not lunar and (solar := _SOLAR_WORDS.sub("", written).strip()) != written:
        return _solar(solar, text, today)
    if match := _IN_WORDS.fullmatch(bare):
        return _in_words(match, text, today, lunar=lunar)
    if not lunar:
        return _solar(written, text, today)
    if match := _IN_DIGITS.fullmatch(bare):
        return _made(
            "lunar", match[1], int(match[3]), int(match[4]), today, leap=match[2] is not None
        )
    raise _unreadable(text)


def _plain_day(text: str) -> date | None:
    """The day of 1990-05-12, as most lists from a computer have it: at once, or not at all."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _solar(written: str, text: str, today: date) -> Birthday:
    if match := _MONTH_AND_DAY.fullmatch(written):
        return _made("solar", None, int(match[1]), int(match[2]), today)
    if re.fullmatch(r"[0-9]{2}-[0-9]{2}", written):
        return Birthday.parse(written, today)
    if re.fullmatch(r"[0-9]{1,2}[-/.][0-9]{1,2}", written):
        raise BadInput(
            say("{text!r} may be read in two ways: which is the month?", text=text),
            say("Write it as 5月12日 or 05-12."),
        )
    if not is_date_like(written):
        raise _unreadable(text)
    try:
        day = day_of(written)
    except BadInput as error:
        raise BadInput(error.message, _FORMS) from None
    return _made("solar", str(day.year), day.month, day.day, today)


def _in_words(match: re.Match[str], text: str, today: date, *, lunar: bool) -> Birthday:
    year, leap, month, day = match.groups()
    if not lunar and not any(sign in match[0] for sign in _ONLY_LUNAR):
        raise BadInput(
            say("{text!r} does not say whether it is a lunar day.", text=text),
            say("Write 农历 before it, or the solar day in digits."),
        )
    number = _MONTHS.get(month) or _number(month)
    day_number = _number(day.removeprefix("初"))
    if number is None or day_number is None:
        raise _unreadable(text)
    return _made("lunar", year, number, day_number, today, leap=leap is not None)


def _number(words: str) -> int | None:
    """The number of 九, 十, 十二, 二十, 廿三, 三十; None where the words are none."""
    words = words.replace("廿", "二十").replace("卅", "三十")
    words = words.replace("十十", "十")  # 廿十 is how some write 二十
    tens, ten, ones = words.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or any(sign not in _DIGIT for sign in tens + ones):
        return None
    return (_DIGIT.get(tens, 1) * 10 if ten else 0) + _DIGIT.get(ones, 0)


def _made(
    calendar: Literal["solar", "lunar"], year: str | None, month: int, day: int, today: date,
    *, leap: bool = False,
) -> Birthday:  # fmt: skip
    found = Birthday(
        calendar=calendar, year=int(year) if year else None, month=month, day=day, leap=leap
    )
    return Birthday.parse(str(found), today)  # refuses a day yet to come


def _unreadable(text: str) -> BadInput:
    return BadInput(say("{text!r} is not a birthday.", text=text), _FORMS)
