"""What the desk did in a period: money given back, repairs, parts, deliveries (S3-003).

All records come as they were known at the end of the period (`svc.rules.as_of`); what was entered
later with an earlier day counts in the period it was entered in.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.money import ZERO
from svc.records.return_ import OUTCOMES
from svc.rules.as_of import entered_on
from svc.rules.part import open_orders
from svc.rules.shares import rounded, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from svc.policy import DatedPolicy
    from svc.records.base import Record
    from svc.records.delivery import Delivery
    from svc.records.part import Part
    from svc.records.repair import Repair
    from svc.records.return_ import Return


def share_of(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    """A part of a whole as a share of one, four places, half up; None where there is no whole."""
    return rounded(Fraction(part) / Fraction(whole)) if whole else None


def moves(
    history: Iterable[Mapping[str, Any]], first: date, last: date
) -> Iterator[Mapping[str, Any]]:
    """The lines of a log that were written on some days, both included."""
    low, high = first.isoformat(), last.isoformat()
    return (line for line in history if low <= str(line.get("at", ""))[:10] <= high)


def _happened(record: Any, state: str, day: date | None, first: date, last: date) -> bool:
    """Whether a record came to a state on some days by its log, without one by its day."""
    if record.history:
        return any(line.get("state") == state for line in moves(record.history, first, last))
    return day is not None and first <= day <= last


def _came_in(record: Record, first: date, last: date) -> bool:
    """Whether a record was put on file on some days."""
    return first <= entered_on(record) <= last


class Returns(Frozen):
    """Returns and exchanges of a period: what came in, how it ended, and the money of it.

    `refunds` went back to customers, `fees` were kept of it; of exchanges she paid `paid_on_top`
    or got `paid_back`. `turnover` is what was sold in the period, exchanges not among it.
    """

    came: int
    settled: Mapping[str, int]
    rejected: int
    waiting: int
    refunds: Decimal
    fees: Decimal
    paid_on_top: Decimal
    paid_back: Decimal
    turnover: Decimal

    @property
    def rate(self) -> Decimal | None:
        """Refunds as a share of the turnover; None where nothing was sold."""
        return share_of(self.refunds, self.turnover)

    def to_json(self) -> dict[str, Any]:
        """The keys of the report."""
        return {
            "came": self.came,
            "settled": dict(self.settled),
            "rejected": self.rejected,
            "waiting": self.waiting,
            "refunds": str(self.refunds),
            "fees": str(self.fees),
            "paid_on_top": str(self.paid_on_top),
            "paid_back": str(self.paid_back),
            "turnover": str(self.turnover),
            "refund_rate": text(self.rate),
        }


def returns_between(
    found: Iterable[Return], first: date, last: date, turnover: Decimal
) -> Returns:
    """The returns of a period; money counts in the period in which it was settled."""
    found = list(found)
    ended = [each for each in found if _happened(each, "settled", each.settled_on, first, last)]
    how = Counter(each.outcome for each in ended)
    on_top = [each.difference or ZERO for each in ended]
    return Returns(
        came=sum(_came_in(each, first, last) for each in found),
        settled={outcome: how[outcome] for outcome in OUTCOMES},
        rejected=sum(_happened(each, "rejected", None, first, last) for each in found),
        waiting=sum(each.is_open for each in found),
        refunds=sum((each.refund or ZERO for each in ended), ZERO),
        fees=sum((each.fee or ZERO for each in ended), ZERO),
        paid_on_top=sum((each for each in on_top if each > 0), ZERO),
        paid_back=sum((-each for each in on_top if each < 0), ZERO),
        turnover=turnover,
    )


class Repairs(Frozen):
    """Repairs of a period: how many came in, went back, wait at its end; days of those back.

    `oldest` is the id of the one that waits longest, `oldest_days` for how many calendar days.
    """

    came: int
    handed_back: int
    cancelled: int
    waiting: int
    median_days: Decimal | None
    oldest: str | None = None
    oldest_days: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The keys of the report."""
        return {
            "came": self.came,
            "handed_back": self.handed_back,
            "cancelled": self.cancelled,
            "waiting": self.waiting,
            "median_days": text(self.median_days),
            "oldest": self.oldest,
            "oldest_days": self.oldest_days,
        }


def repairs_between(found: Iterable[Repair], first: date, last: date) -> Repairs:
    """The repairs of a period; days run from the intake until the goods are in her hands."""
    found = list(found)
    back = [
        each for each in found if _happened(each, "handed_back", each.handed_back_on, first, last)
    ]
    days = [((each.handed_back_on or last) - each.on).days for each in back]
    waiting = sorted((each for each in found if each.is_open), key=lambda each: (each.on, each.id))
    oldest = waiting[0] if waiting else None
    return Repairs(
        came=sum(_came_in(each, first, last) for each in found),
        handed_back=len(back),
        cancelled=sum(_happened(each, "cancelled", None, first, last) for each in found),
        waiting=len(waiting),
        median_days=median_of(days),
        oldest=oldest.id if oldest else None,
        oldest_days=(last - oldest.on).days if oldest else None,
    )


def median_of(numbers: Sequence[int]) -> Decimal | None:
    """The median with one place, half up; of an even count the middle of both."""
    if not numbers:
        return None
    return rounded(Fraction(median(map(Fraction, numbers))), 1)


class Parts(Frozen):
    """Parts at the end of a period: ordered in it, come in it, and the orders not come in full.

    `waiting` has a row for each open order, the oldest first.
    """

    ordered: int
    came: int
    waiting: tuple[Mapping[str, Any], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The keys of the report."""
        oldest = self.waiting[0] if self.waiting else None
        return {
            "ordered": self.ordered,
            "came": self.came,
            "waiting": len(self.waiting),
            "late": sum(row["days_late"] > 0 for row in self.waiting),
            "oldest": oldest["id"] if oldest else None,
            "oldest_days": oldest["days"] if oldest else None,
            "orders": [dict(row) for row in self.waiting],
        }


def parts_between(found: Iterable[Part], first: date, last: date, policy: DatedPolicy) -> Parts:
    """The moves of parts up to the end of a period; pieces are counted, not lines.

    Raises:
        BadPolicy: `part.late_after` is no number.
    """
    known = [part for part in found if part.on <= last]
    here = [part for part in known if part.on >= first]
    waiting = sorted(open_orders(known), key=lambda each: (each.order.on, each.order.id))
    return Parts(
        ordered=sum(part.qty for part in here if part.move == "order"),
        came=sum(part.qty for part in here if part.move == "in"),
        waiting=tuple(
            {
                "id": each.order.id,
                "code": each.order.code,
                "name": each.order.name,
                "missing": each.missing,
                "days": (last - each.order.on).days,
                "days_late": each.days_late(last, policy),
                "about": each.order.about,
            }
            for each in waiting
        ),
    )


class Deliveries(Frozen):
    """Deliveries of a period: made, failed, and those still to be made whose day has come."""

    done: int
    failed: int
    late: int

    def to_json(self) -> dict[str, Any]:
        """The keys of the report."""
        return {"done": self.done, "failed": self.failed, "late": self.late}


def deliveries_between(found: Iterable[Delivery], first: date, last: date) -> Deliveries:
    """The deliveries of a period; one that failed twice has failed twice."""
    found = list(found)
    return Deliveries(
        done=sum(_happened(each, "done", each.done_on, first, last) for each in found),
        failed=sum(
            line.get("state") == "failed"
            for each in found
            for line in moves(each.history, first, last)
        ),
        late=sum(each.is_open and each.planned_on < last for each in found),
    )
