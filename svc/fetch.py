"""Find a record by what people call it: a phone, the shop's own number, a staff code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.errors import BadInput
from svc.phones import normalise

if TYPE_CHECKING:
    from svc.records.customer import Customer
    from svc.records.staff import Staff
    from svc.store.store import Store


def phone_or_none(text: str, country: str) -> str | None:
    """The normalised phone number, or None where the text is none."""
    try:
        return normalise(text, country)
    except BadInput:
        return None


def customer(store: Store, ref: str) -> Customer:
    """The customer a reference names: `number:0001`, a phone number, an id, a part of one.

    Raises:
        NoSuchRecord: it names nobody.
        AmbiguousRef: it names several.
    """
    ref = ref.strip()
    if ref.startswith("number:"):
        return store.customers.only(
            store.customers.where("number", ref.removeprefix("number:").strip()), ref
        )
    if phone := phone_or_none(ref, store.settings.country):
        found = store.customers.where("phone", phone)
        if found:
            return store.customers.only(found, ref)
    elif ref.isdigit() and len(ref) >= 7:  # kept with --force-phone
        found = store.customers.where("phone", ref)
        if found:
            return store.customers.only(found, ref)
    return store.customers.find(ref)


def staff_member(store: Store, ref: str) -> Staff:
    """The member of staff a reference names: an id, a part of one, a code or the whole name.

    Raises:
        NoSuchRecord: it names nobody.
        AmbiguousRef: it names several.
    """
    found = [s for s in store.staff.all() if ref in (s.id, s.code, s.name)]
    return store.staff.only(found, ref) if found else store.staff.find(ref)
