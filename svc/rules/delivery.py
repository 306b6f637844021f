"""Deliveries: which moves are allowed, when they are planned, done, late (S1-016 to S1-028)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from svc.errors import BadInput, Refused
from svc.frozen import replace
from svc.i18n import Sentence, say
from svc.rules.checklist import ACCEPTED, BEFORE_DONE, checked, unanswered

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from svc.policy import DatedPolicy
    from svc.records.delivery import Delivery
    from svc.records.purchase import Purchase
    from svc.rules.checklist import Question

MOVES: Mapping[str, tuple[str, ...]] = {
    "planned": ("planned", "done", "failed", "cancelled"),
    "failed": ("planned", "cancelled"),
    "done": (),
    "cancelled": (),
}
"""From each state the states a delivery may go to; to `planned` it is moved to another day."""


def allow(delivery: Delivery, to: str) -> None:
    """Let a delivery go to a state.

    Raises:
        Refused: no move of the table leads there.
    """
    if to in MOVES.get(delivery.state, ()):
        return
    hint = (
        say("`svc delivery move {id} --on DATE` plans it anew first.", id=delivery.id)
        if delivery.state == "failed"
        else say("`svc delivery show {id}` shows how it came to this.", id=delivery.id)
    )
    if to == delivery.state:
        raise Refused(say("{id} is {state} already.", id=delivery.id, state=say(to)), hint)
    raise Refused(
        say(
            "{id} is {state}; it cannot become {to} now.",
            id=delivery.id,
            state=say(delivery.state),
            to=say(to),
        ),
        hint,
    )


def logged(
    at: str, state: str, staff: str | None, text: str | None, **more: Any
) -> dict[str, Any]:
    """An entry of a delivery's history: what is empty is left out."""
    entry = {"at": at, "state": state, "staff": staff, "text": text, **more}
    return {name: value for name, value in entry.items() if value}


# ---- the time agreed

_TIME = r"([0-9]{1,2})(?:[:点时]([0-9]{2})?分?)?"
_WINDOW = re.compile(rf"\s*{_TIME}\s*(?:[-~–—到至])\s*{_TIME}\s*")


def window_of(text: str) -> str:
    """The time agreed with the customer (S1-028): `9-12` or `9:00到12:00` is `09:00-12:00`.

    Raises:
        BadInput: it is no span of hours of one day.
    """
    match = _WINDOW.fullmatch(unicodedata.normalize("NFKC", text))
    if match is not None:
        first, first_minute, last, last_minute = (int(part or 0) for part in match.groups())
        start, end = first * 60 + first_minute, last * 60 + last_minute
        if max(first_minute, last_minute) < 60 and start < end <= 24 * 60:
            return f"{first:02}:{first_minute:02}-{last:02}:{last_minute:02}"
    raise BadInput(
        say("{text!r} is no span of hours.", text=text),
        say("Write --window 9-12 or --window 13:30-15:00."),
    )


def overlap(one: str | None, other: str | None) -> bool:
    """Whether two windows have a moment in common; without a window there is nothing to say."""
    if not one or not other:
        return False
    (start, end), (begin, stop) = one.split("-"), other.split("-")
    return start < stop and begin < end


def clashes(delivery: Delivery, others: Iterable[Delivery]) -> list[tuple[Delivery, str]]:
    """Other open deliveries of that day in an overlapping window, with who would do both."""
    mine = {delivery.driver, delivery.fitter} - {None}
    found = []
    for other in others:
        both = sorted(mine & {other.driver, other.fitter} - {None}, key=str)
        if (
            other.id != delivery.id
            and other.is_open
            and other.planned_on == delivery.planned_on
            and overlap(other.window, delivery.window)
        ):
            found += [(other, who) for who in both if who is not None]
    return found


# ---- planning


def plannable(purchase: Purchase, planned_on: date, *, install: bool) -> None:
    """Let a purchase be delivered on a day.

    Raises:
        BadInput: that is before it was sold.
        Refused: it is to be installed, and was already on another day.
    """
    if planned_on < purchase.on:
        raise BadInput(
            say("{id} was sold on {sold}: not before.", id=purchase.id, sold=purchase.on),
            say("Mend --on."),
        )
    if install:
        installed(purchase, planned_on)


def installed(purchase: Purchase, on: date) -> Purchase:
    """The purchase as installed on a day, from which its warranty runs (Order 778 Art. 18).

    Raises:
        Refused: it was installed on another day already.
    """
    if purchase.installed_on not in (None, on):
        raise Refused(
            say(
                "{id} was installed on {day} already; its warranty runs from there.",
                id=purchase.id,
                day=purchase.installed_on,
            ),
            say("Plan this delivery without --install; cancel it if it was planned with it."),
        )
    return replace(purchase, installed_on=on)


