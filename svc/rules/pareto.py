"""Pareto's rows: the most frequent first, each with its share and what it comes to so far."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.rules.shares import rounded

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from decimal import Decimal


OTHER = "other"
UNKNOWN = "unknown"
LAST = (OTHER, UNKNOWN)
"""What stands at the end, however big it is: nothing can be done about it as one thing."""


class Row(Frozen):
    """A class, how many cases (or how much money) it has, its share of all, and the share so far.

    Shares are of one, with four places.
    """

    key: str
    name: object
    count: int | Decimal
    share: Decimal
    cumulative: Decimal

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract."""
        return {
            "key": self.key,
            "name": str(self.name),
            "count": self.count if isinstance(self.count, int) else str(self.count),
            "share": str(self.share),
            "cumulative": str(self.cumulative),
        }


def pareto(
    counts: Mapping[str, int | Decimal],
    names: Mapping[str, object] | None = None,
    last: Sequence[str] = LAST,
) -> list[Row]:
    """The rows of some counts: by count, then by key; those of `last` at the end, in its order.

    Each cumulative share is that of the exact sum, so the last one is 1.0000. Classes without a
    case are left out.
    """
    present = {key: count for key, count in counts.items() if count > 0}
    whole = sum((Fraction(count) for count in present.values()), Fraction(0))
    order = sorted(
        present,
        key=lambda key: (last.index(key) + 1, 0, key) if key in last else (0, -present[key], key),
    )
    found, so_far = [], Fraction(0)
    for key in order:
        exact = Fraction(present[key])
        so_far += exact
        found.append(
            Row(
                key=key,
                name=(names or {}).get(key, key),
                count=present[key],
                share=rounded(exact / whole),
                cumulative=rounded(so_far / whole),
            )
        )
    return found


def vital_few(rows: Sequence[Row], share: Decimal, last: Collection[str] = LAST) -> list[Row]:
    """The fewest first rows that come to a share of all; those of `last` are never among them."""
    found = []
    for row in rows:
        if row.key in last:
            break
        found.append(row)
        if row.cumulative >= share:
            break
    return found
