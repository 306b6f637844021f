"""What members of staff answer for: complaints settled in time, calls made by their day, conduct.

Records come as they were known at the end of the span (`svc.rules.as_of`). Nobody is held to
account for having written a complaint down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.rules.complaint import FINDINGS, OF_STAFF
from svc.rules.deadlines import deadlines
from svc.rules.log_cut import last_said
from svc.rules.merge import stands_in
from svc.rules.noting import NOT_DUE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from svc.policy import Policy
    from svc.records.callback import Callback
    from svc.records.complaint import Complaint

TRUE = FINDINGS[:2]
"""What is found of staff where a complaint about them is true: light or serious."""


class Share(Frozen, kw_only=False):
    """How many of so many: settled in time, made by their day, satisfied."""

    n: int = 0
    good: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.n + other.n, self.good + other.good)


NONE = Share()


class Found(Frozen):
    """What was found of a complaint about staff, on a day; `staff` is None where nobody is named.

    Whom it is about the log says (`of`); where it does not, it is who sold the goods it names.
    """

    complaint: str
    category: str
    finding: str
    on: str
    staff: str | None

    def to_json(self) -> dict[str, Any]:
        """The keys for scripts."""
        return {
            "complaint": self.complaint,
            "category": self.category,
            "finding": self.finding,
            "on": self.on,
        }


class Conduct(Frozen):
    """The complaints about staff of a span: what was found, and what was not looked into."""

    found: tuple[Found, ...] = ()
    unfound: tuple[str, ...] = ()


def conduct(
    complaints: Iterable[Complaint], sold_by: Mapping[str, str], first: date, last: date
) -> Conduct:
    """The findings about staff that were made in a span, by day (S3-026, S3-027, S3-045).

    A finding counts on the day it was written down, the last one of a complaint. `unfound` are
    the complaints about staff logged in the span of which nothing was found yet. `sold_by` tells
    by purchase who sold it.
    """
    found: list[Found] = []
    unfound: list[str] = []
    low, high = first.isoformat(), last.isoformat()
    for each in complaints:
        if each.category not in OF_STAFF:
            continue
        line = next((line for line in reversed(each.history) if line.get("finding")), None)
        if line is None:
            if first <= each.on <= last:
                unfound.append(each.id)
            continue
        day = str(line.get("at", ""))[:10]
        if low <= day <= high:
            found.append(
                Found(
                    complaint=each.id,
                    category=each.category,
                    finding=str(line["finding"]),
                    on=day,
                    staff=last_said(each.history, "of") or sold_by.get(each.purchase or ""),
                )
            )
    found.sort(key=lambda one: (one.on, one.complaint))
    return Conduct(found=tuple(found), unfound=tuple(sorted(unfound)))


def answers_for(complaint: Complaint) -> str | None:
    """Who answers for a complaint: whom it was given to, else who wrote it down.

    None where it was handed to a post and to nobody by name.
    """
    return complaint.assigned_to or (None if complaint.post else complaint.staff)


def settled_in_time(
    complaints: Iterable[Complaint], policy: Policy, first: date, last: date
) -> dict[str | None, Share]:
    """By who answers for them: complaints due to be settled in a span, and how many were in time.

    Each counts once, in the span its time ran out; one that still waits for the customer, parts or
    an approval is not judged yet (S0-022, S2-037).

    Raises:
        BadPolicy: complaint.toml or hours.toml does not hold what it should.
    """
    shares: dict[str | None, Share] = {}
    moment = f"{last.isoformat()}T23:59"
    for each in complaints:
        if each.on > last:
            continue
        target = deadlines(each, policy, moment, ("resolve",))["resolve"]
        if first <= target.due <= last and not target.paused:
            who = answers_for(each)
            shares[who] = shares.get(who, NONE) + Share(1, int(not target.late))
    return shares


def called_in_time(made: Iterable[Callback], first: date, last: date) -> dict[str | None, Share]:
    """By who made them: contacts first tried in a span, and how many by the day they were due.

    The first try counts, answered or not. A contact that was not due counts nowhere; one that
    nobody made has no line and stands under nobody's name (S2-037).
    """
    shares: dict[str | None, Share] = {}
    low, high = first.isoformat(), last.isoformat()
    for each in made:
        if each.kind == NOT_DUE or stands_in(each.text, each.tries):
            continue
        whole = {"on": each.done_on.isoformat(), "staff": each.staff}
        tries = [(str(line.get("on", "")), line.get("staff")) for line in each.tries or (whole,)]
        day, who = min(tries, key=lambda one: one[0])
        if low <= day <= high:
            share = Share(1, int(day <= each.due.isoformat()))
            shares[who] = shares.get(who, NONE) + share
    return shares
