"""Ids: kind, day and six random characters (`C-261122-7KQ3MX`), and the files their day names.

Random, because two tills without a network must not draw the same; dated, because the date says
which file holds the record. What is derived from a cause, such as a callback's key
(`purchase.P-261122-7KQ3MX`), carries its cause's id and so its date.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from svc.dates import from_short, short
from svc.errors import BadInput
from svc.i18n import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that an id can be read out."""

ID = re.compile(r"[A-Z]-([0-9]{6})-([0-9A-HJKMNP-TV-Z]{6})")
_KEY_HEAD = r"[a-z][a-z0-9_-]*\.[A-Z]-"
KEY = re.compile(_KEY_HEAD + r"([0-9]{6})-([0-9A-HJKMNP-TV-Z]{6})(?:\.([0-9]{6}))?")
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2069, 12, 31)
"""The days an id can carry: two digits tell the year."""


def draw(kind: str, day: date, random: Callable[[int], bytes] = os.urandom) -> str:
    """A new id of a kind for a day.

    Raises:
        BadInput: no id can carry that day.
    """
    head = _head(kind, day)
    number = int.from_bytes(random(4), "big")
    tail = "".join(ALPHABET[number >> shift & 31] for shift in range(25, -1, -5))
    return head + tail


def _head(kind: str, day: date) -> str:
    """What all ids of a kind and a day begin with; raises BadInput."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise BadInput(
            say("{day} is too far away to be put on file.", day=day.isoformat()),
            say("Give a day from {first} to {last}.", first=FIRST_DAY, last=LAST_DAY),
        )
    return f"{kind}-{short(day)}-"


def draw_many(kind: str, day: date, count: int) -> list[str]:
    """So many ids of a kind for a day, drawn at once; some may be alike. Raises BadInput."""
    head = _head(kind, day)
    numbers = memoryview(os.urandom(4 * count)).cast("I")
    return [
        head
        + _PAIRS[n >> 20 & 1023] + _PAIRS[n >> 10 & 1023] + _PAIRS[n & 1023]
        for n in numbers
    ]  # fmt: skip


_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]


def is_id(text: str) -> bool:
    """Whether the text has the form of an id or of a callback's key, and its day exists."""
    try:
        day_of(text)
    except ValueError:
        return False
    return True


def day_and_tail(record_id: str) -> tuple[str, str]:
    """The six digits of the day and the six random characters of an id; raises ValueError."""
    match = (KEY if "." in record_id else ID).fullmatch(record_id)
    if match is None:
        raise ValueError(record_id)
    groups = match.groups()
    return (groups[2] if len(groups) == 3 and groups[2] else groups[0]), groups[1]


def day_of(record_id: str) -> date:
    """The day an id carries; for a key with a day of its own, that day. Raises ValueError."""
    return _day(day_and_tail(record_id)[0])


_day = cache(from_short)


def shards_of(record_id: str) -> list[str]:
    """The files that may hold an id, first choice first: month, ten days, day, parts of a day.

    A new record goes to the first of them that has room. Nothing moves later, so that one added
    record stays one added line. A day's parts are four, then 32, then 1,024, by how the random
    tail begins: few files that are nearly full, for each is looked at in every search.
    Raises ValueError.
    """
    digits, tail = day_and_tail(record_id)
    day = _iso(digits)
    return [
        *whole_days(digits),
        f"{day}-{QUARTER_OF[tail[0]]}",
        f"{day}-{tail[0]}",
        f"{day}-{tail[:2]}",
    ]


def whole_days(digits: str) -> tuple[str, str, str]:
    """The files of a day, given by its six digits, that hold whole days; raises ValueError."""
    day = _iso(digits)
    return day[:7], f"{day[:9]}x", day


@cache
def _iso(digits: str) -> str:
    return _day(digits).isoformat()


def places(
    there: Iterable[str], record_ids: Iterable[str]
) -> Iterator[tuple[list[str], list[str]]]:
    """Of the files that are there those that may hold some of these ids, first choice first.

    Each with those ids. What is no id is left out, and whatever no file may hold.
    """
    by_month: dict[str, list[str]] = {}
    for each in record_ids:
        if match := (KEY if "." in each else ID).fullmatch(each):
            digits = match[3 if match.lastindex == 3 else 1]
            by_month.setdefault(digits[:4], []).append(each)
    files: dict[str, list[str]] = {}
    for shard in there:
        files.setdefault(shard[:7], []).append(shard)
    for digits, here in by_month.items():
        with suppress(ValueError):
            month = _iso(digits + "01")[:7]
            found = files.get(month, [])
            if found == [month]:  # as of most months: no day need be looked at
                yield found, here
            elif found:
                yield from _places_of_days(set(found), here)


