"""What was bought, in a line for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.i18n import _

if TYPE_CHECKING:
    from svc.records.purchase import Item


def line_text(item: Item) -> str:
    """One line of a receipt for people: `Wool coat (A1, XL) 2 × ¥399.00`.

    A list from elsewhere may know only what several pieces cost together.
    """
    marks = ", ".join(mark for mark in (item.sku, item.style, item.size) if mark)
    name = item.name or item.category or _("goods")
    price = item.amount if item.price is None and item.qty == 1 else item.price
    paid = f"{item.qty} × ¥{price}"
    if price is None:
        paid = _("{qty} pieces, ¥{amount} in all").format(qty=item.qty, amount=item.amount)
    return f"{name}{f' ({marks})' if marks else ''} {paid}"
