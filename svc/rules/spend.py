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
    from svc.records.return_ import Return


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


def spend(purchases: Iterable[Purchase], on: date, returns: Iterable[Return] = ()) -> Spend:
    """The spend of one customer as of a day; the twelve months end with that day.

    What a settled return gave back comes off the purchase it belongs to, and one wholly given back
    is none any more; goods taken in exchange are money spent, but no purchase more.
    """
    known = [purchase for purchase in purchases if purchase.on <= on]
    paid = {purchase.id: purchase.total for purchase in known}
    bought = [purchase for purchase in known if purchase.exchange_of is None]
    if returned := [each for each in returns if each.settled_on is not None]:
        from svc.rules.tier import backs, is_undone  # only shops with returns need it

        back = {of: gone for of, gone in backs(returned, on).items() if of in paid}
        bought = [p for p in bought if not is_undone(p.total, back.get(p.id, ()))]
        for of, gone in back.items():
            paid[of] -= sum((each.money for each in gone), ZERO)
    since = a_year_before(on)
    return Spend(
        total=sum((paid[p.id] for p in known), ZERO),
        last_12_months=sum((paid[p.id] for p in known if p.on > since), ZERO),
        purchases=len(bought),
        last_on=max((p.on for p in bought), default=None),
    )
