"""Gold customers, the highest spender of a year, and the marks a running total crosses.

S2-006, S2-041 to S2-043. Nothing here looks at anything but what was bought and taken back.
"""

from __future__ import annotations

from bisect import bisect_left
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
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from svc.policy import DatedPolicy
    from svc.records.purchase import Purchase
    from svc.records.return_ import Return

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
    known: date | None = None,
    thanked: Callable[[Decimal, Purchase], bool] = lambda _mark, _sale: True,
) -> dict[str, list[Decimal]]:
    """The marks each purchase of one customer carried her total past, the lowest first (S2-041).

    By the purchase's id; those that passed none are left out. The total of a day is all she has
    bought up to then less what has come back by returns settled up to then. Of purchases on one
    day the ids give the order. A mark that she is below again, for goods that came back up to the
    day `known`, is not crossed any more; who was `thanked` for it before is not thanked a second
    time when she passes it again, nor for a lower one.
    """
    own = sorted(purchases, key=lambda each: (each.on, each.id))
    then, later = _off(own, returns, None), _off(own, returns, known)
    found: dict[str, list[Decimal]] = {}
    highest = total = stands = ZERO
    for each, off, off_later in zip(own, then, later, strict=True):
        total += each.total - off
        stands = total if known is None else stands + each.total - off_later
        left = min(total, stands)
        fallen = [mark for mark in marks if max(highest, left) < mark <= total]
        highest = max([highest, *(mark for mark in fallen if thanked(mark, each))])
        if passed := [mark for mark in sorted(marks) if highest < mark <= left]:
            found[each.id] = passed
        highest = max(highest, left)
    return found


def _off(own: Sequence[Purchase], returns: Iterable[Return], known: date | None) -> list[Decimal]:
    """What comes off the running total at each of some purchases, by day, for what was returned.

    As soon as it was settled; where all is `known` up to a day, with the purchase itself.
    """
    place = {each.id: nth for nth, each in enumerate(own)}
    days = [each.on.isoformat() for each in own]
    found = [ZERO] * len(own)
    for sale, gone in backs(returns, known or date.max).items():
        for each in gone if sale in place else ():
            nth = place[sale] if known else max(place[sale], bisect_left(days, each.on))
            if nth < len(own):
                found[nth] += each.money
    return found


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
