"""What erasing took out of a record at one till, taken out of the other till's version, too.

Without it a merge would bring back, in the record or in a conflict, what a person had the shop
erase (docs/decisions/0022-erase.md). The words are the same as erasing's own: a test compares.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from svc.store.united import spelt
from svc.store.units import GUEST, MARK, NAMED, PLANS, TYPED, WHOLE, WORDLESS, Plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    Raw = dict[str, Any]

EMPTY: dict[type, Any] = {str: MARK, list: [], dict: {}}
"""What stands where a value of this kind is cleared."""
OTHERWISE = ("customers", "events", "conflicts")
"""A person's file is settled whole; of a gathering and of conflicts others' rows stay."""


CODED = re.compile(
    r"[A-Z]-[0-9]{6}-[0-9A-Z]{6}|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:]{5})?|-?[0-9]{1,6}(\.[0-9]+)?"
    r"|S[0-9]-[0-9]+|[a-z][a-z_.-]*"
)
"""Amounts, days, ids and words of our own: texts that nobody's name or phone is."""
NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]+)?|[0-9:]{5}-[0-9:]{5}")
"""A number of a slip, or the hours of a day: no phone's."""

__all__ = ["GUEST", "cleared", "heard_first", "is_erased", "is_marked", "worded"]


def is_erased(table: str, base: Raw, side: Raw) -> bool:
    """Whether a side was cleared of what is personal since the base."""
    if table == "customers":
        return "erased_on" in side
    if is_marked(side, base):
        return True
    for name in _plan(table).logs:
        there = {spelt(entry) for entry in _entries(side.get(name))}
        gone = [entry for entry in _entries(base.get(name)) if spelt(entry) not in there]
        if gone and all(_has_gone(entry, there) for entry in gone):
            return True
    return False


def is_marked(side: Raw, base: Raw) -> bool:
    """Whether a mark came in since the base, be it within a text: her books have it so, too."""
    return MARK in spelt(side) and MARK not in spelt(base)


def cleared(table: str, raw: Raw) -> Raw:
    """A record without what erasing takes out of it."""
    if table in OTHERWISE:
        return raw
    plan = _plan(table)
    known = {*plan.decided, "id", "schema"} - {*plan.personal}
    found: Raw = {}
    for name, value in raw.items():
        if name in plan.logs or name in plan.rows:
            found[name] = [_wordless(entry) for entry in _entries(value)]
        elif name == "answers" and isinstance(value, dict):
            found[name] = {q: MARK if isinstance(said, str) else said for q, said in value.items()}
        elif name in known:
            found[name] = value
        elif name != "row":  # a number made of her phone or name among others
            found[name] = EMPTY.get(type(value), value)
    return found


def heard_first(table: str, ours: Raw, theirs: Raw, gone: list[bool]) -> tuple[Raw, Raw]:
    """The two sides, first the one whose word stands: nobody is asked about who was erased.

    That of the till that erased does (`gone`), whichever side is ours; but that a message went
    stays known.
    """
    if table in OTHERWISE or gone[0] == gone[1]:
        return ours, theirs
    erasing, other = (ours, theirs) if gone[0] else (theirs, ours)
    life = _plan(table).life
    along = _plan(table).along(life.unit) if life else None
    if life and along:
        went = [side.get(life.unit) in along.apart for side in (erasing, other)]
        if went == [False, True]:
            return other, erasing
    return erasing, other


def worded(raw: Raw, *known: Raw) -> Raw:
    """A cleared record whose books hold no words but those that other versions had before.

    Her name may stand in the name of goods, or in a quote: whoever erased her knew it, a merge
    does not.
    """
    words = {text for each in known for text in _texts(each)}

    def kept(name: str, value: Any) -> Any:
        if isinstance(value, str):
            is_ours = name not in NAMED and CODED.fullmatch(value)
            return value if is_ours or value in words or NUMBER.fullmatch(value) else MARK
        if isinstance(value, list):
            return [kept(name, each) for each in value]
        return {n: kept(n, v) for n, v in value.items()} if isinstance(value, dict) else value

    return {n: kept(n, v) if n in (*WHOLE, *NAMED, *TYPED) else v for n, v in raw.items()}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _plan(table: str) -> Plan:
    return PLANS.get(table) or Plan()


def _entries(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _has_gone(entry: Any, there: set[str]) -> bool:
    """Whether an entry stands among others without its words: with the mark, or bare as of old."""
    left = (_wordless(entry), _bare(entry))
    return any(each != entry and spelt(each) in there for each in left)


def _wordless(entry: Any) -> Any:
    if not isinstance(entry, dict):
        return entry
    return _bare(entry) | ({"text": MARK} if entry.get("text") else {})


def _bare(entry: Any) -> Any:
    if not isinstance(entry, dict):
        return entry
    return {name: value for name, value in entry.items() if name in WORDLESS}
