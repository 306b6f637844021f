"""Scales of charts: round steps, whole ones for counts; as many labels as there is room for."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

STEPS = (1, 2, 5, 10)
MOST = 5
"""Steps a scale has at most."""


def breaks(
    values: Sequence[int | Decimal], *, whole: bool, from_nought: bool = True
) -> list[int | Decimal]:
    """Round values from below the least to above the largest, at most six.

    `whole` steps are whole numbers; `from_nought` takes in nothing.
    """
    numbers = [Decimal(value) for value in values]
    low, high = min(numbers), max(numbers)
    if from_nought:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if low == high:
        high = low + 1
    step = _step(high - low, whole=whole)
    first = (low / step).to_integral_value("ROUND_FLOOR")
    last = (high / step).to_integral_value("ROUND_CEILING")
    found = [step * n for n in range(int(first), int(last) + 1)]
    return [int(each) for each in found] if all(each % 1 == 0 for each in found) else [*found]


def _step(span: Decimal, *, whole: bool) -> Decimal:
    """The least of 1, 2 and 5 times a power of ten that parts a span in at most five."""
    power = Decimal(1).scaleb((span / MOST).adjusted())
    step = next(power * times for times in STEPS if power * times * MOST >= span)
    return max(step, Decimal(1)) if whole else step


def thinned(widths: Sequence[int], room: float) -> list[int]:
    """Which labels are written below a line, the last always: none reaches into its neighbour.

    `widths` are those of the labels, `room` what is from one to the next, both in characters.
    """
    if not widths:
        return []
    every = max(1, -(-(min(max(widths), 24) + 2) // max(1, int(room)))) if room < 1000 else 1
    last = len(widths) - 1
    return [n for n in range(len(widths)) if (last - n) % every == 0]
