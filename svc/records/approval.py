"""What somebody with more authority decides, agrees to, or is told of (X-09)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.records.base import DAY, MONEY, NEEDED_DAY, NEEDED_TEXT, TEXT, TEXTS, Codec, Record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

KINDS = ("decision", "consent", "report")
STATES = ("waiting", "approved", "rejected", "reported")
SETTLED = ("approved", "rejected", "reported")


class Approval(Record):
    """A decision or a consent that a post must give, or a report it was given (X-09).

    `about` is the case's id, `post` who must decide or be told, `what` the decision in question
    (`free_return`, `price_second`, …), `amount` its money, `rules` the policy it rests on. A
    decision and a consent wait until `decided_by`, acting as `decided_as`, has settled them, and
    once they are given `report_to` is told; a report is `reported` from the first.
    """

    about: str
    on: date
    kind: str
    post: str
    what: str
    state: str = "waiting"
    amount: Decimal | None = None
    text: str | None = None
    rules: tuple[str, ...] = ()
    asked_by: str | None = None
    decided_on: date | None = None
    decided_by: str | None = None
    decided_as: str | None = None
    answer: str | None = None
    report_to: str | None = None

    @classmethod
    def fields_known(cls) -> Mapping[str, Codec]:
        """The fields of an approval's line."""
        return _FIELDS


_FIELDS = {
    "about": NEEDED_TEXT,
    "on": NEEDED_DAY,
    "kind": NEEDED_TEXT,
    "post": NEEDED_TEXT,
    "what": NEEDED_TEXT,
    "state": NEEDED_TEXT,
    "amount": MONEY,
    "text": TEXT,
    "rules": TEXTS,
    "asked_by": TEXT,
    "decided_on": DAY,
    "decided_by": TEXT,
    "decided_as": TEXT,
    "answer": TEXT,
    "report_to": TEXT,
}
