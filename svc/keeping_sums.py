"""What her purchases add up to: marks that a sum has reached, and the year's highest spender."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from svc.keeping import is_gone
from svc.money import ZERO
from svc.rules import keeping as rule
from svc.rules.gold import crossed, marks
from svc.store.added_up import fen
from svc.store.bought import bought, sales_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from svc.policy import DatedPolicy
    from svc.records.purchase import Purchase
    from svc.records.return_ import Return
    from svc.rules.callback import Contact, Span
    from svc.rules.keeping import Kept
    from svc.store.added_up import Sale
    from svc.store.store import Store


def crossings_between(
    store: Store, policy: DatedPolicy, how: Kept, span: Span, sales: Iterable[Sale]
) -> Iterator[Contact]:
    """Of the `sales` of some days those that carried a customer past a mark: the highest counts.

    Where nothing came back the sums of `svc.store.bought` tell; else her purchases are read.
    """
    known = bought(store.shards)
    sold: dict[bytes, list[bytes]] = {}
    for sale, customer, _exchange, _total in sales:
        sold.setdefault(customer, []).append(sale)
    if not known.is_all_before(span.first):
        yield from crossings(store, policy, how, _in_words(sold, sold))
        return
    late: dict[bytes, list[tuple[bytes, int | None]]] = {}
    for sale, customer, _exchange, total in known.late:
        if customer in sold:
            late.setdefault(customer, []).append((sale, fen(total)))
    sums = {int(mark * 100): mark for mark in marks(policy)}
    brought_back = _brought_back(store, (customer.decode() for customer in sold))
    rest = {returned.customer.encode() for returned in brought_back} & sold.keys()
    before = known.before(sold)
    passed: dict[bytes, Decimal] = {}
    for customer in sold.keys() - rest:
        paid = late.get(customer, ())
        if all(amount is not None for _sale, amount in paid):
            passed |= _passed(before.get(customer, (0, 0)), paid, sums, how.purchases)
        else:
            rest.add(customer)
    yield from crossings(store, policy, how, _in_words(sold, rest))
    sold_then = {sale for each in sold.values() for sale in each}
    reached = {sale.decode(): mark for sale, mark in passed.items() if sale in sold_then}
    for sale_id, purchase in store.purchases.many(reached).items():
        yield rule.threshold(reached[sale_id], purchase, how)


def _in_words(
    sold: Mapping[bytes, list[bytes]], customers: Iterable[bytes]
) -> dict[str, list[str]]:
    """What was sold to some customers, ids as text."""
    return {each.decode(): [sale.decode() for sale in sold[each]] for each in customers}


def _passed(
    before: tuple[int, int],
    late: Iterable[tuple[bytes, int | None]],
    sums: Mapping[int, Decimal],
    least: int,
) -> dict[bytes, Decimal]:
    """Of a customer's late purchases, by their days, those that passed a mark: the highest."""
    nth, so_far = before
    found = {}
    for sale, amount in late:
        total, nth = so_far + (amount or 0), nth + 1
        passed = [mark for fen, mark in sums.items() if so_far < fen <= total]
        if passed and nth >= least:
            found[sale] = passed[-1]
        so_far = total
    return found


def crossings(
    store: Store, policy: DatedPolicy, how: Kept, sold: Mapping[str, Collection[str]]
) -> Iterator[Contact]:
    """Of these purchases, by customer, those that carried her past a mark: the highest counts."""
    sums = marks(policy)

    def thanked(mark: Decimal, sale: Purchase) -> bool:
        return _is_made(store, rule.threshold(mark, sale, how).key)

    brought_back: dict[str, list[Return]] = {}
    for returned in _brought_back(store, sold):
        brought_back.setdefault(returned.customer, []).append(returned)
    theirs: dict[str, list[Purchase]] = {customer: [] for customer in sold}
    for purchase in store.purchases.may_hold("customer", sold) if sold else ():
        if purchase.customer in theirs:
            theirs[purchase.customer].append(purchase)
    for customer, purchases in theirs.items():
        purchases.sort(key=lambda each: (each.on, each.id))
        passed = crossed(purchases, brought_back.get(customer, ()), sums, date.max, thanked)
        for each in purchases[max(how.purchases - 1, 0) :]:
            if each.id in passed and each.id in sold[customer]:
                yield rule.threshold(passed[each.id][-1], each, how)


def _is_made(store: Store, key: str) -> bool:
    """Whether a contact was made: noted by hand, or its message went out."""
    from svc.records.message import PREFIX
    from svc.rules.callback import still_open

    message = store.messages.raw(PREFIX + key)
    return not still_open(store.callbacks.peek(key)) or (
        message is not None and message.get("state") == "sent"
    )


def _brought_back(store: Store, customers: Iterable[str]) -> Iterable[Return]:
    """The returns of these customers, and maybe more."""
    return store.returns.may_hold("customer", customers) if store.shards.names("returns") else ()


def top_on(store: Store, how: Kept, day: date) -> list[Contact]:
    """Who spent most from New Year to a day, less what came back."""
    from svc.rules.sold import given_back

    first = day.replace(month=1, day=1)
    spent: dict[str, Decimal] = {}
    whose: dict[str, str] = {}
    for lines in store.purchases.lines_between(first, day):
        for sale, buyer, _exchange, total in sales_in(lines):
            customer = whose[sale.decode()] = buyer.decode()
            spent[customer] = spent.get(customer, ZERO) + _paid(total)
    for returned in store.returns.where_between("settled_on", first, day):
        if returned.purchase in whose and returned.state == "settled":
            spent[whose[returned.purchase]] -= given_back(returned)
    there = store.customers.raws(spent).items()
    known = {key: spent[key] for key, raw in sorted(there) if not is_gone(raw)}
    return rule.top(known, day, how, _visitor(store, how.post, day))


def _paid(total: bytes) -> Decimal:
    """What was paid by a line on file; nothing where it cannot be read: `svc check` names it."""
    try:
        return Decimal(total.decode())
    except ArithmeticError:
        return ZERO


def _visitor(store: Store, post: str, day: date) -> str | None:
    """Who holds a post, if one person alone does."""
    found = [
        member.id
        for member in store.staff.all()
        if post in member.posts and (member.left_on is None or member.left_on > day)
    ]
    return found[0] if len(found) == 1 else None
