"""Find a record by what people call it: a phone, the shop's own number, a staff code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.entry import digits_of
from svc.errors import BadInput, NoSuchRecord
from svc.i18n import say
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
        number = " ".join(ref.removeprefix("number:").split())
        return store.customers.only(store.customers.where("number", number), ref)
    phone = phone_or_none(ref, store.settings.country) or digits_alone(ref)
    if phone and (found := store.customers.where("phone", phone)):
        return store.customers.only(found, ref)
    try:
        return store.customers.find(ref)
    except NoSuchRecord as error:
        if ref and store.customers.where("number", ref):
            hint = say("A customer's number is written so: number:{number}.", number=ref)
            raise NoSuchRecord(error.message, hint) from None
        raise


def digits_alone(ref: str) -> str | None:
    """The digits of what is written like a phone number: one kept by force can be found again."""
    return digits_of(ref) or None if set(ref) <= set("0123456789+-() ") else None


def staff_member(store: Store, ref: str) -> Staff:
    """The member of staff a reference names: an id, a part of one, a code or the whole name.

    Raises:
        NoSuchRecord: it names nobody.
        AmbiguousRef: it names several.
    """
    found = [s for s in store.staff.all() if ref in (s.id, s.code, s.name)]
    return store.staff.only(found, ref) if found else store.staff.find(ref)
