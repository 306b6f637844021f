"""The complaints of a period: new, settled, open, late; by class; how fast; what came again.

A complaint is settled when it is resolved, closed when nothing more is to be done about it. All is
told as it was known at the end of the period (S3-003).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.rules.as_of import as_of, entered_on
from svc.rules.batches import batches
from svc.rules.case_reasons import Called, Reasons
from svc.rules.complaint import nth_about_the_same
from svc.rules.deadlines import is_reopening
from svc.rules.first_contact import FirstContact, first_contact
from svc.rules.lateness import Lateness
from svc.rules.pareto import pareto
from svc.rules.period_lives import Times, spent
from svc.rules.steps import LISTS, done, list_named
from svc.rules.training import topics

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from svc.policy import DatedPolicy, Policy
    from svc.records.complaint import Complaint
    from svc.records.purchase import Purchase
    from svc.rules.batches import Batch
    from svc.rules.case_reasons import Reason
    from svc.rules.pareto import Row
    from svc.rules.training import Topic

TOP = 3
"""So many reasons are named first."""


class Cases(Frozen):
    """What became of the complaints of some days; cases are told by their ids.

    `new` were recorded on these days, `settled`, `closed` and `reopened` came to that on them,
    `open` and `late` were so at their end. `repeats` are new ones about goods that were complained
    of before, and those reopened. `left_out` were settled with a step left out, or with the
    customer asked twice what happened (S3-011). `batches` are for the company, `training` is what
    to settle with whom.
    """

    first: date
    last: date
    new: int
    urgent: int
    settled: int
    closed: int
    open: int
    late_cases: tuple[str, ...]
    reopened_cases: tuple[str, ...]
    repeats: tuple[str, ...]
    left_out: tuple[str, ...]
    by_category: tuple[Row, ...]
    by_reason: tuple[tuple[Reason, int], ...]
    answer: Times
    settling: Times
    first_contact: FirstContact
    batches: tuple[Batch, ...]
    training: tuple[Topic, ...]

    @property
    def late(self) -> int:
        """How many were open and late at the end."""
        return len(self.late_cases)

    @property
    def reopened(self) -> int:
        """How many were reopened."""
        return len(self.reopened_cases)

    @property
    def on_time(self) -> Decimal | None:
        """The share of one, four places, of what was settled that was settled in time."""
        return self.settling.on_time

    @property
    def top(self) -> tuple[tuple[Reason, int], ...]:
        """The most frequent reasons, each with how many cases it has."""
        return self.by_reason[:TOP]

    def to_json(self) -> dict[str, Any]:
        """The keys of the reports."""
        return {
            "new": self.new,
            "urgent": self.urgent,
            "settled": self.settled,
            "closed": self.closed,
            "reopened": self.reopened,
            "open": self.open,
            "late": self.late,
            "late_cases": list(self.late_cases),
            "by_category": [row.to_json() for row in self.by_category],
            "answer": self.answer.to_json(),
            "settling": self.settling.to_json(),
            "repeats": len(self.repeats),
            "repeat_cases": list(self.repeats),
            "reasons": [{**reason.to_json(), "n": n} for reason, n in self.top],
            "steps_left_out": list(self.left_out),
            "first_contact": self.first_contact.to_json(),
            "batches": [each.to_json() for each in self.batches],
            "training": [each.to_json() for each in self.training],
        }


def cases_between(
    complaints: Iterable[Complaint],
    first: date,
    last: date,
    policy: Policy,
    goods: Mapping[str, Purchase] | None = None,
) -> Cases:
    """The complaints of some days, both included, as they were known at the end of the last.

    What `cases_known` says of them, cut there; raises BadPolicy.
    """
    known = [found for each in complaints if (found := as_of(each, last)) is not None]
    return cases_known(known, first, last, policy, goods)


def cases_known(
    known: Sequence[Complaint],
    first: date,
    last: date,
    policy: Policy,
    goods: Mapping[str, Purchase] | None = None,
) -> Cases:
    """The complaints of some days, both included, out of those known at the end of the last.

    Those given reach back as far before the first day as `reach` says: what was settled at the
    first contact shows only later. `goods` are the sales of those about quality, by id: pieces of
    one style are one batch. Figures of the shop are those in force on the last day.

    Raises:
        BadPolicy: complaint.toml, hours.toml, advice.toml or report.toml is not as it should be.
    """
    dated = policy.at(last)
    new = [each for each in known if first <= entered_on(each)]
    took = [(each, spent(each, first, last, policy)) for each in known]
    settled = [each for each, times in took if times.settled]
    low, high = first.isoformat(), last.isoformat()
    moved = {each.id: _moves(each, low, high) for each in known}
    reopened = [each.id for each in known if "reopened" in moved[each.id]]
    lateness = Lateness(policy, f"{last}T23:59")
    is_open = [each for each in known if each.is_open]
    late = [each.id for each in is_open if lateness.holds(each)]
    bought: defaultdict[str | None, list[Complaint]] = defaultdict(list)
    for each in known:
        bought[each.purchase].append(each)
    again = [each.id for each in new if _is_again(each, bought[each.purchase])]
    repeats = tuple(sorted({*again, *reopened}))
    left_out = tuple(sorted(_left_out(settled, dated)))
    in_late = [each.case for _, times in took for each in (*times.answered, *times.settled)
               if each.late]  # fmt: skip
    reasons = Reasons(dated)
    return Cases(
        first=first,
        last=last,
        new=len(new),
        urgent=sum(each.urgent for each in new),
        settled=len(settled),
        closed=sum("closed" in moved[each.id] for each in known),
        open=len(is_open),
        late_cases=tuple(sorted(late)),
        reopened_cases=tuple(sorted(reopened)),
        repeats=repeats,
        left_out=left_out,
        by_category=by_category(new),
        by_reason=by_reason(new, reasons),
        answer=Times.of([each for _, times in took for each in times.answered]),
        settling=Times.of([each for _, times in took for each in times.settled]),
        first_contact=first_contact(known, first, last, policy),
        batches=batches(known, goods or {}, first, last, dated),
        training=topics(
            new, {"steps": left_out, "late": [*late, *in_late], "repeat": repeats}, reasons, dated
        ),
    )


def by_category(complaints: Iterable[Complaint]) -> tuple[Row, ...]:
    """Complaints by category as Pareto's rows, `other` last (S3-009)."""
    counts = Counter(each.category for each in complaints)
    return tuple(pareto(counts, {each: Called(each) for each in counts}))


