"""What was settled at the first contact: on its own day, and without another word from her since.

There is no common definition of it, so it is for comparing with oneself only.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from svc.calendar.hours import NeverOpenError
from svc.frozen import Frozen
from svc.i18n import say
from svc.rules.as_of import entered_on
from svc.rules.batches import many
from svc.rules.deadlines import is_reopening
from svc.rules.hours import working_hours
from svc.rules.shares import share, text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from svc.policy import DatedPolicy, Policy
    from svc.records.complaint import Complaint

ENTRY = "report.first_contact"
HOLIDAYS = 14
"""So many days off may lie within the workdays waited for, beside weekends."""


class FirstContact(Frozen):
    """Of `judged` cases `settled` were settled at the first contact; `pending` are not over yet.

    A case is judged in the period in which the workdays end that she may still come back in.
    """

    workdays: int
    judged: int
    settled: int
    pending: int

    @property
    def share(self) -> Decimal | None:
        """The share of one, four places; None where none was judged."""
        return share(self.settled, self.judged)

    def to_json(self) -> dict[str, Any]:
        """The keys of the reports."""
        return {
            "workdays": self.workdays,
            "judged": self.judged,
            "settled": self.settled,
            "share": text(self.share),
            "pending": self.pending,
        }


def reach(policy: DatedPolicy) -> int:
    """How many days before a period complaints may lie that its figures ask about.

    Those judged in it, and those that make a batch with a new one (`svc.rules.batches`). Raises
    BadPolicy.
    """
    return max(waited(policy), many(policy).days)


def waited(policy: DatedPolicy) -> int:
    """The most days that the workdays waited for may take; raises BadPolicy."""
    return 2 * policy[ENTRY].whole() + HOLIDAYS


def first_contact(
    known: Iterable[Complaint], first: date, last: date, policy: Policy
) -> FirstContact:
    """The cases whose workdays of waiting ended on some days, and those still running at the end.

    Settled at the first contact is what was resolved on the day it was written down, was not
    reopened in these workdays, and was not followed by another complaint about the same matter:
    the same goods, or where none are named the same category.

    Raises:
        BadPolicy: `report.first_contact` is no whole number, or hours.toml knows no day of work.
    """
    workdays = policy.at(last)[ENTRY].whole()
    hours = working_hours(policy)
    ends: dict[date, date] = {}
    same: dict[tuple[str, ...], list[Complaint]] = {}
    earliest = first - timedelta(days=waited(policy.at(last)))
    recent = [(each, day) for each in known if (day := entered_on(each)) >= earliest]
    for each, _day in recent:
        for matter in _matters(each):
            same.setdefault(matter, []).append(each)
    judged = settled = pending = 0
    for each, day in recent:
        if day not in ends:
            try:
                ends[day] = hours.next_worked(day, workdays)
            except NeverOpenError:
                raise policy.at(day)["hours.opening"].wrong(
                    say("days that are worked: by hours.toml none is for over a year")
                ) from None
        if ends[day] > last:
            pending += day >= first
        elif ends[day] >= first:
            judged += 1
            settled += _held(each, day, ends[day], same)
    return FirstContact(workdays=workdays, judged=judged, settled=settled, pending=pending)


def _matters(complaint: Complaint) -> list[tuple[str, ...]]:
    """The matters a complaint is about: its goods, the whole purchase, or her and its category."""
    if complaint.purchase is None:
        return [(complaint.customer, complaint.category)]
    return [(complaint.purchase,), (complaint.purchase, complaint.item or "")]


def _held(
    complaint: Complaint,
    day: date,
    end: date,
    same: dict[tuple[str, ...], list[Complaint]],
) -> bool:
    """Whether it was resolved on its day and nothing was heard of it again up to another day."""
    if complaint.history:
        on, until = day.isoformat(), end.isoformat()
        moves = [(str(line.get("at", ""))[:10], place, line.get("state"))
                 for place, line in enumerate(complaint.history)]  # fmt: skip
        if not any(at == on and state == "resolved" for at, _, state in moves):
            return False
        if any(at <= until and is_reopening(complaint.history, place) for at, place, _ in moves):
            return False
    elif complaint.resolved_on != day:
        return False
    matters = _matters(complaint)
    matter = matters[-1] if complaint.item or complaint.purchase is None else matters[0]
    return not any(
        other.id != complaint.id
        and (entered_on(other), other.id) > (day, complaint.id)
        and entered_on(other) <= end
        for other in same[matter]
    )
