"""What to do about a complaint: remedies, who decides, what to offer next, what not to say.

A case is judged by the day it was logged: a closed one gets the same answer whenever it is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen, replace
from svc.i18n import Sentence, say
from svc.rules.answer import Citations
from svc.rules.authority import POST_NAMES, said
from svc.rules.causes import KnownCause, Taken, causes, taken_for
from svc.rules.offers import OLD_CUSTOMER, Ladder, OldCustomer, keys_of, ladder, old_customer
from svc.rules.remedies import SAME_DAY, quoted_as, remedies_for
from svc.rules.routes import InOrder, principles, route, taboos, told, type_of, upward
from svc.rules.steps import Step, done, list_in_use, list_named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.policy import InForce, Policy
    from svc.records.complaint import Complaint
    from svc.rules.answer import Authority
    from svc.rules.refund import Quote
    from svc.rules.remedies import Asked, Remedy
    from svc.rules.statute import InBoth


class Advice(Frozen):
    """The answer of `complaint advise`; deadlines and the script are added by the command.

    `grounds` are the sources of remedies and offers, `rules` all, with those of taboos and steps.
    """

    complaint: Complaint
    type: str
    taken: Taken
    quoted: Quote | None
    remedies: tuple[Remedy, ...]
    up: tuple[str, ...]
    route: tuple[str, ...]
    told: tuple[str, ...]
    steps_by: str
    steps: tuple[Step, ...]
    offers: Ladder
    taboos: tuple[dict[str, Any], ...]
    principles: tuple[InBoth, ...]
    mind: tuple[dict[str, Any], ...]
    grounds: tuple[str, ...]
    rules: tuple[str, ...]
    policy: tuple[str, ...]
    warnings: tuple[Sentence, ...]
    explanation: tuple[Sentence, ...]

    @property
    def authority(self) -> Authority:
        """Who decides the first thing to do."""
        return self.remedies[0].authority

    @property
    def steps_shown(self) -> list[dict[str, Any]]:
        """The steps of the list in use, when each was done, and which comes next."""
        lines = done(self.complaint)
        at = {str(line.get("step")): str(line.get("at", "")) for line in lines}
        furthest = max((step.place for step in self.steps if step.key in at), default=-1)
        return [
            {
                "step": step.key,
                "name": step.name,
                "done": at.get(step.key),
                "next": step.place == furthest + 1,
            }
            for step in self.steps
        ]

    def to_json(self, deadlines: dict[str, Any], script: str) -> dict[str, Any]:
        """The keys of the contract, then the rest."""
        following = self.offers.next
        return {
            "complaint": self.complaint.id,
            "category": self.complaint.category,
            "type": self.type,
            "cause": self.taken.row.cause,
            "assumed": self.taken.doubt is not None,
            "causes": [each.to_json() for each in self.taken.choices],
            "remedies": [each.to_json() for each in self.remedies],
            "authority": self.authority.to_json() | {"ladder": list(self.up)},
            "urgent_to": list(self.told),
            "route": list(self.route),
            "steps": self.steps_shown,
            "steps_by": self.steps_by,
            "offers": [rung.to_json() for rung in self.offers.rungs],
            "next_offer": following.to_json() if following else None,
            "last_rung": self.offers.last,
            "taboos": list(self.taboos),
            "principles": [str(each) for each in self.principles],
            "mind": list(self.mind),
            "deadlines": deadlines,
            "script": script,
            "rules": list(self.rules),
            "policy": list(self.policy),
            "warnings": [str(sentence) for sentence in self.warnings],
            "explanation": [str(sentence) for sentence in self.explanation],
        }


def advise(asked: Asked, policy: Policy) -> Advice:
    """What to do about a complaint (S3-009, S3-015 to S3-030, S3-038 to S3-053).

    Args:
        asked: the complaint, what it is about, and what the clerk knows besides.
        policy: the shop's policy; that of the day the complaint was logged applies, and for a
            refund that of the day of the sale.

    Raises:
        BadInput: the region asked for is not known.
        BadPolicy: a policy file the answer rests on holds what it should not.
    """
    complaint = asked.complaint
    in_force = policy.at(complaint.on)
    cited = Citations(in_force)
    taken = taken_for(cited, complaint.category, complaint.cause)
    reasons: list[Sentence] = [say("Taken as: {cause}.", cause=taken.row.text)]
    doubts = [*asked.doubts, *([taken.doubt] if taken.doubt else [])]
    taken, turned = _when_worn(taken, asked, cited)
    reasons += turned
    row = taken.row
    cited.cite(*row.sources)
    quoted = quoted_as(asked, row, policy, doubts)
    facts = set(asked.facts) | {row.cause} | _found(complaint)
    if asked.purchase is not None and asked.purchase.on == asked.as_of:
        facts.add(SAME_DAY)
    remedies = remedies_for(row, quoted, facts, cited)
    facts.add(remedies[0].decision)
    offers = ladder(
        cited,
        _known_ladder(row, cited, policy),
        facts,
        offered=complaint.offers,
        old=_old(asked, cited),
        quote=quoted,
        paid=asked.case.price if asked.case else None,
    )
    grounds = _merged(quoted.rules if quoted else (), cited.sources)
    up = upward(cited, remedies[0].authority)
    by = list_in_use(complaint, in_force)
    steps = list_named(by, in_force)
    cited[f"complaint.steps_{by}"]
    if quoted is not None:
        *why, _authority = quoted.explanation
        reasons += why
        doubts += quoted.warnings
    reasons += _why(remedies[0].authority, up, offers)
    if _is_understood(complaint, steps):
        doubts.append(
            say("What happened is understood already: do not ask the customer again (S3-011).")
        )
    return Advice(
        complaint=complaint,
        type=type_of(cited, complaint.category),
        taken=taken,
        quoted=quoted,
        remedies=tuple(remedies),
        up=up,
        route=route(cited, complaint.category, row.cause),
        told=told(cited, facts, urgent=complaint.urgent),
        steps_by=by,
        steps=steps,
        offers=offers,
        taboos=tuple(taboos(cited, complaint.category)),
        principles=row.principles,
        mind=tuple(principles(cited)),
        grounds=grounds,
        rules=_merged(quoted.rules if quoted else (), cited.sources),
        policy=_merged(quoted.policy if quoted else (), cited.policy_ids),
        warnings=tuple(doubts),
        explanation=tuple(reasons),
    )


def _merged(first: Sequence[str], then: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *then)))


def _when_worn(taken: Taken, asked: Asked, cited: Citations) -> tuple[Taken, list[Sentence]]:
    """A worn piece past its days goes by another cause: it is not exchanged (S3-039)."""
    row, case = taken.row, asked.case
    if row.worn_as is None or case is None or "worn" not in asked.facts:
        return taken, []
    found = cited.unquoted("advice.worn_after")
    if case.days <= found.whole():
        return taken, []
    cited[found.id]
    reason = say(
        "It is worn, and day {days} is past day {limit}: it is not exchanged any more (S3-039).",
        days=case.days,
        limit=found.whole(),
    )
    return replace(taken, row=taken_for(cited, row.category, row.worn_as).row), [reason]


def _found(complaint: Complaint) -> set[str]:
    """What an inquiry about people of the shop found: `light`, `serious` or `none` (S3-026)."""
    findings = [str(line["finding"]) for line in complaint.history if line.get("finding")]
    return set(findings[-1:])


def _known_ladder(row: KnownCause, cited: Citations, policy: Policy) -> str:
    """The entry of offers for a cause, or that of the category's first cause where it has none."""
    entries = policy.topic("offers")
    first = causes(cited, row.category)[0]
    names = (row.ladder, row.quoted or "", first.ladder, "other")
    return next(name for name in names if name in entries)


