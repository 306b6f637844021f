"""What goes back when a customer returns a piece: the quote and its reasons.

The rules of the sale day apply. A fault of the goods and a piece that does not fit are different
causes with different terms, and are not merged (X-01); faults are in `svc.rules.quality`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from svc.errors import BadInput, WrongUsage
from svc.frozen import Frozen, replace
from svc.i18n import Sentence, say
from svc.money import ZERO, to_fen
from svc.rules.answer import Authority, Citations
from svc.rules.authority import said, who_decides
from svc.rules.quality import quality
from svc.rules.ruling import (
    CAUSES,
    SCHEMES,
    Cause,
    Decision,
    Goods,
    Matter,
    RefundCase,
    Ruling,
    Scheme,
    one_of,
)
from svc.rules.statute import in_its_region

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from decimal import Decimal

    from svc.policy import Policy

__all__ = ["CAUSES", "SCHEMES", "Cause", "Decision", "Quote", "RefundCase", "Scheme", "quote"]

CURRENCY = "CNY"
DISTURBED = ("when_insisting", "never")


class Quote(Frozen):
    """What to do with a piece that comes back, what it costs her, who decides, and why."""

    decision: Decision
    days: int
    band: str | None
    rate: Decimal | None
    fee: Decimal | None
    refund: Decimal | None
    authority: Authority
    scheme: Scheme
    warranty_until: date | None
    rules: tuple[str, ...]
    policy: tuple[str, ...]
    warnings: tuple[Sentence, ...]
    explanation: tuple[Sentence, ...]
    price: Decimal
    goods: tuple[Goods, ...]

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract, then policy ids, scheme, warranty's last day, and goods."""
        until = self.warranty_until
        return {
            "decision": self.decision,
            "days": self.days,
            "band": self.band,
            "rate": None if self.rate is None else str(self.rate),
            "fee": None if self.fee is None else str(self.fee),
            "refund": None if self.refund is None else str(self.refund),
            "currency": CURRENCY,
            "authority": self.authority.to_json(),
            "rules": list(self.rules),
            "warnings": [str(sentence) for sentence in self.warnings],
            "explanation": [str(sentence) for sentence in self.explanation],
            "policy": list(self.policy),
            "scheme": self.scheme,
            "warranty_until": None if until is None else until.isoformat(),
            "price": str(self.price),
            "goods": [each.to_json() for each in self.goods],
        }


def quote(case: RefundCase, policy: Policy) -> Quote:
    """What to do with a piece that comes back (S2-062 to S2-065, S3-015 to S3-025).

    Args:
        case: the piece, the day it comes back and why.
        policy: the shop's policy; what was in force on the day of the sale applies.

    Raises:
        BadInput: days or amounts that cannot be, or an unknown region.
        WrongUsage: two prices on the tag, but the lower one is not given.
        BadPolicy: a policy file the answer rests on holds what it should not.
    """
    in_force = policy.at(case.bought)
    case = replace(case, price=to_fen(case.price))
    _check(case)
    scheme = case.scheme or cast("Scheme", one_of(in_force["refund.scheme"], SCHEMES))
    case, doubts = in_its_region(case, scheme, policy)
    matter = Matter(case=case, policy=policy, cited=Citations(in_force), scheme=scheme)
    ruling = _RULES[case.cause](matter)
    authority = who_decides(matter.cited, ruling.row, ruling.refund)
    warranty = ruling.warranty
    return Quote(
        decision=ruling.decision,
        days=case.days,
        band=ruling.band.label if ruling.band else None,
        rate=ruling.band.rate if ruling.band else None,
        fee=ruling.fee,
        refund=ruling.refund,
        authority=authority,
        scheme=scheme,
        warranty_until=warranty.until if warranty else None,
        rules=tuple(matter.cited.sources),
        policy=tuple(matter.cited.policy_ids),
        warnings=(*doubts, *(warranty.warnings if warranty else ()), *ruling.warnings),
        explanation=(
            case.counted(),
            say("The rules in force on the day of the sale, {bought}, apply.", bought=case.bought),
            *((warranty.said(),) if warranty else ()),
            *ruling.reasons,
            said(authority),
        ),
        price=case.price,
        goods=case.goods,
    )


def _check(case: RefundCase) -> None:
    if case.price < 0:
        raise BadInput(say("A price cannot be {price} yuan.", price=case.price))
    if case.on < case.bought:
        raise BadInput(
            say("{on} is before the sale on {bought}.", on=case.on, bought=case.bought),
            say("Check the day of the sale and the day the piece comes back."),
        )
    if case.installed_on is not None and case.installed_on < case.bought:
        raise BadInput(
            say(
                "Installation on {day} is before the sale on {bought}.",
                day=case.installed_on,
                bought=case.bought,
            ),
            say("Check the day of the sale and the day installation ended."),
        )


