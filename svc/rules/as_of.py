"""A record as it was known at the end of a day: a report of a past period is always the same.

Logs are cut behind the day; the state, and the days and words that came with a move, are those of
the moves that are left. What was mended without a trace (an address, a category) is told as it is
now.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from svc.dates import from_short
from svc.frozen import replace
from svc.records.approval import Approval
from svc.records.base import Record
from svc.records.callback import Callback
from svc.records.complaint import SETTLED, Complaint
from svc.records.delivery import Delivery
from svc.records.message import Message
from svc.records.repair import Repair
from svc.records.return_ import Return
from svc.rules.as_of_goods import delivery_as_of, repair_as_of, return_as_of
from svc.rules.log_cut import Log, cut_days, day_at, kept, kept_waits, last_said
from svc.rules.noting import WAS, attempts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

R = TypeVar("R", bound=Record)
OPENED = ("waiting", "approved")
"""The states in which a return goes on file."""


def as_of(record: R, day: date) -> R | None:
    """The record as it was known at the end of a day; None if it was not on file yet.

    It counts from the later of the day it is about and the day it was written down. A record
    nothing was noted of since is given back itself.
    """
    if entered_on(record) > day:
        return None
    cut = _CUTS.get(type(record))
    if cut is None:
        return record
    changes = {
        name: value
        for name, value in cut(record, day, day.isoformat()).items()
        if value is not getattr(record, name)
    }
    return replace(record, **changes) if changes else record


def entered_on(record: Record) -> date:
    """The day from which a record counts: the day it is about, or was written down if later.

    A return may be written down for an earlier day, which its id then carries: its first line
    tells. A callback counts from its first try, a message from its first step, or the day it was
    meant for where that is earlier.
    """
    if isinstance(record, Callback):
        tried = [day for line in record.tries if (day := day_at(line.get("on"))) is not None]
        return min(tried, default=record.done_on)
    if isinstance(record, Message):
        first = day_at(record.history[0].get("at")) if record.history else None
        return min(first or record.due, record.due)
    on = getattr(record, "on", None) or date.min
    written = _day_of_digits(record.id[2:8])
    entered = on if written is None or written <= on else written
    if isinstance(record, Return) and record.history:
        first_line = record.history[0]
        if first_line.get("state") in OPENED:
            entered = max(entered, day_at(first_line.get("at")) or entered)
    return entered


@cache
def _day_of_digits(digits: str) -> date | None:
    try:
        return from_short(digits)
    except ValueError:
        return None


def written_on(record_id: str) -> date | None:
    """The day an id carries; None for one without."""
    return _day_of_digits(record_id[2:8])


def _complaint(complaint: Complaint, day: date, until: str) -> dict[str, Any]:
    history = kept(complaint.history, until)
    waits = kept_waits(complaint.waits, until)
    offers = tuple(
        _undecided(line, complaint.waits, until) for line in kept(complaint.offers, until)
    )
    changes: dict[str, Any] = {
        "history": history,
        "steps": kept(complaint.steps, until),
        "offers": complaint.offers if offers == complaint.offers else offers,
        "waits": waits,
    }
    days = cut_days(complaint, ("resolved_on", "closed_on"), day)
    if not complaint.history:
        if days:
            known = complaint.resolved_on is not None and "resolved_on" not in days
            changes |= {"state": "resolved" if known else "logged", **days}
        return changes
    if history is not complaint.history or days:
        changes |= _replayed(history)
    for name in ("assigned_to", "post"):
        if last_said(complaint.history, name) is not None:
            changes[name] = last_said(history, name)
    return changes


def _replayed(history: Log) -> dict[str, Any]:
    """State and days of a complaint by its moves: reopening clears when it was settled."""
    state, resolved_on, closed_on = "logged", None, None
    for line in history:
        state = str(line.get("state", state))
        if state == "resolved":
            resolved_on = day_at(line.get("at"))
        elif state == "closed":
            closed_on = day_at(line.get("at"))
        elif state not in SETTLED:
            resolved_on = closed_on = None
    return {"state": state, "resolved_on": resolved_on, "closed_on": closed_on}


def _undecided(offer: Mapping[str, Any], waits: Log, until: str) -> Mapping[str, Any]:
    """An offer without the decision about it that came later: with the end of its wait."""
    if "approval" not in offer or not ("approved" in offer or "refused" in offer):
        return offer
    at = str(offer.get("at", ""))
    for wait in waits:
        ended = str(wait.get("until") or "~")
        if wait.get("for") == "approval" and (ended > at or str(wait.get("at", "")) >= at):
            if ended[:10] <= until:
                return offer
            return {k: v for k, v in offer.items() if k not in ("approved", "refused")}
    return offer


def _approval(approval: Approval, day: date, _until: str) -> dict[str, Any]:
    if approval.decided_on is None or approval.decided_on <= day:
        return {}
    nothing = dict.fromkeys(("decided_on", "decided_by", "decided_as", "answer"))
    amount = None if approval.what == "hand_upward" else approval.amount
    return {"state": "waiting", "amount": amount, **nothing}


def _callback(made: Callback, day: date, until: str) -> dict[str, Any]:
    tries = kept(made.tries, until, "on")
    days = cut_days(made, ("answered_on", "forwarded_on", "told_on"), day)
    changes: dict[str, Any] = {"tries": tries, **days}
    if "answered_on" in days:
        changes |= {"answer": None, "answered_by": None}
    if "forwarded_on" in days:
        changes["forward"] = None
    if tries is made.tries:
        return changes
    for line in reversed([line for line in made.tries if line not in tries]):
        was = line.get(WAS, {})
        changes |= {
            name: day_at(value) if name == "settle_on" else value for name, value in was.items()
        }
    if len(attempts(tries)) < len(attempts(made.tries)):
        last = attempts(tries)[-1]  # what she said came with the try that reached her
        changes |= dict.fromkeys(("satisfied", "question", "settle_on"))
        changes |= {
            "result": str(last.get("result", made.result)),
            "done_on": day_at(last.get("on")) or made.done_on,
            "staff": last_said(attempts(tries), "staff"),
            "text": last.get("text"),
        }
    return changes


def _message(message: Message, _day: date, until: str) -> dict[str, Any]:
    history = kept(message.history, until)
    if history is message.history:
        return {}
    begun = message.history[0].get("state") in ("sending", "unknown", "queued")
    state = str(last_said(history, "state") or ("approved" if begun else "queued"))
    gone = state in ("sent", "failed", "unknown", "sending")
    return {
        "history": history,
        "state": state,
        "via": message.via if gone else None,
        "reference": message.reference if state == "sent" else None,
    }


_CUTS = cast(
    "Mapping[type[Record], Callable[[Record, date, str], dict[str, Any]]]",
    {
        Complaint: _complaint,
        Return: return_as_of,
        Repair: repair_as_of,
        Delivery: delivery_as_of,
        Approval: _approval,
        Callback: _callback,
        Message: _message,
    },
)
