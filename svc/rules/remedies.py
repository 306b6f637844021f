"""What can be done about a complaint: as a refund quote has it, else by the decision table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen, replace
from svc.i18n import Sentence, say
from svc.rules.causes import KnownCause, fits, in_both, words_of
from svc.rules.offers import decides
from svc.rules.refund import quote
from svc.rules.ruling import DECISION_NAMES, RefundCase

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from svc.policy import Policy
    from svc.records.complaint import Complaint
    from svc.records.purchase import Purchase
    from svc.rules.answer import Authority, Citations
    from svc.rules.refund import Quote
    from svc.rules.statute import InBoth

FLAGS = ("unrepairable", "worn", "no_stock", "insists", "batch", "claim")
"""What a clerk may add of a case; policy's `needs` and `unless` name these and the decision."""
SAME_DAY = "same_day"


class Asked(Frozen):
    """What a complaint's advice rests on; `case` is the piece as a refund quote would take it.

    `doubts` are what kept the case from being made, `facts` those of `FLAGS` that hold.
    """

    complaint: Complaint
    today: date
    facts: frozenset[str] = frozenset()
    purchase: Purchase | None = None
    purchases: tuple[Purchase, ...] = ()
    case: RefundCase | None = None
    doubts: tuple[Sentence, ...] = ()

    @property
    def as_of(self) -> date:
        """The day the shop acts: today, or for a settled case the day it was settled."""
        return min(self.today, self.complaint.resolved_on or self.today)


class Remedy(Frozen):
    """One thing to do: its word, how it is said, the money, and the row that says who decides."""

    decision: str
    text: Sentence | InBoth
    row: str | None
    fee: Decimal | None = None
    refund: Decimal | None = None
    authority: Authority

    def to_json(self) -> dict[str, Any]:
        """As the advice prints it."""
        return {
            "decision": self.decision,
            "text": str(self.text),
            "refund": None if self.refund is None else str(self.refund),
            "fee": None if self.fee is None else str(self.fee),
            "row": self.row,
            "authority": self.authority.to_json(),
        }


def quoted_as(
    asked: Asked, row: KnownCause, policy: Policy, doubts: list[Sentence]
) -> Quote | None:
    """What the return comes to, where a purchase is known and the cause is one of a return."""
    if asked.case is None or row.quoted is None:
        return None
    case = replace(asked.case, cause=row.quoted)
    if case.on < case.bought:
        doubts.append(say("{on} is before the sale on {bought}.", on=case.on, bought=case.bought))
        return None
    if row.quoted == "two_tags" and case.lower_price is None:
        doubts.append(say("Give the lower price of the tag with --lower-price: it is worked out."))
        return None
    return quote(case, policy)


def remedies_for(
    row: KnownCause, quoted: Quote | None, facts: set[str], cited: Citations
) -> list[Remedy]:
    """What to do, the first thing first: as quoted, or by the table, then what goes with it."""
    found = cited[f"advice.{row.category}"]
    remedies = []
    if quoted is not None:
        remedies.append(
            Remedy(
                decision=quoted.decision,
                text=DECISION_NAMES[quoted.decision],
                row=None,
                fee=quoted.fee,
                refund=quoted.refund,
                authority=quoted.authority,
            )
        )
    for each in row.remedies:
        decision, authority = each.get("decision"), each.get("row")
        if not isinstance(decision, str) or not isinstance(authority, str):
            raise found.wrong(say("remedies, each with its decision and row"))
        if not fits(each, facts, found) or (quoted is not None and not each.get("beside")):
            continue
        cited.cite(*words_of(each.get("sources"), found))
        remedies.append(
            Remedy(
                decision=decision,
                text=in_both(each, found),
                row=authority,
                authority=decides(cited, authority, found, None),
            )
        )
    if not remedies:
        raise found.wrong(say("a remedy for the cause {cause!r} in every case", cause=row.cause))
    return remedies
