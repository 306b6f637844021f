"""What keeps customers in touch, gathered from the store: last purchases, new files, sums, months.

`svc.due` asks here for the kinds of `svc.rules.keeping`. What all customers bought last, and how
much in all, `svc.store.bought` tells; what a hint says is held against the record itself.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from svc.rules import keeping as rule
from svc.store.bought import bought, sales_in
from svc.store.ids import day_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from svc.policy import DatedPolicy
    from svc.records.purchase import Purchase
    from svc.records.return_ import Return
    from svc.rules.callback import Contact, Span
    from svc.rules.keeping import Kept
    from svc.store.added_up import Sale
    from svc.store.store import Store


def gathered(
    store: Store, policy: DatedPolicy, kind: str, span: Span, settled: Collection[str]
) -> Iterator[Contact]:
    """The contacts of a kind that fall due in a span; of what is settled some are left out.

    Raises:
        BadPolicy: the kind's entry is not as it should be.
    """
    how = rule.kept(policy, kind)
    if how is not None:
        yield from _GATHER[kind](store, policy, kind, how, span, settled)


def _regular(
    store: Store, _policy: DatedPolicy, _kind: str, how: Kept, span: Span, settled: Collection[str]
) -> Iterator[Contact]:
    """After the latest purchase of each customer who bought nothing since."""
    days = span.before(how.after)
    last = bought(store.shards).last_between(days.first, days.last).values()
    raws = store.purchases.raws(each for each in last if f"regular.{each}" not in settled)
    gone = all_back(store, raws)
    for record_id, raw in raws.items():
        try:
            yield rule.regular(raw, how, came_back=record_id in gone)
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
            yield rule.regular(store.purchases.get(record_id).to_raw(), how)  # says what is wrong


def all_back(store: Store, purchases: Collection[str]) -> set[str]:
    """Those of these purchases of which the customer has no piece any more."""
    if not store.shards.names("returns"):
        return set()
    from svc.rules.sold import all_came_back  # only shops with returns need it

    brought: dict[str, list[Return]] = {}
    for each in store.returns.may_hold("purchase", purchases):
        brought.setdefault(each.purchase, []).append(each)
    sold = store.purchases.many(brought.keys() & set(purchases))
    return {key for key, purchase in sold.items() if all_came_back(purchase, brought[key])}


def _fading(
    store: Store,
    _policy: DatedPolicy,
    _kind: str,
    how: Kept,
    span: Span,
    _settled: Collection[str],
) -> Iterator[Contact]:
    """Those whose latest purchase is so many days ago, and those who never bought."""
    days = span.before(how.after)
    known = bought(store.shards)
    for customer, last in known.last_between(days.first, days.last).items():
        yield rule.fading(customer, day_of(last), how, bought=True)
    for customer in known.never(store.customers.ids_between(days.first, days.last)):
        yield rule.fading(customer, day_of(customer), how, bought=False)


def _confirmed(store: Store, hinted: Mapping[str, Collection[str]]) -> set[str]:
    """The customers to whom one of the purchases that a hint names does belong."""
    one = {customer: min(found) for customer, found in hinted.items() if found}
    raws = store.purchases.raws(one.values())
    sure = {
        customer
        for customer, each in one.items()
        if raws.get(each, {}).get("customer") == customer
    }
    rest = [each for customer in one.keys() - sure for each in hinted[customer]]
    others = store.purchases.raws(rest).values() if rest else ()
    return sure | {raw["customer"] for raw in others if raw.get("customer") in one}


def _referral(
    store: Store, _policy: DatedPolicy, kind: str, how: Kept, span: Span, _settled: Collection[str]
) -> Iterator[Contact]:
    """New files that name who brought her."""
    raws = [
        raw
        for raw in store.customers.raws_between(span.first, span.last, having="referred_by")
        if raw.get("referred_by")
    ]
    yield from _thanks(store, kind, how, raws)


def _thanks(
    store: Store, kind: str, how: Kept, raws: Collection[Mapping[str, Any]]
) -> Iterator[Contact]:
    names = store.customers.raws(raw["referred_by"] for raw in raws) if raws else {}
    for raw in raws:
        old = raw["referred_by"]
        if old in names and not is_gone(raw):
            whose = (old, names[old].get("name") or old)
            new = (raw["id"], raw.get("name") or raw["id"])
            yield rule.referral(kind, new, whose, day_of(raw["id"]), how)


def is_gone(raw: Mapping[str, Any]) -> bool:
    """Whether a customer's line is a redirect, or erased."""
    return bool(raw.get("merged") or raw.get("erased_on"))


