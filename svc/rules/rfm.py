"""Classes by recency, frequency and money, and the segment each customer falls into.

Scored as the R package rfm does it: the classes are parted by quantiles of type 7 plus one, each
takes what is at least its lower and less than its upper cut, few days since the last purchase are
a high class, and the first segment that fits wins. A cut stays an exact fraction until shown.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

from svc.frozen import Frozen
from svc.i18n import say
from svc.money import ZERO
from svc.rules.tier import Named, less_returns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from svc.policy import DatedPolicy
    from svc.rules.tier import Back, Sold

BINS = 5
"""The number of classes segments are told by."""
FEWEST, MOST = 2, 10
"""So few and so many classes may be asked for."""
OTHERS = "others"
"""The segment of those who fit none."""


class Figures(NamedTuple):
    """One customer's days since her last purchase, number of purchases and net spending."""

    recency: int
    frequency: int
    monetary: Decimal


class Cuts(Frozen):
    """The values that part the classes, the lowest first: each class begins at its cut."""

    recency: tuple[Fraction, ...]
    frequency: tuple[Fraction, ...]
    monetary: tuple[Fraction, ...]

    def to_json(self) -> dict[str, list[int | float]]:
        """Plain numbers: whole where they are whole."""
        return {
            name: [int(cut) if cut.denominator == 1 else float(cut) for cut in getattr(self, name)]
            for name in ("recency", "frequency", "monetary")
        }


class Scored(NamedTuple):
    """A customer with her classes, 1 the lowest, and her segment."""

    customer: str
    figures: Figures
    r: int
    f: int
    m: int
    segment: str

    @property
    def score(self) -> int:
        """The three classes as one number: 555 is the best of five."""
        return self.r * 100 + self.f * 10 + self.m

    def to_json(self, number: str | None) -> dict[str, Any]:
        """The keys of the contract."""
        return {
            "customer": self.customer,
            "number": number,
            "recency_days": self.figures.recency,
            "frequency": self.figures.frequency,
            "monetary": str(self.figures.monetary),
            "r": self.r,
            "f": self.f,
            "m": self.m,
            "score": self.score,
            "segment": self.segment,
        }


class Segment(Frozen):
    """A row of the policy: between which classes, what it is called, and what to do."""

    key: str
    name: Named
    do: Named
    bounds: tuple[tuple[int, int], tuple[int, int], tuple[int, int]]

    def fits(self, classes: Sequence[int]) -> bool:
        """Whether three classes of five lie within its bounds."""
        return all(
            low <= each <= high for (low, high), each in zip(self.bounds, classes, strict=True)
        )


def segments(policy: DatedPolicy) -> list[Segment]:
    """The segments in force, in the order they are asked; raises BadPolicy."""
    found = policy["rfm.segments"]
    rows = []
    for row in found.rows():
        texts = [row.get(name) for name in ("key", "en", "zh", "do_en", "do_zh")]
        bounds = [row.get(name) for name in ("r", "f", "m")]
        if not all(isinstance(text, str) for text in texts) or not all(map(is_span, bounds)):
            raise found.wrong(say("rows with key, en, zh, do_en, do_zh and the classes r, f, m"))
        rows.append(
            Segment(
                key=row["key"],
                name=Named(en=row["en"], zh=row["zh"]),
                do=Named(en=row["do_en"], zh=row["do_zh"]),
                bounds=(tuple(row["r"]), tuple(row["f"]), tuple(row["m"])),
            )
        )
    return rows


def is_span(value: Any) -> bool:
    """Whether a value is the lowest and the highest of some classes of five."""
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(type(each) is int for each in value)
        and 1 <= value[0] <= value[1] <= BINS
    )


def figures(sold: Iterable[Sold], back: Mapping[str, list[Back]], on: date) -> dict[str, Figures]:
    """The figures of all with a purchase that stands up to a day, by customer.

    Goods taken in exchange are money, but no purchase and no visit more; what a settled return
    gave back comes off, and a purchase wholly given back is none.
    """
    found: dict[str, list[Any]] = {}
    for customer, day, left, stands in less_returns(sold, back, "", on.isoformat()):
        if (sums := found.get(customer)) is None:
            sums = found[customer] = [ZERO, 0, ""]
        sums[0] += left
        if stands:
            sums[1] += 1
            sums[2] = max(sums[2], day)
    today = on.toordinal()
    return {
        customer: Figures(
            recency=today - date.fromisoformat(last).toordinal(), frequency=count, monetary=money
        )
        for customer, (money, count, last) in found.items()
        if count
    }


def cuts_of(values: Iterable[int | Decimal], bins: int) -> tuple[Fraction, ...]:
    """The cuts of some values: for each class but the lowest its quantile of type 7, plus one.

    That quantile lies at (n - 1) k / bins in the sorted values, between two of them in proportion.
    """
    ordered = sorted(values)
    if not ordered:
        return ()
    found = []
    for k in range(1, bins):
        place, rest = divmod((len(ordered) - 1) * k, bins)
        low = Fraction(ordered[place])
        if rest:
            low += (Fraction(ordered[place + 1]) - low) * Fraction(rest, bins)
        found.append(low + 1)
    return tuple(found)


def scored(
    known: Mapping[str, Figures], bins: int, rows: Sequence[Segment]
) -> tuple[Cuts, list[Scored]]:
    """The cuts, and everybody's classes and segment, by customer's id."""
    cuts = Cuts(
        recency=cuts_of([each.recency for each in known.values()], bins),
        frequency=cuts_of([each.frequency for each in known.values()], bins),
        monetary=cuts_of([each.monetary for each in known.values()], bins),
    )
    days, times = _least(cuts.recency, 1), _least(cuts.frequency, 1)
    fen = _least(cuts.monetary, 100)
    segment: dict[tuple[int, int, int], str] = {}
    found = []
    for customer in sorted(known):
        each = known[customer]
        classes = (
            bins - bisect_right(days, each.recency),
            1 + bisect_right(times, each.frequency),
            1 + bisect_right(fen, int(each.monetary * 100)),
        )
        if classes not in segment:
            segment[classes] = segment_of(classes, bins, rows)
        r, f, m = classes
        found.append(
            Scored(customer=customer, figures=each, r=r, f=f, m=m, segment=segment[classes])
        )
    return cuts, found


def segment_of(classes: Sequence[int], bins: int, rows: Sequence[Segment]) -> str:
    """The first segment three classes fit, or `others`; of other than five classes, scaled."""
    of_five = [scaled(each, bins) for each in classes]
    return next((row.key for row in rows if row.fits(of_five)), OTHERS)


def scaled(number: int, bins: int) -> int:
    """A class of so many as one of five: the lowest stays the lowest, the highest the highest."""
    return 1 + (2 * (BINS - 1) * (number - 1) + bins - 1) // (2 * (bins - 1))


def _least(cuts: Iterable[Fraction], parts: int) -> list[int]:
    """The least whole numbers of so many parts that are at or above each cut."""
    return [ceil(cut * parts) for cut in cuts]
