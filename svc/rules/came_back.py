"""What comes back of a purchase: a line, pieces of it, or all of one kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.errors import BadInput, NoSuchRecord, WrongUsage
from svc.i18n import Sentence, say
from svc.money import ZERO, to_fen
from svc.rules.ruling import Goods, Returned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.records.purchase import Item, Purchase


def what_came_back(
    purchase: Purchase, sku: str | None, qty: int | None = None, *, beyond: bool = False
) -> Returned:
    """What comes back of a purchase: a line or pieces of it, or the whole if it is of one kind.

    Lines of one SKU count as one: their pieces together, each with its share of what was paid.
    `beyond` leaves it to `svc.rules.sold.claim` to refuse more pieces than were bought, by what is
    left of them.

    Raises:
        NoSuchRecord: no line has this SKU.
        WrongUsage: lines of several categories, or pieces of several goods, and none is named.
        BadInput: fewer pieces were bought.
    """
    skus = ", ".join(sorted({_called(item) for item in purchase.items}))
    lines = [item for item in purchase.items if sku is None or _is_called(item, sku)]
    if sku is not None and not lines:
        raise NoSuchRecord(
            say("Purchase {id} has no line {sku!r}.", id=purchase.id, sku=sku),
            say("Its lines: {skus}.", skus=skus),
        )
    category = _category(purchase, lines, skus)
    kinds = _kinds(lines)
    if qty is not None and len(kinds) != 1:
        raise WrongUsage(
            say("--qty counts the pieces of one line, and here are {n}.", n=len(kinds)),
            say("Name one with --item: {skus}.", skus=skus),
        )
    if not lines:
        return Returned(price=purchase.total, category=None)
    goods = tuple(_pieces(same, qty, beyond=beyond) for same in kinds)
    hint = None
    if len(kinds) > 1 and sku is None:
        hint = say("To quote one of them, name it with --item: {skus}.", skus=skus)
    elif len(kinds) == 1 and qty is None and goods[0].qty > 1:
        hint = say("All pieces of the line; --qty quotes fewer.")
    return Returned(
        price=sum((each.amount for each in goods), ZERO),
        category=category,
        goods=goods,
        hint=hint,
        notes=tuple(note for same in kinds for note in _shared(same, qty)),
    )


def _category(purchase: Purchase, lines: Sequence[Item], skus: str) -> str | None:
    """The category of all lines; of one SKU the one that some of its lines name.

    Raises:
        WrongUsage: there are several.
    """
    found = {item.category for item in lines}
    if len(found) < 2:
        return next(iter(found), None)
    if len(_kinds(lines)) > 1:
        raise WrongUsage(
            say("Purchase {id} has lines of several categories.", id=purchase.id),
            say("Name one with --item: {skus}.", skus=skus),
        )
    named = sorted(found - {None}, key=str)
    if len(named) > 1:
        raise WrongUsage(
            say(
                "Purchase {id} has {goods} under several categories: {categories}.",
                id=purchase.id,
                goods=_called(lines[0]),
                categories=", ".join(map(str, named)),
            ),
            say("A SKU is of one category: mend the purchase on file."),
        )
    return named[0]


def _kinds(lines: Sequence[Item]) -> list[list[Item]]:
    """The lines by goods: those of the same name or SKU together, in their order."""
    found: dict[str, list[Item]] = {}
    for item in lines:
        found.setdefault(_called(item).lower(), []).append(item)
    return list(found.values())


def _pieces(same: Sequence[Item], qty: int | None, *, beyond: bool) -> Goods:
    """So many pieces of the same goods, all without a number, with their share of the amount."""
    bought = sum(item.qty for item in same)
    amount = sum((to_fen(item.amount) for item in same), ZERO)
    first = same[0]
    if qty is None:
        return Goods(sku=first.sku, name=first.name, qty=bought, amount=amount)
    if qty < 1 or (qty > bought and not beyond):
        raise BadInput(
            say(
                "{goods}: {qty} pieces cannot come back of {all} bought.",
                goods=_called(first),
                qty=qty,
                all=bought,
            ),
            say("--qty is a whole number from 1 to {all}.", all=bought),
        )
    return Goods(sku=first.sku, name=first.name, qty=qty, amount=to_fen(amount * qty / bought))


def _shared(same: Sequence[Item], qty: int | None) -> list[Sentence]:
    """That fewer pieces have a share of what was paid for all, where their prices differ."""
    bought = sum(item.qty for item in same)
    prices = {item.amount / item.qty for item in same if item.qty}
    if qty is None or qty >= bought or len(prices) == 1:
        return []
    return [
        say(
            "{goods} is on the receipt at different prices: a piece counts with its share of "
            "what was paid for all {sold}.",
            goods=_called(same[0]),
            sold=bought,
        )
    ]


def _called(item: Item) -> str:
    return item.sku or item.name or "-"


def _is_called(item: Item, sku: str) -> bool:
    return _called(item).lower() == sku.strip().lower()
