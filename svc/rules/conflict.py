"""Conflicts: what two tills made of one record apart, compared and chosen from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from svc.records.conflict import Conflict

Raw = dict[str, Any]
GONE_OUT = ("settled", "pay", "handed_back", "sent")
"""Words of a history that say that money, goods or a message went."""
RECORD = "record"
"""The unit of a record as a whole: one side has none of it."""
_NOTHING: tuple[Any, ...] = (None, "", [], {}, (), False)


def is_gone(other: Mapping[str, Any]) -> bool:
    """Whether an alternative is that there be no such record."""
    return bool(other.get("gone"))


def fields_of(other: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields an alternative would give the record; null for one it would not have."""
    found = other.get("fields")
    return found if isinstance(found, dict) else {}


def is_same(one: Any, other: Any) -> bool:
    """Whether two values of a field say the same: a field that is empty is none."""
    return one == other or (one in _NOTHING and other in _NOTHING)


def differing(raw: Mapping[str, Any] | None, other: Mapping[str, Any]) -> list[str]:
    """The fields in which an alternative says something else than what stands, in order."""
    stands = raw or {}
    return [
        name
        for name in fields_of(other)
        if not is_same(stands.get(name), value_taken(stands.get(name), name, other))
    ]


def value_taken(value: Any, name: str, other: Mapping[str, Any]) -> Any:
    """A field with an alternative's word in place of what stands.

    Of a list or table only that is taken in which it differed when the two met: what has come
    since stays.
    """
    word, stood = fields_of(other).get(name), other.get("stood")
    before = stood.get(name) if isinstance(stood, dict) else None
    if isinstance(before, dict) and isinstance(value or {}, dict) and isinstance(word or {}, dict):
        found = dict(value or {})
        for key in {**before, **(word or {})}:
            if before.get(key) != (word or {}).get(key):
                found.pop(key, None)
                if key in (word or {}):
                    found[key] = (word or {})[key]
        return found or None
    if isinstance(before, list) and isinstance(value or [], list) and isinstance(word or [], list):
        return _entries_taken(list(value or []), before, list(word or [])) or None
    return word


def _entries_taken(value: list[Any], before: list[Any], word: list[Any]) -> list[Any]:
    """A list without what only stood, and with what only the other has, each where that has it."""
    found = [entry for entry in value if entry in word or entry not in before]
    for place, entry in enumerate(word):
        if entry in before or entry in found:
            continue
        above = (n for n in range(place - 1, -1, -1) if word[n] in found)
        at = next((found.index(word[n]) + 1 for n in above), 0)
        found.insert(at, entry)
    return found


def still_differs(raw: Mapping[str, Any] | None, other: Mapping[str, Any]) -> bool:
    """Whether an alternative is another word than what stands; `raw` None is no record."""
    if is_gone(other):
        return raw is not None
    return raw is None or bool(differing(raw, other))


def still_open(raw: Mapping[str, Any] | None, conflict: Conflict) -> list[tuple[int, Raw]]:
    """The alternatives somebody has still to choose from, by the number they are shown with."""
    return [
        (number, dict(other))
        for number, other in enumerate(conflict.others, start=1)
        if still_differs(raw, other)
    ]


def taken(raw: Mapping[str, Any] | None, record_id: str, others: Iterable[Raw]) -> Raw | None:
    """A record with these alternatives in place of what stands; None where it is to go."""
    found: Raw = {"id": record_id, **(raw or {})}
    for other in others:
        if is_gone(other):
            return None
        for name in fields_of(other):
            value = value_taken(found.pop(name, None), name, other)
            if value is not None:
                found[name] = value
    return found


def went_twice(raw: Mapping[str, Any] | None, other: Mapping[str, Any]) -> bool:
    """Whether each of two tills says that money, goods or a message went, each at its own time."""
    here, there = _went(raw or {}), _went(fields_of(other))
    return any(
        word == said and entry != against
        for word, entry in here
        for said, against in there
        if entry not in [each for _word, each in there]
    )


def _went(fields: Mapping[str, Any]) -> list[tuple[str, Any]]:
    history = fields.get("history")
    entries = [entry for entry in history if isinstance(entry, dict)] if isinstance(
        history, (list, tuple)) else []  # fmt: skip
    words = [(str(e.get("did") or e.get("state")), e) for e in entries]
    return [(word, e) for word, e in words if word in GONE_OUT]


def one_each(others: Iterable[tuple[int, Raw]]) -> bool:
    """Whether no unit has two alternatives, so that taking all of them leaves no choice."""
    rows = [other for _number, other in others]
    units = [str(other.get("unit")) for other in rows]
    return len(set(units)) == len(units) and (len(rows) < 2 or not any(map(is_gone, rows)))


def left_after(others: Iterable[tuple[int, Raw]], chosen: Raw) -> list[Raw]:
    """The alternatives that are open still once one was chosen: those of other units."""
    if is_gone(chosen):
        return []
    return [
        other
        for _number, other in others
        if other.get("unit") != chosen.get("unit") and not is_gone(other)
    ]
