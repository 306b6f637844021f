"""What is noted of a contact: the ledger's line, try by try; what was passed on; what she answers.

Noted twice, it is the same line: two tills may both have made the call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.dates import short
from svc.errors import Refused
from svc.frozen import replace
from svc.i18n import say
from svc.records.callback import Callback
from svc.rules.callback import NO_ANSWER, still_open

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from svc.rules.callback import Contact

NOT_DUE = "contact"
"""The kind of a contact that was not due: a greeting, a call she made (S2-025)."""
SAID_LATER = ("satisfied", "settle_on")
"""What reports count: the log keeps what stood there where it is told on a later day."""
WAS = "was"
"""Where the log has that."""
WAYS = ("phone", "visit", "message", "letter")


def begun(contact: Contact) -> Callback:
    """The ledger's line of a contact before anybody tried: `tries` is empty."""
    return Callback(
        id=contact.key,
        kind=contact.kind,
        customer=contact.customer,
        about=contact.about,
        due=contact.due,
        done_on=contact.due,
        result=NO_ANSWER,
    )


def noted(
    before: Callback, result: str, said: Mapping[str, Any], on: date, staff: str | None
) -> Callback:
    """The ledger's line after one more try (S2-037); noted twice, it is the same line.

    `said` is what came of it; what is None was not said and stays. A contact that was made stays
    made: only what was said can still be added, and one who refused can still be reached. What
    is added on a later day is in the log with what it was before.
    """
    told = {name: value for name, value in said.items() if value is not None}
    if told.get("forward", before.forward) != before.forward:
        told["forwarded_on"] = on
    attempt = {"on": on.isoformat(), "result": result, "staff": staff, "text": said.get("text")}
    attempt = {name: value for name, value in attempt.items() if value}
    settled = not still_open(before) and not (before.result == "refused" and result == "reached")
    if settled or attempt in before.tries:
        return _added(before, replace(before, **told), on, staff)
    return replace(
        before,
        result=result,
        done_on=on,
        staff=staff or before.staff,
        tries=(*before.tries, attempt),
        **told,
    )


def _added(before: Callback, after: Callback, on: date, staff: str | None) -> Callback:
    """A contact of which something more was told, with what it was before where that is later."""
    was = {
        name: old.isoformat() if hasattr(old, "isoformat") else old
        for name in SAID_LATER
        if (old := getattr(before, name)) != getattr(after, name)
    }
    if not was or not before.tries or on <= before.done_on:
        return after
    line = {"on": on.isoformat(), "was": was, **({"staff": staff} if staff else {})}
    return replace(after, tries=(*before.tries, line))


def attempts(log: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """The tries in a contact's log, without what was added to one that was made."""
    return tuple([line for line in log if WAS not in line])


def at_will(
    before: Callback | None, customer: str, said: Mapping[str, Any], on: date, staff: str | None
) -> Callback:
    """The ledger's line of a contact that was not due; the second of a day is one more try of it.

    `said` holds the channel, and what is known of text and satisfied.
    """
    attempt = {"on": on.isoformat(), "result": "reached", "staff": staff,
               "channel": said["channel"], "text": said.get("text")}  # fmt: skip
    attempt = {name: value for name, value in attempt.items() if value}
    told = {name: value for name, value in said.items() if value is not None}
    if before is None:
        return Callback(
            id=f"{NOT_DUE}.{customer}.{short(on)}",
            kind=NOT_DUE,
            customer=customer,
            about=customer,
            due=on,
            done_on=on,
            result="reached",
            staff=staff,
            tries=(attempt,),
            **told,
        )
    if attempt in before.tries:
        return replace(before, **told)
    return replace(before, staff=staff or before.staff, tries=(*before.tries, attempt), **told)


WAITS_FOR_ANSWER, WAITS_FOR_TELLING = "answer", "telling"


def waits_for(made: Callback) -> str | None:
    """What a contact that was passed on waits for: an answer, then that she is told (S2-044)."""
    if made.forward is None or made.told_on is not None:
        return None
    return WAITS_FOR_ANSWER if made.answered_on is None else WAITS_FOR_TELLING


def answered(
    before: Callback, text: str | None, on: date, staff: str | None, *, told: bool
) -> Callback:
    """What the region or the company answered, and whether she has been told (S2-044, S0-059).

    Raises:
        Refused: it was not passed on, or there is no answer yet to tell her.
    """
    if before.forward is None:
        raise Refused(
            say("{key} was not passed on to anybody.", key=before.id),
            say("`svc callback done {key} … --forward region` passes it on.", key=before.id),
        )
    after = before
    if text is not None and text != before.answer:
        after = replace(after, answer=text, answered_on=on, answered_by=staff)
    if after.answer is None:
        raise Refused(say("{key} has no answer yet.", key=before.id), say("Give --text."))
    if told and after.told_on is None:
        after = replace(after, told_on=on)
    return after


def longest_waiting(found: Iterable[Callback]) -> list[Callback]:
    """What was passed on, by the day it was."""
    return sorted(found, key=lambda made: (passed_on(made), made.id))


def passed_on(made: Callback) -> date:
    """The day a contact was passed on; of older lines the day it was made."""
    return made.forwarded_on or made.done_on
