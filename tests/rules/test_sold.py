"""What is left of a sale: pieces and money, line by line, and what is refused of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from svc.errors import Refused
from svc.money import ZERO
from svc.records.purchase import Item, Purchase
from svc.records.return_ import Return
from svc.rules.ruling import Goods, Returned
from svc.rules.sold import Left, Line, called, claim, left_of, shares

SALE = "P-261101-000001"


def sale(*lines: tuple[str, int, str], total: str | None = None) -> Purchase:
    """A purchase of these lines: SKU, pieces, amount."""
    items = tuple(Item(sku=sku, qty=qty, amount=Decimal(amount)) for sku, qty, amount in lines)
    paid = sum((item.amount for item in items), ZERO) if total is None else Decimal(total)
    return Purchase(
        id=SALE, customer="C-261101-000001", on=date(2026, 11, 1), items=items, total=paid
    )


def back(*goods: tuple[str, int, str], **more: Any) -> Return:
    """A return of these pieces, settled."""
    rows = tuple({"sku": sku, "qty": qty, "amount": amount} for sku, qty, amount in goods)
    known: dict[str, Any] = {"state": "settled", "purchase": SALE, **more}
    return Return(
        id="R-261122-000001", customer="C-261101-000001", on=date(2026, 11, 22), cause="size",
        goods=rows, **known,
    )  # fmt: skip


def came(*goods: tuple[str, int], price: str = "0.00") -> Returned:
    """Pieces that come back, the price of each still to be worked out."""
    pieces = tuple(Goods(sku=sku, name=None, qty=qty, amount=ZERO) for sku, qty in goods)
    return Returned(price=Decimal(price), category=None, goods=pieces)


def plain(left: Left) -> dict[str, tuple[int, str]]:
    return {name: (line.qty, str(line.amount)) for name, line in left.lines.items()}


@pytest.mark.parametrize(
    ("sku", "name", "goes_by"),
    [("A1", "Coat", "a1"), (None, "Coat", "coat"), ("", "Coat", "coat"), (None, None, "-")],
)
def test_what_a_line_goes_by(sku: str | None, name: str | None, goes_by: str) -> None:
    """Its number, else its name, as it is typed."""
    assert called(Goods(sku=sku, name=name, qty=1, amount=ZERO)) == goes_by
    assert called(Item(sku=sku, name=name, amount=ZERO)) == goes_by


@pytest.mark.parametrize(
    ("returns", "lines", "whole"),
    [
        ([], {"a": (3, "90.01"), "b": (1, "10.00")}, "100.01"),
        ([back(("A", 1, "30.00"))], {"a": (2, "60.01"), "b": (1, "10.00")}, "70.01"),
        ([back(("a", 1, "30.00")), back(("A", 2, "60.01"))],
         {"a": (0, "0.00"), "b": (1, "10.00")}, "10.00"),
        ([back(("A", 1, "30.00"), ("B", 1, "10.00"))],
         {"a": (2, "60.01"), "b": (0, "0.00")}, "60.01"),
        ([back(("A", 1, "30.00"), state="rejected")],
         {"a": (3, "90.01"), "b": (1, "10.00")}, "100.01"),
        ([back(("A", 1, "30.00"), purchase="P-261101-000002")],
         {"a": (3, "90.01"), "b": (1, "10.00")}, "100.01"),
        ([back(("A", 1, "30.00"), state="rejected"), back(("B", 1, "10.00"), state="waiting")],
         {"a": (3, "90.01"), "b": (0, "0.00")}, "90.01"),
        ([back(("A", 3, "90.01"), ("B", 1, "10.00"), outcome="difference",
               refund=Decimal("10.00"))],
         {"a": (3, "81.01"), "b": (1, "9.00")}, "90.01"),
        ([back(("A", 3, "90.01"), outcome="difference")],
         {"a": (3, "90.01"), "b": (1, "10.00")}, "100.01"),
        ([back(("Z", 2, "5.00"))],
         {"a": (3, "90.01"), "b": (1, "10.00"), "z": (-2, "-5.00")}, "95.01"),
    ],
)  # fmt: skip
def test_what_is_left(
    returns: list[Return], lines: dict[str, tuple[int, str]], whole: str
) -> None:
    """Of two lines of one SKU together and another, by what came back and what was paid back."""
    left = left_of(sale(("A", 1, "30.01"), ("a", 2, "60.00"), ("B", 1, "10.00")), returns)
    assert (plain(left), str(left.amount)) == (lines, whole)


def test_without_lines_money_is_left() -> None:
    """What the quotes went by is taken off the total; a difference takes its money only."""
    sold = sale(total="80.00")
    whole = back(case={"price": "30.00"}, refund=Decimal("29.00"))
    assert left_of(sold, [whole]) == Left(lines={}, amount=Decimal("50.00"))
    less = back(outcome="difference", refund=Decimal("5.00"))
    assert left_of(sold, [whole, less]).amount == Decimal("45.00")


@pytest.mark.parametrize(
    ("money", "weights", "parts"),
    [
        ("10.00", ["1", "1"], ["5.00", "5.00"]),
        ("0.01", ["1", "1"], ["0.01", "0.00"]),
        ("100.00", ["1", "1", "1"], ["33.33", "33.34", "33.33"]),
        ("10.00", ["0", "1"], ["0.00", "10.00"]),
        ("10.00", ["0", "0"], ["10.00", "0.00"]),
        ("10.00", [], []),
    ],
)
def test_money_parted(money: str, weights: list[str], parts: list[str]) -> None:
    """To the last fen; by nothing the first has it all."""
    assert list(map(str, shares(Decimal(money), [Decimal(each) for each in weights]))) == parts


@pytest.mark.parametrize(
    ("goods", "amounts"),
    [
        ([("A", 1)], ["33.34"]),
        ([("A", 2)], ["66.67"]),
        ([("A", 3)], ["100.01"]),
        ([("A", 1), ("a", 1), ("A", 1)], ["33.34", "33.34", "33.33"]),
        ([("A", 2), ("B", 1)], ["66.67", "10.00"]),
    ],
)
def test_the_share_of_pieces_that_come_back(
    goods: list[tuple[str, int]], amounts: list[str]
) -> None:
    """Each of what is left after the one before: the last takes the rest."""
    sold = sale(("A", 3, "100.01"), ("B", 1, "10.00"))
    found = claim(sold, came(*goods), left_of(sold, []))
    assert [str(piece.amount) for piece in found.goods] == amounts
    assert found.price == sum(map(Decimal, amounts))


def test_what_was_lowered_below_nothing_is_worth_nothing() -> None:
    """Edited by hand, a line may have given back more than was paid for it."""
    sold = sale(("A", 1, "10.00"), ("B", 1, "10.00"))
    lowered = Left(
        lines={"a": Line(qty=1, amount=Decimal("-5.00")), "b": Line(qty=1, amount=Decimal(10))},
        amount=Decimal(5),
    )
    assert claim(sold, came(("A", 1)), lowered).price == ZERO


@pytest.mark.parametrize(
    ("price", "left", "claimed"),
    [
        ("80.00", "80.00", "80.00"),
        ("80.00", "79.99", "79.99"),
        ("80.00", "0.01", "0.01"),
        ("30.00", "80.00", "30.00"),
        ("80.00", "0.00", None),
        ("80.00", "-5.00", None),
    ],
)
def test_of_a_sale_without_lines(price: str, left: str, claimed: str | None) -> None:
    """At most the money that is left; of nothing left nothing comes back."""
    sold, rest = sale(total="80.00"), Left(lines={}, amount=Decimal(left))
    if claimed is not None:
        assert claim(sold, came(price=price), rest).price == Decimal(claimed)
        return
    with pytest.raises(Refused, match=rf"{SALE}: of 80.00 yuan paid, 0(\.00)? yuan are left"):
        claim(sold, came(price=price), rest)


def test_what_cost_nothing_may_come_back() -> None:
    """A sale of nothing has nothing left, and no money to refuse."""
    sold = sale(total="0.00")
    assert claim(sold, came(), left_of(sold, [])).price == ZERO


@pytest.mark.parametrize(
    ("goods", "left", "said", "hint"),
    [
        ([("A", 4)], 3, "of A 4 should come back, but 3 of 3 sold are left", "from 1 to 3"),
        ([("A", 3)], 2, "of A 3 should come back, but 2 of 3 sold are left", "svc return list"),
        ([("A", 1)], 0, "of A 1 should come back, but 0 of 3 sold are left", "svc return list"),
        ([("A", 1)], -1, "of A 1 should come back, but 0 of 3 sold are left", "svc return list"),
        ([("A", 2), ("A", 2)], 3, "of A 2 should come back, but 3 of 3 sold are left", "1 to 3"),
    ],
)
def test_more_pieces_than_are_left(
    goods: list[tuple[str, int]], left: int, said: str, hint: str
) -> None:
    """How many are left is said, and where the others are; below nothing is nothing."""
    sold = sale(("A", 3, "90.00"))
    rest = Left(lines={"a": Line(qty=left, amount=Decimal(90))}, amount=Decimal(90))
    with pytest.raises(Refused, match=said) as refused:
        claim(sold, came(*goods), rest)
    assert hint in str(refused.value.hint)


@pytest.mark.parametrize(("left", "fits"), [("30.00", True), ("29.99", False), ("-1.00", False)])
def test_more_money_than_is_left(left: str, *, fits: bool) -> None:
    """A line may be worth more than what is left of the whole: a fen below, and at it."""
    sold = sale(("A", 1, "30.00"))
    rest = Left(lines={"a": Line(qty=1, amount=Decimal(30))}, amount=Decimal(left))
    if fits:
        assert claim(sold, came(("A", 1)), rest).price == Decimal("30.00")
        return
    wanted = max(Decimal(left), ZERO)
    with pytest.raises(Refused, match=f"of 30.00 yuan paid, {wanted} yuan are left"):
        claim(sold, came(("A", 1)), rest)
