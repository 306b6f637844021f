"""Find a record by what people call it: a phone, the shop's own number, a staff code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.entry import digits_of
from svc.errors import AmbiguousRef, BadInput, NoSuchRecord
from svc.i18n import say
from svc.phones import normalise
from svc.store.hints import folded
from svc.store.ids import is_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from svc.errors import SvcError
    from svc.records.customer import Customer
    from svc.records.staff import Staff
    from svc.store.store import Store

TAIL = 6
"""So many characters at the end of an id are drawn: a part as long as that is no name."""


def phone_or_none(text: str, country: str) -> str | None:
    """The normalised phone number, or None where the text is none."""
    try:
        return normalise(text, country)
    except BadInput:
        return None


def customer(store: Store, ref: str) -> Customer:
    """The customer a reference names.

    That is `number:0001`, a phone number, an id, a part of one, or the whole name if only one has
    it. Where a short part of an id is somebody else's name, neither is taken for the other.

    Raises:
        NoSuchRecord: it names nobody.
        AmbiguousRef: it names several.
    """
    ref = ref.strip()
    if is_id(ref) and (named := store.customers.peek(ref)):  # looks like nothing else
        return named
    if ref.startswith("number:"):
        number = " ".join(ref.removeprefix("number:").split())
        return store.customers.only(store.customers.where("number", number), ref)
    phone = phone_or_none(ref, store.settings.country) or digits_alone(ref)
    if phone and (found := store.customers.where("phone", phone)):
        return store.customers.only(found, ref)
    return _by_id_or_name(store, ref)


def customers(store: Store, refs: Sequence[str]) -> Iterator[Customer | SvcError]:
    """Whom each of these references names, in their order, or the error that says it does not.

    Whole ids, as other commands print them, are read together.
    """
    by_id = store.customers.many(ref for ref in refs if is_id(ref))
    for ref in refs:
        try:
            yield by_id.get(ref) or customer(store, ref)
        except (NoSuchRecord, AmbiguousRef) as error:
            yield error


def _by_id_or_name(store: Store, ref: str) -> Customer:
    by_id: list[Customer] = []
    try:
        by_id = [store.customers.find(ref)]
        if len(ref) >= TAIL:
            return by_id[0]
        named = by_name(store, ref)
    except AmbiguousRef:
        if len(named := by_name(store, ref)) != 1:
            raise
    except NoSuchRecord as error:
        if not (named := by_name(store, ref)):
            if ref and store.customers.where("number", ref):
                hint = say("A customer's number is written so: number:{number}.", number=ref)
                raise NoSuchRecord(error.message, hint) from None
            raise
    meant = list({customer.id: customer for customer in (*by_id, *named)}.values())
    try:
        return store.customers.only(meant, ref)
    except AmbiguousRef as error:
        raise AmbiguousRef(error.message, say("Give the phone or the id.")) from None


def by_name(store: Store, name: str) -> list[Customer]:
    """Those whose whole name this is; one only named by her number or phone has none yet."""
    wanted = folded(name)
    return [
        customer
        for customer in (store.customers.may_hold("name", [wanted]) if wanted else ())
        if folded(customer.name) == wanted
        and customer.name not in (customer.number, customer.phone)
    ]


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
