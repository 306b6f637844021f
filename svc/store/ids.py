"""Ids: kind, day and six random characters (`C-261122-7KQ3MX`), and the files their day names.

Random, because two tills without a network must not draw the same; dated, because the date says
which file holds the record. What is derived from a cause, such as a callback's key
(`purchase.P-261122-7KQ3MX`), carries its cause's id and so its date.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date

from svc.dates import from_short, short

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that an id can be read out."""

ID = re.compile(r"[A-Z]-([0-9]{6})-([0-9A-HJKMNP-TV-Z]{6})")
KEY = re.compile(r"[a-z][a-z-]*\.[A-Z]-([0-9]{6})-([0-9A-HJKMNP-TV-Z]{6})(?:\.([0-9]{6}))?")


def draw(kind: str, day: date, random: Callable[[int], bytes] = os.urandom) -> str:
    """A new id of a kind for a day."""
    number = int.from_bytes(random(4), "big")
    tail = "".join(ALPHABET[number >> shift & 31] for shift in range(25, -1, -5))
    return f"{kind}-{short(day)}-{tail}"


def is_id(text: str) -> bool:
    """Whether the text has the form of an id or of a callback's key, and its day exists."""
    try:
        day_of(text)
    except ValueError:
        return False
    return True


def _parts(record_id: str) -> tuple[str, str]:
    match = ID.fullmatch(record_id) or KEY.fullmatch(record_id)
    if match is None:
        raise ValueError(record_id)
    groups = match.groups()
    return (groups[2] if len(groups) == 3 and groups[2] else groups[0]), groups[1]


def day_of(record_id: str) -> date:
    """The day an id carries; for a key with a day of its own, that day. Raises ValueError."""
    return from_short(_parts(record_id)[0])


def shards_of(record_id: str) -> list[str]:
    """The files that may hold an id, first choice first: month, day, and parts of a day.

    A new record goes to the first of them that has room. Nothing moves later, so that one added
    record stays one added line. Raises ValueError.
    """
    digits, tail = _parts(record_id)
    day = from_short(digits).isoformat()
    return [day[:7], day, f"{day}-{tail[0]}", f"{day}-{tail[:2]}"]


SHARD = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2})(?:-[0-9A-Z]{1,2})?)?")


def months_between(first: date, last: date) -> list[str]:
    """The starts of the shard names that hold ids of these days: `2026-11`, `2026-12`, …"""
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in months]
