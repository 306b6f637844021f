"""What a period passed on and asked above: callbacks, decisions, reports (S2-044)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.rules.as_of import entered_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from svc.records.approval import Approval
    from svc.records.callback import Callback


class Forwarded(Frozen):
    """What callbacks passed on to the region or the company (S2-044), and what still waits.

    `waiting` has a row for each contact without an answer at the end of the period.
    """

    passed_on: Mapping[str, int]
    answered: int
    waiting: tuple[Mapping[str, Any], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The keys of the report."""
        return {
            "passed_on": dict(self.passed_on),
            "answered": self.answered,
            "waiting": len(self.waiting),
            "contacts": [dict(row) for row in self.waiting],
        }


def forwarded_between(found: Iterable[Callback], first: date, last: date) -> Forwarded:
    """What was passed on in a period, and what waits at its end, the longest first."""
    here: Counter[str] = Counter()
    answered = 0
    waiting = []
    for each in found:
        passed = each.forwarded_on or each.done_on
        if each.forward is None or passed > last:
            continue
        here[each.forward] += passed >= first
        if each.answered_on is None or each.answered_on > last:
            waiting.append((passed, each))
        else:
            answered += each.answered_on >= first
    waiting.sort(key=lambda pair: (pair[0], pair[1].id))
    return Forwarded(
        passed_on={to: here[to] for to in ("region", "company")},
        answered=answered,
        waiting=tuple(
            {
                "key": each.id,
                "to": each.forward,
                "on": passed.isoformat(),
                "days": (last - passed).days,
            }
            for passed, each in waiting
        ),
    )


class Upward(Frozen):
    """What the shop asked of posts above it in a period, and told them (X-09, S3-007).

    `waiting` are those without an answer at its end; all are counted by post.
    """

    asked: Mapping[str, int]
    told: Mapping[str, int]
    waiting: Mapping[str, int]

    def to_json(self) -> dict[str, Any]:
        """The keys of the report."""
        return {
            "asked": dict(self.asked),
            "told": dict(self.told),
            "waiting": dict(self.waiting),
        }


def upward_between(found: Iterable[Approval], first: date, last: date) -> Upward:
    """The decisions and consents asked for in a period, and the reports given, by post."""
    asked: Counter[str] = Counter()
    told: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    for each in found:
        if first <= entered_on(each) <= last:
            (told if each.kind == "report" else asked)[each.post] += 1
        if each.state == "waiting":
            waiting[each.post] += 1
    return Upward(asked=_sorted(asked), told=_sorted(told), waiting=_sorted(waiting))


def _sorted(counted: Counter[str]) -> dict[str, int]:
    return {key: counted[key] for key in sorted(counted)}
