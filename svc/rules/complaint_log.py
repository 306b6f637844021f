"""The logs of a complaint as one: moves, steps and offers in the order they were made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from svc.rules.complaint import PROGRESS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.records.complaint import Complaint

Line = Mapping[str, Any]


def in_order(complaint: Complaint, leads_to: Mapping[str, str]) -> list[Line]:
    """All that was noted about a complaint by time, each log in its own order.

    Where only the day is known, a step or an offer stands behind the move it made: `leads_to` are
    the states by step.
    """
    merged = _merged(complaint.history, complaint.steps, leads_to)
    return _merged(merged, complaint.offers, leads_to)


def _merged(log: Sequence[Line], more: Sequence[Line], leads_to: Mapping[str, str]) -> list[Line]:
    found = list(log)
    place = 0
    for line in more:
        place = _place(found, line, leads_to, place)
        found.insert(place, line)
        place += 1
    return found


def _place(found: Sequence[Line], line: Line, leads_to: Mapping[str, str], after: int) -> int:
    """Where a line belongs: behind what was before it, and on its own moment behind its move."""
    at = _at(line)
    start = max(after, sum(_at(each) < at for each in found))
    end = sum(_at(each) <= at for each in found)
    wanted = PROGRESS[_reached(line, leads_to)]
    if _progress(found[:start]) >= wanted:
        return start
    moves = (n for n in range(start, end) if _progress(found[n : n + 1]) >= wanted)
    return next(moves, max(start, end - 1)) + 1 if end > start else start


def _progress(lines: Sequence[Line]) -> int:
    """How far a complaint had come by these lines since it was logged, or reopened last."""
    reached = 0
    for line in lines:
        state = str(line.get("state", ""))
        reached = 0 if state == "reopened" else max(reached, PROGRESS.get(state, 0))
    return reached


def _at(line: Line) -> str:
    return str(line.get("at", ""))


def _reached(line: Line, leads_to: Mapping[str, str]) -> str:
    """The state a step or an offer brings a complaint to at least."""
    if "step" not in line:
        return "proposed"
    state = leads_to.get(str(line["step"]), "acknowledged")
    return state if state in PROGRESS else "acknowledged"
