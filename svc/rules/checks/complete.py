"""Complete, nothing missing (S0-024): a case that lacks something it should have is named.

What the papers of a return, a repair or a delivery lack, their own checks tell. Here are what was
found of people of the shop, the visits and calls that should have followed, and decisions still
waited for. For the calls the latest day on which anything is on file stands for today.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.errors import BadPolicy
from svc.i18n import Sentence, say
from svc.rules.callback import NO_ANSWER, settlement
from svc.rules.complete import FollowUp, of_complaint, of_delivery, of_repair

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from svc.problem import Problem
    from svc.records.complaint import Complaint
    from svc.rules.checks.snapshot import Line, Snapshot

RULE = "incomplete-case"
MISSING: dict[str, Sentence] = {
    "approval": say("an approval"),
    "follow_up": say("the call or visit after it"),
    "investigation": say("what was found out"),
}


def incomplete(shop: Snapshot) -> Iterator[Problem]:
    """Repairs, complaints and installations that lack something; one warning a case."""
    follow_up = follow_up_of(shop)
    for repair in shop.repairs:
        lacking = of_repair(repair.record, None, follow_up)
        hint = say("`svc repair show {id}`", id=repair.record.id)
        yield from _named(repair.line, lacking, hint)
    for complaint in shop.complaints:
        lacking = of_complaint(complaint.record, follow_up)
        yield from _named(complaint.line, lacking, _to_mend(complaint.record, lacking))
    for delivery in shop.deliveries:
        lacking = of_delivery(delivery.record, follow_up)
        hint = say("`svc callback done installation.{id} --result …`", id=delivery.record.purchase)
        yield from _named(delivery.line, lacking, hint)


def _to_mend(complaint: Complaint, lacking: Sequence[str]) -> Sentence:
    """How to put on file what a settled complaint lacks, the first thing first."""
    if "investigation" in lacking:
        return say(
            "`svc complaint reopen {id} --text …`, then `svc complaint resolve {id} --finding …`",
            id=complaint.id,
        )
    if "follow_up" in lacking:
        return say("`svc callback done complaint.{id} --result …`", id=settlement(complaint))
    return say("`svc approval list --about {id}`", id=complaint.id)


def follow_up_of(shop: Snapshot) -> FollowUp:
    """What should have followed by now; nothing where the policy of callbacks cannot be read."""
    made = {kept.record.id for kept in shop.callbacks if kept.record.result != NO_ANSWER}
    waiting = frozenset(
        kept.record.about for kept in shop.approvals if kept.record.state == "waiting"
    )
    today = last_day(shop)
    if shop.policy is None or today is None:
        return FollowUp(waiting=waiting)
    try:
        return FollowUp.of(shop.policy.at(today), made, waiting, today)
    except (BadPolicy, KeyError):  # `check` names what is wrong in the policy itself
        return FollowUp(waiting=waiting)


def last_day(shop: Snapshot) -> date | None:
    """The latest day on which something is on file."""
    days = [kept.record.done_on for kept in shop.callbacks]
    days += [
        kept.record.on
        for table in (shop.purchases, shop.complaints, shop.returns, shop.repairs,
                      shop.deliveries, shop.approvals)
        for kept in table
    ]  # fmt: skip
    days += [kept.record.resolved_on for kept in shop.complaints if kept.record.resolved_on]
    return max(days, default=None)


def _named(line: Line, lacking: Sequence[str], hint: Sentence) -> Iterator[Problem]:
    """The warning for a case that lacks these things, but for what is told elsewhere."""
    told = [MISSING[name] for name in lacking if name in MISSING]
    if told:
        words = Listed(told)
        message = say("{id} lacks {missing}.", id=line.id, missing=words)
        yield line.problem(RULE, message, hint, level="warning")


class Listed:
    """Sentences side by side, spoken when they are shown."""

    def __init__(self, parts: Sequence[Sentence]) -> None:
        self.parts = parts

    def __str__(self) -> str:
        return ", ".join(map(str, self.parts))
