"""Who is drifting away: not seen for the policy's days, or for long by a rhythm of her own.

The days are those of the contact of that name (`callback.fading`); her rhythm is the median of the
intervals between her purchases (`fading.rhythm`). What is at stake is what she spent in the twelve
months up to her last purchase.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from svc.frozen import Frozen
from svc.i18n import say
from svc.money import ZERO
from svc.rules.shares import rounded
from svc.rules.spend import a_year_before
from svc.rules.tier import Sold, less_returns

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from svc.policy import DatedPolicy
    from svc.rules.tier import Back

A_RHYTHM = '{ times = "2", purchases = 3, least = 60, gone = 730 }'
WHOLE = {"purchases": 2, "least": 0, "gone": 1}
"""The whole numbers of `fading.rhythm`, each with the least it may be."""
MONTH = 30
"""Days of one band of the chart."""
BANDS = 12
"""So many bands of a month each; the last holds all who have stayed away longer."""


class Limits(Frozen):
    """When somebody is drifting away: from `days` on, or past `times` her usual interval.

    The interval is told from `purchases` on. Sooner than `least` days nobody is; who stays
    away for more than `gone` days is gone.
    """

    days: int
    times: Fraction
    purchases: int
    least: int
    gone: int

    @property
    def soonest(self) -> int:
        """The fewest days after which anybody can be drifting away."""
        return min(self.days, self.least)


class Visit(NamedTuple):
    """What counts of a purchase: the ISO day, what is left of it, and whether it is one still."""

    on: str
    left: Decimal
    stands: bool


class Away(Frozen):
    """One customer who stays away: since when, her usual interval, and what is at stake."""

    customer: str
    last: date
    days: int
    purchases: int
    usual: Decimal | None
    by: str
    at_stake: Decimal
    spend_12_months: Decimal

    def to_json(self) -> dict[str, Any]:
        """The keys for scripts; `by` is `days` or `rhythm`, whichever was reached first."""
        return {
            "customer": self.customer,
            "last": self.last.isoformat(),
            "days": self.days,
            "purchases": self.purchases,
            "usual_days": None if self.usual is None else str(self.usual),
            "by": self.by,
            "at_stake": str(self.at_stake),
            "spend_12_months": str(self.spend_12_months),
        }


class Band(Frozen):
    """Customers by months since they bought last; of the last band `upto` is None."""

    months: int
    upto: int | None
    customers: int
    fading: int

    def to_json(self) -> dict[str, Any]:
        """The keys for scripts."""
        return {
            "months": self.months,
            "to": self.upto,
            "customers": self.customers,
            "fading": self.fading,
        }


class Drifting(Frozen):
    """All who drift away, most at stake first, and how long everybody has been away.

    `gone` have been away for so long that they are only counted.
    """

    away: tuple[Away, ...]
    bands: tuple[Band, ...]
    buyers: int
    gone: int

    @property
    def at_stake(self) -> Decimal:
        """What all of them spent in the twelve months up to their last purchases."""
        return sum((each.at_stake for each in self.away), ZERO)


def limits(policy: DatedPolicy) -> Limits:
    """When somebody is drifting away; raises BadPolicy."""
    from svc.rules.keeping import entry_id, example, is_kept

    of_days = policy[entry_id("fading")]
    if not is_kept("fading", of_days.table()):
        raise of_days.wrong(say("a table such as {example}", example=example("fading")))
    found = policy["fading.rhythm"]
    row = found.table()
    try:
        times = Fraction(Decimal(row["times"]))
        whole = {name: row[name] for name in WHOLE}
    except (InvalidOperation, KeyError, OverflowError, TypeError, ValueError):
        times, whole = Fraction(0), {}
    if times < 1 or any(type(each) is not int or each < WHOLE[k] for k, each in whole.items()):
        raise found.wrong(say("a table such as {example}", example=A_RHYTHM))
    return Limits(days=of_days.table()["after"], times=times, **whole)


def visits(
    sold: Iterable[Sold], back: Mapping[str, list[Back]], on: date, customers: Collection[str]
) -> dict[str, list[Visit]]:
    """By customer, of these alone, what counts of her purchases up to a day."""
    found: dict[str, list[Visit]] = {}
    for customer, day, left, stands in less_returns(sold, back, "", on.isoformat()):
        if customer in customers:
            found.setdefault(customer, []).append(Visit(day, left, stands))
    return found


def drifting(known: Mapping[str, Sequence[Visit]], by: Limits, on: date) -> Drifting:
    """Who drifts away on a day, most at stake first; goods taken in exchange are no visit."""
    today = on.toordinal()
    ordinals: dict[str, int] = {}
    away: list[Away] = []
    gone = 0
    buyers = [0] * (BANDS + 1)
    fading = [0] * (BANDS + 1)
    for customer, bought in known.items():
        days_on = [visit.on for visit in bought if visit.stands]
        if not days_on:
            continue
        last = max(days_on)
        if (seen := ordinals.get(last)) is None:
            seen = ordinals[last] = date.fromisoformat(last).toordinal()
        days = today - seen
        band = min(days // MONTH, BANDS)
        buyers[band] += 1
        if days > by.gone:
            gone += 1
        elif days >= by.soonest and (found := _away(customer, bought, days, by, on)):
            fading[band] += 1
            away.append(found)
    away.sort(key=lambda each: (-each.at_stake, -each.days, each.customer))
    bands = [
        Band(
            months=nth, upto=None if nth == BANDS else nth + 1, customers=buyers[nth],
            fading=fading[nth],
        )
        for nth in range(BANDS + 1)
    ]  # fmt: skip
    return Drifting(away=tuple(away), bands=tuple(bands), buyers=sum(buyers), gone=gone)


def _away(customer: str, bought: Sequence[Visit], days: int, by: Limits, on: date) -> Away | None:
    """A customer who has been away for long; None for one who has not."""
    days_on = sorted({visit.on for visit in bought if visit.stands})
    usual = interval(days_on) if len(days_on) >= by.purchases else None
    own = None if usual is None else max(usual * by.times, Fraction(by.least))
    if days < by.days and (own is None or days <= own):
        return None
    last = date.fromisoformat(days_on[-1])
    return Away(
        customer=customer,
        last=last,
        days=days,
        purchases=sum(visit.stands for visit in bought),
        usual=None if usual is None else rounded(usual, 1),
        by="rhythm" if own is not None and own < by.days else "days",
        at_stake=spent_in_the_year_to(last, bought),
        spend_12_months=spent_in_the_year_to(on, bought),
    )


def interval(days_on: Sequence[str]) -> Fraction:
    """The median of the days between visits, of which there are two at least."""
    ordinals = [date.fromisoformat(day).toordinal() for day in days_on]
    return Fraction(median(Fraction(later - day) for day, later in pairwise(ordinals)))


def spent_in_the_year_to(day: date, bought: Iterable[Visit]) -> Decimal:
    """What she spent in the twelve months that end with a day, less what came back."""
    low, high = a_year_before(day).isoformat(), day.isoformat()
    return sum((visit.left for visit in bought if low < visit.on <= high), ZERO)


def as_sales(customer: str, bought: Iterable[Visit]) -> list[Sold]:
    """Her visits as what tiers are told by: what came back is off already."""
    return [(customer, "", visit.on, visit.left, not visit.stands) for visit in bought]
