"""When a complaint should be acknowledged, planned and resolved, and whether it was."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.i18n import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from svc.policy import InForce, Policy
    from svc.records.complaint import Complaint

STEPS = ("acknowledge", "plan", "resolve")
MOST_DAYS = 36_500
"""A policy that gives more days than a century is a slip."""


class Deadline(Frozen):
    """One target of a complaint, in calendar days: due by, met on, and whether that is late."""

    due: date
    met_at: date | None
    late: bool

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract."""
        return {
            "due": self.due.isoformat(),
            "met_at": self.met_at and self.met_at.isoformat(),
            "late": self.late,
        }


def deadlines(complaint: Complaint, policy: Policy, today: date) -> dict[str, Deadline]:
    """The three targets of a complaint by the policy of the day it was logged (S0-022, S2-071).

    Writing it down acknowledges it; resolving it meets what is still open.
    """
    entry = "complaint.deadlines_urgent" if complaint.urgent else "complaint.deadlines"
    days = _days(policy.at(complaint.on)[entry])
    met = {
        "acknowledge": complaint.on,
        "plan": complaint.resolved_on,
        "resolve": complaint.resolved_on,
    }
    found = {}
    for step in STEPS:
        due = complaint.on + timedelta(days=days[step])
        found[step] = Deadline(due=due, met_at=met[step], late=(met[step] or today) > due)
    return found


def _days(found: InForce) -> dict[str, int]:
    """The days of each step; raises BadPolicy."""
    days = found.table()
    if any(type(days.get(step)) is not int or not 0 <= days[step] <= MOST_DAYS for step in STEPS):
        raise found.wrong(say("a number of days each for {steps}", steps=", ".join(STEPS)))
    return days


def pressing(
    complaints: Iterable[Complaint], policy: Policy, today: date
) -> list[tuple[Complaint, Deadline]]:
    """The open complaints that are late or near their time, the latest first to be answered."""
    near = timedelta(days=policy.at(today)["complaint.near"].whole())
    found = []
    for complaint in complaints:
        if complaint.is_open and complaint.on <= today:
            deadline = deadlines(complaint, policy, today)["resolve"]
            if deadline.due - near <= today:
                found.append((complaint, deadline))
    return sorted(found, key=lambda pair: (pair[1].due, pair[0].id))
