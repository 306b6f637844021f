"""What a return or an exchange comes to, what it still needs, and when it may be settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.errors import BadInput, Refused
from svc.frozen import Frozen, replace
from svc.i18n import say
from svc.money import PAID_BY, ZERO, to_fen
from svc.records.purchase import Item
from svc.rules.agreed import fee_beside, mends_the_price
from svc.rules.answer import Authority
from svc.rules.authority import POST_NAMES, who_decides
from svc.rules.ruling import DECISION_NAMES
from svc.rules.sold import called, credit, goods_of, goodwill_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from svc.i18n import Sentence
    from svc.records.purchase import Purchase
    from svc.records.return_ import Return
    from svc.rules.answer import Citations
    from svc.rules.refund import Quote

REPAID_BY = (*PAID_BY, "void")
SLIP = ("receipt", "signed", "phone")
"""What a return slip carries: the till slip, her signature, her phone (S3-032, S3-034)."""
MONEY_BACK = frozenset(
    {"free_return", "return_with_fee", "exchange_or_return", "refund_or_exchange"}
)


class Terms(Frozen):
    """What a return comes to; `money` goes out for it, None while somebody above has to name it.

    The fee is None where nothing of the price is kept as one: goodwill is no fee. `rows` are the
    rows of authority that decide it in place of the quote's, `why` says so, and `tell` is the post
    that has the report all the same.
    """

    outcome: str
    fee: Decimal | None
    refund: Decimal | None
    authority: Authority
    what: str
    money: Decimal | None = None
    rows: tuple[str, ...] = ()
    why: tuple[Sentence, ...] = ()
    tell: str | None = None


def terms(
    answer: Quote,
    cause: str,
    cited: Citations,
    *,
    exchange: bool = False,
    goodwill: Decimal | None = None,
) -> Terms:
    """What a return comes to by its quote (S3-015 to S3-025).

    Args:
        answer: the quote.
        cause: why the piece comes back.
        cited: the policy of the sale day, for who decides goodwill.
        exchange: whether she takes other goods instead.
        goodwill: what she is given for it beyond the rules, the next post up agreeing (S3-041).

    Raises:
        Refused: by the quote nothing comes back, or more should go back than was paid.
        BadInput: goodwill that is none, or where the company names the money anyway.
    """
    decision, authority = answer.decision, answer.authority
    outcome = "exchange" if exchange else "return"
    if decision == "hand_upward":
        if goodwill is not None:
            raise BadInput(
                say("How much goes back is named by whoever decides this, not by --goodwill."),
                say("Leave it out; then `svc return approve REF --refund AMOUNT`."),
            )
        up = _upward(authority)
        return Terms(
            outcome=outcome, fee=None, refund=None, authority=up, what=decision,
            why=() if up == authority else (_goes_up(up),),
        )  # fmt: skip
    if goodwill is not None:
        _check_goodwill(answer, goodwill)
        if not exchange and mends_the_price(decision, answer.price, goodwill):
            outcome = "difference"
        return Terms(
            outcome=outcome,
            fee=fee_beside(decision, answer.price, goodwill),
            refund=None if exchange else goodwill,
            authority=who_decides(cited, "goodwill", goodwill),
            what="goodwill",
            money=goodwill,
            rows=("authority.goodwill",),
        )
    if decision == "pay_difference" and answer.refund and not exchange:
        return Terms(
            outcome="difference",
            fee=ZERO,
            refund=answer.refund,
            authority=authority,
            what=decision,
            money=answer.refund,
        )
    if decision == "exchange" or (exchange and may_exchange(decision, cause)):
        fee = answer.fee or ZERO
        return Terms(
            outcome="exchange", fee=fee, refund=None, authority=authority, what="exchange",
            money=answer.price - fee,
        )  # fmt: skip
    if decision not in MONEY_BACK or exchange:
        raise _nothing(answer, cause)
    return Terms(
        outcome="return", fee=answer.fee, refund=answer.refund, authority=authority, what=decision,
        money=answer.refund,
    )  # fmt: skip


def may_exchange(decision: str, cause: str) -> bool:
    """Whether other goods may be taken instead.

    Where money may go back, and for a piece the customer spoilt, which is sold as a second then
    (S3-017).
    """
    return decision in {*MONEY_BACK, "exchange"} or (cause == "customer" and decision == "explain")


def _upward(authority: Authority) -> Authority:
    """Who names the money where the rules have none: the post it goes up to (S2-065)."""
    if authority.verb == "hand_upward":
        return authority
    return Authority(verb="hand_upward", handler=authority.notify or "company_service")


def _goes_up(authority: Authority) -> Sentence:
    """Why a return waits for another post than its quote names."""
    return say(
        "The rules name no amount, so the return goes up: {post} says how much goes back.",
        post=POST_NAMES[authority.handler],
    )


def _check_goodwill(answer: Quote, goodwill: Decimal) -> None:
    if goodwill > answer.price:
        raise Refused(
            say(
                "{amount} yuan cannot go back: {price} yuan of the price paid are left.",
                amount=goodwill,
                price=answer.price,
            ),
            say("--goodwill is at most that."),
        )
    if goodwill <= (answer.refund or ZERO):
        raise BadInput(
            say("{amount} yuan are no goodwill: the rules give as much.", amount=goodwill),
            say("Leave out --goodwill, or give more than {refund}.", refund=answer.refund or ZERO),
        )


def _nothing(answer: Quote, cause: str) -> Refused:
    """The error for a quote by which nothing comes back, with the first of its reasons."""
    about_days = 2 if answer.warranty_until is None else 3
    reasons = answer.explanation[about_days:-1]
    hint = say("--goodwill AMOUNT asks the next post up for more than the rules give.")
    if answer.decision == "repair":
        hint = say("`svc repair open` takes it in; --goodwill AMOUNT asks for more than that.")
    elif cause == "customer":
        hint = say("--exchange names what she takes instead; the piece is then sold as a second.")
    return Refused(
        say(
            "The quote says: {decision}. {why}",
            decision=DECISION_NAMES[answer.decision],
            why=reasons[0] if reasons else "",
        ),
        hint,
    )


def missing_on_slip(returned: Return) -> list[str]:
    """What the return slip lacks of till slip, signature and phone (S3-032, S3-034)."""
    return [name for name in SLIP if not getattr(returned, name)]


def refuse_unready(returned: Return, today: date) -> None:
    """Refuse to settle what is not approved, or is settled; call it with the lock held.

    Raises:
        Refused: it waits, was refused, is settled, or its piece has no price as a second (S3-017).
        BadInput: it was opened later than today.
    """
    see = say("`svc return show {id}` shows how it stands.", id=returned.id)
    if returned.state == "settled":
        message = say(
            "{id} was settled on {day} already.", id=returned.id, day=returned.settled_on
        )
        raise Refused(message, see)
    if returned.state == "rejected":
        raise Refused(say("{id} was refused: there is nothing to settle.", id=returned.id), see)
    if returned.state != "approved":
        raise Refused(say("{id} still waits: nobody has approved it.", id=returned.id), see)
    if today < returned.on:
        raise BadInput(
            say("{id} is of {day}: it cannot be settled before.", id=returned.id, day=returned.on),
            say("Look at --today, or this computer's clock."),
        )
    if (
        returned.outcome == "exchange"
        and returned.cause == "customer"
        and returned.second_price is None
    ):
        raise Refused(
            say("{id}: the piece is sold as a second and has no price yet.", id=returned.id),
            say(
                "`svc return price-second {id} PRICE`; the regional manager does.", id=returned.id
            ),
        )


def turned_exchange(returned: Return) -> Return:
    """A return for which she takes other goods after all, where the quote leaves her the choice.

    Raises:
        Refused: it does not.
    """
    decision = str((returned.quote or {}).get("decision"))
    goodwill = (returned.quote or {}).get("goodwill") or decision == "hand_upward"
    if returned.outcome == "exchange":
        return returned
    if returned.outcome == "difference" or not (
        goodwill or may_exchange(decision, returned.cause)
    ):
        raise Refused(
            say("{id} is no exchange: nothing is taken instead.", id=returned.id),
            say("Settle it without --exchange."),
        )
    return replace(returned, outcome="exchange", refund=None)


def same_again(returned: Return, purchase: Purchase) -> tuple[Item, ...]:
    """The same goods anew, for an exchange nobody named goods for; the size is open (S3-019)."""
    found = []
    for piece in goods_of(returned):
        sold = next((item for item in purchase.items if called(item) == called(piece)), None)
        single = to_fen(piece.amount / piece.qty) if piece.qty else ZERO
        found.append(
            Item(
                sku=piece.sku,
                name=piece.name,
                category=sold.category if sold else None,
                style=sold.style if sold else None,
                qty=piece.qty,
                price=single if single * piece.qty == piece.amount else None,
                amount=piece.amount,
            )
        )
    return tuple(found)


def on_top(returned: Return, taken: Sequence[Item]) -> Decimal:
    """What these goods cost more than the pieces that come back for them count."""
    return sum((item.amount for item in taken), ZERO) - credit(returned)


def difference(returned: Return, taken: Sequence[Item]) -> Decimal:
    """What she pays on top of an exchange; less than nothing is what she gets back.

    Raises:
        Refused: money would go back for a piece she spoilt, which nobody has granted (S3-017).
    """
    more = on_top(returned, taken)
    if more < ZERO and returned.cause == "customer" and goodwill_of(returned) is None:
        raise Refused(
            say(
                "{id}: she spoilt the piece: {amount} yuan cannot go back beside its exchange.",
                id=returned.id,
                amount=-more,
            ),
            say("Let her take goods of the same price or a higher one."),
        )
    return more
