"""Which fields a customer's file should hold, and how complete it is: the hard half weighs 20 %.

Some fields are withheld: the law wants no more collected than a shop needs (Order 778 Art. 23).
They count, and may be set, only once the shop has turned them on in `profile.allowed`, with a
reason.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.i18n import say
from svc.money import to_fen

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from svc.policy import DatedPolicy, InForce
    from svc.records.customer import Customer
    from svc.records.purchase import Purchase

HARD, SOFT = "hard", "soft"
HARD_IF_ALLOWED = frozenset({"ethnic_group"})
"""Withheld fields of the hard half (S2-002); the others are soft ones (S2-003)."""


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


class Wanted(Frozen):
    """The fields a shop wants to know of its customers, and what each half of them weighs."""

    hard: tuple[str, ...]
    soft: tuple[str, ...]
    weights: Mapping[str, Decimal]

    @property
    def fields(self) -> tuple[str, ...]:
        """All of them, hard ones first."""
        return (*self.hard, *self.soft)

    def score(self, hard: int, soft: int) -> Decimal:
        """The completeness of a file that holds so many fields of each half (S2-002, S2-003)."""
        of_hard, of_soft = _share(hard, self.hard), _share(soft, self.soft)
        return to_fen(of_hard * self.weights[HARD] + of_soft * self.weights[SOFT])


def wanted(policy: DatedPolicy) -> Wanted:
    """The fields of both halves: those withheld by law only once the shop has turned them on.

    S2-002, S2-003.

    Raises:
        BadPolicy: the policy of profiles cannot be worked with.
    """
    turned_on = allowed(policy)
    off = withheld(policy)
    hard, soft = (
        [name for name in policy[f"profile.{half}"].texts() if name not in off]
        for half in (HARD, SOFT)
    )
    for name in turned_on:
        if name not in hard and name not in soft:
            (hard if name in HARD_IF_ALLOWED else soft).append(name)
    return Wanted(hard=tuple(hard), soft=tuple(soft), weights=_weights(policy["profile.weights"]))


def allowed(policy: DatedPolicy) -> dict[str, str]:
    """The withheld fields a shop has turned on by this day, each with its reason.

    Raises:
        BadPolicy: one names no field or gives no reason.
    """
    found = policy["profile.allowed"]
    turned_on = {}
    for row in found.rows():
        name, reason = row.get("field"), row.get("reason")
        if not isinstance(name, str) or not isinstance(reason, str) or not reason.strip():
            raise found.wrong(say("rows that name a field and the reason to collect it"))
        if str(row.get("since") or "") <= policy.day.isoformat():
            turned_on[name] = reason
    return turned_on


def withheld(policy: DatedPolicy) -> frozenset[str]:
    """The fields that are not collected here on this day (Order 778 Art. 23; PIPL 6)."""
    names = policy["profile.withheld"].texts()
    return frozenset(names) - allowed(policy).keys()


def completeness(
    customer: Customer, purchases: Sequence[Purchase], policy: DatedPolicy
) -> Completeness:
    """The completeness of a file: known fields over wanted ones, each half by its weight.

    S2-002, S2-003.
    """
    fields, known = wanted(policy), known_fields(customer, purchases)
    hard, soft = (sum(name in known for name in half) for half in (fields.hard, fields.soft))
    return Completeness(
        score=fields.score(hard, soft),
        hard=to_fen(_share(hard, fields.hard)),
        soft=to_fen(_share(soft, fields.soft)),
        missing=tuple(name for name in fields.fields if name not in known),
    )


def known_fields(customer: Customer, purchases: Iterable[Purchase]) -> set[str]:
    """The fields a file holds.

    Spend and styles are known once there is a purchase (S2-004); the age is known with a year of
    birth.
    """
    purchases = list(purchases)
    own = {n for n in ("name", "phone", "gender", "birthday") if getattr(customer, n)}
    if customer.birthday is not None and customer.birthday.year is not None:
        own.add("age")
    if purchases:
        own.add("spend")
    if any(item.style or item.sku for purchase in purchases for item in purchase.items):
        own.add("styles")
    return own | filled(customer.profile)


def filled(profile: Mapping[str, Any]) -> set[str]:
    """The fields of a profile that hold something."""
    return {name for name, value in profile.items() if value not in (None, "")}


def _weights(found: InForce) -> dict[str, Decimal]:
    """What each half weighs; raises BadPolicy."""
    try:
        return {half: Decimal(found.table()[half]) for half in (HARD, SOFT)}
    except (ArithmeticError, KeyError, TypeError, ValueError):
        raise found.wrong(say("hard and soft, each a decimal number in quotes")) from None


def _share(known: int, fields: Collection[str]) -> Decimal:
    return Decimal(known) / len(fields) if fields else Decimal(1)
