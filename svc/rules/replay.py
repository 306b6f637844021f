"""Past cases quoted again: what a changed table would have cost.

Each return on file keeps the quote of its day and what it was asked with. Both are data, so the
same case can be asked again of other figures; the sale day's policy applies, as it did then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.errors import BadInput, WrongUsage
from svc.frozen import Frozen, replace
from svc.i18n import Sentence, say
from svc.money import ZERO
from svc.records.base import MONEY
from svc.rules.refund import quote
from svc.rules.ruling import DECISION_NAMES, RefundCase

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from svc.policy import Policy
    from svc.records.return_ import Return
    from svc.rules.refund import Quote
    from svc.rules.ruling import Scheme

SCHEME = "refund.scheme"
COUNTED = ("approved", "settled")
"""The states of a return whose money is given or will be: those replayed unless all are wanted."""


class Figures(Frozen):
    """What a quote comes to: the decision, what is kept of the price, what goes back."""

    decision: str
    fee: Decimal | None
    refund: Decimal | None

    def to_json(self) -> dict[str, Any]:
        """Amounts as text with two decimals, null where there is none."""
        return {
            "decision": self.decision,
            "fee": None if self.fee is None else str(self.fee),
            "refund": None if self.refund is None else str(self.refund),
        }


class Replayed(Frozen):
    """One case as it was quoted and as it would be; `because` are the entries that make it so.

    `altered` says that the files of now no longer give what was quoted: somebody changed the past.
    """

    id: str
    on: date
    bought: date
    outcome: str
    was: Figures
    would_be: Figures
    because: tuple[str, ...] = ()
    altered: bool = False

    @property
    def changed(self) -> bool:
        """Whether the decision or the money would be another."""
        return self.was != self.would_be

    @property
    def difference(self) -> Decimal:
        """What it would have cost the shop more; less than nothing where it would have saved.

        An exchange gives no money back, so the fee alone counts in it.
        """
        if self.outcome == "exchange":
            return _or_zero(self.was.fee) - _or_zero(self.would_be.fee)
        return _or_zero(self.would_be.refund) - _or_zero(self.was.refund)

    def paid(self, figures: Figures) -> Decimal | None:
        """The money that goes back by these figures; none in an exchange."""
        return None if self.outcome == "exchange" else figures.refund

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract."""
        return {
            "id": self.id,
            "on": self.on.isoformat(),
            "bought": self.bought.isoformat(),
            "outcome": self.outcome,
            "changed": self.changed,
            "was": self.was.to_json(),
            "would_be": self.would_be.to_json(),
            "difference": str(self.difference),
            "because": list(self.because),
            "altered": self.altered,
        }


