"""How a complaint moves from the first word to its end: one table, and what each move leaves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from svc.errors import BadInput, Refused
from svc.frozen import replace
from svc.i18n import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from svc.records.complaint import Complaint
    from svc.records.return_ import Return

MOVES: dict[str, tuple[str, ...]] = {
    "logged": ("acknowledged", "understood", "proposed", "waiting", "resolved"),
    "acknowledged": ("understood", "proposed", "waiting", "resolved"),
    "understood": ("proposed", "waiting", "resolved"),
    "proposed": ("waiting", "resolved"),
    "waiting": ("acknowledged", "understood", "proposed", "resolved"),
    "resolved": ("closed", "reopened"),
    "closed": ("reopened",),
    "reopened": ("acknowledged", "understood", "proposed", "waiting", "resolved"),
}
"""From each state, the states that may follow; reaching one takes those before it as done."""
PROGRESS = {"acknowledged": 1, "understood": 2, "proposed": 3}
"""How far an open complaint has come; one that was only logged, or reopened, has not."""
FINDINGS = ("light", "serious", "none")
OF_STAFF = ("attitude", "cashier")
"""The complaints about people of the shop, which are looked into (S3-026, S3-027)."""

STATE_NAMES = {
    "logged": say("logged"),
    "acknowledged": say("acknowledged"),
    "understood": say("understood"),
    "proposed": say("proposed"),
    "waiting": say("waiting"),
    "resolved": say("resolved"),
    "closed": say("closed"),
    "reopened": say("reopened"),
}


class _Listed:
    """Sentences side by side, spoken when they are shown."""

    def __init__(self, parts: Iterable[Sentence]) -> None:
        self.parts = tuple(parts)

    def __str__(self) -> str:
        return ", ".join(map(str, self.parts))


def entry(at: str, staff: str | None, /, **values: Any) -> dict[str, Any]:
    """A line of one of a complaint's logs: what is missing is left out."""
    line = {"at": at, **values, "staff": staff}
    order = ("at", "state", "step", "offer", "for", "staff", "text")
    said = {key: value for key, value in line.items() if value is not None and value != ""}
    return {key: said[key] for key in order if key in said} | said


def standing(complaint: Complaint) -> str:
    """How far a complaint has come, whether or not it waits."""
    if complaint.state != "waiting":
        return complaint.state
    before = [line.get("state") for line in complaint.history]
    while before and before[-1] == "waiting":
        before.pop()
    return before[-1] if before and before[-1] in PROGRESS else "acknowledged"


def forbidden(complaint: Complaint) -> Refused:
    """The error for a move the table does not have: where it stands, and what may follow."""
    since = str(complaint.history[-1].get("at", ""))[:10] if complaint.history else complaint.on
    return Refused(
        say(
            "{id} is {state} since {day}: what may follow is {moves}.",
            id=complaint.id,
            state=STATE_NAMES.get(complaint.state, complaint.state),
            day=since,
            moves=_Listed(STATE_NAMES[state] for state in MOVES.get(complaint.state, ())),
        ),
        say("`svc complaint resume {id}` ends the wait.", id=complaint.id)
        if complaint.state == "waiting"
        else say("`svc complaint show {id}` shows its history.", id=complaint.id),
    )


def moved(
    complaint: Complaint, state: str, at: str, staff: str | None, /, **said: Any
) -> Complaint:
    """The complaint in another state, with the move in its history.

    A wait ends when it is left; settling and reopening set and clear the days they are known by.

    Raises:
        Refused: the table has no such move.
        BadInput: the moment lies before what was noted last.
    """
    if state not in MOVES.get(complaint.state, ()):
        raise forbidden(complaint)
    complaint = noted(complaint, at, staff, state=state, **said)
    day = date.fromisoformat(at[:10])
    changes: dict[str, Any] = {"state": state, "waits": _ended(complaint.waits, at)}
    if state == "resolved":
        changes["resolved_on"] = day
    elif state == "closed":
        changes["closed_on"] = day
    elif state == "reopened":
        changes |= {"resolved_on": None, "closed_on": None}
    return replace(complaint, **changes)


def refuse_open_return(complaint: Complaint, returns: Iterable[Return]) -> None:
    """Refuse to close a complaint while a return it led to is open.

    Raises:
        Refused: one is; it names the return.
    """
    for each in returns:
        if each.is_open:
            raise Refused(
                say(
                    "{id}: its return {returned} is still open.", id=complaint.id, returned=each.id
                ),
                say("`svc return settle {id}` ends it, or `svc return reject`.", id=each.id),
            )


def noted(complaint: Complaint, at: str, staff: str | None, /, **said: Any) -> Complaint:
    """The complaint with a line in its history; raises BadInput for a moment before the last."""
    refuse_before(complaint, at)
    line = entry(at, staff, **{"state": complaint.state} | said)
    return replace(complaint, history=(*_history(complaint), line))


