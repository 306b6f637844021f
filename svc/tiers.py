"""Tiers and spending of many customers at once: one pass over the purchases of a window.

No records are made of the lines; `svc.rules.tier` sums them up. Held equal to asking customer by
customer (`tests/commands/test_tier.py`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from svc.errors import BadData
from svc.i18n import say
from svc.rules.tier import (
    NOTHING,
    backs,
    less_returns,
    months_before,
    raw_sales,
    reached,
    sales,
    scheme,
    tallies,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from svc.policy import DatedPolicy
    from svc.rules.tier import Back, Sold, Tally
    from svc.store.store import Store

FEW = 64
"""So many customers are looked up one by one, by the index; more are found in one pass."""


def tiers_of(
    store: Store, policy: DatedPolicy, on: date, customers: Iterable[str]
) -> dict[str, str]:
    """The key of the tier of each of these customers on a day.

    Raises:
        BadPolicy: the tiers cannot be read.
        BadData: a purchase cannot be read.
    """
    levels = scheme(policy)
    wanted = list(customers)
    after = months_before(on, levels.months)
    if len(wanted) <= FEW:
        held = set(wanted)
        bought = [p for p in store.purchases.may_hold("customer", held) if p.customer in held]
        returns = [r for r in store.returns.may_hold("customer", held) if r.customer in held]
        found = tallies(sales(bought), backs(returns, on), after, on)
    else:
        found = spent_between(store, after, on)
    return {each: reached(levels, found.get(each, NOTHING)).key for each in wanted}


def spent_between(
    store: Store, after: date | None, upto: date, known: date | None = None
) -> dict[str, Tally]:
    """By customer what was spent after a day and up to another, as it is known on a third.

    Without `known` that is `upto`. Raises BadData.
    """
    return tallies(sold(store, after, upto), came_back(store, after, known or upto), after, upto)


def spent_in(store: Store, *spans: tuple[date, date]) -> list[dict[str, Tally]]:
    """As `spent_between`, of several spans that overlap: their purchases are read once."""
    bought = list(
        sold(store, min(after for after, _upto in spans), max(last for _, last in spans))
    )
    return [tallies(bought, came_back(store, after, upto), after, upto) for after, upto in spans]


def sold(store: Store, after: date | None, upto: date) -> Iterator[Sold]:
    """The sales after a day and up to another, and maybe some more; raises BadData."""
    from json import loads

    from svc.store.sold import plain_sales

    try:
        for lines in _lines_of(store, after, upto):
            if (found := plain_sales(lines)) is None:
                raws = loads("[" + lines.decode().rstrip("\n").replace("\n", ",") + "]")
                yield from raw_sales(raws)
                continue
            for purchase, customer, exchange, on, total in found:
                yield customer, purchase, on, Decimal(total), bool(exchange)
    except (KeyError, TypeError, ArithmeticError, ValueError):
        raise BadData(
            say("A purchase cannot be read."), say("`svc check` names the line.")
        ) from None


def _lines_of(store: Store, after: date | None, upto: date) -> Iterator[bytes]:
    """The lines of purchases on file, of some days or all of them."""
    if after is not None:
        yield from store.purchases.lines_between(after, upto)
        return
    for name in store.watch(store.shards.names("purchases")):
        yield store.shards.canonical(name, keep=False)


def present(store: Store) -> dict[str, dict[str, Any]]:
    """The fields of all customers who are here still, neither merged away nor erased, by id."""
    return {
        raw["id"]: raw
        for raw in store.customers.fields()
        if not raw.get("merged") and not raw.get("erased_on")
    }


def buyers(store: Store, after: date | None, upto: date) -> set[str]:
    """The ids of all who bought after a day, or ever, and up to another; raises BadData.

    A purchase that came back whole by then is none, and goods taken in exchange are none either.
    """
    low, high = "" if after is None else after.isoformat(), upto.isoformat()
    bought = less_returns(sold(store, after, upto), came_back(store, after, upto), low, high)
    return {customer for customer, _on, _left, stands in bought if stands}


def came_back(store: Store, after: date | None, known: date) -> Mapping[str, list[Back]]:
    """What came off purchases after a day by returns settled up to another."""
    from svc.store.ids import FIRST_DAY

    returns = store.returns.where_between("settled_on", after or FIRST_DAY, known)
    return backs(returns, known)
