"""What no till does by itself, and two that were apart can: each did what the other had ruled out.

One erases a customer, another sells to her; one hears that she wants no messages, another lets one
go. Either is right where it was done; only the merge of both is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.i18n import say
from svc.rules.consent import agreed, withdrawn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from svc.problem import Problem
    from svc.records.message import Message
    from svc.rules.checks.snapshot import Kept, Snapshot

SMS = "sms"
CASES = ("complaints", "returns", "repairs", "deliveries")
WAITING = ("queued", "approved")


def after_erasure(shop: Snapshot) -> Iterator[Problem]:
    """Nothing is sold to a customer who was erased, no case of hers open, no message waiting."""
    gone = {kept.record.id: kept.record.erased_on for kept in shop.customers
            if kept.record.erased_on is not None}  # fmt: skip
    if not gone:
        return
    for kept in _since(shop):
        if (day := gone.get(kept.record.customer)) is None:
            continue
        if kept.line.table == "purchases" and kept.record.on <= day:
            continue
        message = say(
            "{id} is of {customer}, who was erased on {day}: another till did not know.",
            id=kept.line.id, customer=kept.record.customer, day=day,
        )  # fmt: skip
        yield kept.line.problem("erased-customer", message, HINTS.get(kept.line.table, SETTLE))


SETTLE = say("Settle the case, then `svc customer erase` takes out what came in.")
HINTS = {
    "purchases": say("Open a file for who bought (`svc customer add`), put its id into the sale."),
    "messages": say("`svc sms cancel` calls it off."),
}


def _since(shop: Snapshot) -> Iterator[Kept[Any]]:
    """Sales, and what still waits to be done."""
    yield from shop.purchases
    for table in CASES:
        yield from (kept for kept in getattr(shop, table) if kept.record.is_open)
    yield from (kept for kept in shop.messages if kept.record.state in WAITING)


def settled_twice(shop: Snapshot) -> Iterator[Problem]:
    """A return is settled once: two entries of its history say that each till gave the money."""
    for kept in shop.returns:
        times = sum(entry.get("state") == "settled" for entry in kept.record.history)
        if times > 1:
            message = say("{id} was settled {n} times: look whether money went back twice.",
                          id=kept.line.id, n=times)  # fmt: skip
            hint = say("Ask both tills and count the cash; then take the wrong entry out of "
                       "history.")  # fmt: skip
            yield kept.line.problem("settled-twice", message, hint)


def after_withdrawal(shop: Snapshot) -> Iterator[Problem]:
    """No message was let go to whoever had said before that she wants none."""
    said = {
        kept.record.id: at
        for kept in shop.customers
        if opted_out(kept.record.consent) and (at := _withdrawn_at(kept.record)) is not None
    }
    for kept in shop.messages if said else ():
        told, let_go = said.get(kept.record.customer), _approved_at(kept.record)
        if kept.record.state != "approved" or told is None or let_go is None:
            continue
        length = min(len(told), len(let_go))
        if let_go[:length] > told[:length]:
            message = say("{id} was approved after {customer} had said that she wants none.",
                          id=kept.line.id, customer=kept.record.customer)  # fmt: skip
            hint = say("`svc sms cancel {id}` calls it off.", id=kept.line.id)
            yield kept.line.problem("approved-after-opt-out", message, hint)


def opted_out(consent: Mapping[str, Any]) -> bool:
    """Whether she wants no text messages of any kind (MIIT Order 31)."""
    return withdrawn(consent, SMS) and not agreed(consent, SMS)


def _withdrawn_at(customer: Any) -> str | None:
    """The moment she said so, as the log has it, else the day."""
    moments = [
        str(entry.get("at"))
        for entry in customer.consent_log
        if entry.get("act") == "withdrawn" and entry.get("channel") == SMS
    ]
    day = customer.consent.get(SMS, {}).get("withdrawn")
    return max(moments) if moments else day if isinstance(day, str) else None


def _approved_at(message: Message) -> str | None:
    """The moment it was let go last, by its history."""
    moments = [str(entry.get("at")) for entry in message.history
               if entry.get("state") == "approved"]  # fmt: skip
    return max(moments, default=None)
