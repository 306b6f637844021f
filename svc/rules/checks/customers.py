"""Customers: can they be reached, is each on file once, does everyone named exist."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from svc.errors import BadInput
from svc.i18n import say
from svc.phones import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from svc.problem import Problem
    from svc.rules.checks.snapshot import Snapshot


def phones(shop: Snapshot) -> Iterator[Problem]:
    """A number that is none of the country's, or not in the form it is looked for in (S2-012)."""
    for kept in shop.customers:
        customer = kept.record
        if customer.phone is None or customer.phone_unchecked:
            continue
        try:
            right = normalise(customer.phone, shop.country)
        except BadInput:
            message = say("The phone of {id} is no phone number of the country.", id=customer.id)
            hint = say("Set it again: svc customer edit {id} --set phone=…", id=customer.id)
            yield kept.line.problem("bad-phone", message, hint)
            continue
        if right != customer.phone:
            message = say("The phone of {id} is not in the form svc looks for.", id=customer.id)
            hint = say("Digits alone, with the area code of a landline.")
            yield kept.line.problem("bad-phone", message, hint)


def once(shop: Snapshot) -> Iterator[Problem]:
    """One phone or one customer number on two files: nobody could be found by it."""
    for field, rule in (("phone", "phone-twice"), ("number", "number-twice")):
        seen: dict[str, str] = {}
        for kept in shop.customers:
            value = getattr(kept.record, field)
            if value is None:
                continue
            if (first := seen.setdefault(value, kept.record.id)) != kept.record.id:
                what = say("phone number") if field == "phone" else say("customer number")
                message = say(
                    "{id} has the same {what} as {other}.",
                    id=kept.record.id,
                    what=what,
                    other=first,
                )
                hint = say("Is it one customer with two files? Keep one, or correct the other.")
                yield kept.line.problem(rule, message, hint)


def reachable(shop: Snapshot) -> Iterator[Problem]:
    """A customer with neither phone nor number can be neither called nor found."""
    for kept in shop.customers:
        if kept.record.is_present and not kept.record.phone and not kept.record.number:
            message = say("{id} has neither a phone nor a number.", id=kept.record.id)
            hint = say("`svc customer edit {id} --set phone=…`", id=kept.record.id)
            yield kept.line.problem("unreachable", message, hint)


def referrals(shop: Snapshot) -> Iterator[Problem]:
    """Whoever brought a customer has a file too."""
    for kept in shop.customers:
        by = kept.record.referred_by
        if by is not None and shop.lacks(by):
            message = say("{id} was referred by a customer not on file.", id=kept.record.id)
            yield kept.line.problem("unknown-customer", message, say("Mend referred_by."))
        elif by == kept.record.id:
            message = say("{id} is said to have referred herself.", id=kept.record.id)
            yield kept.line.problem("foreign-customer", message, say("Mend referred_by."))


def staff(shop: Snapshot) -> Iterator[Problem]:
    """Everyone who sold, logged, called or looks after somebody is or was on the staff.

    A name that came with a list from elsewhere is no more than that: a warning.
    """
    named = [
        *((kept.line, kept.record.owner) for kept in shop.customers),
        *((kept.line, kept.record.staff) for kept in shop.purchases),
        *((kept.line, kept.record.staff) for kept in shop.complaints),
        *((kept.line, kept.record.staff) for kept in shop.callbacks),
        *((kept.line, kept.record.staff) for kept in shop.returns),
    ]
    for line, name in named:
        if name is not None and shop.lacks(name):
            message = say("{id} names somebody who is not on the staff.", id=line.id)
            hint = say("`svc staff list` shows everyone; who left stays there.")
            level: Literal["error", "warning"] = (
                "error" if re.match(r"[A-Z]-[0-9]{6}-", name) else "warning"
            )
            yield line.problem("unknown-staff", message, hint, level=level)


_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff"
    "\U000e0000-\U000e007f]"
)


def names(shop: Snapshot) -> Iterator[Problem]:
    """A name is plain text: nothing in it steers a terminal or turns the reading direction."""
    for kept in shop.customers:
        if _STEERING.search(kept.record.name):
            message = say("The name of {id} holds control characters.", id=kept.record.id)
            hint = say("`svc customer edit {id} --set name=…`", id=kept.record.id)
            yield kept.line.problem("control-character", message, hint, level="warning")
