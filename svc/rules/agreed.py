"""What a return on file has agreed: its money, against its quote, its approvals, its invoice.

Money may move in files that people edit. So what goes back is held against what the quote of the
day gave, what was approved, and what the invoice says, before and after it moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.money import ZERO
from svc.records.base import MONEY
from svc.rules.sold import credit, goodwill_of, worth

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from svc.records.approval import Approval
    from svc.records.return_ import Return

UPWARD = "hand_upward"
WITH_FEE = "return_with_fee"
PRICES = frozenset({"pay_difference", "no_difference"})
"""Decisions about a price: the piece stays with her."""
ABOUT_THE_PIECE = frozenset({"price_second"})
"""Decisions about a piece that came back: the return itself does not wait for them."""


class Agreed(Frozen):
    """The fee and the money of a return as its quote has them; None where it names none.

    `keeps` says whether she keeps the piece.
    """

    keeps: bool
    fee: Decimal | None
    money: Decimal | None


def fee_beside(decision: str, price: Decimal, goodwill: Decimal) -> Decimal | None:
    """What is kept beside goodwill: only what is left of a fee the rules ask for is a fee."""
    return price - goodwill if decision == WITH_FEE else None


def mends_the_price(decision: str, price: Decimal, goodwill: Decimal | None) -> bool:
    """Whether money goes back for a piece she keeps: less than the price, which is at issue."""
    if goodwill is None:
        return decision == "pay_difference"
    return decision in PRICES and goodwill < price


def awaits_amount(returned: Return) -> bool:
    """Whether somebody with more authority is still to name the money (S2-065)."""
    return returned.fee is None and returned.refund is None and goodwill_of(returned) is None


def money_of(returned: Return) -> Decimal | None:
    """What leaves the till for a return, or counts towards new goods; None until it is named.

    Raises:
        BadData: its goods were edited by hand into something else.
    """
    if returned.outcome != "exchange":
        return returned.refund
    return None if awaits_amount(returned) else credit(returned)


def paid_back(returned: Return) -> Decimal:
    """The money that left the till for a settled return, as refund or beside an exchange."""
    if returned.outcome == "exchange":
        return max(-(returned.difference or ZERO), ZERO)
    return returned.refund or ZERO


def by_its_quote(returned: Return) -> Agreed:
    """What a return has to come to by the quote on file; of what is named above, nothing.

    Raises:
        ValueError: it has no quote, or one that nobody can read.
        BadData: its goods were edited by hand into something else.
    """
    quote = returned.quote
    if not quote or not isinstance(quote.get("decision"), str):
        raise ValueError("decision")
    if _amount(quote, "price") != worth(returned):
        raise ValueError("price")
    decision, goodwill = quote["decision"], _amount(quote, "goodwill")
    keeps = returned.outcome != "exchange" and mends_the_price(decision, worth(returned), goodwill)
    if goodwill is not None:
        fee = fee_beside(decision, worth(returned), goodwill)
        return Agreed(keeps=keeps, fee=fee, money=goodwill)
    if decision == UPWARD:
        return Agreed(keeps=keeps, fee=None, money=None)
    fee, refund = _amount(quote, "fee"), _amount(quote, "refund")
    if returned.outcome == "exchange":
        fee = fee or ZERO
        return Agreed(keeps=keeps, fee=fee, money=worth(returned) - fee)
    if refund is None:
        raise ValueError("refund")
    return Agreed(keeps=keeps, fee=fee, money=refund)


def as_quoted(returned: Return) -> bool:
    """Whether outcome, fee and money are those of the quote, and within what was paid.

    The quote is on file, too, and may have been edited along: where a piece comes back for what
    the rules give, fee and money together are its price.

    Raises:
        BadData: its goods were edited by hand into something else.
    """
    try:
        agreed = by_its_quote(returned)
    except (ValueError, TypeError, ArithmeticError):
        return False
    money = money_of(returned)
    if agreed.keeps != (returned.outcome == "difference"):
        return False
    if agreed.money is not None and (returned.fee, money) != (agreed.fee, agreed.money):
        return False
    if money is None:
        return returned.state in ("waiting", "rejected")
    if not within_the_price(returned):
        return False
    whole = agreed.keeps or goodwill_of(returned) is not None
    return whole or returned.fee == worth(returned) - money


def within_the_price(returned: Return) -> bool:
    """Whether the money of a return is no less than nothing and no more than was paid for it.

    Raises:
        BadData: its goods were edited by hand into something else.
    """
    money = money_of(returned)
    return money is None or ZERO <= money <= worth(returned)


def _amount(raw: Mapping[str, Any], name: str) -> Decimal | None:
    """An amount of the quote, null where it has none; raises ValueError, TypeError."""
    value = raw.get(name)
    return None if value is None else MONEY.read(value)


def named_by_herself(returned: Return) -> Decimal | None:
    """The money named by whoever approved a return without having been asked; None for none."""
    for entry in reversed(returned.history):
        if entry.get("state") == "approved":
            try:
                return _amount(entry, "amount")
            except (ValueError, TypeError, ArithmeticError):
                return None
    return None


def other_amount(returned: Return, approvals: list[Approval]) -> Decimal | None:
    """Another amount than the return's that was approved or reported; None where all agree (X-09).

    Raises:
        BadData: its goods were edited by hand into something else.
    """
    money = money_of(returned)
    about_it = [each for each in approvals if each.what not in ABOUT_THE_PIECE]
    for each in about_it:
        silent = each.amount is None and each.state != "approved"
        if each.state != "rejected" and not silent and each.amount != money:
            return each.amount or ZERO
    upward = (returned.quote or {}).get("decision") == UPWARD
    given = [each for each in about_it if each.state == "approved"]
    if upward and not given and returned.state in ("approved", "settled"):
        named = named_by_herself(returned)
        return None if named == money else named or ZERO
    return None


def invoice_agrees(returned: Return) -> bool:
    """Whether the invoice noted has the price of the goods, or what went back of it (S3-036).

    The invoice of the sale has what was paid for the goods, a credit note what goes back; the fee
    is what lies between them. Without one noted there is nothing to differ.

    Raises:
        BadData: its goods were edited by hand into something else.
    """
    return returned.invoice_amount in (None, worth(returned), money_of(returned))
