"""Which of many complaints are late at one moment: most are told without reckoning hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.calendar.hours import NeverOpenError
from svc.rules.deadlines import TARGETS, begun_of, deadlines, late_ones, limits_of, met_at
from svc.rules.hours import working_hours

if TYPE_CHECKING:
    from datetime import datetime

    from svc.policy import Policy
    from svc.records.complaint import Complaint


class Lateness:
    """Whether complaints have a target that is not met and past its time at one moment (S0-022).

    What begins later is never due earlier: once so many hours are known to be over since one
    beginning, and not since another, all before the one and after the other are known, too.
    Complaints that waited, and those of policies that give days, are reckoned one by one.
    """

    def __init__(self, policy: Policy, now: str) -> None:
        self._policy, self._now = policy, now
        self._hours = working_hours(policy)
        self._here = self._hours.read(now)
        self._known: dict[int, tuple[datetime | None, datetime | None]] = {}
        """By hours given the latest beginning since which they are over, and the earliest not."""

    def holds(self, complaint: Complaint) -> bool:
        """Whether `late_ones` of its `deadlines` names any.

        Raises:
            BadPolicy: complaint.toml or hours.toml does not hold what it should.
        """
        try:
            found = None if complaint.waits else self._plainly(complaint)
        except NeverOpenError:
            found = None
        if found is None:
            return bool(late_ones(deadlines(complaint, self._policy, self._now)))
        return found

    def _plainly(self, complaint: Complaint) -> bool | None:
        """Whether one that never waited is late; None where it takes more to tell."""
        begun, later = begun_of(complaint)
        start = self._hours.read(begun)
        if start is None or self._here is None:
            return None
        given = limits_of(self._policy, start.date(), complaint.urgent)
        if given.in_days:
            return None
        return any(
            met_at(complaint, name, begun, later) is None
            and self._are_over(start, given.of[name], self._here)
            for name in reversed(TARGETS)
        )

    def _are_over(self, start: datetime, hours: int, here: datetime) -> bool:
        """Whether so many hours of work since a beginning are over."""
        over, running = self._known.get(hours, (None, None))
        if over is not None and start <= over:
            return True
        if running is not None and start >= running:
            return False
        are_over = here > self._hours.add(start, hours * 60)
        self._known[hours] = (start, running) if are_over else (over, start)
        return are_over
