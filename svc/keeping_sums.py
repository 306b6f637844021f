"""What her purchases add up to: marks that a sum has reached, and the year's highest spender."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from svc.keeping import is_gone
from svc.money import ZERO
from svc.rules import keeping as rule
from svc.rules.gold import crossed, marks
from svc.store.bought import bought, fen, sales_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from svc.policy import DatedPolicy
    from svc.records.purchase import Purchase
    from svc.records.return_ import Return
    from svc.rules.callback import Contact, Span
    from svc.rules.keeping import Kept
    from svc.store.store import Store


def crossings_between(
    store: Store, policy: DatedPolicy, how: Kept, span: Span
) -> Iterator[Contact]:
    """The purchases of some days that carried a customer past a mark: the highest counts.

    Where nothing came back the sums of `svc.store.bought` tell; else her purchases are read.
    """
    known = bought(store.shards)
    sold: dict[str, list[str]] = {}
    for lines in store.purchases.lines_between(span.first, span.last):
        for sale, customer, _exchange, _total in sales_in(lines):
            sold.setdefault(customer, []).append(sale)
    if not known.is_all_before(span.first):
        yield from crossings(store, policy, how, sold)
        return
    late: dict[str, list[tuple[str, int | None]]] = {}
    for sale, customer, _exchange, total in known.late:
        if customer in sold:
            late.setdefault(customer, []).append((sale, fen(total)))
    sums = {int(mark * 100): mark for mark in marks(policy)}
    rest = {returned.customer for returned in _brought_back(store, sold)} & sold.keys()
    before = known.before(sold)
    passed: dict[str, Decimal] = {}
    for customer in sold.keys() - rest:
        paid = late.get(customer, ())
        if all(amount is not None for _sale, amount in paid):
            passed |= _passed(before.get(customer, (0, 0)), paid, sums, how.purchases)
        else:
            rest.add(customer)
    yield from crossings(store, policy, how, {customer: sold[customer] for customer in rest})
    sold_then = {sale for each in sold.values() for sale in each}
    for sale, purchase in store.purchases.many(passed.keys() & sold_then).items():
        yield rule.threshold(passed[sale], purchase, how)


def _passed(
    before: tuple[int, int],
    late: Iterable[tuple[str, int | None]],
    sums: Mapping[int, Decimal],
    least: int,
) -> dict[str, Decimal]:
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
    brought_back: dict[str, list[Return]] = {}
    for returned in _brought_back(store, sold):
        brought_back.setdefault(returned.customer, []).append(returned)
    theirs: dict[str, list[Purchase]] = {customer: [] for customer in sold}
    for purchase in store.purchases.may_hold("customer", sold) if sold else ():
        if purchase.customer in theirs:
            theirs[purchase.customer].append(purchase)
    for customer, purchases in theirs.items():
        purchases.sort(key=lambda each: (each.on, each.id))
        for nth, each in enumerate(purchases, start=1):
            if each.id in sold[customer] and nth >= how.purchases:
                passed = crossed(purchases, brought_back.get(customer, ()), sums, each, date.max)
                if passed:
                    yield rule.threshold(passed[-1], each, how)


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
        for sale, customer, _exchange, total in sales_in(lines):
            whose[sale] = customer
            spent[customer] = spent.get(customer, ZERO) + _paid(total)
    for returned in store.returns.where_between("settled_on", first, day):
        if returned.purchase in whose and returned.state == "settled":
            spent[whose[returned.purchase]] -= given_back(returned)
    there = store.customers.raws(spent).items()
    known = {key: spent[key] for key, raw in sorted(there) if not is_gone(raw)}
    return rule.top(known, day, how, _visitor(store, how.post, day))


def _paid(total: str) -> Decimal:
    """What was paid by a line on file; nothing where it cannot be read: `svc check` names it."""
    try:
        return Decimal(total)
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
