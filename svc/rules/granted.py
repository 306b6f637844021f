"""Offers she took that somebody else has to grant: the complaint waits, then goes on (X-09)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.errors import Refused
from svc.frozen import replace
from svc.i18n import say
from svc.rules.authority import POST_NAMES
from svc.rules.complaint import resumed, waiting, waits_for

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from svc.records.approval import Approval
    from svc.records.complaint import Complaint
    from svc.rules.authority import Acting


def refuse_twice(complaint: Complaint, offer: str, pending: Collection[str]) -> None:
    """Refuse to ask again for what is asked for already; `pending` are ids of approvals.

    Raises:
        Refused: a decision about this very offer waits.
    """
    for line in complaint.offers:
        if line.get("offer") == offer and line.get("approval") in pending:
            raise Refused(
                say(
                    "{id}: {offer} waits for {approval} already.",
                    id=complaint.id, offer=offer, approval=line["approval"],
                ),
                say("`svc approval show {approval}` shows for whom.", approval=line["approval"]),
            )  # fmt: skip


def awaiting(
    complaint: Complaint, approval: str, at: str, staff: str | None, *, text: str | None
) -> Complaint:
    """The complaint waiting for an approval of the offer noted last; another wait ends (X-09)."""
    *before, last = complaint.offers
    complaint = replace(complaint, offers=(*before, {**last, "approval": approval}))
    return waiting_for_decision(complaint, at, staff, text=text)


def waits_already(complaint: Complaint, approval: Approval) -> Refused:
    """The error for asking again for what an approval is waiting to decide."""
    return Refused(
        say("{id} waits for {approval} already.", id=complaint.id, approval=approval.id),
        say("`svc approval show {approval}` shows for whom.", approval=approval.id),
    )


def waiting_for_decision(
    complaint: Complaint, at: str, staff: str | None, *, text: str | None
) -> Complaint:
    """The complaint waiting for somebody's decision; another wait ends (X-09)."""
    if waits_for(complaint) == "approval":
        return complaint
    if complaint.state == "waiting":
        complaint = resumed(complaint, at, staff, text=None)
    return waiting(complaint, "approval", at, staff, text=text)


def answered(complaint: Complaint, approval: Approval) -> Complaint:
    """The complaint with the offer of an approval marked: `approved`, or `refused`."""
    mark = "approved" if approval.state == "approved" else "refused"
    offers = tuple(
        {**line, mark: True} if line.get("approval") == approval.id else line
        for line in complaint.offers
    )
    return replace(complaint, offers=offers)


def gone_on(complaint: Complaint, at: str, staff: str | None, *, text: str | None) -> Complaint:
    """The complaint back where it stood, if it is an approval it waited for."""
    if waits_for(complaint) != "approval":
        return complaint
    return resumed(complaint, at, staff, text=text)


def refuse_unsettled(complaint: Complaint, pending: Sequence[Approval], acting: Acting) -> None:
    """Refuse to settle a complaint while something about it is for another post to decide (X-09).

    Raises:
        Refused: a decision waits that who acts does not cover; the first is named.
    """
    for approval in pending:
        if not acting.covers(approval.post):
            raise Refused(
                say(
                    "{id} cannot be settled: {approval} still waits for {post}.",
                    id=complaint.id, approval=approval.id,
                    post=POST_NAMES.get(approval.post, approval.post),
                ),
                say(
                    "`svc approval approve {approval}` or `svc approval reject {approval}` "
                    "decides it.",
                    approval=approval.id,
                ),
            )  # fmt: skip
