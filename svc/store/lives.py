"""The life of a case merged: what both tills did to its state, and the log that tells of it.

A state and its log are one story. Where two tills went on apart, one of the two stories stands,
whole, and the other waits to be chosen; an entry that moved nothing is in both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.store.united import ABSENT, same, spelt
from svc.store.units import Along, Tried

if TYPE_CHECKING:
    from svc.store.units import Life, Plan

    Raw = dict[str, Any]

NOTED = ("sign", "edit")
"""What `did` says of an entry that moved nothing."""
WHO_AND_WHEN = ("at", "staff", "post", "till")
PASSED_ON = ("assigned_to", "post")
"""Keys of an entry that says who has the case now."""


def went_apart(plan: Plan, base: Raw, ours: Raw, theirs: Raw) -> bool:
    """Whether both tills moved a case, and not along one path, nor once in the same way.

    What is done once, and was done by both, counts as apart although both say the same: each gave
    the money.
    """
    life = plan.life
    if life is None:
        return False
    mine, his = own_moves(life, base, ours, theirs), own_moves(life, base, theirs, ours)
    if not (mine and his):
        return False
    if any(name in ours and name in theirs and name not in base for name in life.once):
        return True
    if any(own_rows(plan, n, base, ours, theirs) and own_rows(plan, n, base, theirs, ours)
           for n in life.rows):  # fmt: skip
        return True
    states = [[entry.get("state") for entry in each] for each in (mine, his)]
    along = plan.along(life.unit)
    if along and all(state in along.path for each in states for state in each):
        return all(any(state in along.apart for state in each) for each in states)
    said = [[_words(entry) for entry in each] for each in (mine, his)]
    return said[0] != said[1] or len(said[0]) > 1


def _words(entry: Raw) -> Raw:
    """What a move says, whoever made it and when."""
    return {name: value for name, value in entry.items() if name not in WHO_AND_WHEN}


def own_moves(life: Life, base: Raw, side: Raw, other: Raw) -> list[Raw]:
    """The moves that one side's log has, and neither the base's nor the other's."""
    known = {spelt(entry) for each in (base, other) for entry in _list(each.get(life.log))}
    return [entry for entry in _moves(_list(side.get(life.log))) if spelt(entry) not in known]


def own_rows(plan: Plan, name: str, base: Raw, side: Raw, other: Raw) -> list[Raw]:
    """The rows that one side added, and the other did not."""

    def known_by(row: Any) -> str:
        keys = plan.rows[name].known_by
        return spelt([row.get(key) for key in keys] if isinstance(row, dict) else row)

    known = {known_by(row) for each in (base, other) for row in _list(each.get(name))}
    return [row for row in _list(side.get(name)) if known_by(row) not in known]


def without(value: Any, taken: list[Raw], side: Any) -> Any:
    """A list without these entries; where none is left as a side has it that has none."""
    if not taken or not isinstance(value, list):
        return value
    gone = {spelt(entry) for entry in taken}
    left = [entry for entry in value if spelt(entry) not in gone]
    return left or (ABSENT if side is ABSENT else [])


def _moves(entries: list[Any]) -> list[Raw]:
    found, before = [], None
    for entry in entries:
        if not isinstance(entry, dict) or "state" not in entry:
            continue
        stays = entry["state"] == before and any(name in entry for name in PASSED_ON)
        if not stays and entry.get("did") not in NOTED:
            found.append(entry)
            before = entry["state"]
    return found


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def settled(plan: Plan, unit: str, ours: Raw, theirs: Raw) -> Raw | None:
    """Which of two changes of a unit holds of itself; None where somebody has to choose."""
    how = plan.settled.get(unit)
    if isinstance(how, Along):
        return _along(how, ours, theirs)
    return _result(how, ours, theirs) if isinstance(how, Tried) else None


def _result(how: Tried, ours: Raw, theirs: Raw) -> Raw | None:
    """Settling beats trying; of two alike the first that settled counts, the last that tried."""
    results = ours.get(how.by), theirs.get(how.by)
    if results[0] == results[1]:
        pick = max if results[0] == how.trying else min
        return pick(ours, theirs, key=spelt)
    if how.trying in results:
        return theirs if results[0] == how.trying else ours
    return None


def _along(how: Along, ours: Raw, theirs: Raw) -> Raw | None:
    """The further of two moves along a path, if nothing else differs."""
    states = ours.get(how.by), theirs.get(how.by)
    if states[0] == states[1] or any(state not in how.path for state in states):
        return None
    if all(state in how.apart for state in states):
        return None
    further = max(ours, theirs, key=lambda side: how.path.index(side[how.by]))
    rest = [{n: v for n, v in side.items() if n != how.by} for side in (ours, theirs)]
    if how.apart:  # by which way it went comes with the state
        rest = [{n: v for n, v in each.items() if n not in ("via", "reference")} for each in rest]
    return further if same(*rest) else None
