"""The report of a week, a month or a year: what happened, against before, and what to do about it.

S3-003 asks for the weekly report, S3-006 for the sum of after-sales problems with what to settle
with each province and with training, S3-008 for figures to reach.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.rules.as_of import entered_on
from svc.rules.deadlines import deadlines
from svc.rules.shares import text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from svc.policy import DatedPolicy, Policy
    from svc.records.complaint import Complaint
    from svc.rules.period import Period
    from svc.rules.period_cases import Cases
    from svc.rules.period_contacts import Contacts
    from svc.rules.period_desk import Deliveries, Parts, Repairs, Returns
    from svc.rules.period_upward import Forwarded, Upward

MOST_OPEN = 200
"""So many open complaints are told one by one."""


class Figures(Frozen):
    """All that is told of one period."""

    period: Period
    cases: Cases
    returns: Returns
    callbacks: Contacts
    repairs: Repairs
    parts: Parts
    deliveries: Deliveries
    forwarded: Forwarded
    upward: Upward

    def to_json(self) -> dict[str, Any]:
        """The keys of the report."""
        instead = self.period.instead_of
        return {
            **self.period.to_json(),
            **({"instead_of": instead} if instead else {}),
            "cases": self.cases.to_json(),
            "returns": self.returns.to_json(),
            "callbacks": self.callbacks.to_json(),
            "repairs": self.repairs.to_json(),
            "parts": self.parts.to_json(),
            "deliveries": self.deliveries.to_json(),
            "forwarded": self.forwarded.to_json(),
            "upward": self.upward.to_json(),
        }


class Target(Frozen):
    """A figure to reach, and what was reached; None where there was nothing to reach it with.

    `left_out` are late ones that are still open: the figure is of those settled, and does not hold
    them. A figure that leaves some out is not missed by that, but it is not met either.
    """

    key: str
    target: Decimal
    value: Decimal | None
    left_out: int = 0

    @property
    def is_missed(self) -> bool:
        """Whether less was reached."""
        return self.value is not None and self.value < self.target

    @property
    def is_met(self) -> bool:
        """Whether as much was reached, and nothing late stands beside it."""
        return self.value is not None and not self.is_missed and not self.left_out

    def to_json(self) -> dict[str, Any]:
        """The keys of the report."""
        return {
            "target": str(self.target),
            "value": text(self.value),
            "missed": self.is_missed,
            "left_out": self.left_out,
        }


class OpenCase(Frozen):
    """A complaint that is open at the end of a period, and whose it is (an id of the staff).

    `days_late` are calendar days past the day it should have been settled.
    """

    id: str
    category: str
    on: date
    state: str
    is_late: bool
    days_late: int
    whose: str | None

    def to_json(self) -> dict[str, Any]:
        """The keys of the report."""
        return {
            "id": self.id,
            "category": self.category,
            "on": self.on.isoformat(),
            "state": self.state,
            "late": self.is_late,
            "days_late": self.days_late,
            "whose": self.whose,
        }


class Point(Frozen):
    """New and settled complaints of one part of a chart's line."""

    period: Period
    new: int
    settled: int

    def to_json(self) -> dict[str, Any]:
        """The keys of the report."""
        return {**self.period.to_json(), "new": self.new, "settled": self.settled}


class PeriodReport(Frozen):
    """The report of a period; `figures` holds `this`, `last` and, but for a year, `year_ago`."""

    period: Period
    figures: Mapping[str, Figures]
    targets: tuple[Target, ...]
    open_cases: tuple[OpenCase, ...]
    trend: tuple[Point, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened, and nothing waits."""
        this = self.figures["this"]
        cases, desk = this.cases, this.returns
        made, goods, orders = this.callbacks, this.repairs, this.parts
        return not any(
            (
                cases.new, cases.settled, cases.closed, cases.open,
                desk.came, *desk.settled.values(), desk.rejected, desk.waiting, desk.turnover,
                made.due, made.late, made.open,
                goods.came, goods.handed_back, goods.cancelled, goods.waiting,
                orders.ordered, orders.came, orders.waiting,
                this.deliveries.done, this.deliveries.failed, this.deliveries.late,
                *this.forwarded.passed_on.values(), this.forwarded.waiting,
                this.upward.asked, this.upward.told, this.upward.waiting,
            )
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract."""
        told = {name: each.to_json() for name, each in self.figures.items()}
        return {
            **self.period.to_json(),
            "whole": self.period.is_whole,
            "this": told["this"],
            "last": told["last"],
            "year_ago": told.get("year_ago"),
            "targets": {each.key: each.to_json() for each in self.targets},
            "open_cases": [each.to_json() for each in self.open_cases],
            "trend": [each.to_json() for each in self.trend],
        }


def targets_of(this: Figures, policy: DatedPolicy) -> tuple[Target, ...]:
    """The figures to reach (`report.targets`), each with what the period reached (S3-008).

    Raises:
        BadPolicy: they are no shares of one.
    """
    from svc.rules.period_values import targets

    reached = {"on_time": this.cases.on_time, "callbacks": this.callbacks.share}
    late = {"on_time": this.cases.late}
    return tuple(
        Target(key=key, target=target, value=reached.get(key), left_out=late.get(key, 0))
        for key, target in targets(policy).items()
    )


def open_at(
    complaints: Iterable[Complaint], late: Collection[str], policy: Policy, day: date
) -> tuple[OpenCase, ...]:
    """The complaints open at the end of a day: the late ones first, then those open longest.

    Raises:
        BadPolicy: complaint.toml or hours.toml does not hold what it should.
    """
    still = [each for each in complaints if each.is_open and entered_on(each) <= day]
    still.sort(key=lambda each: (each.id not in late, each.on, each.id))
    found = []
    for each in still[:MOST_OPEN]:
        due = deadlines(each, policy, f"{day}T23:59", ["resolve"])["resolve"].due
        found.append(
            OpenCase(
                id=each.id,
                category=each.category,
                on=each.on,
                state=each.state,
                is_late=each.id in late,
                days_late=max((day - due).days, 0),
                whose=each.assigned_to or each.staff,
            )
        )
    return tuple(found)


def trend_of(parts: Sequence[Period], complaints: Iterable[Complaint]) -> tuple[Point, ...]:
    """New and settled complaints of each part, as known at the end of the last.

    One settled twice in a part counts once in it.
    """
    new: Counter[int] = Counter()
    settled: Counter[int] = Counter()
    starts = [each.first.isoformat() for each in parts]
    end = parts[-1].last.isoformat()

    def part_of(day: str) -> int:
        return bisect_right(starts, day) - 1 if day <= end else -1

    for each in complaints:
        new[part_of(entered_on(each).isoformat())] += 1
        days = [
            str(line.get("at"))[:10] for line in each.history if line.get("state") == "resolved"
        ]
        if not each.history and each.resolved_on:
            days = [each.resolved_on.isoformat()]
        settled.update({part_of(day) for day in days})
    return tuple(
        Point(period=each, new=new[number], settled=settled[number])
        for number, each in enumerate(parts)
    )
