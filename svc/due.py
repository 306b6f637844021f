"""What is due on a day: fetched from the store, worked out by the rules.

`callback due`, `today` and, later, messages and feeds all ask here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.dates import short
from svc.errors import AmbiguousRef
from svc.i18n import say
from svc.rules import callback as rule
from svc.rules.birthday import Window, customs
from svc.store.ids import day_of, is_id

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

    from svc.policy import DatedPolicy
    from svc.records.callback import Callback
    from svc.records.customer import Customer
    from svc.records.purchase import Purchase
    from svc.rules.callback import Contact, Span, Step
    from svc.store.store import Store


def contacts(store: Store, policy: DatedPolicy, span: Span, kinds: Iterable[str]) -> list[Contact]:
    """Every contact of these kinds that falls due in a span, made or not, by day, then key."""
    return _gathered(store, policy, span, kinds, settled=())[0]


def open_contacts(
    store: Store, policy: DatedPolicy, span: Span, kinds: Iterable[str] = rule.KINDS
) -> list[tuple[Contact, Customer | None, Callback | None]]:
    """The contacts of a span still to be made, each with its customer and the tries so far."""
    longest = max((step.after for step in rule.schedule(policy, "purchase")), default=0)
    made = Made(store, span.before(longest).first, span.last)
    found, customers = _gathered(store, policy, span, kinds, made.settled)
    return [
        (contact, customers.get(contact.customer), tried)
        for contact in found
        if contact.key not in made.settled and rule.still_open(tried := made[contact.key])
    ]


class Made:
    """What was made already of the contacts whose keys carry a day of some: looked up at once.

    `settled` are the keys nobody need think of again; `tried` the contacts nobody answered yet.
    """

    def __init__(self, store: Store, first: date, last: date) -> None:
        self._callbacks = store.callbacks
        self._first, self._last = first, last
        tried, self.settled = store.callbacks.divided(first, last, "result", rule.NO_ANSWER)
        self.tried = {made.id: made for made in tried}

    def __getitem__(self, key: str) -> Callback | None:
        """The line of a contact that is not settled, if anybody tried."""
        if key in self.tried or self._first <= day_of(key) <= self._last:
            return self.tried.get(key)
        return self._callbacks.peek(key)


def _gathered(
    store: Store,
    policy: DatedPolicy,
    span: Span,
    kinds: Iterable[str],
    settled: Collection[str],
) -> tuple[list[Contact], dict[str, Customer]]:
    """The contacts of these kinds in a span, by day, then key, and the customers they are with.

    After purchases and on birthdays there are many each day, and nearly all were made: those that
    are settled are not read again. The customers are read all at once.
    """
    found: list[Contact] = []
    for kind in kinds:
        if kind == "appointment":
            found += _as_agreed(store, policy, span)
        elif kind != "birthday":
            for step in rule.schedule(policy, kind):
                found += AFTER[kind](store, step, span.before(step.after), settled)
    window = Window.over(span.first, span.last, **customs(policy))
    unwished = _unwished(store, window, settled) if "birthday" in kinds else []
    customers = store.customers.many([*unwished, *(contact.customer for contact in found)])
    channel = policy["callback.birthday"].text()
    for customer_id in unwished:
        if customer := customers.get(customer_id):
            found += rule.on_birthday(customer, window, channel)
    here = {contact.key: contact for contact in found if span.holds(contact.due)}
    return sorted(here.values(), key=lambda contact: (contact.due, contact.key)), customers


def _after_purchases(
    store: Store, step: Step, sold: Span, settled: Collection[str]
) -> Iterator[Contact]:
    def was_asked(purchase_id: str) -> bool:
        return step.key_of(purchase_id) in settled

    for purchase in store.purchases.between(sold.first, sold.last, but=was_asked):
        yield from rule.after_purchase(purchase, [step])


def _after_installations(
    store: Store, step: Step, done: Span, _settled: Collection[str]
) -> Iterator[Contact]:
    for purchase in store.purchases.where_between("installed_on", done.first, done.last):
        yield from rule.after_installation(purchase, [step])


def _after_complaints(
    store: Store, step: Step, done: Span, _settled: Collection[str]
) -> Iterator[Contact]:
    for complaint in store.complaints.where_between("resolved_on", done.first, done.last):
        yield from rule.after_complaint(complaint, [step])


def _after_repairs(
    store: Store, step: Step, done: Span, _settled: Collection[str]
) -> Iterator[Contact]:
    for repair in store.repairs.where_between("handed_back_on", done.first, done.last):
        yield from rule.after_repair(repair, [step])


AFTER = {
    "purchase": _after_purchases,
    "installation": _after_installations,
    "complaint": _after_complaints,
    "repair": _after_repairs,
}


def _as_agreed(store: Store, policy: DatedPolicy, span: Span) -> Iterator[Contact]:
    channel = policy["callback.appointment"].text()
    for made in store.callbacks.where_between("settle_on", span.first, span.last):
        yield from rule.as_agreed(made, channel)


def _unwished(store: Store, window: Window, settled: Collection[str]) -> list[str]:
    """Who may have a birthday in a window that is not settled already."""
    words = {_word(*key): [short(day) for day in days] for key, days in window.dates.items()}
    return [
        customer_id
        for word, ids in store.customers.ids_holding("birthday", words).items()
        for customer_id in ids
        if any(f"birthday.{customer_id}.{day}" not in settled for day in words[word])
    ]


def _word(calendar: str, leap: bool, month: int, day: int) -> str:
    """A birthday without its year, by which customers are looked up."""
    return f"{'lunar:' * (calendar == 'lunar')}{'leap' * leap}{month:02}-{day:02}"


def as_rows(
    found: Iterable[tuple[Contact, Customer | None, Callback | None]], on: date
) -> list[dict[str, Any]]:
    """Open contacts as the contract lists them."""
    return [
        contact.to_json(on, customer, len(made.tries) if made else 0)
        for contact, customer, made in found
    ]


def contact_of_key(store: Store, policy: DatedPolicy, key: str) -> Contact:
    """The contact a key names, whenever it was or will be due.

    Raises:
        NoSuchRecord: no cause on file gives this key.
    """
    about = key.partition(".")[2].partition(".")[0]
    found = contacts_about(store, policy, about)
    if about.startswith("C-") and (customer := store.customers.peek(about)):
        found += _birthdays_of(customer, policy, key)
    for contact in found:
        if contact.key == key:
            return contact
    raise store.callbacks.no_such(key)


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
    for made in store.callbacks.where("about", about):
        found += rule.as_agreed(made, channel)
    return found


def _of_purchase(policy: DatedPolicy, purchase: Purchase) -> Iterator[Contact]:
    yield from rule.after_purchase(purchase, rule.schedule(policy, "purchase"))
    yield from rule.after_installation(purchase, rule.schedule(policy, "installation"))


def _birthdays_of(customer: Customer, policy: DatedPolicy, key: str) -> Iterator[Contact]:
    if not is_id(key):
        return
    window = Window.over(day_of(key), day_of(key), **customs(policy))
    yield from rule.on_birthday(customer, window, policy["callback.birthday"].text())


SHORTEST_PART = 3
CANDIDATES_SHOWN = 5


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
        found = [key for key in keys if _fits(key, kind, rest if dot else None)]
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


def _fits(key: str, kind: str, rest: str | None) -> bool:
    """Whether `7KQ3MX`, or `installation.7KQ3MX`, is a part of a key; a kind alone is none."""
    head, _dot, tail = key.partition(".")
    if rest is None:
        return len(kind) >= SHORTEST_PART and kind.upper() in tail
    return len(rest) >= SHORTEST_PART and head == kind.lower() and rest.upper() in tail