class NotReplayed(Frozen):
    """A return that cannot be quoted again, and why."""

    id: str
    reason: Sentence

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract."""
        return {"id": self.id, "reason": str(self.reason)}


class Replay(Frozen):
    """All cases asked again, in order, and those that could not be."""

    cases: tuple[Replayed, ...]
    not_replayed: tuple[NotReplayed, ...] = ()

    @property
    def changed(self) -> list[Replayed]:
        """The cases that would come out otherwise."""
        return [case for case in self.cases if case.changed]

    @property
    def difference(self) -> Decimal:
        """What all of it would have cost the shop more."""
        return sum((case.difference for case in self.cases), ZERO)

    def to_json(self) -> dict[str, Any]:
        """The totals, then the cases, then what could not be replayed."""
        return {
            "totals": self.totals(),
            "cases": [case.to_json() for case in self.cases],
            "not_replayed": [each.to_json() for each in self.not_replayed],
        }

    def totals(self) -> dict[str, Any]:
        """How many cases, how many changed, and the money before and after."""
        cases = self.cases
        return {
            "cases": len(cases),
            "changed": len(self.changed),
            "altered": sum(case.altered for case in cases),
            "not_replayed": len(self.not_replayed),
            "refunds_before": str(sum((_or_zero(c.paid(c.was)) for c in cases), ZERO)),
            "refunds_after": str(sum((_or_zero(c.paid(c.would_be)) for c in cases), ZERO)),
            "fees_before": str(sum((_or_zero(c.was.fee) for c in cases), ZERO)),
            "fees_after": str(sum((_or_zero(c.would_be.fee) for c in cases), ZERO)),
            "difference": str(self.difference),
        }


def replay(
    returns: Iterable[Return], policy: Policy, changed: Policy, scheme: Scheme | None = None
) -> Replay:
    """Quote past returns again by a changed policy, or by another scheme (S2-064, X-02).

    Args:
        returns: what is on file, each with its frozen quote and the case it was asked with.
        policy: the shop's policy as its files have it now.
        changed: the policy to ask; `policy` itself shows where the files no longer give what was
            quoted.
        scheme: the scheme to quote every case by, in place of its own.

    Raises:
        BadPolicy: a value of either policy is not what a rule needs.
    """
    done: list[Replayed] = []
    left: list[NotReplayed] = []
    for each in sorted(returns, key=lambda each: (each.on, each.id)):
        try:
            done.append(_replayed(each, policy, changed, scheme))
        except _CannotReplay as error:
            left.append(NotReplayed(id=each.id, reason=error.reason))
        except (BadInput, WrongUsage) as error:
            left.append(NotReplayed(id=each.id, reason=error.message))
    return Replay(cases=tuple(done), not_replayed=tuple(left))


class _CannotReplay(Exception):
    def __init__(self, reason: Sentence) -> None:
        super().__init__(reason)
        self.reason = reason


def _replayed(each: Return, policy: Policy, changed: Policy, scheme: Scheme | None) -> Replayed:
    case, was = _case_of(each), _frozen(each)
    now = quote(case, policy)
    asked = case if scheme is None else replace(case, scheme=scheme)
    new = now if changed is policy and asked == case else quote(asked, changed)
    altered = _figures(now) != was
    would_be, was = _granted(each, _figures(new)), _granted(each, was)
    because: tuple[str, ...] = ()
    if would_be != was:
        because = _because(each, now, new, case.bought, policy, changed)
    return Replayed(
        id=each.id,
        on=each.on,
        bought=case.bought,
        outcome=each.outcome,
        was=was,
        would_be=would_be,
        because=because,
        altered=altered,
    )


def _case_of(each: Return) -> RefundCase:
    """What the return was quoted with."""
    if not each.case:
        raise _CannotReplay(say("What it was quoted with is not on file."))
    try:
        return RefundCase.from_raw(each.case)
    except ValueError as error:
        raise _CannotReplay(
            say("What it was quoted with cannot be read: {field}.", field=error)
        ) from None


def _frozen(each: Return) -> Figures:
    """What the quote on file comes to."""
    if not each.quote:
        raise _CannotReplay(say("Its quote is not on file."))
    decision = str(each.quote.get("decision"))
    if decision not in DECISION_NAMES:
        raise _CannotReplay(say("Its quote cannot be read: {field}.", field="decision"))
    return Figures(
        decision=decision, fee=_money(each.quote, "fee"), refund=_money(each.quote, "refund")
    )


def _money(raw: Any, name: str) -> Decimal | None:
    if (value := raw.get(name)) is None:
        return None
    try:
        amount: Decimal = MONEY.read(value)
    except (TypeError, ValueError):
        raise _CannotReplay(say("Its quote cannot be read: {field}.", field=name)) from None
    return amount


def _granted(each: Return, by_the_rules: Figures) -> Figures:
    """Figures with the money that somebody named: goodwill above them, or where they name none.

    What the company settled in a gap of the rules (S2-065), and goodwill (S3-041), were given
    whatever the table says, unless the table gives more.
    """
    kept = each.quote or {}
    upward = kept.get("decision") == by_the_rules.decision == "hand_upward"
    if each.refund is None or not (upward or kept.get("goodwill")):
        return by_the_rules
    if _or_zero(by_the_rules.refund) >= each.refund:
        return by_the_rules
    return replace(by_the_rules, fee=each.fee, refund=each.refund)


def _figures(found: Quote) -> Figures:
    return Figures(decision=found.decision, fee=found.fee, refund=found.refund)


def _because(
    each: Return, now: Quote, new: Quote, sold: date, policy: Policy, changed: Policy
) -> tuple[str, ...]:
    """The entries a change rests on: those cited whose value differs on the day of the sale.

    Who decides changes no money, so rows of authority are none. Where nothing differs, the files
    were altered since the quote, and it may be any entry that either quote cites.
    """
    kept = (each.quote or {}).get("policy")
    before = [str(one) for one in kept] if isinstance(kept, list) else []
    cited = [
        one
        for one in dict.fromkeys((*before, *now.policy, *new.policy))
        if not one.startswith("authority.")
    ]
    found = [one for one in cited if _value(policy, one, sold) != _value(changed, one, sold)]
    if now.scheme != new.scheme and SCHEME not in found:
        found.insert(0, SCHEME)
    return tuple(found or cited)


def _value(policy: Policy, entry_id: str, day: date) -> Any:
    try:
        return policy.at(day)[entry_id].value
    except KeyError:
        return None


def _or_zero(amount: Decimal | None) -> Decimal:
    return ZERO if amount is None else amount
