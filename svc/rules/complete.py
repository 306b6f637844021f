"""What a case lacks: slip, signature, phone, approval, follow-up (S0-024: complete).

Only what should be there by now is missed: an open case lacks nothing, and a contact nobody made
is missed once it is past the days in which it is shown as due.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.frozen import Frozen, field
from svc.rules.callback import ahead, schedule, settlement

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from svc.policy import DatedPolicy
    from svc.records.callback import Callback
    from svc.records.complaint import Complaint
    from svc.records.delivery import Delivery
    from svc.records.part import Part
    from svc.records.repair import Repair
    from svc.records.return_ import Return
    from svc.rules.callback import Step

OF_STAFF = ("attitude", "cashier")
"""Complaints about people of the shop: what was found out is written down (S3-045, S3-046)."""


class FollowUp(Frozen):
    """Which contacts fall due after what, which were made, and by when one is missed.

    `made` holds the keys of the contacts made: reached or refused, not those nobody answered.
    """

    steps: tuple[Step, ...] = ()
    lapse: int = 0
    made: Collection[str] = ()
    waiting: frozenset[str] = field(default_factory=frozenset)
    today: date | None = None

    @classmethod
    def of(
        cls,
        policy: DatedPolicy,
        made: Collection[str],
        waiting: frozenset[str],
        today: date,
    ) -> FollowUp:
        """By the shop's schedule; `waiting` are the cases that wait. Raises BadPolicy."""
        return cls(
            steps=tuple(schedule(policy)),
            lapse=policy["callback.lapse"].whole(),
            made=made,
            waiting=waiting,
            today=today,
        )

    def lacks(self, kind: str, cause: str, day: date | None) -> bool:
        """Whether a contact that a cause of a day makes due was not made in time (S2-054)."""
        if day is None or self.today is None:
            return False
        return any(
            step.key_of(cause) not in self.made
            and ahead(day, step.after + self.lapse) < self.today
            for step in self.steps
            if step.kind == kind
        )

    def waits(self, case: str) -> list[str]:
        """`approval`, if a case that is over still waits for a post's word (X-09)."""
        return ["approval"] if case in self.waiting else []


def of_return(returned: Return, follow_up: FollowUp) -> list[str]:
    """What a settled return lacks of till slip, signature, phone, approval (S3-032, S3-034)."""
    if returned.state != "settled":
        return []
    lacking = {
        "receipt": not returned.receipt,
        "signature": not returned.signed,
        "phone": not returned.phone,
        "defect": returned.cause == "quality" and not returned.defect,
    }
    return [*_names(lacking), *follow_up.waits(returned.id)]


def of_repair(repair: Repair, phone: str | None, follow_up: FollowUp) -> list[str]:
    """What a repair lacks: its custody receipt, once handed back the rest (S2-077 to S2-080).

    `phone` is the customer's on file: it serves where the intake took none.
    """
    taken_in = repair.state == "received" or any(
        entry.get("state") == "received" for entry in repair.history
    )
    if repair.state == "cancelled":
        return []
    back = repair.state == "handed_back"
    paid = back and repair.price is not None and repair.price > 0 and not repair.free
    lacking = {
        "goods_receipt": taken_in and repair.received_on is None,
        "signature": back and not repair.signed,
        "phone": not (repair.phone or phone),
        "invoice": paid and not repair.invoice,
        "to_finance": paid and repair.to_finance_on is None,
    }
    return [*_names(lacking), *(follow_up.waits(repair.id) if back else [])]


def of_delivery(delivery: Delivery, follow_up: FollowUp) -> list[str]:
    """What a delivery that is done lacks: signature, phone, the visit (S1-018, S1-024)."""
    if delivery.state != "done":
        return []
    visited = delivery.install and follow_up.lacks(
        "installation", delivery.purchase, delivery.done_on
    )
    lacking = {"signature": not delivery.signed, "phone": not delivery.phone, "follow_up": visited}
    return [*_names(lacking), *follow_up.waits(delivery.id)]


def of_complaint(complaint: Complaint, follow_up: FollowUp) -> list[str]:
    """What a settled complaint lacks: the call after it, what was found (S2-054, S3-045)."""
    if complaint.is_open:
        return []
    lacking = {
        "investigation": complaint.category in OF_STAFF and not looked_into(complaint),
        "follow_up": follow_up.lacks("complaint", settlement(complaint), complaint.resolved_on),
    }
    return [*_names(lacking), *follow_up.waits(complaint.id)]


def looked_into(complaint: Complaint) -> bool:
    """Whether anybody wrote down what was found: a finding, or words to a step or a move."""
    first_said = [entry for entry in complaint.history if entry.get("state") != "logged"]
    return any(entry.get("finding") or entry.get("text") for entry in first_said) or any(
        entry.get("text") for entry in complaint.steps
    )


def of_callback(made: Callback) -> list[str]:
    """What a contact that was made lacks: whether she is content, and how to settle a question."""
    if made.result != "reached":
        return []
    lacking = {
        "satisfied": made.satisfied is None,
        "text": made.satisfied is False and not (made.text or made.question),
        "settle_on": bool(made.question) and made.settle_on is None and made.forward is None,
    }
    return _names(lacking)


def of_part(part: Part) -> list[str]:
    """What a line of the parts ledger lacks: what it is for, who fitted it, when it comes."""
    lacking = {
        "about": part.move == "out" and not part.about and not part.text,
        "fitted_by": part.move == "out" and bool(part.about) and not part.fitted_by,
        "supplier": part.move == "order" and not part.supplier,
        "expected_on": part.move == "order" and part.expected_on is None,
    }
    return _names(lacking)


def _names(lacking: dict[str, bool]) -> list[str]:
    return [name for name, lacks in lacking.items() if lacks]
