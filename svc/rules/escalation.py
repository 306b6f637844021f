"""To whom a complaint goes up: the ladder of its row of the decision table (S3-026, S3-027)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.errors import Refused
from svc.i18n import say
from svc.rules.answer import POSTS
from svc.rules.authority import POST_NAMES, above, authority_of

if TYPE_CHECKING:
    from svc.records.complaint import Complaint
    from svc.rules.answer import Citations

ROWS = {"attitude": "authority.attitude", "cashier": "authority.cashier_staff"}
"""The rows of the decision table that name a ladder; others go up post by post."""


def next_post(complaint: Complaint, at: str, cited: Citations, wanted: str | None = None) -> str:
    """The post a complaint goes up to from the one it is `at`: the one wanted, else the next.

    Raises:
        Refused: nobody is above, or the one wanted is not.
        BadPolicy: the row of the decision table names a post there is not.
    """
    if wanted is not None and POSTS.index(wanted) < POSTS.index(at):
        raise Refused(
            say("{id} is with {post}: it goes up from there, not down to {wanted}.",
                id=complaint.id, post=POST_NAMES[at], wanted=POST_NAMES[wanted]),
            say("`svc complaint assign {id} --to STAFF` gives it to somebody of the shop.",
                id=complaint.id),
        )  # fmt: skip
    if at == POSTS[-1]:
        raise Refused(
            say("{id} is with {post} already, the highest post: it is settled there.",
                id=complaint.id, post=POST_NAMES[at]),
            say("`svc complaint resolve {id} --text …` notes how.", id=complaint.id),
        )  # fmt: skip
    if wanted == at:
        raise Refused(
            say("{id} is with {post} already.", id=complaint.id, post=POST_NAMES[at]),
            say("`svc complaint escalate {id}` alone gives it to the next post.", id=complaint.id),
        )
    if wanted is not None:
        return wanted
    row = ROWS.get(complaint.category)
    ladder = authority_of(cited[row]).ladder if row else ()
    higher = [post for post in ladder if POSTS.index(post) > POSTS.index(at)]
    return higher[0] if higher else above(at)