def _customer(_matter: Matter) -> Ruling:
    """Her own doing: explain, then the offers (S3-017)."""
    return Ruling(
        decision="explain",
        row="customer_explain",
        reasons=(
            say("The damage was not in the goods: explain the care first, then make the offers."),
            say("A piece exchanged all the same is sold as a second."),
        ),
    )


def _no_fit(matter: Matter) -> Ruling:
    """Wrong size or style: exchange; without stock a return under four conditions (S3-019-022)."""
    case = matter.case
    if not case.no_stock:
        return Ruling(
            decision="exchange",
            row=f"{case.cause}_exchange",
            fee=ZERO,
            reasons=(say("What is in stock is exchanged without a fee."),),
        )
    limit = matter.cited["refund.no_fit_days"].whole()
    disturbed = one_of(matter.cited["refund.business_disturbed"], DISTURBED) == "when_insisting"
    unmet = [
        reason
        for failed, reason in (
            (case.days > limit, say("Day {limit}, the last for a return, is past.", limit=limit)),
            (case.worn, say("The piece is worn: it cannot be sold again.")),
            (not case.insists, say("The customer does not insist on a return.")),
            (not disturbed, say("The shop's business does not count as disturbed.")),
        )
        if failed
    ]
    if unmet:
        return Ruling(
            decision="explain",
            row=f"{case.cause}_explain",
            reasons=(say("Nothing else is in stock, but a return is not due."), *unmet),
        )
    return Ruling(
        decision="free_return",
        row=f"{case.cause}_free_return",
        fee=ZERO,
        refund=case.price,
        reasons=(
            say(
                "Nothing else is in stock, it is not past day {limit}, the piece can be sold "
                "again and the customer insists: the whole price goes back.",
                limit=limit,
            ),
            say("A customer who insists counts as disturbing the shop's business."),
        ),
    )


def _two_tags(matter: Matter) -> Ruling:
    """Two prices on the tag: the lower one holds (S3-015)."""
    price, lower = matter.case.price, matter.case.lower_price
    if lower is None:
        raise WrongUsage(
            say("Two prices on the tag: the lower one is missing."),
            say("Give it as --lower-price 299.00."),
        )
    lower = to_fen(lower)
    if not 0 <= lower <= price:
        raise BadInput(
            say("The lower price {lower} is not from 0 to {price}.", lower=lower, price=price),
            say("--lower-price is what the tag asks, the price is what she paid."),
        )
    return Ruling(
        decision="pay_difference",
        row="two_tags_pay_difference",
        fee=ZERO,
        refund=price - lower,
        reasons=(
            say(
                "The lower price on the tag holds: {price} less {lower} yuan, so {refund} yuan "
                "go back.",
                price=price,
                lower=lower,
                refund=price - lower,
            ),
        ),
    )


def _promotion(_matter: Matter) -> Ruling:
    """A promotion made two days' prices differ: no difference is paid (S3-016)."""
    return Ruling(
        decision="no_difference",
        row="promotion_no_difference",
        reasons=(say("A promotion made the price of another day differ: no difference is paid."),),
    )


def _stock(matter: Matter) -> Ruling:
    """Out of stock: bring the goods from elsewhere, else refund or exchange (S3-023, S3-024)."""
    if not matter.case.no_stock:
        return Ruling(
            decision="transfer",
            row="stock_transfer",
            fee=ZERO,
            reasons=(say("The goods can be had: they are sold when they have come."),),
        )
    return Ruling(
        decision="refund_or_exchange",
        row="stock_refund_or_exchange",
        fee=ZERO,
        refund=matter.case.price,
        reasons=(
            say(
                "The goods cannot be had: the whole price back or an exchange, whichever is liked."
            ),
        ),
    )


def _misadvice(matter: Matter) -> Ruling:
    """Wrong advice of ours made her buy what she cannot wear (S3-025)."""
    return Ruling(
        decision="free_return",
        row="misadvice_free_return",
        fee=ZERO,
        refund=matter.case.price,
        reasons=(
            say("Wrong advice of ours led to the purchase: the whole price goes back."),
            say("Record it in detail."),
        ),
    )


_RULES: dict[Cause, Callable[[Matter], Ruling]] = {
    "quality": quality,
    "customer": _customer,
    "size": _no_fit,
    "style": _no_fit,
    "two_tags": _two_tags,
    "promotion": _promotion,
    "stock": _stock,
    "misadvice": _misadvice,
}