def offer_keys(asked: Asked, advice: Advice, policy: Policy) -> tuple[str, ...]:
    """The keys of what may be offered in a case, whatever more is found out about it (S2-051).

    Those of rungs that need a fact count, and those of the cause it turns into when worn.
    """
    keys = list(advice.offers.known)
    row = advice.taken.row
    if row.worn_as is not None:
        cited = Citations(policy.at(asked.complaint.on))
        worn = taken_for(cited, row.category, row.worn_as).row
        keys += keys_of(cited[f"offers.{_known_ladder(worn, cited, policy)}"])
    return tuple(dict.fromkeys(keys))


def _old(asked: Asked, cited: Citations) -> OldCustomer:
    """Whether she is an old customer; cited only where a rung of the ladder asks for it."""
    found: InForce = cited.unquoted(OLD_CUSTOMER)
    return old_customer(found, asked.purchases, asked.purchase, asked.complaint.on)


def _why(authority: Authority, up: Sequence[str], offers: Ladder) -> list[Sentence]:
    """Who decides, whom it goes up to, and who gets the last rung."""
    found = [said(authority)]
    if len(up) > 1:
        found.append(say("It goes up: {posts}.", posts=InOrder(tuple(up), POST_NAMES)))
    if offers.old is not None:
        found.append(offers.old.reason)
    return found


def _is_understood(complaint: Complaint, steps: Sequence[Step]) -> bool:
    """Whether a step that asks her what happened is done (S3-011)."""
    asking = {step.key for step in steps if step.asks}
    return complaint.is_open and any(line.get("step") in asking for line in done(complaint))
