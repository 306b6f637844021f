"""When a complaint should be acknowledged, planned and resolved, and whether it was in time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from svc.calendar.hours import NeverOpenError
from svc.frozen import Frozen
from svc.i18n import say
from svc.rules.complaint import PROGRESS
from svc.rules.hours import working_hours

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from svc.calendar.hours import Hours
    from svc.errors import BadPolicy
    from svc.policy import Policy
    from svc.records.complaint import Complaint

TARGETS = ("acknowledge", "plan", "resolve")
MOST = 36_500
"""A policy that gives more hours than this, or more days, is a slip."""
ANSWERED_AT_ONCE = (None, "call", "visit")
"""Ways a complaint comes by which whoever writes it down has answered it: she is there."""
DONE = frozenset({"resolved", "closed"})
MET_BY = {
    "acknowledge": DONE | PROGRESS.keys() | {"waiting"},
    "plan": DONE | {"proposed"},
    "resolve": DONE,
}
"""The states that meet each target."""


class Deadline(Frozen):
    """One target: when it is due, when it was met, and whether that is late.

    `judged_at` is when it was met, else the moment asked for. A target that is `paused` moves on
    as long as the complaint waits.
    """

    due_at: datetime
    met_at: str | None
    late: bool
    paused: bool
    judged_at: datetime
    hours: Hours

    @property
    def due(self) -> date:
        """The day it is due."""
        return self.due_at.date()

    @property
    def spare(self) -> int:
        """The working minutes it was met before it was due, or that are left; late, below none."""
        return self.hours.between(self.judged_at, self.due_at)

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract; hours of work as decimal text."""
        is_open = self.met_at is None and not self.late
        return {
            "due": self.due.isoformat(),
            "due_at": self.due_at.isoformat(timespec="minutes"),
            "met_at": self.met_at,
            "late": self.late,
            "late_by": in_hours(-self.spare) if self.late else None,
            "left": in_hours(self.spare) if is_open else None,
            "paused": self.paused,
        }


def in_hours(minutes: int) -> str:
    """Minutes as hours with two decimals: `1.50`."""
    return f"{max(minutes, 0) / 60:.2f}"


def deadlines(
    complaint: Complaint,
    policy: Policy,
    now: date | str,
    targets: Collection[str] = TARGETS,
) -> dict[str, Deadline]:
    """The targets of a complaint at a moment, by the policy of the day its time began.

    Time runs in working hours from when it was logged, or reopened last (S0-022, S0-055, S2-071).
    Writing down what is told face to face or on the phone acknowledges it; an offer meets the
    plan; waiting lets both later targets pause. A bare day counts as its first working minute.

    Raises:
        BadPolicy: complaint.toml or hours.toml does not hold what it should.
    """
    hours = working_hours(policy)
    try:
        return _judged(complaint, policy, hours, now, targets)
    except NeverOpenError:
        raise _never(policy, complaint.on) from None


def _never(policy: Policy, day: date) -> BadPolicy:
    return policy.at(day)["hours.opening"].wrong(
        say("days that are worked: by hours.toml none is for over a year")
    )


def _judged(
    complaint: Complaint, policy: Policy, hours: Hours, now: date | str, targets: Collection[str]
) -> dict[str, Deadline]:
    here = hours.first(now) if isinstance(now, date) else _read(now, hours, complaint.on)
    begun, later = begun_of(complaint)
    start = _read(begun, hours, complaint.on)
    given = limits_of(policy, start.date(), complaint.urgent)
    pauses, for_parts = _pauses(complaint, hours, start, here)
    judged = {}
    for target in targets:
        if given.in_days:
            due = hours.closing(start.date() + timedelta(days=given.of[target]))
        else:
            least = given.with_parts if target == "resolve" and for_parts else 0
            due = hours.add(start, max(given.of[target], least) * 60)
        if target != "acknowledge":
            due = _after(due, pauses, hours)
        met = met_at(complaint, target, begun, later)
        end = (hours.read(met) if met else None) or here
        judged[target] = Deadline(
            due_at=due,
            met_at=met,
            late=end > due,
            paused=complaint.state == "waiting" and met is None and target != "acknowledge",
            judged_at=end,
            hours=hours,
        )
    return judged


class Limits(Frozen):
    """What each target is given: hours of work, or in older policies calendar days."""

    of: Mapping[str, int]
    in_days: bool
    with_parts: int


@lru_cache(maxsize=1000)
def limits_of(policy: Policy, day: date, urgent: bool) -> Limits:
    """What a policy gives to a complaint whose time began on a day; raises BadPolicy.

    A policy written before hours were counted says calendar days: due as that day closes.
    """
    in_force = policy.at(day)
    found = in_force["complaint.deadlines_urgent" if urgent else "complaint.deadlines"]
    given = found.table()
    if any(type(given.get(name)) is not int or not 0 <= given[name] <= MOST for name in TARGETS):
        raise found.wrong(say("a whole number each for {steps}", steps=", ".join(TARGETS)))
    longer = in_force["complaint.with_parts"]
    if not 0 <= longer.whole() <= MOST:
        raise longer.wrong(say("a whole number"))
    return Limits(of=given, in_days=found.unit == "calendar days", with_parts=longer.whole())


