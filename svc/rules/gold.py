"""Gold customers, the highest spender of a year, and the marks a running total crosses.

S2-006, S2-041 to S2-043. Nothing here looks at anything but what was bought and taken back.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from typing import TYPE_CHECKING, Any

from svc.errors import BadInput
from svc.frozen import Frozen
from svc.i18n import say
from svc.money import ZERO, price
from svc.rules.tier import Tally, backs, sales, tallies

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from svc.policy import DatedPolicy
    from svc.records.purchase import Purchase
    from svc.records.return_ import Return
    from svc.rules.tier import Back

A_MEASURE = '{ share = "0.20", purchases = 3, months = 12 }'
PLACES = Decimal("0.0001")
"""Shares are told to the hundredth of a percent."""


class Measure(Frozen):
    """Who is a gold customer: one of the top share of spenders, with so many purchases."""

    share: Decimal
    purchases: int
    months: int


class Row(Frozen):
    """A customer among the spenders of a window; those who spent the same have the same rank."""

    rank: int
    customer: str
    tally: Tally
    share: Decimal
    cumulative: Decimal
    is_top: bool
    is_gold: bool


def measure(policy: DatedPolicy) -> Measure:
    """How gold customers are found, on the policy's day (S2-006); raises BadPolicy."""
    found = policy["gold.customers"]
    row = found.table()
    whole = [row.get("purchases"), row.get("months")]
    try:
        share = Decimal(row.get("share", ""))
    except (ArithmeticError, TypeError, ValueError):
        share = ZERO
    if not 0 < share <= 1 or not all(type(each) is int and each > 0 for each in whole):
        raise found.wrong(say("a table such as {example}", example=A_MEASURE))
    return Measure(share=share, purchases=row["purchases"], months=row["months"])


def marks(policy: DatedPolicy) -> list[Decimal]:
    """The sums at which a customer is thanked, the lowest first (S2-041); raises BadPolicy."""
    found = policy["gold.marks"]
    try:
        amounts = sorted({price(text) for text in found.texts()})
    except BadInput:
        raise found.wrong(say("amounts in quotes")) from None
    if amounts and amounts[0] <= 0:
        raise found.wrong(say("amounts in quotes"))
    return amounts


def crossed(
    purchases: Iterable[Purchase],
    returns: Iterable[Return],
    marks: Sequence[Decimal],
    purchase: Purchase,
    known: date | None = None,
) -> list[Decimal]:
    """The marks one purchase of a customer carried her total past, the lowest first (S2-041).

    The total of a day is all she has bought up to then less what has come back by returns settled
    up to then. A mark counts once: where she fell below it and passes it again, nobody thanks her
    a second time. Of purchases on one day the ids give the order. A mark that she is below again,
    for goods that came back up to the day `known`, is not crossed any more.
    """
    returned = list(returns)
    own = sorted(
        (p for p in purchases if p.customer == purchase.customer), key=lambda p: (p.on, p.id)
    )
    highest = ZERO
    for nth, each in enumerate(own, start=1):
        back = backs(returned, each.on)
        so_far = own[:nth]
        total = _stands_at(so_far, back)
        if each.id == purchase.id:
            if known is not None:
                total = min(total, _stands_at(so_far, backs(returned, known)))
            return [mark for mark in sorted(marks) if highest < mark <= total]
        highest = max(highest, total)
    return []


def _stands_at(purchases: Iterable[Purchase], back: Mapping[str, list[Back]]) -> Decimal:
    """What was paid for some purchases, less what came back of them."""
    return sum((p.total - sum(gone.money for gone in back.get(p.id, ())) for p in purchases), ZERO)


def spent_between(
    purchases: Iterable[Purchase],
    returns: Iterable[Return],
    after: date | None,
    upto: date,
    known: date | None = None,
) -> dict[str, Tally]:
    """By customer what was spent after a day and up to another, as it is known on a third."""
    return tallies(sales(purchases), backs(returns, known or upto), after, upto)


def year_of(year: int) -> tuple[date, date]:
    """The day before a calendar year and its last day, as `spent_between` takes them."""
    return date(year - 1, 12, 31), date(year, 12, 31)


def top_spenders(spent: Mapping[str, Tally]) -> tuple[str, ...]:
    """Who spent most, by id: several if they spent the same, none if nobody spent (S2-043)."""
    most = max((tally.spend for tally in spent.values()), default=ZERO)
    if most <= 0:
        return ()
    return tuple(sorted(each for each, tally in spent.items() if tally.spend == most))


def ranked(spent: Mapping[str, Tally], measure: Measure) -> list[Row]:
    """All who spent, the highest first, those alike by id, each with her share (S2-006).

    Gold are those whose rank is within the share of all spenders, rounded up, and who bought often
    enough; who spent the same as the last of them is one, too.
    """
    spenders = sorted(
        ((each, tally) for each, tally in spent.items() if tally.spend > 0),
        key=lambda pair: (-pair[1].spend, pair[0]),
    )
    whole = sum((tally.spend for _each, tally in spenders), ZERO)
    best = ceil(len(spenders) * measure.share)
    top = set(top_spenders(dict(spenders)))
    rows: list[Row] = []
    running = ZERO
    for place, (each, tally) in enumerate(spenders, start=1):
        alike = bool(rows) and rows[-1].tally.spend == tally.spend
        rank = rows[-1].rank if alike else place
        running += tally.spend
        rows.append(
            Row(
                rank=rank, customer=each, tally=tally,
                share=part(tally.spend, whole), cumulative=part(running, whole),
                is_top=each in top,
                is_gold=rank <= best and tally.purchases >= measure.purchases,
            )
        )  # fmt: skip
    return rows


def part(amount: Decimal, whole: Decimal) -> Decimal:
    """What part of the whole an amount is, to four places; nothing of nothing."""
    if not whole:
        return ZERO.quantize(PLACES)
    return (amount / whole).quantize(PLACES, rounding=ROUND_HALF_UP)


def shown(row: Row, tier: str | None, customer: Mapping[str, Any]) -> dict[str, Any]:
    """A row as JSON: the keys of the contract, and whether she is a gold customer."""
    return {
        "rank": row.rank,
        "customer": row.customer,
        "name": customer.get("name"),
        "number": customer.get("number"),
        "tier": tier,
        "spend": str(row.tally.spend),
        "purchases": row.tally.purchases,
        "share": str(row.share),
        "cumulative": str(row.cumulative),
        "top": row.is_top,
        "gold": row.is_gold,
    }
