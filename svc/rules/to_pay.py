"""What is left to pay of a price after several discounts, and how it was reckoned (S2-057)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from svc.i18n import Sentence, say
from svc.money import to_fen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.policy import InForce

STACKING = ("multiply", "best")
"""How several discounts go together."""
ONE = Decimal(1)


def to_pay(
    found: InForce, price: Decimal | None, rates: Sequence[Decimal]
) -> tuple[Decimal | None, list[Sentence]]:
    """What is left of a price in yuan, None without one, and how the rates went together.

    `multiply` takes one off after the other, in their order, `best` only the largest; either way
    the sum is rounded half up to the fen once, at the end.

    Raises:
        BadPolicy: `benefit.stacking` is neither.
    """
    if found.text() not in STACKING:
        raise found.wrong(say("one of: {words}", words=", ".join(STACKING)))
    is_best = found.text() == "best"
    taken = [max(rates)] if is_best and rates else rates
    how = []
    if len(rates) > 1 and is_best:
        how.append(say("Of several discounts the largest counts ({rule}).", rule=found.id))
    elif len(rates) > 1:
        how.append(say("One discount is taken off after the other ({rule}).", rule=found.id))
    if price is None:
        return None, how
    exact = price
    for rate in taken:
        exact *= ONE - rate
    left = to_fen(exact)
    if taken:
        how.append(_reckoned(price, taken, exact, left))
    return left, how


def _reckoned(price: Decimal, rates: Sequence[Decimal], exact: Decimal, left: Decimal) -> Sentence:
    product = " × ".join([f"¥{price}", *(plain(ONE - rate) for rate in rates)])
    if exact == left:
        return say("{product} = ¥{left}.", product=product, left=left)
    return say(
        "{product} = ¥{exact}, rounded half up to ¥{left}.",
        product=product, exact=plain(exact), left=left,
    )  # fmt: skip


def plain(number: Decimal) -> str:
    """A number without zeros at its end and without an exponent."""
    return f"{number.normalize():f}"
