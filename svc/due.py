"""What is due on a day: fetched from the store, worked out by the rules.

`callback due`, `today`, the plan of messages and feeds all ask here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc import keeping
from svc.dates import short
from svc.records.customer import Addressee
from svc.rules import callback as rule
from svc.rules.birthday import Window, customs
from svc.rules.keeping import ENTRIES as KEPT
from svc.store.ids import day_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

    from svc.policy import DatedPolicy
    from svc.records.callback import Callback
    from svc.records.customer import Customer
    from svc.records.purchase import Purchase
    from svc.records.return_ import Return
    from svc.rules.callback import Contact, Span, Step
    from svc.rules.workdays import Workdays
    from svc.store.store import Store

    Open = tuple[Contact, Addressee | Customer | None, Callback | None]
    """A contact still to be made, with its customer and the tries so far."""


def contacts(store: Store, policy: DatedPolicy, span: Span, kinds: Iterable[str]) -> list[Contact]:
    """Every contact of these kinds that falls due in a span, made or not, by day, then key."""
    return with_customers(store, with_gone(store, policy, span, kinds))[0]


def with_gone(
    store: Store,
    policy: DatedPolicy,
    span: Span,
    kinds: Iterable[str],
    settled: Collection[str] = (),
) -> list[Contact]:
    """As `contacts`, with those of customers who are merged away or erased.

    For whoever looks at the customers in any case: reading them all is what takes longest.
    """
    here = {
        contact.key: contact
        for contact in _gathered(store, policy, span, kinds, settled)
        if span.holds(contact.due)
    }
    return sorted(here.values(), key=lambda contact: (contact.due, contact.key))


def with_customers(
    store: Store, found: Iterable[Contact]
) -> tuple[list[Contact], dict[str, Addressee]]:
    """The contacts whose customers are present, and the customers, read all at once."""
    found = list(found)
    raws = store.customers.raws({contact.customer for contact in found})
    customers = {key: Addressee(raw) for key, raw in raws.items()}
    gone = {key for key, customer in customers.items() if not customer.is_present}
    return [contact for contact in found if contact.customer not in gone], customers


def open_contacts(
    store: Store, policy: DatedPolicy, span: Span, kinds: Iterable[str] = rule.KINDS
) -> list[Open]:
    """The contacts of a span still to be made, each with its customer and the tries so far.

    One is made by a call that was noted or by a message that was sent. Who has said she wants
    none this way has none.
    """
    longest = max((step.after for step in rule.schedule(policy, "purchase")), default=0)
    made = Made(store, span.before(longest).first, span.last)
    found, customers = with_customers(store, with_gone(store, policy, span, kinds, made.settled))
    made.look_up(contact.key for contact in found)
    sent = _sent(store, found) if found else ()
    return [
        (contact, customer, tried)
        for contact in found
        if contact.key not in made.settled
        and contact.key not in sent
        and rule.still_open(tried := made[contact.key])
        and not (
            (customer := customers.get(contact.customer)) and rule.unwanted(contact, customer)
        )
    ]


def _sent(store: Store, found: Iterable[Contact]) -> set[str]:
    """The keys of those contacts whose message went out."""
    from svc.records.message import PREFIX  # only where something is due

    ids = {PREFIX + contact.key for contact in found}
    raws = store.messages.raws(ids).items()
    return {key.removeprefix(PREFIX) for key, raw in raws if raw.get("state") == "sent"}


class Made:
    """What was made already of the contacts whose keys carry a day of some: looked up at once.

    `settled` are the keys nobody need think of again; `tried` the contacts nobody answered yet.
    """

    def __init__(self, store: Store, first: date, last: date) -> None:
        self._callbacks = store.callbacks
        self._first, self._last = first, last
        tried, self.settled = store.callbacks.divided(first, last, "result", rule.NO_ANSWER)
        self.tried = {made.id: made for made in tried}

    def look_up(self, keys: Iterable[str]) -> None:
        """Read the lines of those keys whose days are others."""
        self.tried |= self._callbacks.many(
            key for key in keys if not self._first <= day_of(key) <= self._last
        )

    def __getitem__(self, key: str) -> Callback | None:
        """The line of a contact that was looked up and is not settled, if anybody tried."""
        return self.tried.get(key)


def _gathered(
    store: Store,
    policy: DatedPolicy,
    span: Span,
    kinds: Iterable[str],
    settled: Collection[str],
) -> list[Contact]:
    """The contacts of these kinds in a span, and maybe more.

    After purchases and on birthdays there are many each day, and nearly all were made: those that
    are settled are not read again.
    """
    found: list[Contact] = []
    for kind in kinds:
        if kind == "appointment":
            found += _as_agreed(store, policy, span)
        elif kind in KEPT:
            found += keeping.gathered(store, policy, kind, span, settled)
        elif kind != "birthday":
            for step in rule.schedule(policy, kind):
                found += AFTER[kind](store, step, span.before(step.after), settled)
    window = Window.over(span.first, span.last, **customs(policy))
    unwished = _unwished(store, window, settled) if "birthday" in kinds else []
    channel = policy["callback.birthday"].text()
    for customer in store.customers.many(unwished).values():
        found += rule.on_birthday(customer, window, channel)
    return found


def _after_purchases(
    store: Store, step: Step, sold: Span, settled: Collection[str]
) -> Iterator[Contact]:
    def was_asked(purchase_id: str) -> bool:
        return step.key_of(purchase_id) in settled

    for purchase in _had(store, store.purchases.between(sold.first, sold.last, but=was_asked)):
        yield from rule.after_purchase(purchase, [step])


def _after_installations(
    store: Store, step: Step, done: Span, _settled: Collection[str]
) -> Iterator[Contact]:
    installed = store.purchases.where_between("installed_on", done.first, done.last)
    for purchase in _had(store, installed):
        yield from rule.after_installation(purchase, [step])


def _had(store: Store, purchases: Iterable[Purchase]) -> Iterable[Purchase]:
    """The purchases of which the customer still has a piece: nobody asks how the rest wears."""
    if not store.shards.names("returns"):
        return purchases
    from svc.rules.sold import all_came_back  # only shops with returns need it

    sold = list(purchases)
    brought: dict[str, list[Return]] = {}
    for each in store.returns.may_hold("purchase", (purchase.id for purchase in sold)):
        brought.setdefault(each.purchase, []).append(each)
    return [each for each in sold if not all_came_back(each, brought.get(each.id, ()))]


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


def as_rows(found: Iterable[Open], on: date, days: Workdays | None = None) -> list[dict[str, Any]]:
    """Open contacts as the contract lists them; `days` tells which due days are workdays."""
    return [
        contact.to_json(
            on,
            customer,
            len(made.tries) if made else 0,
            workday=days.works(contact.due) if days else None,
            hint=days.hint(contact.due) if days else None,
        )
        for contact, customer, made in found
    ]
