"""The pieces of purchases with what became of them, fetched for the rules of the warranty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.rules.answer import Citations
from svc.rules.back_in_shop import came_back
from svc.rules.piece import Piece, warranty_of

if TYPE_CHECKING:
    from datetime import date

    from svc.policy import Policy
    from svc.records.part import Part
    from svc.records.purchase import Item, Purchase
    from svc.records.repair import Repair
    from svc.rules.back_in_shop import CameBack
    from svc.store.store import Store


def called(item: Item) -> str | None:
    """By what a line of a purchase is named: its SKU, else its name."""
    return item.sku or item.name


def repairs_of(store: Store, purchase: Purchase, sku: str | None) -> list[Repair]:
    """The repairs of a line of a purchase, the oldest first; those that name none count, too.

    Which of several pieces of a line was repaired nobody knows: they count as one.
    """
    found = [
        repair
        for repair in store.repairs.where("purchase", purchase.id)
        if sku is None or repair.item is None or repair.item.lower() == sku.strip().lower()
    ]
    return sorted(found, key=lambda repair: (repair.on, repair.id))


def piece_of(
    store: Store,
    purchase: Purchase,
    item: Item | None,
    *,
    but: str | None = None,
    seen: frozenset[str] = frozenset(),
) -> Piece:
    """A line of a purchase as its warranty sees it, with the pieces it was given in exchange for.

    `but` is a repair that is left out: the one in question.
    """
    sku = called(item) if item else None
    return Piece(
        category=item.category if item else None,
        sold=purchase.on,
        start=purchase.installed_on or purchase.on,
        repairs=tuple(each for each in repairs_of(store, purchase, sku) if each.id != but),
        was_exchanged=purchase.exchange_of is not None,
        older=_older(store, purchase, seen | {purchase.id}),
    )


def _older(store: Store, purchase: Purchase, seen: frozenset[str]) -> tuple[Piece, ...]:
    """The pieces that came back for this purchase; none where a file leads in a circle."""
    exchange = store.returns.peek(purchase.exchange_of) if purchase.exchange_of else None
    before = store.purchases.peek(exchange.purchase) if exchange else None
    if exchange is None or before is None or before.id in seen:
        return ()
    names = {goods.get("sku") or goods.get("name") for goods in exchange.goods}
    lines = [item for item in before.items if not names or called(item) in names]
    return tuple(piece_of(store, before, item, seen=seen) for item in lines)


def came_back_of(store: Store, purchase: Purchase, sku: str | None = None) -> CameBack | None:
    """What came back of a purchase, or of a line of it; None where nothing did."""
    return came_back(purchase, store.returns.where("purchase", purchase.id), sku)


def fitted_in(store: Store, repairs: list[Repair]) -> list[Part]:
    """The parts that were put in during these repairs."""
    return [
        part
        for repair in repairs
        for part in store.parts.where("about", repair.id)
        if part.move == "out"
    ]


def paused_days(
    store: Store, policy: Policy, purchase: Purchase, sku: str | None, on: date
) -> int:
    """How many days the warranty of a purchase, or a line of it, stood still for repairs.

    Of several lines the one that was longest in repair counts (Order 778 Art. 18).

    Raises:
        BadPolicy: a policy file the warranty rests on holds what it should not.
    """
    if not store.repairs.where("purchase", purchase.id):
        return 0
    wanted = sku.strip().lower() if sku is not None else None
    lines = [item for item in purchase.items if wanted in {None, (called(item) or "-").lower()}]
    return max(
        (
            warranty_of(
                piece_of(store, purchase, item), on, policy, Citations(policy.at(purchase.on))
            ).warranty.paused_days
            for item in lines
        ),
        default=0,
    )
