"""Money of returns: no more than was paid, as quoted, as approved, as the invoice has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.errors import BadData
from svc.i18n import say
from svc.money import ZERO
from svc.rules.agreed import (
    as_quoted,
    by_its_quote,
    invoice_agrees,
    money_of,
    other_amount,
    within_the_price,
)
from svc.rules.sold import credit, goods_of, goodwill_of, left_of, worth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from svc.i18n import Sentence
    from svc.problem import Problem
    from svc.records.approval import Approval
    from svc.records.return_ import Return
    from svc.rules.checks.snapshot import Kept, Snapshot
    from svc.rules.sold import Left

MEND = say("See the return slip; mend one of the two.")
ONE_TOO_MANY = say(
    "One return too many: `svc return reject` takes it back, after `svc undo` of its settling."
)


def within_the_sale(shop: Snapshot) -> Iterator[Problem]:
    """Over all returns of a sale no more came back than was sold, no more than was paid."""
    by_sale: dict[str, list[Kept[Return]]] = {}
    for kept in shop.returns:
        try:
            goods_of(kept.record)
            worth(kept.record)
            goodwill_of(kept.record)
        except BadData as error:
            yield kept.line.problem("wrong-goods", error.message, MEND)
            continue
        sold = shop.sold.get(kept.record.purchase)
        if sold is not None and sold.items and not kept.record.goods:
            message = say("{id} does not say which goods came back.", id=kept.record.id)
            yield kept.line.problem("wrong-goods", message, MEND)
        by_sale.setdefault(kept.record.purchase, []).append(kept)
    for purchase_id, returns in by_sale.items():
        sold = shop.sold.get(purchase_id)
        if sold is not None:
            last = max(returns, key=lambda kept: kept.record.id)
            yield from _overdrawn(last, left_of(sold, (kept.record for kept in returns)))


def _overdrawn(last: Kept[Return], left: Left) -> Iterator[Problem]:
    """What is less than nothing of a sale after its last return: pieces, then money."""
    returned, line = last.record, last.line
    for name, each in left.lines.items():
        if each.qty < 0:
            message = say(
                "{id}: of {goods} in {purchase} {n} more came back than were sold.",
                id=returned.id,
                goods=name,
                purchase=returned.purchase,
                n=-each.qty,
            )
            yield line.problem("returned-too-many", message, ONE_TOO_MANY)
    over = min((left.amount, *(each.amount for each in left.lines.values())))
    if over < 0:
        message = say(
            "{id}: of {purchase} {amount} yuan more went back than were paid.",
            id=returned.id,
            purchase=returned.purchase,
            amount=-over,
        )
        yield line.problem("refunded-too-much", message, ONE_TOO_MANY)


def amounts(shop: Snapshot) -> Iterator[Problem]:
    """Fee and money of a return are those of its quote, and what was approved and reported."""
    asked: dict[str, list[Approval]] = {}
    for each in shop.approvals:
        asked.setdefault(each.record.about, []).append(each.record)
    for kept in shop.returns:
        returned = kept.record
        try:
            quoted, money = as_quoted(returned), money_of(returned)
            other = other_amount(returned, asked.get(returned.id, []))
            agrees = invoice_agrees(returned)
        except BadData:  # `within_the_sale` says it
            continue
        if not quoted:
            yield kept.line.problem("wrong-refund", _not_as_quoted(returned), MEND)
        if other is not None:
            message = say(
                "{id}: {amount} yuan were approved or reported, but {money} are on file.",
                id=returned.id,
                amount=other,
                money=ZERO if money is None else money,
            )
            hint = say("`svc approval list --about {id} --all` shows what was.", id=returned.id)
            yield kept.line.problem("approval-mismatch", message, hint)
        if not agrees:
            message = say(
                "{id}: the invoice says {amount}, neither the price of the goods, {price}, nor "
                "{money}, what went back.",
                id=returned.id,
                amount=returned.invoice_amount,
                price=worth(returned),
                money=ZERO if money is None else money,
            )
            yield kept.line.problem("refund-differs", message, MEND, level="warning")
        if returned.difference is not None:
            yield from _of_the_new_goods(shop, kept)


def _not_as_quoted(returned: Return) -> Sentence:
    money = money_of(returned)
    try:
        agreed = by_its_quote(returned)
    except (ValueError, TypeError, ArithmeticError):
        return say("{id}: its quote is missing, or does not fit its goods.", id=returned.id)
    if agreed.keeps != (returned.outcome == "difference"):
        return say("{id}: its outcome is not the one of its quote.", id=returned.id)
    if not within_the_price(returned):
        return say(
            "{id}: {money} yuan are to go back, but {price} were paid.",
            id=returned.id,
            money=ZERO if money is None else money,
            price=worth(returned),
        )
    if agreed.money is not None and (returned.fee, money) != (agreed.fee, agreed.money):
        return say(
            "{id}: {money} yuan and a fee of {fee} are on file, but {quoted} and {kept} by its "
            "quote.",
            id=returned.id,
            money=ZERO if money is None else money,
            fee=returned.fee or ZERO,
            quoted=agreed.money,
            kept=agreed.fee or ZERO,
        )
    return say(
        "{id}: {money} yuan and a fee of {fee} do not come to {price}, what was paid.",
        id=returned.id,
        money=ZERO if money is None else money,
        fee=returned.fee or ZERO,
        price=worth(returned),
    )


def _of_the_new_goods(shop: Snapshot, kept: Kept[Return]) -> Iterator[Problem]:
    """The price difference of an exchange is what the new goods cost, less what she had paid."""
    returned = kept.record
    new = shop.sold.get(returned.new_purchase or "")
    if new is None or returned.difference is None:
        return
    more = new.total - credit(returned)
    if returned.difference != more:
        message = say(
            "{id}: the price difference is {amount}, but {more} by the goods taken.",
            id=returned.id,
            amount=returned.difference,
            more=more,
        )
        yield kept.line.problem("wrong-difference", message, MEND)
