"""Returns: of whom and what, settled when, approved, exchanged for what, their slips complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.i18n import say
from svc.rules.agreed import ABOUT_THE_PIECE
from svc.rules.answer import POSTS
from svc.rules.checks.care import GONE
from svc.rules.quoted import post_needed
from svc.rules.return_ import missing_on_slip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from svc.problem import Problem
    from svc.records.approval import Approval
    from svc.records.return_ import Return
    from svc.rules.checks.snapshot import Snapshot

ON_SLIP = {
    "receipt": say("the till slip"),
    "signed": say("her signature"),
    "phone": say("her phone"),
}


def about(shop: Snapshot) -> Iterator[Problem]:
    """A return is of a customer and a purchase on file, which is hers, and of its id's day."""
    for kept in shop.returns:
        returned, line = kept.record, kept.line
        if shop.lacks(returned.customer):
            message = say("{id} is of a customer who is not on file.", id=returned.id)
            yield line.problem("unknown-customer", message, GONE)
        if shop.lacks(returned.purchase):
            message = say("{id} is about a purchase that is not on file.", id=returned.id)
            yield line.problem("unknown-purchase", message, GONE)
        if returned.complaint is not None and shop.lacks(returned.complaint):
            message = say("{id} is about a complaint that is not on file.", id=returned.id)
            yield line.problem("unknown-complaint", message, GONE)
        sold = shop.sold.get(returned.purchase)
        if sold is not None and sold.customer != returned.customer:
            message = say(
                "{id} is about {purchase}, another customer's purchase.",
                id=returned.id,
                purchase=sold.id,
            )
            yield line.problem("foreign-purchase", message, say("Mend one of the two."))
        if returned.on != line.day:
            message = say(
                "{id} is of {day} by its id, of {on} by its field.",
                id=line.id,
                day=line.day,
                on=returned.on,
            )
            hint = say("Mend the day, or record it again under the right one.")
            yield line.problem("wrong-day", message, hint)


def settled(shop: Snapshot) -> Iterator[Problem]:
    """A settled return says when, not before it was opened; one that is not settled does not."""
    for kept in shop.returns:
        returned = kept.record
        if returned.state == "settled":
            if returned.settled_on is None:
                message = say("{id} is settled, but not on any day.", id=returned.id)
            elif returned.settled_on < returned.on:
                message = say("{id} was settled before it was opened.", id=returned.id)
            elif returned.outcome != "exchange" and returned.refund is None:
                message = say(
                    "{id} is settled, but nobody said how much went back.", id=returned.id
                )
            else:
                continue
        elif returned.settled_on is not None:
            message = say("{id} is not settled, and has a day it was settled on.", id=returned.id)
        else:
            continue
        yield kept.line.problem("wrong-settlement", message, say("Mend state or settled_on."))


def approved(shop: Snapshot) -> Iterator[Problem]:
    """What is approved or settled had the word of the post it needed (X-09)."""
    asked: dict[str, list[Approval]] = {}
    for each in shop.approvals:
        if each.record.what not in ABOUT_THE_PIECE and each.record.kind != "report":
            asked.setdefault(each.record.about, []).append(each.record)
    for kept in shop.returns:
        returned = kept.record
        if returned.state not in ("approved", "settled"):
            continue
        states = {each.state for each in asked.get(returned.id, ())}
        if states - {"approved"} or not (states or _by_herself(returned)):
            message = say(
                "{id} counts as approved, but nobody who may approved it.",
                id=returned.id,
            )
            hint = say("Set its state to waiting and `svc return approve {id}`.", id=returned.id)
            yield kept.line.problem("unapproved", message, hint)


def _by_herself(returned: Return) -> bool:
    """Whether whoever opened or approved it held the post it needs, by its history."""
    needed = post_needed(returned.quote)
    if needed not in POSTS:
        return True
    held = [
        POSTS.index(str(entry["post"]))
        for entry in returned.history
        if entry.get("state") == "approved" and entry.get("post") in POSTS
    ]
    return any(rank >= POSTS.index(str(needed)) for rank in held)


def of_a_closed_complaint(shop: Snapshot) -> Iterator[Problem]:
    """A complaint is closed when the return it led to is."""
    closed = {kept.record.id for kept in shop.complaints if kept.record.state == "closed"}
    for kept in shop.returns:
        returned = kept.record
        if returned.is_open and returned.complaint in closed:
            message = say(
                "{id} is still open, and its complaint {complaint} is closed.",
                id=returned.id,
                complaint=returned.complaint,
            )
            hint = say("`svc return settle {id}` ends it, or `svc return reject`.", id=returned.id)
            yield kept.line.problem("open-return", message, hint, level="warning")


def exchanged(shop: Snapshot) -> Iterator[Problem]:
    """A settled exchange and the purchase of the new goods name each other."""
    by_id = {kept.record.id: kept.record for kept in shop.returns}
    for kept in shop.returns:
        returned = kept.record
        new = shop.sold.get(returned.new_purchase or "")
        if returned.state == "settled" and returned.outcome == "exchange":
            if returned.new_purchase is None:
                message = say("{id} is an exchange without new goods.", id=returned.id)
                yield kept.line.problem("no-new-purchase", message, say("Set new_purchase."))
            elif shop.lacks(returned.new_purchase):
                message = say(
                    "{id}: the purchase of the new goods is not on file.", id=returned.id
                )
                yield kept.line.problem("no-new-purchase", message, GONE)
            if returned.cause == "customer" and returned.second_price is None:
                message = say(
                    "{id}: the piece is sold as a second, without a price.", id=returned.id
                )
                hint = say("`svc return price-second {id} PRICE` notes it.", id=returned.id)
                yield kept.line.problem("unpriced-second", message, hint, level="warning")
        if new is not None and new.exchange_of != returned.id:
            message = say(
                "{id} says {purchase} was taken for it, which says otherwise.",
                id=returned.id,
                purchase=new.id,
            )
            yield kept.line.problem("wrong-exchange", message, say("Mend exchange_of."))
    for sale in shop.purchases:
        cause = sale.record.exchange_of
        if cause is None:
            continue
        if shop.lacks(cause):
            message = say("{id} was taken for a return that is not on file.", id=sale.record.id)
            yield sale.line.problem("unknown-return", message, GONE)
        elif (found := by_id.get(cause)) is not None and found.new_purchase != sale.record.id:
            message = say(
                "{id} was taken for {returned}, which says otherwise.",
                id=sale.record.id,
                returned=cause,
            )
            yield sale.line.problem("wrong-exchange", message, say("Mend new_purchase."))


def slips(shop: Snapshot) -> Iterator[Problem]:
    """A settled return has its slip, and a fault is noted."""
    for kept in shop.returns:
        returned = kept.record
        for name in missing_on_slip(returned) if returned.state == "settled" else ():
            message = say(
                "{id}: the return slip lacks {what}.", id=returned.id, what=ON_SLIP[name]
            )
            hint = say(
                "`svc return sign {id} --receipt … --signed --phone …` adds it.", id=returned.id
            )
            yield kept.line.problem("slip-incomplete", message, hint, level="warning")
        if returned.cause == "quality" and returned.state != "rejected" and not returned.defect:
            message = say("{id}: nobody noted what is wrong with the piece.", id=returned.id)
            hint = say("`svc return sign {id} --defect …` notes it.", id=returned.id)
            yield kept.line.problem("defect-not-noted", message, hint, level="warning")
