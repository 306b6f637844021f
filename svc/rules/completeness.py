"""How complete a customer's file is: the hard half weighs 20 %, the soft half 80 %."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.i18n import say
from svc.money import to_fen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.policy import DatedPolicy, InForce
    from svc.records.customer import Customer
    from svc.records.purchase import Purchase


class Completeness(Frozen):
    """Shares of one, two decimals, and the fields still to learn, hard ones first."""

    score: Decimal
    hard: Decimal
    soft: Decimal
    missing: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract."""
        return {
            "score": str(self.score),
            "hard": str(self.hard),
            "soft": str(self.soft),
            "missing": list(self.missing),
        }


def completeness(
    customer: Customer, purchases: Sequence[Purchase], policy: DatedPolicy
) -> Completeness:
    """The completeness of a file: known fields over wanted ones, each half by its weight.

    Spend and styles are known once there is a purchase; the age is known with a year of birth.
    S2-002, S2-003.
    """
    known = {name for name, value in customer.profile.items() if value not in (None, "")}
    known |= {n for n in ("name", "phone", "gender") if getattr(customer, n)}
    if customer.birthday is not None and customer.birthday.year is not None:
        known.add("age")
    if purchases:
        known.add("spend")
    if any(item.style or item.sku for purchase in purchases for item in purchase.items):
        known.add("styles")
    hard_fields, soft_fields = policy["profile.hard"].texts(), policy["profile.soft"].texts()
    weights = _weights(policy["profile.weights"])
    hard, soft = _share(hard_fields, known), _share(soft_fields, known)
    return Completeness(
        score=to_fen(hard * weights["hard"] + soft * weights["soft"]),
        hard=to_fen(hard),
        soft=to_fen(soft),
        missing=tuple(name for name in (*hard_fields, *soft_fields) if name not in known),
    )


def _weights(found: InForce) -> dict[str, Decimal]:
    """What each half weighs; raises BadPolicy."""
    try:
        return {half: Decimal(found.table()[half]) for half in ("hard", "soft")}
    except (ArithmeticError, KeyError, TypeError, ValueError):
        raise found.wrong(say("hard and soft, each a decimal number in quotes")) from None


def _share(wanted: Sequence[str], known: set[str]) -> Decimal:
    if not wanted:
        return Decimal(1)
    return Decimal(sum(name in known for name in wanted)) / len(wanted)
