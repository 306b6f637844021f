"""Money: `Decimal`, two places, rounded half up to the fen once, here."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from svc.errors import BadInput
from svc.i18n import say

FEN = Decimal("0.01")
ZERO = Decimal("0.00")
PAID_BY = ("cash", "card", "wechat", "alipay", "bank")
"""How money changes hands."""
_PRICE = r"[0-9]{1,12}(\.[0-9]{1,2})?"


def to_fen(amount: Decimal) -> Decimal:
    """The amount in yuan rounded half up to the fen."""
    return amount.quantize(FEN, rounding=ROUND_HALF_UP)


def price(text: str) -> Decimal:
    """A plain price: decimal digits, at most two places, not negative.

    Raises:
        BadInput: the text is anything else.
    """
    text = text.strip()
    if not re.fullmatch(_PRICE, text):
        raise BadInput(
            say("{text!r} is not a price.", text=text),
            say("Write it as 399 or 399.00: not negative, at most two places."),
        )
    return to_fen(Decimal(text))


def share(amount: Decimal, rate: Decimal) -> Decimal:
    """`rate` of an amount (0.05 is 5 %), half up to the fen."""
    return to_fen(amount * rate)
