"""Complaints and callbacks: about whom and what, and settled when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.i18n import say
from svc.rules.checks.people import end_of, into_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from svc.problem import Problem
    from svc.rules.checks.snapshot import Snapshot

GONE = say("Bring back what it is about (git may have it), or take this line away.")


def complaints_about(shop: Snapshot) -> Iterator[Problem]:
    """A complaint is about a purchase of the customer who makes it."""
    for kept in shop.complaints:
        complaint = kept.record
        if complaint.purchase is None:
            continue
        if shop.lacks(complaint.purchase):
            message = say("{id} is about a purchase that is not on file.", id=complaint.id)
            yield kept.line.problem("unknown-purchase", message, GONE)
            continue
        sold = shop.sold.get(complaint.purchase)
        if sold is not None and sold.customer != complaint.customer:
            message = say(
                "{id} is about {purchase}, another customer's purchase.",
                id=complaint.id, purchase=sold.id,
            )  # fmt: skip
            yield kept.line.problem("foreign-purchase", message, say("Mend one of the two."))


def settled(shop: Snapshot) -> Iterator[Problem]:
    """A complaint that is settled says when, not before it was made; an open one does not."""
    for kept in shop.complaints:
        complaint = kept.record
        if complaint.is_open and complaint.resolved_on is not None:
            message = say("{id} is open, and has a day it was settled on.", id=complaint.id)
        elif not complaint.is_open and complaint.resolved_on is None:
            message = say("{id} is settled, but not on any day.", id=complaint.id)
        elif complaint.resolved_on is not None and complaint.resolved_on < complaint.on:
            message = say("{id} was settled before it was made.", id=complaint.id)
        else:
            continue
        yield kept.line.problem("wrong-resolution", message, say("Mend state or resolved_on."))


def callbacks_about(shop: Snapshot) -> Iterator[Problem]:
    """A callback is about something on file, of the same customer, and its key says so."""
    into = into_of(shop)
    for kept in shop.callbacks:
        made = kept.record
        if shop.lacks(made.about):
            message = say("{id} is about something that is not on file.", id=made.id)
            yield kept.line.problem("unknown-cause", message, GONE)
            continue
        cause = shop.sold.get(made.about) or shop.complained.get(made.about)
        whose = made.about if cause is None else cause.customer
        if made.kind == "referral-old":  # about the file of her whom the customer brought (S2-040)
            whose = made.customer
        if whose.startswith("C-") and made.customer not in (whose, end_of(into, whose)):
            message = say("{id} is about something of another customer.", id=made.id)
            yield kept.line.problem("foreign-cause", message, say("Mend customer or about."))
        if made.about not in made.id.split("."):
            message = say("{id} says in its key that it is about something else.", id=made.id)
            yield kept.line.problem("wrong-key", message, say("Mend about, or the key."))
