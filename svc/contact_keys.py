"""Contacts by their keys: the one a key names, whenever it is due, and the key a part means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc import keeping
from svc.due import contacts
from svc.errors import AmbiguousRef, NoSuchRecord
from svc.i18n import say
from svc.rules import callback as rule
from svc.rules.birthday import Window, customs
from svc.rules.promise import as_agreed
from svc.store.ids import day_of, is_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from svc.policy import DatedPolicy
    from svc.records.callback import Callback
    from svc.records.customer import Customer
    from svc.records.purchase import Purchase
    from svc.rules.callback import Contact
    from svc.store.store import Store

SHORTEST_PART = 3
CANDIDATES_SHOWN = 5


def contact_of_key(store: Store, policy: DatedPolicy, key: str) -> Contact:
    """The contact a key names, whenever it was or will be due.

    Raises:
        NoSuchRecord: no cause on file gives this key.
    """
    about = key.partition(".")[2].partition(".")[0]
    found = contacts_about(store, policy, about)
    if about.startswith("C-") and (customer := store.customers.peek(about)):
        found += _birthdays_of(customer, policy, key)
    found += keeping.about(store, policy, key)
    for contact in found:
        if contact.key == key:
            return contact
    raise store.callbacks.no_such(key)


def contact_or_line(store: Store, policy: DatedPolicy, key: str, made: Callback | None) -> Contact:
    """The contact a key names; of one that was not due, or whose cause is gone, by its line.

    Raises:
        NoSuchRecord: no cause on file gives this key, and nobody noted it.
    """
    try:
        return contact_of_key(store, policy, key)
    except NoSuchRecord:
        if made is None:
            raise
        return rule.of_line(made)


def contacts_about(store: Store, policy: DatedPolicy, about: str) -> list[Contact]:
    """Every contact that a purchase, complaint or repair gives, and appointments about it."""
    found: list[Contact] = []
    if about.startswith("P-") and (purchase := store.purchases.peek(about)):
        found += _of_purchase(policy, purchase)
    if about.startswith("K-") and (complaint := store.complaints.peek(about)):
        found += rule.after_complaint(complaint, rule.schedule(policy, "complaint"))
    if about.startswith("W-") and (repair := store.repairs.peek(about)):
        found += rule.after_repair(repair, rule.schedule(policy, "repair"))
    channel = policy["callback.appointment"].text()
    found += as_agreed(store.callbacks.where("about", about), channel)
    return found


def _of_purchase(policy: DatedPolicy, purchase: Purchase) -> Iterator[Contact]:
    yield from rule.after_purchase(purchase, rule.schedule(policy, "purchase"))
    yield from rule.after_installation(purchase, rule.schedule(policy, "installation"))


def _birthdays_of(customer: Customer, policy: DatedPolicy, key: str) -> Iterator[Contact]:
    if not is_id(key):
        return
    window = Window.over(day_of(key), day_of(key), **customs(policy))
    yield from rule.on_birthday(customer, window, policy["callback.birthday"].text())


def key_of_ref(store: Store, policy: DatedPolicy, ref: str, on: date) -> str:
    """The whole key a reference means: itself, or a part that only one callback's key has.

    The callbacks of the last days are looked at first, made or not, so that a call noted twice is
    noted on the same one; then the whole ledger; then what a whole id will give one day.

    Raises:
        NoSuchRecord: it fits none.
        AmbiguousRef: it fits several.
    """
    kind, dot, rest = (part.strip() for part in ref.partition("."))
    if dot and is_id(whole := f"{kind.lower()}.{rest.upper()}"):
        return whole
    recent = contacts(store, policy, rule.span(policy, on), rule.KINDS)
    coming = contacts_about(store, policy, ref.strip().upper())
    for keys in (
        [contact.key for contact in recent],
        [made.id for made in store.callbacks.all()],
        [contact.key for contact in coming],
    ):
        found = [key for key in keys if fits(key, ref)]
        if len(found) == 1:
            return found[0]
        if found:
            shown = ", ".join(found[:CANDIDATES_SHOWN])
            raise AmbiguousRef(
                say(
                    "{ref!r} names {n} callbacks: {candidates}",
                    ref=ref,
                    n=len(found),
                    candidates=shown + (" …" if len(found) > CANDIDATES_SHOWN else ""),
                ),
                say("Give the whole key."),
            )
    raise store.callbacks.no_such(ref)


def fits(key: str, ref: str) -> bool:
    """Whether `7KQ3MX`, or `installation.7KQ3MX`, is a part of a key; a kind alone is none."""
    kind, dot, rest = (part.strip() for part in ref.partition("."))
    head, _dot, tail = key.partition(".")
    if not dot:
        return len(kind) >= SHORTEST_PART and kind.upper() in tail
    return len(rest) >= SHORTEST_PART and head == kind.lower() and rest.upper() in tail
