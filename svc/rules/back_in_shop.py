"""Goods that came back to the shop: hers no more, so no warranty of hers holds for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.errors import Refused
from svc.frozen import Frozen
from svc.i18n import Sentence, say
from svc.rules.sold import called, goods_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from svc.records.purchase import Purchase
    from svc.records.return_ import Return


class CameBack(Frozen):
    """Settled returns of a purchase, or a line of it: the last one, and how much came back."""

    purchase: str
    last: Return
    qty: int
    sold: int

    @property
    def is_all(self) -> bool:
        """Whether she has none of them any more."""
        return self.qty >= self.sold

    def said(self) -> Sentence:
        """When they came back, and what that means for their warranty (S2-062)."""
        if self.is_all:
            return say(
                "{purchase}: these goods came back on {day} ({id}); no warranty of hers holds for "
                "them any more.",
                purchase=self.purchase, day=self.last.settled_on, id=self.last.id,
            )  # fmt: skip
        return say(
            "{purchase}: {qty} of {sold} pieces came back, the last on {day} ({id}). Look which "
            "piece this is: of one that came back no repair is free by warranty.",
            purchase=self.purchase, qty=self.qty, sold=self.sold, day=self.last.settled_on,
            id=self.last.id,
        )  # fmt: skip

    def refuse_all(self) -> None:
        """Refuse what is done for goods she still has, once she has none; raises Refused."""
        if not self.is_all:
            return
        new = self.last.new_purchase
        hint = (
            say("What she took instead is {id}.", id=new)
            if new
            else say("`svc return show {id}` shows what came back.", id=self.last.id)
        )
        raise Refused(self.said(), hint)


def came_back(
    purchase: Purchase, returns: Iterable[Return], sku: str | None = None
) -> CameBack | None:
    """What came back of a purchase, or of a line of it; None where nothing did.

    Only settled returns count, and no money paid back for goods she kept.

    Raises:
        BadData: the goods of a return cannot be read.
    """
    wanted = sku.strip().lower() if sku is not None else None
    lines = [item for item in purchase.items if wanted in {None, called(item)}]
    sold = sum(item.qty for item in lines)
    qty = 0
    found = []
    for each in returns:
        if each.state != "settled" or each.outcome == "difference":
            continue
        pieces = [piece for piece in goods_of(each) if wanted in {None, called(piece)}]
        if pieces or not each.goods:
            found.append(each)
            qty += sum(piece.qty for piece in pieces) if each.goods else sold
    if not found:
        return None
    last = max(found, key=lambda each: (each.settled_on or each.on, each.id))
    return CameBack(purchase=purchase.id, last=last, qty=qty, sold=sold)
