"""Exact fractions, shown: shares of one and means with four decimals, rounded half up once."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

PLACES = 4


def rounded(value: Fraction, places: int = PLACES) -> Decimal:
    """A fraction with so many decimals, half up (away from zero)."""
    step = Decimal(1).scaleb(-places)
    whole, rest = divmod(abs(value) * 10**places, 1)
    up = int(whole) + (rest >= Fraction(1, 2))
    return (Decimal(up if value >= 0 else -up) * step).quantize(step, rounding=ROUND_HALF_UP)


def share(part: int, whole: int) -> Decimal | None:
    """A part of a whole as a share of one; none where there is no whole."""
    return rounded(Fraction(part, whole)) if whole else None


def mean(values: Collection[int | Fraction]) -> Fraction | None:
    """The exact mean; none of nothing."""
    return Fraction(sum(values)) / len(values) if values else None


def text(value: Fraction | Decimal | None) -> str | None:
    """A mean or a share as JSON carries it: text with four decimals, null where there is none."""
    if value is None:
        return None
    return str(rounded(value) if isinstance(value, Fraction) else value)
