"""Deliveries: of what, by whom, made when, and what of them is incomplete (S0-024, S1-016)."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from svc.i18n import say
from svc.rules.checklist import left_open, moves_of
from svc.rules.delivery import MOVES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from svc.problem import Problem
    from svc.rules.checks.snapshot import Snapshot

GONE = say("Bring back what it is about (git may have it), or take this line away.")


def deliveries_of(shop: Snapshot) -> Iterator[Problem]:
    """A delivery is of a purchase on file, of the customer who bought it, not before the sale."""
    for kept in shop.deliveries:
        delivery, line = kept.record, kept.line
        if shop.lacks(delivery.customer):
            message = say("{id} is of a customer who is not on file.", id=delivery.id)
            hint = say("Was her file removed or renamed? git knows it.")
            yield line.problem("unknown-customer", message, hint)
        if shop.lacks(delivery.purchase):
            message = say("{id} is about a purchase that is not on file.", id=delivery.id)
            yield line.problem("unknown-purchase", message, GONE)
        if delivery.on != line.day:
            message = say(
                "{id} is of {day} by its id, of {on} by its field.",
                id=delivery.id, day=line.day, on=delivery.on,
            )  # fmt: skip
            hint = say("Mend the day, or record it again under the right one.")
            yield line.problem("wrong-day", message, hint)
        if (sold := shop.sold.get(delivery.purchase)) is None:
            continue
        if sold.customer != delivery.customer:
            message = say(
                "{id} is about {purchase}, another customer's purchase.",
                id=delivery.id, purchase=sold.id,
            )  # fmt: skip
            yield line.problem("foreign-purchase", message, say("Mend one of the two."))
        if min(delivery.planned_on, delivery.done_on or delivery.planned_on) < sold.on:
            message = say("{id} is delivered before it was sold.", id=delivery.id)
            yield line.problem("delivered-before-sale", message, say("Mend one of the days."))


def people(shop: Snapshot) -> Iterator[Problem]:
    """Everyone who planned, drove or fitted is or was on the staff."""
    for kept in shop.deliveries:
        delivery = kept.record
        for name in (delivery.staff, delivery.driver, delivery.fitter):
            if name is not None and shop.lacks(name):
                message = say("{id} names somebody who is not on the staff.", id=delivery.id)
                hint = say("`svc staff list` shows everyone; who left stays there.")
                level: Literal["error", "warning"] = (
                    "error" if re.match(r"[A-Z]-[0-9]{6}-", name) else "warning"
                )
                yield kept.line.problem("unknown-staff", message, hint, level=level)


def made(shop: Snapshot) -> Iterator[Problem]:
    """Its history leads to its state by allowed moves; done has a day, others have none."""
    for kept in shop.deliveries:
        delivery = kept.record
        states = [str(entry.get("state")) for entry in moves_of(delivery)]
        if (states and states[-1] != delivery.state) or any(
            after not in (before, *MOVES.get(before, ()))  # told by two tills, it is one move
            for before, after in pairwise(states)
        ):
            message = say("{id}: its history does not lead to its state.", id=delivery.id)
            yield kept.line.problem("wrong-history", message, say("Mend state or history."))
        if (delivery.state == "done") != (delivery.done_on is not None):
            message = (
                say("{id} is done, but not on any day.", id=delivery.id)
                if delivery.state == "done"
                else say("{id} is not done, and has a day it was done on.", id=delivery.id)
            )
            yield kept.line.problem("wrong-delivery", message, say("Mend state or done_on."))


def installed(shop: Snapshot) -> Iterator[Problem]:
    """What a delivery put up is installed on that day: its warranty counts from there."""
    for kept in shop.deliveries:
        delivery = kept.record
        sold = shop.sold.get(delivery.purchase)
        if not (delivery.install and delivery.done_on and sold is not None):
            continue
        if sold.installed_on != delivery.done_on:
            message = say(
                "{id} installed {purchase} on {day}, which itself says {other}.",
                id=delivery.id, purchase=sold.id, day=delivery.done_on,
                other=sold.installed_on or "-",
            )  # fmt: skip
            hint = say("Mend done_on or installed_on; the warranty runs from there.")
            yield kept.line.problem("wrong-installation", message, hint)


def complete(shop: Snapshot) -> Iterator[Problem]:
    """Nothing is missing: every question answered, a signature, a phone, damage made good.

    S0-024, S0-026, S1-024, S1-025.
    """
    returned = {kept.record.purchase for kept in shop.returns}
    for kept in shop.deliveries:
        delivery = kept.record
        if delivery.state == "cancelled":
            continue
        if not delivery.phone:
            message = say("{id} has no phone to ring at the door.", id=delivery.id)
            hint = say("`svc delivery edit {id} --phone …`", id=delivery.id)
            yield kept.line.problem("delivery-phone", message, hint, level="warning")
        if not delivery.address:
            message = say("{id} has no address.", id=delivery.id)
            hint = say("`svc delivery edit {id} --address …`", id=delivery.id)
            yield kept.line.problem("delivery-address", message, hint, level="warning")
        if delivery.state != "done":
            continue
        if left := left_open(delivery):
            message = say(
                "{id} is done with open questions: {names}.",
                id=delivery.id, names=", ".join(left),
            )  # fmt: skip
            hint = say("`svc delivery check {id} POINT --ok KEY`", id=delivery.id)
            yield kept.line.problem("checklist-incomplete", message, hint, level="warning")
        if not delivery.signed:
            message = say("{id} is done, and its receipt is not signed.", id=delivery.id)
            hint = say("Let her sign it, then `svc delivery sign {id}`.", id=delivery.id)
            yield kept.line.problem("delivery-unsigned", message, hint, level="warning")
        if delivery.damaged and delivery.purchase not in returned:
            message = say("{id} came damaged, and nothing was exchanged yet.", id=delivery.id)
            hint = say("Next: `svc return open --purchase {id} --cause quality`.",
                       id=delivery.purchase)  # fmt: skip
            yield kept.line.problem("damaged-delivery", message, hint, level="warning")