def by_reason(complaints: Iterable[Complaint], reasons: Reasons) -> tuple[tuple[Reason, int], ...]:
    """Complaints by category and cause, the most frequent first; raises BadPolicy."""
    counts = Counter(reasons.of(each) for each in complaints)
    return tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0].key)))


def _moves(complaint: Complaint, low: str, high: str) -> set[str]:
    """What became of a complaint on some days, by its history; without one by its days."""
    if not complaint.history:
        closed = complaint.closed_on
        return {"closed"} if closed is not None and low <= closed.isoformat() <= high else set()
    return {
        state
        for place, line in enumerate(complaint.history)
        if low <= str(line.get("at", ""))[:10] <= high
        and (
            (state := str(line.get("state"))) != "reopened"
            or is_reopening(complaint.history, place)
        )
    }


def _is_again(complaint: Complaint, of_the_sale: Sequence[Complaint]) -> bool:
    """Whether it is about goods that were complained of before."""
    return nth_about_the_same(complaint, of_the_sale) > 1


def _left_out(settled: Iterable[Complaint], policy: DatedPolicy) -> list[str]:
    """The cases in which a step before the furthest was left out, or she was asked twice.

    Of a case whose steps nobody noted nothing is said. Raises BadPolicy.
    """
    lists = [list_named(name, policy) for name in LISTS]
    found = []
    for complaint in settled:
        keys = [str(line.get("step")) for line in done(complaint)]
        steps = next((each for each in lists if keys and _has(each, keys[-1])), ())
        furthest = max((step.place for step in steps if step.key in keys), default=-1)
        if any(
            (step.place < furthest and step.key not in keys)
            or (step.asks and keys.count(step.key) > 1)
            for step in steps
        ):
            found.append(complaint.id)
    return found


def _has(steps: Iterable[Any], key: str) -> bool:
    return any(step.key == key for step in steps)
