"""Find a record by what people call it: a phone, the shop's own number, a staff code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.entry import digits_of
from svc.errors import AmbiguousRef, BadInput, NoSuchRecord
from svc.i18n import say
from svc.phones import normalise
from svc.store.hints import folded
from svc.store.ids import is_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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


def customer(store: Store, ref: str, *, erased: bool = False) -> Customer:
    """The customer a reference names.

    That is `number:0001`, a phone number, an id, a part of one, or the whole name if only one has
    it. Where a short part of an id is somebody else's name, neither is taken for the other. What
    names a file that was merged into another means that other; one that was `erased` is nobody,
    unless she is asked for by her id.

    Raises:
        NoSuchRecord: it names nobody.
        AmbiguousRef: it names several.
    """
    found = present(store, file_of(store, ref))
    if found.erased_on is not None and not erased:
        raise NoSuchRecord(
            say("{id} was erased on {day}.", id=found.id, day=found.erased_on),
            say("`svc customer show {id}` shows what is left.", id=found.id),
        )
    return found


def file_of(store: Store, ref: str, *, merged: bool = False) -> Customer:
    """The file a reference names, as `customer`; by its id also a redirect or an erased one.

    With `merged` a phone or number that a redirect had names the redirect itself.
    """
    ref = ref.strip()
    if is_id(ref) and (named := store.customers.peek(ref)):  # looks like nothing else
        return named
    if ref.startswith("number:"):
        number = " ".join(ref.removeprefix("number:").split())
        return store.customers.only(holders(store, "number", number, merged=merged), ref)
    phone = phone_or_none(ref, store.settings.country) or digits_alone(ref)
    if phone and (found := holders(store, "phone", phone, merged=merged)):
        return store.customers.only(found, ref)
    return _by_id_or_name(store, ref)


def present(store: Store, found: Customer) -> Customer:
    """Whom a file stands for: itself, or the one it was merged into, at however many hands.

    Raises:
        NoSuchRecord: the redirect leads to nobody, or in a circle: `svc check` tells of it.
    """
    seen = [found.id]
    while found.merged:
        into = store.customers.peek(str(found.merged.get("into")))
        if into is None:
            raise NoSuchRecord(
                say("{id} was merged into a file that is not there.", id=found.id),
                say("`svc check` tells where."),
            )
        if into.id in seen:
            raise NoSuchRecord(
                say("{id} was merged into itself, by a roundabout way.", id=found.id),
                say("`svc customer unmerge {id}` keeps {id}; the others lead to it.",
                    id=min(seen[seen.index(into.id):])),
            )  # fmt: skip
        seen.append(into.id)
        found = into
    return found


def holders(store: Store, field: str, value: str, *, merged: bool = False) -> list[Customer]:
    """Who has a phone or number; else whoever had it before her file was merged into another."""
    may_hold = [each for each in store.customers.may_hold(field, [value]) if value]
    had = [
        each for each in may_hold if each.merged and each.merged.get("was", {}).get(field) == value
    ]
    if merged and had:
        return had
    if found := [each for each in may_hold if getattr(each, field) == value]:
        return found
    return list({each.id: each for each in (present(store, one) for one in had)}.values())


def customers(store: Store, refs: Sequence[str]) -> Iterator[Mapping[str, Any] | SvcError]:
    """The file of each whom these references name, in their order, or the error that says none is.

    Whole ids, as other commands print them, are read together and stay as their lines have them:
    of a file without a fault in what messages need no record is made.
    """
    by_id = store.customers.raws(refs)
    for ref in refs:
        try:
            found = by_id.get(ref)
            if found and _is_sound(found) and not (found.get("merged") or found.get("erased_on")):
                yield found
            else:
                yield customer(store, ref).to_raw()
        except (NoSuchRecord, AmbiguousRef) as error:
            yield error


def _is_sound(raw: Mapping[str, Any]) -> bool:
    """Whether what messages need of a file is as it should be; else a record of it says what."""
    try:
        "".join([raw["name"], *[raw.get(word, "") for word in _WORDS]])
    except (TypeError, KeyError):
        return False
    return type(raw.get("consent", {})) is dict


_WORDS = ("gender", "number", "phone", "owner")


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
            if ref and holders(store, "number", ref):
                hint = say("A customer's number is written so: number:{number}.", number=ref)
                raise NoSuchRecord(error.message, hint) from None
            raise
    if named:
        by_id = [present(store, each) for each in by_id]
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
        and customer.is_present
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
