"""What is due on a day: fetched from the store, worked out by the rules.

`callback due`, `today`, the plan of messages and feeds all ask here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc import keeping
from svc.dates import short
from svc.records.customer import Addressee, Customer
from svc.rules import callback as rule
from svc.rules.birthday import Window, customs
from svc.rules.keeping import ENTRIES as KEPT
from svc.seen import Seen

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from svc.policy import DatedPolicy
    from svc.records.callback import Callback
    from svc.records.purchase import Purchase
    from svc.rules.callback import Contact, Span, Step
    from svc.rules.workdays import Workdays
    from svc.store.store import Store

    Raw = Mapping[str, Any]
    Open = tuple[Contact, Addressee | Customer | None, Callback | None]
    """A contact still to be made, with its customer and the tries so far."""


def contacts(store: Store, policy: DatedPolicy, span: Span, kinds: Iterable[str]) -> list[Contact]:
    """Every contact of these kinds that falls due in a span, made or not, by day, then key."""
    seen = Seen(store)
    return with_customers(seen, with_gone(store, policy, span, kinds, seen))[0]


def with_gone(
    store: Store,
    policy: DatedPolicy,
    span: Span,
    kinds: Iterable[str],
    seen: Seen,
    settled: Collection[str] = (),
) -> list[Contact]:
    """As `contacts`, with those of customers who are merged away or erased.

    For whoever looks at the customers in any case: reading them all is what takes longest.
    """
    here = {
        contact.key: contact
        for contact in _gathered(store, policy, span, kinds, seen, settled)
        if span.holds(contact.due)
    }
    return sorted(here.values(), key=lambda contact: (contact.due, contact.key))


def with_customers(
    seen: Seen, found: Iterable[Contact]
) -> tuple[list[Contact], dict[str, Addressee]]:
    """The contacts whose customers are present, and the customers."""
    found = list(found)
    raws = seen.customers(contact.customer for contact in found)
    customers = {key: Addressee(raw) for key, raw in raws.items()}
    gone = {key for key, customer in customers.items() if not customer.is_present}
    return [contact for contact in found if contact.customer not in gone], customers


def open_contacts(
    store: Store,
    policy: DatedPolicy,
    span: Span,
    kinds: Iterable[str] = rule.KINDS,
    seen: Seen | None = None,
) -> list[Open]:
    """The contacts of a span still to be made, each with its customer and the tries so far.

    One is made by a call that was noted or by a message that was sent. Who has said she wants
    none this way has none.
    """
    longest = max((step.after for step in rule.schedule(policy, "purchase")), default=0)
    seen = seen or Seen(store)
    made = seen.made(span.before(longest).first, span.last)
    gathered = with_gone(store, policy, span, kinds, seen, made.settled)
    found, customers = with_customers(seen, gathered)
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

    if not store.shards.names("messages"):
        return set()
    ids = {PREFIX + contact.key for contact in found}
    raws = store.messages.raws(ids).items()
    return {key.removeprefix(PREFIX) for key, raw in raws if raw.get("state") == "sent"}


def _gathered(
    store: Store,
    policy: DatedPolicy,
    span: Span,
    kinds: Iterable[str],
    seen: Seen,
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
    seen.want(contact.customer for contact in found)
    for customer_id, raw in seen.customers(unwished).items():
        found += rule.on_birthday(_on_file(store, customer_id, raw), window, channel)
    return found


def _on_file(store: Store, customer_id: str, raw: Raw) -> Customer:
    """The customer of a line that was read; raises BadData."""
    try:
        return Customer.from_raw(raw)
    except ValueError:
        return store.customers.get(customer_id)  # says what is wrong


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
    sold = list(purchases)
    gone = keeping.all_back(store, [purchase.id for purchase in sold])
    return [each for each in sold if each.id not in gone]


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
    promises = store.callbacks.where_between("settle_on", span.first, span.last)
    if promises:
        from svc.rules.promise import as_agreed  # few days have any

        yield from as_agreed(promises, channel)


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


def left_by(store: Store, on: date) -> set[str]:
    """The members of staff who are no longer there on a day."""
    shards = store.shards
    files = (shards.canonical(name, keep=False) for name in shards.names("staff"))
    if not any(b'"left_on":' in lines for lines in files):
        return set()
    return {each.id for each in store.staff.all() if each.left_on and each.left_on <= on}


def as_rows(
    found: Iterable[Open],
    on: date,
    days: Workdays | None = None,
    left: Collection[str] = (),
) -> list[dict[str, Any]]:
    """Open contacts as the contract lists them; `days` tells which due days are workdays.

    Nobody of the staff who `left` is to make one.
    """
    return [
        contact.to_json(
            on,
            customer,
            len(made.tries) if made else 0,
            workday=days.works(contact.due) if days else None,
            hint=days.hint(contact.due) if days else None,
            left=left,
        )
        for contact, customer, made in found
    ]
