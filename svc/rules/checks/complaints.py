"""The logs of complaints: a life the table of moves allows, each wait, step and offer whole."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from svc.i18n import say
from svc.records.complaint import WAITS
from svc.rules.complaint import MOVES, PROGRESS
from svc.rules.steps import LISTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from svc.i18n import Sentence
    from svc.problem import Problem
    from svc.records.complaint import Complaint
    from svc.rules.checks.snapshot import Snapshot

SEE = say("`svc complaint show` prints its history; git may know an earlier one.")


def lives(shop: Snapshot) -> Iterator[Problem]:
    """Each state follows the one before by the table of moves; the last is that it has."""
    for kept in shop.complaints:
        complaint = kept.record
        if not complaint.history:
            continue
        last, broken = _reached(complaint)
        if last != complaint.state:
            message = say(
                "{id} is {state}, and its history ends as {last}.",
                id=complaint.id, state=complaint.state, last=last,
            )  # fmt: skip
            yield kept.line.problem("wrong-state", message, say("Mend state or history."))
        if broken is not None:
            yield kept.line.problem("wrong-history", broken, SEE)


def _reached(complaint: Complaint) -> tuple[str | None, Sentence | None]:
    """Where a history leads, and its first move that cannot have been made.

    What two tills told of one move counts once, and what one of them told when the other was
    further already moves nothing; so does who has the case now.
    """
    before: str | None = None
    broken: Sentence | None = None
    seen: set[str] = set()
    for line in complaint.history:
        state = str(line.get("state"))
        if before is None:
            if state != "logged":
                broken = say("{id}: its history does not begin with logged.", id=complaint.id)
        elif _says_nothing_new(line, state, before, seen):
            continue
        elif state not in MOVES.get(before, ()):
            broken = broken or say(
                "{id} cannot have gone from {before} to {state}.",
                id=complaint.id, before=before, state=state,
            )  # fmt: skip
        before = state
        seen.add(state)
    return before, broken


def _says_nothing_new(line: Mapping[str, Any], state: str, before: str, seen: set[str]) -> bool:
    if state == before:
        return True
    if ("assigned_to" in line or "post" in line) and state in seen:
        return True
    return PROGRESS.get(state, 9) < PROGRESS.get(before, 0)


def logs(shop: Snapshot) -> Iterator[Problem]:
    """Each entry has its moment, none before the one above it or before the complaint."""
    for kept in shop.complaints:
        complaint = kept.record
        for name in ("history", "steps", "offers", "waits"):
            last = complaint.on.isoformat()
            for line in getattr(complaint, name):
                if not _is_moment(at := line.get("at")):
                    message = say("{id}: an entry of {field} has no moment.",
                                  id=complaint.id, field=name)  # fmt: skip
                    hint = say("Write `at` as 2026-11-22T15:30, or as a day.")
                    yield kept.line.problem("wrong-moment", message, hint)
                    break
                if at[:10] < last:
                    message = say("{id}: an entry of {field} lies before the one above it.",
                                  id=complaint.id, field=name)  # fmt: skip
                    yield kept.line.problem("wrong-moment", message, SEE)
                    break
                last = at[:10]


def _is_moment(text: Any) -> bool:
    try:
        return isinstance(text, str) and bool(datetime.fromisoformat(text))
    except ValueError:
        return False


def waits(shop: Snapshot) -> Iterator[Problem]:
    """A complaint that waits has one wait that has not ended, its last; any other has none."""
    for kept in shop.complaints:
        complaint = kept.record
        still = [wait for wait in complaint.waits if not wait.get("until")]
        if complaint.state == "waiting" and (not still or still != [complaint.waits[-1]]):
            message = say("{id} waits, but no wait on file says for what.", id=complaint.id)
        elif complaint.state != "waiting" and still:
            message = say("{id} has a wait that never ended.", id=complaint.id)
        elif any(not _is_whole(wait) for wait in complaint.waits):
            message = say(
                "{id} has a wait for something unknown, or one that ended before it began.",
                id=complaint.id,
            )
        else:
            continue
        yield kept.line.problem("wrong-wait", message, say("Mend state or waits."))


def _is_whole(wait: Mapping[str, Any]) -> bool:
    until = wait.get("until")
    if wait.get("for") not in WAITS:
        return False
    return not until or (_is_moment(until) and str(until)[:10] >= str(wait.get("at"))[:10])


def steps(shop: Snapshot) -> Iterator[Problem]:
    """A step names itself and its list, an offer says what was offered."""
    for kept in shop.complaints:
        complaint = kept.record
        for line in complaint.steps:
            if not isinstance(line.get("step"), str) or line.get("list", LISTS[0]) not in LISTS:
                message = say("{id} has a step of no list.", id=complaint.id)
                hint = say("Each has `step`, and `list`: {words}.", words=", ".join(LISTS))
                yield kept.line.problem("unknown-step", message, hint)
        for line in complaint.offers:
            if not line.get("offer") and not line.get("text"):
                message = say("{id} has an offer that does not say what.", id=complaint.id)
                yield kept.line.problem("empty-offer", message, say("Mend offer or text."))


def closed(shop: Snapshot) -> Iterator[Problem]:
    """A closed complaint says when, not before it was resolved; others do not."""
    for kept in shop.complaints:
        complaint = kept.record
        if (complaint.state == "closed") != (complaint.closed_on is not None):
            message = say("{id}: closed_on and its state do not fit.", id=complaint.id)
        elif complaint.closed_on and complaint.closed_on < (complaint.resolved_on or complaint.on):
            message = say("{id} was closed before it was resolved.", id=complaint.id)
        else:
            continue
        yield kept.line.problem("wrong-closing", message, say("Mend state or closed_on."))


def people(shop: Snapshot) -> Iterator[Problem]:
    """Who a complaint is given to is or was on the staff."""
    for kept in shop.complaints:
        member = kept.record.assigned_to
        if member is not None and shop.lacks(member):
            message = say("{id} is given to somebody who is not on the staff.", id=kept.record.id)
            hint = say("`svc staff list` shows everyone; who left stays there.")
            yield kept.line.problem("unknown-staff", message, hint)
