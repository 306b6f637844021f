"""Dates as people write them in lists; what could be read in two ways is refused."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache

from svc.errors import BadInput
from svc.i18n import Sentence, say

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_TIME = r"(?:[ T]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])\s?([0-9]{1,2})\2\s?([0-9]{1,2})" + _TIME)
_CHINESE = re.compile(r"([0-9]{4})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]?" + _TIME)
_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR_LAST = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{4}" + _TIME)
_SHORT_YEAR = re.compile(r"[0-9]{2}([-/.年])[0-9]{1,2}[-/.月][0-9]{1,2}[日号]?" + _TIME)
_SERIAL = re.compile(r"[0-9]{5}(\.[0-9]+)?")

_WRITE = say("Write it as 2026-11-22.")


def plain(text: str) -> str:
    """The text with full-width digits and marks made plain ones, its ends stripped."""
    return unicodedata.normalize("NFKC", text).translate(_DASHES).strip()


@lru_cache(maxsize=4096)  # a list has many rows of few days
def day_of(text: str) -> date:
    """The day of 1978.5.24, 1999/11/24, 1985年4月13日, 19970101, 2004-1-9; a time is dropped.

    Raises:
        BadInput: no such form, no such day, or more than one way to read it.
    """
    written = plain(text)
    if match := _YEAR_FIRST.fullmatch(written):
        year, month, day = match[1], match[3], match[4]
    elif match := _CHINESE.fullmatch(written) or _DIGITS.fullmatch(written):
        year, month, day = match[1], match[2], match[3]
    else:
        raise BadInput(_reason(written, text), _WRITE)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise BadInput(say("There is no day {day}.", day=text.strip()), _WRITE) from None


def is_date_like(text: str) -> bool:
    """Whether a text is written as a date, though perhaps not as one that can be taken."""
    forms = (_YEAR_FIRST, _CHINESE, _DIGITS, _YEAR_LAST, _SHORT_YEAR, _SERIAL)
    return any(form.fullmatch(plain(text)) for form in forms)


def _reason(written: str, text: str) -> Sentence:
    if _YEAR_LAST.fullmatch(written):
        return say("{text!r} may be read in two ways: the year has to come first.", text=text)
    if _SHORT_YEAR.fullmatch(written):
        return say("{text!r} has a year of two digits: nothing tells the century.", text=text)
    if _SERIAL.fullmatch(written):
        return say("{text!r} looks like a spreadsheet's number of a day, not a date.", text=text)
    return say("{text!r} is not a date.", text=text)
