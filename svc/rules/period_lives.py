"""How long the first answers and the settlements of a period took, in working hours (S0-022)."""

from __future__ import annotations

from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen, replace
from svc.rules.deadlines import begun_of, deadlines, is_reopening, met_at
from svc.rules.hours import working_hours
from svc.rules.shares import rounded, share, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from svc.policy import Policy
    from svc.records.complaint import Complaint

MINUTES = 60
PLACES = 2


class Took(Frozen, kw_only=False):
    """How many working minutes something took in a case, and whether that was in time."""

    case: str
    minutes: int
    late: bool


class Times(Frozen):
    """Of so many answers or settlements the median and the worst, in hours of work, two places.

    `on_time` is the share of one, four places, of those that came in time; of none all is None.
    """

    n: int
    median: Decimal | None
    worst: Decimal | None
    worst_case: str | None
    in_time: int
    on_time: Decimal | None

    @classmethod
    def of(cls, took: Sequence[Took]) -> Times:
        """The times of some cases; of equally long ones the first by id is the worst."""
        if not took:
            return cls(n=0, median=None, worst=None, worst_case=None, in_time=0, on_time=None)
        worst = min(took, key=lambda each: (-each.minutes, each.case))
        in_time = sum(not each.late for each in took)
        middle = median(Fraction(each.minutes) for each in took)
        return cls(
            n=len(took),
            median=rounded(middle / MINUTES, PLACES),
            worst=rounded(Fraction(worst.minutes, MINUTES), PLACES),
            worst_case=worst.case,
            in_time=in_time,
            on_time=share(in_time, len(took)),
        )

    def to_json(self) -> dict[str, Any]:
        """The keys of the reports; hours and shares as decimal text."""
        return {
            "n": self.n,
            "median": text(self.median),
            "worst": text(self.worst),
            "worst_case": self.worst_case,
            "in_time": self.in_time,
            "on_time": text(self.on_time),
        }


class Life(Frozen):
    """A complaint from when it was logged, or reopened, to when it was reopened next.

    `begun` is the moment its time began; `nth` is 0 for the first.
    """

    record: Complaint
    begun: str
    nth: int


def lives(complaint: Complaint) -> Iterator[Life]:
    """The lives of a complaint, each as it ended: its targets run anew when it is reopened."""
    history = complaint.history
    starts = [place for place in range(len(history)) if is_reopening(history, place)]
    first = str(history[0].get("at", "")) if history else ""
    begun = [first or complaint.on.isoformat(), *(str(history[p].get("at", "")) for p in starts)]
    for nth, end in enumerate(starts):
        if end == 0:
            continue
        until = history[:end]
        waits = sum(
            line.get("state") == "waiting" and until[place - 1].get("state") != "waiting"
            for place, line in enumerate(until)
        )
        ended = replace(
            complaint,
            history=until,
            state=str(until[-1].get("state")),
            waits=complaint.waits[:waits],
            resolved_on=None,
            closed_on=None,
        )
        yield Life(record=ended, begun=begun[nth], nth=nth)
    yield Life(record=complaint, begun=begun[-1], nth=len(starts))


class Spent(Frozen):
    """What was answered first, and what was settled, on some days."""

    answered: tuple[Took, ...]
    settled: tuple[Took, ...]


def spent(complaint: Complaint, first: date, last: date, policy: Policy) -> Spent:
    """The first answer, and the settlements, of a complaint that fell on some days.

    What is answered as it is written down took no time. A case settled twice has two.

    Raises:
        BadPolicy: complaint.toml or hours.toml does not hold what it should.
    """
    if not _may_fall(complaint, first, last):
        return NOTHING
    hours = working_hours(policy)
    low, high = first.isoformat(), last.isoformat()
    answered: list[Took] = []
    settled: list[Took] = []
    for life in lives(complaint):
        begun, later = begun_of(life.record)
        targets = [
            name
            for name in (("acknowledge", "resolve") if life.nth == 0 else ("resolve",))
            if low <= (met_at(life.record, name, begun, later) or "")[:10] <= high
        ]
        if not targets:
            continue
        start = hours.read(life.begun) or hours.first(complaint.on)
        for name, target in deadlines(life.record, policy, last, targets).items():
            minutes = max(hours.between(start, target.judged_at), 0)
            took = Took(complaint.id, minutes, target.late)
            (answered if name == "acknowledge" else settled).append(took)
    return Spent(answered=tuple(answered), settled=tuple(settled))


NOTHING = Spent(answered=(), settled=())


def _may_fall(complaint: Complaint, first: date, last: date) -> bool:
    """Whether anything was noted on these days: few cases of a year were touched in a week."""
    low, high = first.isoformat(), last.isoformat()
    if any(low <= str(line.get("at", ""))[:10] <= high for line in complaint.history):
        return True
    return any(
        day is not None and first <= day <= last for day in (complaint.on, complaint.resolved_on)
    )
