"""What differs between two states of a record: the fields, and inside mappings and lists.

As a person sees it: a new entry of a log is one entry that came, not the whole list twice; a guest
who answered is one field of that guest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from json import dumps
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Place = tuple[str | int, ...]


class _Nothing:
    """What stands where there is no field: not null, which is a value."""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "NOTHING"


NOTHING = _Nothing()
WHO_OR_WHAT = ("customer", "sku", "code", "id", "unit")
"""Fields that tell which guest or piece a row of a list is about: another one is another row."""
MOST_COMPARED = 250_000
"""Two lists of more pairs than this are not looked through for rows that are alike."""


class Change(Frozen, kw_only=False):
    """One field that differs: where it is, its value before and after, NOTHING for none.

    A row of a list that came is counted where it is now, one that went or changed where it was.
    """

    place: Place
    before: Any
    after: Any

    @property
    def field(self) -> str:
        """The place as one text: `profile.size`, `history[3].state`."""
        return path_of(self.place)

    @property
    def is_row(self) -> bool:
        """Whether a whole row of a list came or went."""
        one_sided = (self.before is NOTHING) is not (self.after is NOTHING)
        return one_sided and isinstance(self.place[-1], int)

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract; null where there is nothing."""
        return {
            "field": self.field,
            "before": None if self.before is NOTHING else self.before,
            "after": None if self.after is NOTHING else self.after,
        }


def path_of(place: Place) -> str:
    """A place as one text; a name that would be read in two ways stands in quotes."""
    text = ""
    for step in place:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _PLAIN.fullmatch(step):
            text += f".{step}" if text else step
        else:
            text += f"[{dumps(step, ensure_ascii=False)}]"
    return text


_PLAIN = re.compile(r"[^\W\d][\w-]*")


def differences(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[Change]:
    """The fields that differ, in the order of their names; the id is none of them.

    None is a record that is not there: then each field of the other one differs.
    """
    old, new = before or {}, after or {}
    return [
        change
        for name in sorted({**old, **new})
        if name != "id"
        for change in _between((name,), old.get(name, NOTHING), new.get(name, NOTHING))
    ]


def _between(place: Place, old: Any, new: Any) -> Iterator[Change]:
    if _both_are(Mapping, old, new):
        old, new = old or {}, new or {}
        for name in sorted({**old, **new}):
            yield from _between((*place, name), old.get(name, NOTHING), new.get(name, NOTHING))
    elif _both_are(list, old, new):
        yield from _between_lists(place, old or [], new or [])
    elif not same(old, new):
        yield Change(place, old, new)


def _both_are(kind: type, old: Any, new: Any) -> bool:
    """Whether to go into two values: where one is nothing, so is each part of the other."""
    if old is NOTHING or new is NOTHING:
        there = new if old is NOTHING else old
        return isinstance(there, kind) and bool(there)
    return isinstance(old, kind) and isinstance(new, kind) and bool(new)


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same on file, where `true` is not 1."""
    if one is NOTHING or other is NOTHING:
        return one is other
    return one is other or (one == other and _text(one) == _text(other))


def _text(value: Any) -> str:
    return dumps(value, sort_keys=True)


def _between_lists(place: Place, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Change]:
    was, now = [_text(each) for each in old], [_text(each) for each in new]
    for of_old, of_new in _apart(was, now):
        yield from _rows(place, old, new, of_old, of_new)


def _apart(was: Sequence[str], now: Sequence[str]) -> Iterator[tuple[range, range]]:
    """The parts in which two lists differ, each with the places in the one and the other."""
    start, shorter = 0, min(len(was), len(now))
    while start < shorter and was[start] == now[start]:
        start += 1
    end = 0
    while end < shorter - start and was[-1 - end] == now[-1 - end]:
        end += 1
    of_old, of_new = range(start, len(was) - end), range(start, len(now) - end)
    if not of_old or not of_new or len(of_old) * len(of_new) > MOST_COMPARED:
        yield of_old, of_new
        return
    from difflib import SequenceMatcher

    one, other = was[start : of_old.stop], now[start : of_new.stop]
    for tag, i, j, m, n in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag != "equal":
            yield range(start + i, start + j), range(start + m, start + n)


def _rows(
    place: Place, old: Sequence[Any], new: Sequence[Any], of_old: range, of_new: range
) -> Iterator[Change]:
    """Rows that came, went or changed between two parts of lists that have no row in common."""
    left = of_new.start
    in_step = of_new.start - of_old.start if len(of_old) == len(of_new) else None
    few = len(of_old) * len(of_new) <= MOST_COMPARED
    for here in of_old:
        found = next(
            (
                n
                for n in range(left, of_new.stop if few else left)
                if _are_one(old[here], new[n], by_place=n - here == in_step)
            ),
            None,
        )
        if found is None:
            yield Change((*place, here), old[here], NOTHING)
            continue
        for n in range(left, found):
            yield Change((*place, n), NOTHING, new[n])
        yield from _between((*place, here), old[here], new[found])
        left = found + 1
    for n in range(left, of_new.stop):
        yield Change((*place, n), NOTHING, new[n])


def _are_one(one: Any, other: Any, *, by_place: bool) -> bool:
    """Whether two rows are one row that changed; what is no mapping goes by its place alone."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return by_place and type(one) is type(other)
    for name in WHO_OR_WHAT:
        if name in one and name in other:
            return same(one[name], other[name])
    shared = sum(name in other and same(one[name], other[name]) for name in one)
    return 2 * shared >= len({**one, **other}) and shared > 0


def applied(before: Mapping[str, Any] | None, changes: Iterable[Change]) -> dict[str, Any]:
    """The fields of a record after these changes of it; raises IndexError for those of another."""
    done = _with(before or {}, [(change.place, change) for change in changes])
    return done or {}


def _with(value: Any, changes: list[tuple[Place, Change]]) -> Any:
    if not changes:
        return value
    for rest, change in changes:
        if not rest:
            return change.after
    if isinstance(changes[0][0][0], int):
        return _list_with(list(value or []), changes)
    done = dict(value or {})
    for name in dict.fromkeys(rest[0] for rest, _change in changes):
        under = [(rest[1:], change) for rest, change in changes if rest[0] == name]
        if (after := _with(done.get(name, NOTHING), under)) is NOTHING:
            done.pop(name, None)
        else:
            done[name] = after
    return done or NOTHING


def _list_with(rows: list[Any], changes: list[tuple[Place, Change]]) -> Any:
    """A list after these changes: first in its rows, then without those that went, then with more.

    A row came or went if the change is of the row itself and of one side only.
    """
    came: dict[int, Any] = {}
    gone: list[int] = []
    inside: dict[int, list[tuple[Place, Change]]] = {}
    for rest, change in changes:
        at = int(rest[0])
        if len(rest) == 1 and change.is_row:
            if change.before is NOTHING:
                came[at] = change.after
            else:
                gone.append(at)
        else:
            inside.setdefault(at, []).append((rest[1:], change))
    for at, under in inside.items():
        rows[at] = _with(rows[at], under)
    for at in sorted(gone, reverse=True):
        del rows[at]
    for at in sorted(came):
        rows.insert(at, came[at])
    return rows or NOTHING
