"""Complaints on file: what she took and somebody has to grant, and settling them (X-09)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc import approvals
from svc.errors import Waits
from svc.i18n import say
from svc.rules import granted as rule
from svc.rules.answer import Citations
from svc.rules.authority import POST_NAMES, needs, who_decides
from svc.rules.complaint import resolved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.app import App
    from svc.records.approval import Approval
    from svc.records.complaint import Complaint
    from svc.rules.offers import Rung
    from svc.store.change import Change

OF_STAFF = ("light", "serious")
"""Findings that have consequences for staff."""
OF_STAFF_ROWS = {"attitude": "attitude", "cashier": "cashier_staff"}
"""By category the row of the decision table that says who decides them (S3-026, S3-027)."""
OFFER = "offer"
"""What an approval about an offer is asked for."""


def ask_for(
    change: Change,
    app: App,
    complaint: Complaint,
    rung: Rung,
    ladder: str,
    text: str | None,
) -> tuple[Complaint, list[Approval]]:
    """Ask for the approval, and file the report, that an offer she took needs.

    Gives the complaint, waiting if something is asked for, and what waits. `ladder` is the policy
    entry the offer comes from.

    Raises:
        Refused: a decision about this offer waits already.
    """
    if rung.authority is None:
        return complaint, []
    pending = {each.id for each in approvals.waiting(app.store, complaint.id)}
    rule.refuse_twice(complaint, rung.key, pending)
    asked = approvals.ask(
        change,
        app,
        about=complaint.id,
        what=OFFER,
        authority=rung.authority,
        amount=rung.amount,
        text=text or str(rung.text),
        rules=[ladder, *([f"authority.{rung.row}"] if rung.row else [])],
    )
    waits = [each for each in asked if each.state == "waiting"]
    for each in waits:
        complaint = rule.awaiting(complaint, each.id, app.at, app.staff_id, text=text)
    return complaint, waits


def decided(change: Change, app: App, approval: Approval) -> None:
    """Let a complaint go on after an approval of one of its offers was given or refused."""
    complaint = rule.answered(app.store.complaints.get(approval.about), approval)
    if not approvals.waiting(app.store, complaint.id):
        complaint = rule.gone_on(complaint, app.at, app.staff_id, text=approval.answer)
    change.put(complaint)


def settled(
    change: Change,
    app: App,
    before: Complaint,
    *,
    text: str | None,
    satisfied: bool | None,
    finding: str | None,
    of: str | None = None,
) -> tuple[Complaint, list[Approval]]:
    """Settle a complaint; what waits for the post of who acts is granted with it.

    What was found of staff is for a post to decide (S3-026, S3-027): where who acts has too little
    authority, the complaint waits for it instead, and what it waits for is given.

    Raises:
        Refused: it is settled already, or something about it is for another post to decide.
        BadInput: a finding about staff, and it is not about them.
    """
    pending = approvals.waiting(app.store, before.id)
    after = resolved(
        before, app.at, app.staff_id, text=text, satisfied=satisfied, finding=finding, of=of
    )
    if finding in OF_STAFF and (waits := _to_be_found(change, app, before, finding, text)):
        after = rule.waiting_for_decision(before, app.at, app.staff_id, text=text)
        change.put(after)
        return after, waits
    rule.refuse_unsettled(before, pending, approvals.acting(app))
    for each in pending:
        given = approvals.settle(change, app, each, approve=True, answer=text)
        after = rule.answered(after, given)
    change.put(after)
    return after, []


def _to_be_found(
    change: Change, app: App, complaint: Complaint, finding: str, text: str | None
) -> list[Approval]:
    """Ask for what a finding about staff needs, unless it was given; gives what waits."""
    what = f"finding_{finding}"
    known = approvals.about(app.store, complaint.id)
    if any(each.what == what and each.state == "approved" for each in known):
        return []
    cited = Citations(app.policy.at(complaint.on))
    row = OF_STAFF_ROWS[complaint.category]
    authority = who_decides(cited, row)
    if needs(authority, approvals.acting(app)).kind is None:
        return []
    for each in known:
        if each.what == what and each.state == "waiting":
            raise rule.waits_already(complaint, each)
    asked = approvals.ask(
        change, app, about=complaint.id, what=what, authority=authority, text=text,
        rules=cited.policy_ids,
    )  # fmt: skip
    return [each for each in asked if each.state == "waiting"]


def waits_for(complaint: Complaint, waits: Sequence[Approval]) -> Waits:
    """What is told of a complaint that waits for a decision."""
    first = waits[0]
    return Waits(
        say("{id} is on file and waits for {post}.", id=complaint.id, post=POST_NAMES[first.post]),
        say("`svc approval approve {approval}` decides it.", approval=first.id),
    )
