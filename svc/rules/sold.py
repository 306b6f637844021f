"""What is left of a sale: the pieces that may still come back, and the money paid for them.

Over all returns of a sale that were not refused no more comes back than was sold, and no more
money than was paid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.errors import BadData, Refused
from svc.frozen import Frozen, replace
from svc.i18n import say
from svc.money import ZERO, to_fen
from svc.records.base import MONEY, TEXT, WHOLE
from svc.rules.ruling import Goods

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from svc.records.purchase import Item, Purchase
    from svc.records.return_ import Return
    from svc.rules.ruling import Returned


class Line(Frozen):
    """What is left of one line of a receipt: pieces, and the money paid for them."""

    qty: int
    amount: Decimal


class Left(Frozen):
    """What is left of a sale, by what its lines are called and in money altogether."""

    lines: Mapping[str, Line]
    amount: Decimal


def goods_of(returned: Return) -> tuple[Goods, ...]:
    """The pieces a return is about.

    Raises:
        BadData: they were edited by hand into something else.
    """
    try:
        return tuple(_goods(row) for row in returned.goods)
    except (ValueError, TypeError, ArithmeticError, KeyError):
        raise BadData(
            say("{id}: its goods cannot be read.", id=returned.id),
            say("`svc check` names the line."),
        ) from None


def _goods(row: Mapping[str, Any]) -> Goods:
    return Goods(
        sku=_text(row.get("sku")),
        name=_text(row.get("name")),
        qty=WHOLE.read(row.get("qty", 1)),
        amount=MONEY.read(row["amount"]),
    )


def _text(raw: object) -> str | None:
    text: str | None = None if raw is None else TEXT.read(raw)
    return text


def called(piece: Item | Goods) -> str:
    """What a line of a receipt goes by, as `--item` names it."""
    return (piece.sku or piece.name or "-").lower()


def worth(returned: Return) -> Decimal:
    """What was paid for the pieces a return is about; without lines what the quote went by.

    Raises:
        BadData: nobody can read it.
    """
    if returned.goods:
        return sum((each.amount for each in goods_of(returned)), ZERO)
    try:
        amount: Decimal = MONEY.read((returned.case or {})["price"])
    except (ValueError, TypeError, ArithmeticError, KeyError):
        raise BadData(
            say("{id}: its goods cannot be read.", id=returned.id),
            say("`svc check` names the line."),
        ) from None
    return amount


def goodwill_of(returned: Return) -> Decimal | None:
    """What she was given beyond the rules (S3-041); None where she was not.

    Raises:
        BadData: it was edited by hand into something else.
    """
    given = (returned.quote or {}).get("goodwill")
    try:
        return None if given is None else MONEY.read(given)
    except (ValueError, TypeError, ArithmeticError):
        raise BadData(
            say("{id}: its goodwill cannot be read.", id=returned.id),
            say("`svc check` names the line."),
        ) from None


def credit(returned: Return) -> Decimal:
    """What an exchange counts towards the new goods: the goodwill, else the price less the fee."""
    goodwill = goodwill_of(returned)
    return worth(returned) - (returned.fee or ZERO) if goodwill is None else goodwill


def given_back(returned: Return) -> Decimal:
    """The money of a sale that a settled return undid: paid back, or put towards new goods."""
    if returned.outcome == "exchange":
        return credit(returned)
    return returned.refund or ZERO


def left_of(purchase: Purchase, returns: Iterable[Return]) -> Left:
    """What is left of a sale after all returns of it that were not refused.

    Pieces that come back take what was paid for them along; a price difference takes money only,
    from each piece its share.

    Raises:
        BadData: the goods of a return cannot be read.
    """
    qty: dict[str, int] = {}
    amount: dict[str, Decimal] = {}
    for item in purchase.items:
        name = called(item)
        qty[name] = qty.get(name, 0) + item.qty
        amount[name] = amount.get(name, ZERO) + to_fen(item.amount)
    whole = purchase.total
    for each in returns:
        if each.purchase != purchase.id or each.state == "rejected":
            continue
        pieces = goods_of(each)
        goes = [piece.amount for piece in pieces]
        money_only = each.outcome == "difference"
        if money_only:
            goes = shares(each.refund or ZERO, goes)
        whole -= (each.refund or ZERO) if money_only else worth(each)
        for piece, paid in zip(pieces, goes, strict=True):
            name = called(piece)
            qty[name] = qty.get(name, 0) - (0 if money_only else piece.qty)
            amount[name] = amount.get(name, ZERO) - paid
    lines = {name: Line(qty=qty[name], amount=amount[name]) for name in qty}
    return Left(lines=lines, amount=whole)


def all_came_back(purchase: Purchase, returns: Iterable[Return]) -> bool:
    """Whether every piece of a sale has come back by settled returns: she has nothing of it."""
    settled = [each for each in returns if each.state == "settled"]
    left = left_of(purchase, settled).lines.values() if settled else ()
    return bool(left) and all(line.qty <= 0 for line in left)


def shares(money: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """An amount parted by weights, to the fen and to the last fen."""
    whole = sum(weights, ZERO)
    if not whole:
        return [money, *([ZERO] * (len(weights) - 1))] if weights else []
    found, before, so_far = [], ZERO, ZERO
    for weight in weights:
        so_far += weight
        until = to_fen(money * so_far / whole)
        found.append(until - before)
        before = until
    return found


def claim(purchase: Purchase, came: Returned, left: Left) -> Returned:
    """What comes back, with the part of its price that is still hers.

    Pieces of a line have their share of what is left of it: the last one takes the rest, so that
    all parts together are what was paid. A sale without lines is what is left of its total.

    Raises:
        Refused: more comes back than is left; it says how much that is.
    """
    if not came.goods:
        if left.amount <= ZERO < purchase.total:
            raise _no_money(purchase, left.amount)
        return replace(came, price=min(came.price, left.amount))
    lines = dict(left.lines)
    found = []
    for piece in came.goods:
        line = lines[called(piece)]
        if piece.qty > line.qty:
            raise _too_many(purchase, piece, left.lines[called(piece)])
        amount = max(to_fen(line.amount * piece.qty / line.qty), ZERO)
        lines[called(piece)] = Line(qty=line.qty - piece.qty, amount=line.amount - amount)
        found.append(replace(piece, amount=amount))
    price = sum((piece.amount for piece in found), ZERO)
    if price > left.amount:
        raise _no_money(purchase, left.amount)
    return replace(came, price=price, goods=tuple(found))


def _too_many(purchase: Purchase, piece: Goods, line: Line) -> Refused:
    sold = sum(item.qty for item in purchase.items if called(item) == called(piece))
    hint = say("--qty is a whole number from 1 to {all}.", all=line.qty)
    if line.qty < sold:
        hint = say("`svc return list --customer {id}` shows what came back.", id=purchase.customer)
    what = piece.name or piece.sku or say("goods")
    return Refused(
        say(
            "{purchase}: of {goods} {qty} should come back, but {left} of {sold} sold are left.",
            purchase=purchase.id,
            goods=what,
            qty=piece.qty,
            left=max(line.qty, 0),
            sold=sold,
        ),
        hint,
    )


def _no_money(purchase: Purchase, left: Decimal) -> Refused:
    return Refused(
        say(
            "{purchase}: of {total} yuan paid, {left} yuan are left to give back.",
            purchase=purchase.id,
            total=purchase.total,
            left=max(left, ZERO),
        ),
        say("`svc return list --customer {id}` shows what came back.", id=purchase.customer),
    )