def _threshold(
    store: Store, policy: DatedPolicy, _kind: str, how: Kept, span: Span, _settled: Collection[str]
) -> Iterator[Contact]:
    """The purchases of a span that carried a sum past a mark."""
    if not policy["gold.marks"].texts():
        return
    sold = sold_between(store, span)
    if sold:
        from svc.keeping_sums import crossings_between  # only where something was sold

        yield from crossings_between(store, policy, how, span, sold)


def sold_between(store: Store, span: Span) -> Sequence[Sale]:
    """What was sold on the days of a span; of late sales, being known, no line is read again."""
    known = bought(store.shards)
    if known.is_all_before(span.first):
        return known.late_between(span.first, span.last)
    lines = store.purchases.lines_between(span.first, span.last)
    return [sale for some in lines for sale in sales_in(some)]


def _top(
    store: Store, policy: DatedPolicy, _kind: str, how: Kept, span: Span, settled: Collection[str]
) -> Iterator[Contact]:
    """The year's highest spender, on the one day of the year; before it nobody knows who it is."""
    for day in rule.days_of_top(how, span):
        if day > policy.day:
            continue
        ending = f".{day:%y%m%d}"
        if any(key.startswith("top.") and key.endswith(ending) for key in settled):
            continue
        from svc.keeping_sums import top_on  # a fortnight in the year

        yield from top_on(store, how, day)


def _care(
    store: Store, _policy: DatedPolicy, kind: str, how: Kept, span: Span, _settled: Collection[str]
) -> Iterator[Contact]:
    """The new, or the old customers, each on her own day of their care month."""
    for first in rule.months(how, span):
        since, until = rule.bought_before(kind, first, how)
        times = Counter(
            customer.decode()
            for lines in store.purchases.lines_between(since, until)
            for _sale, customer, exchange_of, _total in sales_in(lines)
            if not exchange_of
        )
        enough = 1 if kind == "care-new" else how.purchases
        called = [
            customer
            for customer, n in times.items()
            if n >= enough and span.holds(rule.care_day(customer, first))
        ]
        if kind == "care-new":
            called = _bought_first(store, called, since)
        for customer in called:
            yield rule.care(kind, customer, first, how)


def _bought_first(store: Store, called: list[str], since: date) -> list[str]:
    """Those of whom no purchase is from before a day."""
    earlier = {
        customer: [each for each in found if day_of(each) < since]
        for customer, found in store.purchases.ids_holding("customer", called).items()
    }
    old = _confirmed(store, earlier)
    return [customer for customer in called if customer not in old]


_GATHER: dict[str, Callable[..., Iterator[Contact]]] = {
    "regular": _regular,
    "fading": _fading,
    "referral-old": _referral,
    "referral-new": _referral,
    "threshold": _threshold,
    "top": _top,
    "care-new": _care,
    "care-old": _care,
}


def about(store: Store, policy: DatedPolicy, key: str) -> Iterator[Contact]:
    """The contacts, among them the one a key names, that its cause gives whenever they are due."""
    head, _dot, rest = key.partition(".")
    kind = "threshold" if head.startswith("threshold-") else head
    cause = rest.partition(".")[0]
    if kind not in _GATHER or (how := rule.kept(policy, kind)) is None:
        return
    if kind in {"regular", "threshold"}:
        if purchase := store.purchases.peek(cause):
            yield from _of_purchase(store, policy, kind, how, purchase)
    elif raw := store.customers.raw(cause):
        if kind.startswith("referral"):
            yield from _thanks(store, kind, how, [raw] if raw.get("referred_by") else [])
        else:
            yield from _of_customer(store, kind, how, cause, day_of(key))


def _of_purchase(
    store: Store, policy: DatedPolicy, kind: str, how: Kept, purchase: Purchase
) -> Iterable[Contact]:
    if kind == "regular":
        gone = all_back(store, [purchase.id])
        return [rule.regular(purchase.to_raw(), how, came_back=bool(gone))]
    from svc.keeping_sums import crossings

    return crossings(store, policy, how, {purchase.customer: [purchase.id]})


def _of_customer(
    store: Store, kind: str, how: Kept, customer: str, day: date
) -> Iterator[Contact]:
    """What one customer's file gives under a key that ends in a day."""
    if kind == "top":
        from svc.keeping_sums import top_on

        yield from top_on(store, how, day) if f"{day:%m-%d}" == how.day else ()
        return
    bought = store.purchases.where("customer", customer)
    if kind == "fading":
        if any(purchase.on == day for purchase in bought):
            yield rule.fading(customer, day, how, bought=True)
        elif not bought and day == day_of(customer):
            yield rule.fading(customer, day, how, bought=False)
    elif (day.day, day.month) == (1, how.month) and rule.is_cared_for(kind, bought, day, how):
        yield rule.care(kind, customer, day, how)
