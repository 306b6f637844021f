"""Purchases: whose, how much, on which day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.i18n import say
from svc.money import ZERO, to_fen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from svc.problem import Problem
    from svc.rules.checks.snapshot import Snapshot


def buyers(shop: Snapshot) -> Iterator[Problem]:
    """Every purchase, complaint and callback is of a customer on file."""
    named = [
        *((kept.line, kept.record.customer) for kept in shop.purchases),
        *((kept.line, kept.record.customer) for kept in shop.complaints),
        *((kept.line, kept.record.customer) for kept in shop.callbacks),
    ]
    for line, customer in named:
        if shop.lacks(customer):
            message = say("{id} is of a customer who is not on file.", id=line.id)
            hint = say("Was her file removed or renamed? git knows it.")
            yield line.problem("unknown-customer", message, hint)


def totals(shop: Snapshot) -> Iterator[Problem]:
    """The total is the sum of the lines; a refund goes by it."""
    for kept in shop.purchases:
        purchase = kept.record
        found = sum((item.amount for item in purchase.items), ZERO)
        if purchase.total != found:
            message = say(
                "{id}: the total is {total}, its items come to {sum}.",
                id=purchase.id, total=purchase.total, sum=found,
            )  # fmt: skip
            yield kept.line.problem("wrong-total", message, say("See the receipt; mend one."))


def amounts(shop: Snapshot) -> Iterator[Problem]:
    """The amount of an item is its price times its pieces; neither is less than nothing."""
    for kept in shop.purchases:
        for number, item in enumerate(kept.record.items, start=1):
            if item.qty < 1 or item.amount < 0 or (item.price is not None and item.price < 0):
                message = say("{id}: item {n} is less than nothing.", id=kept.line.id, n=number)
                yield kept.line.problem("negative-amount", message, say("See the receipt."))
            elif item.price is not None and item.amount != to_fen(item.price * item.qty):
                message = say(
                    "{id}: item {n} is {qty} × {price}, but its amount is {amount}.",
                    id=kept.line.id, n=number, qty=item.qty, price=item.price, amount=item.amount,
                )  # fmt: skip
                yield kept.line.problem("wrong-amount", message, say("See the receipt; mend one."))


def days(shop: Snapshot) -> Iterator[Problem]:
    """An id carries the day of its record: by it the right file is read."""
    dated = [
        *((kept.line, kept.record.on) for kept in shop.purchases),
        *((kept.line, kept.record.on) for kept in shop.complaints),
    ]
    for line, on in dated:
        if on != line.day:
            message = say(
                "{id} is of {day} by its id, of {on} by its field.",
                id=line.id, day=line.day, on=on,
            )  # fmt: skip
            hint = say("Mend the day, or record it again under the right one.")
            yield line.problem("wrong-day", message, hint)


def installations(shop: Snapshot) -> Iterator[Problem]:
    """Nothing is installed before it is sold; the warranty counts from there."""
    for kept in shop.purchases:
        purchase = kept.record
        if purchase.installed_on is not None and purchase.installed_on < purchase.on:
            message = say("{id} was installed before it was sold.", id=purchase.id)
            yield kept.line.problem("installed-before-sale", message, say("Mend one of the days."))
