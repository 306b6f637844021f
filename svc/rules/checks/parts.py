"""Parts: for what, for which order, and never more than there was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.i18n import say
from svc.records.part import MOVES
from svc.rules.checks.care import GONE
from svc.rules.part import below_zero

if TYPE_CHECKING:
    from collections.abc import Iterator

    from svc.problem import Problem
    from svc.rules.checks.snapshot import Snapshot


def about(shop: Snapshot) -> Iterator[Problem]:
    """A part moves for a case on file; what comes in answers an order of that part (S0-024)."""
    orders = {kept.record.id: kept.record for kept in shop.parts if kept.record.move == "order"}
    for kept in shop.parts:
        part, line = kept.record, kept.line
        if part.qty < 1:
            message = say("{id} moves {qty} pieces.", id=part.id, qty=part.qty)
            yield line.problem("wrong-quantity", message, say("Mend qty."))
        if part.about is not None and shop.lacks(part.about):
            message = say("{id} is about {named}, which is not on file.",
                          id=part.id, named=part.about)  # fmt: skip
            yield line.problem("unknown-case", message, GONE)
        if part.order is None:
            continue
        order = orders.get(part.order)
        if order is None and (shop.lacks(part.order) or part.order in shop.known):
            message = say("{id} came in for {named}, which is no order on file.",
                          id=part.id, named=part.order)  # fmt: skip
            yield line.problem("unknown-order", message, GONE)
        elif order is not None and order.code != part.code:
            message = say("{id} came in for {named}, an order of another part.",
                          id=part.id, named=part.order)  # fmt: skip
            yield line.problem("foreign-order", message, say("Mend one of the two."))


def stock(shop: Snapshot) -> Iterator[Problem]:
    """No part goes out that was not there, unless the line says so (S2-085, S0-024)."""
    lines = {kept.record.id: kept.line for kept in shop.parts}
    for part in below_zero(kept.record for kept in shop.parts if kept.record.move in MOVES):
        message = say("{id}: {code} went out, and there was not so much of it.",
                      id=part.id, code=part.code)  # fmt: skip
        hint = say('Note what came in, or mark the line: "below_zero":true.')
        yield lines[part.id].problem("stock-below-zero", message, hint)