def _places_of_days(
    there: set[str], record_ids: Iterable[str]
) -> Iterator[tuple[list[str], list[str]]]:
    """As `places`, of a month that passed a file."""
    cut = {shard[:10] for shard in there if len(shard) > len("2026-11-22")}
    by_day: dict[str, list[str]] = {}
    for each in record_ids:
        by_day.setdefault(day_and_tail(each)[0], []).append(each)
    for digits, here in by_day.items():
        with suppress(ValueError):
            whole = whole_days(digits)
            parts: list[tuple[Iterable[str], list[str]]] = [(whole, here)]
            if whole[2] in cut:  # the day passed a file, too: its ids may be in different ones
                parts = [(shards_of(each), [each]) for each in here]
            for shards, part in parts:
                if found := [shard for shard in shards if shard in there]:
                    yield found, part


LEVELS = 6
"""How many files may hold an id."""
QUARTERS = {"0-7": "0-7", "8-F": "8-9A-F", "G-Q": "GHJKMNPQ", "R-Z": "R-TV-Z"}
"""The four parts of a day that passes a file, and the first characters of the tails in each."""
QUARTER_OF = {ALPHABET[n]: name for n, name in enumerate(n for n in QUARTERS for _ in range(8))}
_PART = "[0-9A-HJKMNP-TV-Z]{1,2}|" + "|".join(QUARTERS)
SHARD = re.compile(rf"([0-9]{{4}})-([0-9]{{2}})(?:-([0-3]x|[0-9]{{2}}(?:-({_PART}))?))?")


@cache
def pattern_of(shard: str, letter: str) -> re.Pattern[str]:
    """What every id in a shard (`2026-11`) matches; without a letter, callbacks' keys.

    One pattern a shard: looking at each id's day by itself would cost more than reading its line.
    """
    match = SHARD.fullmatch(shard)
    if match is None or not 1 <= int(match[2]) <= 12 or not 1970 <= int(match[1]) <= 2069:
        return _NOTHING
    year, month = int(match[1]), int(match[2])
    days = [f"{n:02d}" for n in range(1, _length(year, month) + 1)]
    if match[3]:
        start = match[3][:2].rstrip("x")  # 2026-11-1x holds the days from 10 to 19
        days = [day for day in days if day.startswith(start)]
    if not days:
        return _NOTHING
    day = f"{year % 100:02d}{month:02d}(?:{'|'.join(days)})"
    part = match[4] or ""
    if part in QUARTERS:
        tail = f"[{QUARTERS[part]}][0-9A-HJKMNP-TV-Z]{{5}}"
    else:
        tail = f"{part}[0-9A-HJKMNP-TV-Z]{{{6 - len(part)}}}"
    if letter:
        return re.compile(f"{letter}-{day}-{tail}")
    return re.compile(f"{_KEY_HEAD}(?:{day}-{tail}|[0-9]{{6}}-{tail}\\.{day})")


def _length(year: int, month: int) -> int:
    """How many days a month has; the library's `calendar` costs what a whole look-up does."""
    return (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days


_NOTHING = re.compile(r"(?!)")


def misplaced(record_id: str, shard: str, letter: str) -> tuple[str, Sentence] | None:
    """Why an id may not stand in a shard, with a stable word for it, or None where it may."""
    if pattern_of(shard, letter).fullmatch(record_id):
        return None
    if not is_id(record_id):
        return "malformed-id", say("the id is none: it looks like C-261122-7KQ3MX")
    is_key = KEY.fullmatch(record_id) is not None
    if is_key is bool(letter) or not record_id.startswith(letter):
        return "foreign-id", say("{id} is an id of another table", id=record_id)
    return "wrong-file", say(
        "{id} belongs in {file}.jsonl", id=record_id, file=shards_of(record_id)[0]
    )


def months_between(first: date, last: date) -> list[str]:
    """The starts of the shard names that hold ids of these days: `2026-11`, `2026-12`, …."""
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in months]