def charged(purchase: Purchase, policy: DatedPolicy) -> Sentence | None:
    """That a delivery is not free, where the purchase comes to less than policy asks for."""
    least = policy["delivery.free_from"].rate()
    if purchase.total >= least:
        return None
    return say(
        "The purchase comes to ¥{total}, delivery is free from ¥{least} on: agree on the fee.",
        total=purchase.total,
        least=least,
    )


def moved(
    delivery: Delivery, on: date, at: str, staff: str | None, text: str | None, **changed: Any
) -> Delivery:
    """A delivery planned for another day, or otherwise anew; what is None stays as it was.

    Raises:
        Refused: it is done or cancelled, or would stay what it is.
    """
    allow(delivery, "planned")
    told = {name: value for name, value in changed.items() if value is not None}
    after = replace(delivery, state="planned", planned_on=on, **told)
    if after == delivery:
        raise Refused(
            say("{id} is planned so already, for {day}.", id=delivery.id, day=on),
            say("Give another --on, --window, --driver or --fitter."),
        )
    entry = logged(at, "planned", staff, text, planned_on=on.isoformat())
    return replace(after, history=(*delivery.history, entry))


def late(deliveries: Iterable[Delivery], today: date) -> list[Delivery]:
    """The open deliveries planned for a day that is over, the oldest first (S1-014, S1-016)."""
    found = [each for each in deliveries if each.is_open and each.planned_on < today]
    return sorted(found, key=lambda each: (each.planned_on, each.window or "", each.id))


# ---- done, failed, cancelled


def done(
    delivery: Delivery,
    on: date,
    at: str,
    asked: Sequence[Question],
    *,
    strict: bool,
    accepted_by: str | None = None,
    signed: bool = False,
    damaged: str | None = None,
    staff: str | None = None,
) -> Delivery:
    """The delivery as done and accepted; what was left open stays on record (S1-024, S1-025).

    Raises:
        Refused: it is not planned; or the shop is strict and a question is open, or nobody signed.
    """
    allow(delivery, "done")
    if signed and any(each.name == f"during.{ACCEPTED}" for each in asked):
        delivery = checked(delivery, "during", {ACCEPTED: True}, asked, at, staff)
    left = unanswered(delivery, [each for each in asked if each.point in BEFORE_DONE])
    if strict and (left or not signed):
        raise Refused(
            say(
                "{id} is not done: {what} is open (policy delivery.strict).",
                id=delivery.id,
                what=", ".join([*left, *([] if signed else ["--signed"])]),
            ),
            say("Answer with `svc delivery check {id} POINT --ok KEY`, then --signed.",
                id=delivery.id),
        )  # fmt: skip
    entry = logged(at, "done", staff, damaged, open=left)
    return replace(
        delivery,
        state="done",
        done_on=on,
        accepted_by=accepted_by,
        signed=signed,
        damaged=damaged,
        history=(*delivery.history, entry),
    )


def ended(delivery: Delivery, to: str, at: str, staff: str | None, text: str | None) -> Delivery:
    """The delivery as failed or cancelled, and why; raises Refused.

    Why stands in its history: `text` stays what driver and fitter should know.
    """
    allow(delivery, to)
    entry = logged(at, to, staff, text)
    return replace(delivery, state=to, history=(*delivery.history, entry))


def signed(
    delivery: Delivery, name: str | None, at: str, asked: Sequence[Question], staff: str | None
) -> Delivery:
    """The delivery with its receipt signed after it was made, and who took it (S1-024).

    Raises:
        Refused: it is not made yet, or is signed already.
    """
    if delivery.state != "done":
        raise Refused(
            say("{id} is {state}: there is nothing to sign for.",
                id=delivery.id, state=say(delivery.state)),
            say("`svc delivery done {id} --signed`, once it is made.", id=delivery.id),
        )  # fmt: skip
    if delivery.signed:
        raise Refused(
            say("{id} is signed for already.", id=delivery.id),
            say("`svc delivery show {id}` shows how it came to this.", id=delivery.id),
        )
    if any(each.name == f"during.{ACCEPTED}" for each in asked):
        delivery = checked(delivery, "during", {ACCEPTED: True}, asked, at, staff)
    entry = logged(at, "done", staff, None, did="sign")
    history = (*delivery.history, entry)
    return replace(delivery, signed=True, accepted_by=name, history=history)


def edited(delivery: Delivery, noted: Mapping[str, Any], at: str, staff: str | None) -> Delivery:
    """The delivery with its address, phone or time mended, in any state but cancelled.

    Raises:
        Refused: it was cancelled.
    """
    if delivery.state == "cancelled":
        raise Refused(
            say("{id} was cancelled.", id=delivery.id),
            say("`svc delivery plan` plans another one."),
        )
    entry = logged(at, delivery.state, staff, None, did="edit")
    return replace(delivery, **noted, history=(*delivery.history, entry))