def _read(text: str, hours: Hours, otherwise: date) -> datetime:
    """The moment of a log entry; of one that cannot be read, the first minute of a day."""
    return hours.read(text) or hours.first(otherwise)


def begun_of(complaint: Complaint) -> tuple[str, Sequence[Any]]:
    """When a complaint's time began, and its history since: logged, or reopened last."""
    history = complaint.history
    for place in range(len(history) - 1, -1, -1):
        if is_reopening(history, place):
            return str(history[place].get("at", "")), history[place + 1 :]
    if history and history[0].get("state") == "logged":
        return str(history[0].get("at", "")), history[1:]
    return complaint.on.isoformat(), history


def is_reopening(history: Sequence[Mapping[str, Any]], place: int) -> bool:
    """Whether a line of the history reopened it: what was only noted since has that state, too."""
    if history[place].get("state") != "reopened":
        return False
    return place == 0 or history[place - 1].get("state") != "reopened"


def met_at(complaint: Complaint, target: str, begun: str, later: Sequence[Any]) -> str | None:
    """When a target was met, as the log has it."""
    if target == "acknowledge" and complaint.channel in ANSWERED_AT_ONCE:
        return begun
    states = MET_BY[target]
    for line in later:
        if line.get("state") in states:
            return str(line.get("at", "")) or None
    return complaint.resolved_on.isoformat() if complaint.resolved_on else None


Pauses = list[tuple[datetime, datetime]]


def _pauses(
    complaint: Complaint, hours: Hours, start: datetime, now: datetime
) -> tuple[Pauses, bool]:
    """The waits since a complaint's time began, one after the other, and whether for parts."""
    found: Pauses = []
    for_parts = False
    last = start
    waits = complaint.waits[_waits_before(complaint) :]
    for number, wait in enumerate(waits, start=1):
        begin = hours.read(str(wait.get("at", "")))
        end = hours.read(str(wait.get("until", "")))
        if end is None and complaint.state == "waiting" and number == len(waits):
            end = max(now, last)
        if begin is None or end is None or end < start:
            continue
        for_parts = for_parts or wait.get("for") == "parts"
        found.append((max(begin, last), end))
        last = max(last, end)
    return found, for_parts


def _waits_before(complaint: Complaint) -> int:
    """How many waits lie before it was reopened last: each has its line in the history.

    Their moments do not tell: on a bare day a wait and the reopening are at the same one.
    """
    begun = 0
    before = 0
    for place, line in enumerate(complaint.history):
        if is_reopening(complaint.history, place):
            before = begun
        elif line.get("state") == "waiting" and not ("post" in line or "assigned_to" in line):
            begun += 1
    return min(before, len(complaint.waits))


def _after(due: datetime, pauses: Pauses, hours: Hours) -> datetime:
    """A target moved on by the working time of the pauses that began before it was due."""
    for begin, end in pauses:
        if begin < due and (paused := hours.between(begin, end)) > 0:
            due = hours.add(due, paused)
    return due


def late_ones(targets: Mapping[str, Deadline]) -> list[str]:
    """The targets that are not met and past their time."""
    return [name for name, target in targets.items() if target.met_at is None and target.late]


def most_pressing(targets: Mapping[str, Deadline]) -> str | None:
    """The target to see to first: the furthest that is late, else the next one due."""
    if late := late_ones(targets):
        return late[-1]
    unmet = [name for name, target in targets.items() if target.met_at is None]
    return min(unmet, key=lambda name: targets[name].due_at, default=None)


class Pressing(Frozen):
    """An open complaint that is late or near its time: its targets, and which comes first.

    Of one whose answer is late that target alone is there.
    """

    complaint: Complaint
    targets: Mapping[str, Deadline]
    first: str

    @property
    def deadline(self) -> Deadline:
        """The target to see to first."""
        return self.targets[self.first]

    @property
    def rank(self) -> tuple[bool, datetime, str]:
        """Its place on the board: what is late first, then by when it should be settled."""
        return not self.deadline.late, self.targets["resolve"].due_at, self.complaint.id


def pressing(complaints: Iterable[Complaint], policy: Policy, now: date | str) -> list[Pressing]:
    """The open complaints of which a target is late or near, late ones first, then by answer due.

    Near is counted in days that are worked: on a Friday, what is due on Monday is one day off. A
    reaction or a plan, which are due within a day, are near on that day.

    Raises:
        BadPolicy: complaint.toml or hours.toml does not hold what it should.
    """
    today = now if isinstance(now, date) else date.fromisoformat(now[:10])
    near = policy.at(today)["complaint.near"].whole()
    try:
        last = working_hours(policy).next_worked(today, near)
    except NeverOpenError:
        raise _never(policy, today) from None
    found = []
    for complaint in complaints:
        if complaint.is_open and complaint.on <= today:
            targets = deadlines(complaint, policy, now, ("resolve",))
            if not targets["resolve"].late:  # else the others do not matter any more
                targets = deadlines(complaint, policy, now)
            first = most_pressing(targets)
            if first is not None and (
                targets["resolve"].due <= last
                or targets[first].late
                or targets[first].due <= today
            ):
                found.append(Pressing(complaint=complaint, targets=targets, first=first))
    return sorted(found, key=lambda each: each.rank)