def _history(complaint: Complaint) -> tuple[Mapping[str, Any], ...]:
    """The moves so far; of one logged before they were kept, those its days tell of."""
    if complaint.history:
        return complaint.history
    on = complaint.on.isoformat()
    moves = [entry(on, complaint.staff, state="logged")]
    if complaint.resolved_on is not None:
        moves.append(entry(complaint.resolved_on.isoformat(), None, state="resolved"))
    elif complaint.state in PROGRESS:
        moves.append(entry(on, None, state=complaint.state))
    if complaint.closed_on is not None:
        moves.append(entry(complaint.closed_on.isoformat(), None, state="closed"))
    return tuple(moves)


def refuse_before(complaint: Complaint, at: str) -> None:
    """Refuse a day before that of the complaint, or of what was noted about it last.

    Raises:
        BadInput: a slip of the clock, or of --today.
    """
    logs = (*complaint.history, *complaint.steps, *complaint.offers)
    last = max([complaint.on.isoformat(), *(str(line.get("at", ""))[:10] for line in logs)])
    if at[:10] < last:
        raise BadInput(
            say("{id} was on file on {day}: nothing about it came before.",
                id=complaint.id, day=last),
            say("Look at --today, or this computer's clock."),
        )  # fmt: skip


def reached(complaint: Complaint, state: str, at: str, staff: str | None, /) -> Complaint:
    """The complaint at least as far as a state: it moves forward, never back.

    Raises:
        Refused: it is settled.
    """
    if not complaint.is_open:
        raise forbidden(complaint)
    if PROGRESS[state] <= PROGRESS.get(standing(complaint), 0):
        refuse_before(complaint, at)
        return complaint
    return moved(complaint, state, at, staff)


def offered(
    complaint: Complaint,
    at: str,
    staff: str | None,
    *,
    offer: str | None,
    text: str | None,
    taken: bool | None,
) -> Complaint:
    """The complaint with an offer noted: it is proposed by now (S2-051, S2-053).

    Raises:
        Refused: it is settled; it has to be reopened first.
    """
    complaint = reached(complaint, "proposed", at, staff)
    line = entry(at, staff, offer=offer, text=text, taken=taken)
    return replace(complaint, offers=(*complaint.offers, line))


def waiting(
    complaint: Complaint, what: str, at: str, staff: str | None, *, text: str | None
) -> Complaint:
    """The complaint waiting for the customer, parts or an approval.

    Raises:
        Refused: it is settled, or waits already.
    """
    complaint = moved(complaint, "waiting", at, staff, text=text, **{"for": what})
    line = entry(at, staff, **{"for": what, "text": text})
    return replace(complaint, waits=(*complaint.waits, line))


def waits_for(complaint: Complaint) -> str | None:
    """What a complaint waits for; None for one that does not wait."""
    if complaint.state != "waiting":
        return None
    return next((str(wait.get("for")) for wait in reversed(complaint.waits)), None)


def resumed(complaint: Complaint, at: str, staff: str | None, *, text: str | None) -> Complaint:
    """The complaint back where it stood before it waited, acknowledged at least.

    Raises:
        Refused: it does not wait.
    """
    if complaint.state != "waiting":
        raise forbidden(complaint)
    return moved(complaint, standing(complaint), at, staff, text=text)


def resolved(
    complaint: Complaint,
    at: str,
    staff: str | None,
    *,
    text: str | None,
    satisfied: bool | None = None,
    finding: str | None = None,
    of: str | None = None,
) -> Complaint:
    """The complaint settled: how, whether she is content, and what was found of staff (S2-053).

    `of` is whose conduct was found light or serious.

    Raises:
        Refused: it is settled already.
        BadInput: a finding about staff, and it is not about them; or nothing was found of her.
    """
    if of is not None and finding not in FINDINGS[:2]:
        raise BadInput(
            say("Whose conduct it was is told with what was found of it."),
            say("Give --finding light or --finding serious, or leave --of out."),
        )
    if finding is not None and complaint.category not in OF_STAFF:
        raise BadInput(
            say("A finding is about people of the shop, and {id} is not.", id=complaint.id),
            say("Leave --finding out, or log it as attitude or cashier."),
        )
    said = {"satisfied": satisfied, "finding": finding, "of": of}
    return moved(complaint, "resolved", at, staff, text=text, **said)


def _ended(waits: tuple[Mapping[str, Any], ...], at: str) -> tuple[Mapping[str, Any], ...]:
    """The waits, the open one ended."""
    if not waits or waits[-1].get("until"):
        return waits
    return (*waits[:-1], {**waits[-1], "until": at})


def nth_about_the_same(complaint: Complaint, others: Iterable[Complaint]) -> int:
    """The how-manieth complaint it is about the same goods, 1 for the first.

    The same goods are the same line of a purchase; where none is named, the same purchase. One
    that does not say was logged before this was counted: then those of earlier days count.
    """
    if complaint.purchase is None:
        return 1
    return complaint.repeat or 1 + sum(
        (other.on, other.id) < (complaint.on, complaint.id)
        for other in about_the_same(complaint, others)
    )


def about_the_same(complaint: Complaint, others: Iterable[Complaint]) -> list[Complaint]:
    """The other complaints about the same goods."""
    return [
        other
        for other in others
        if other.id != complaint.id
        and other.purchase == complaint.purchase
        and (complaint.item is None or other.item == complaint.item)
    ]
