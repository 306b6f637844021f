"""What a customer has spent: in all, in the last twelve months, how often, and when last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from svc.records.purchase import Purchase


class Spend(Frozen):
    """Sums of what was paid, in yuan, up to a day (S2-002)."""

    total: Decimal
    last_12_months: Decimal
    purchases: int
    last_on: date | None

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract."""
        return {
            "total": str(self.total),
            "last_12_months": str(self.last_12_months),
            "purchases": self.purchases,
            "last_on": self.last_on and self.last_on.isoformat(),
        }


def a_year_before(day: date) -> date:
    """The same day a year before; 29 February becomes the 28th."""
    if day.year == 1:
        return day.min
    if (day.month, day.day) == (2, 29):
        return day.replace(year=day.year - 1, day=28)
    return day.replace(year=day.year - 1)


def spend(purchases: Iterable[Purchase], on: date) -> Spend:
    """The spend of one customer as of a day; the twelve months end with that day."""
    known = [purchase for purchase in purchases if purchase.on <= on]
    since = a_year_before(on)
    return Spend(
        total=sum((p.total for p in known), ZERO),
        last_12_months=sum((p.total for p in known if p.on > since), ZERO),
        purchases=len(known),
        last_on=max((p.on for p in known), default=None),
    )
