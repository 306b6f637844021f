"""What a return on file has agreed: its money held against its quote, approvals and invoice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from svc.errors import BadData
from svc.records.approval import Approval
from svc.records.return_ import Return
from svc.rules.agreed import (
    Agreed,
    as_quoted,
    awaits_amount,
    by_its_quote,
    fee_beside,
    invoice_agrees,
    mends_the_price,
    money_of,
    named_by_herself,
    other_amount,
    paid_back,
    within_the_price,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY = date(2026, 11, 22)
FREE = {"decision": "free_return", "price": "399.00", "fee": "0.00", "refund": "399.00"}
FEE = {"decision": "return_with_fee", "price": "399.00", "fee": "19.95", "refund": "379.05"}
PAY = {"decision": "pay_difference", "price": "399.00", "fee": "0.00", "refund": "100.00"}
SWAP = {"decision": "exchange", "price": "399.00", "fee": "0.00", "refund": None}
UP = {"decision": "hand_upward", "price": "399.00", "fee": None, "refund": None}
NO_DIFFERENCE = {"decision": "no_difference", "price": "399.00", "fee": None, "refund": None}


def yuan(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def back(quote: Mapping[str, Any] | None = None, **fields: Any) -> Return:
    """A return of a coat for 399.00, approved, with amounts as text."""
    for name in ("fee", "refund", "difference", "invoice_amount"):
        if name in fields:
            fields[name] = yuan(fields[name])
    known: dict[str, Any] = {
        "goods": ({"sku": "A", "qty": 1, "amount": "399.00"},), "state": "approved", **fields,
    }  # fmt: skip
    return Return(
        id="R-261122-000001", customer="C-261101-000001", on=DAY, purchase="P-261101-000001",
        cause="quality", quote=quote, **known,
    )  # fmt: skip


def approval(amount: str | None, state: str = "approved", what: str = "free_return") -> Approval:
    return Approval(
        id="A-261122-000001", about="R-261122-000001", on=DAY, kind="decision",
        post="regional_manager", what=what, state=state, amount=yuan(amount),
    )  # fmt: skip


# ---- fees and prices


@pytest.mark.parametrize(
    ("decision", "fee"),
    [("return_with_fee", "9.00"), ("free_return", None), ("hand_upward", None)],
)
def test_only_what_is_left_of_a_fee_is_one(decision: str, fee: str | None) -> None:
    """Beside goodwill of 390.00 of 399.00."""
    assert fee_beside(decision, Decimal("399.00"), Decimal("390.00")) == yuan(fee)


@pytest.mark.parametrize(
    ("decision", "goodwill", "keeps"),
    [
        ("pay_difference", None, True),
        ("no_difference", None, False),
        ("free_return", None, False),
        ("pay_difference", "398.99", True),
        ("pay_difference", "399.00", False),
        ("pay_difference", "399.01", False),
        ("no_difference", "398.99", True),
        ("no_difference", "399.00", False),
        ("free_return", "398.99", False),
    ],
)
def test_when_she_keeps_the_piece(decision: str, goodwill: str | None, *, keeps: bool) -> None:
    """Money for less than the price, where the price is at issue."""
    assert mends_the_price(decision, Decimal("399.00"), yuan(goodwill)) is keeps


# ---- the money of a return


@pytest.mark.parametrize(
    ("fields", "awaits", "money", "paid"),
    [
        ({}, True, None, "0"),
        ({"outcome": "exchange"}, True, None, "0"),
        ({"fee": "0.00"}, False, None, "0"),
        ({"fee": "19.95", "refund": "379.05"}, False, "379.05", "379.05"),
        ({"refund": "100.00", "outcome": "difference"}, False, "100.00", "100.00"),
        ({"fee": "19.95", "outcome": "exchange"}, False, "379.05", "0"),
        ({"fee": "0.00", "outcome": "exchange", "difference": "100.00"}, False, "399.00", "0"),
        ({"fee": "0.00", "outcome": "exchange", "difference": "-0.01"}, False, "399.00", "0.01"),
        ({"fee": "0.00", "outcome": "exchange", "difference": "0.00"}, False, "399.00", "0"),
        ({"quote": {"goodwill": "50.00"}, "outcome": "exchange"}, False, "50.00", "0"),
        ({"quote": {"goodwill": "50.00"}, "refund": "50.00"}, False, "50.00", "50.00"),
        ({"quote": {"goodwill": "50.00"}}, False, None, "0"),
    ],
)
def test_what_leaves_the_till(
    *, fields: dict[str, Any], awaits: bool, money: str | None, paid: str
) -> None:
    """As refund, towards new goods, or beside an exchange; nothing while it is to be named."""
    returned = back(**fields)
    assert awaits_amount(returned) is awaits
    assert money_of(returned) == yuan(money)
    assert paid_back(returned) == Decimal(paid)


@pytest.mark.parametrize(
    ("fields", "within"),
    [
        ({}, True),
        ({"refund": "0.00"}, True),
        ({"refund": "-0.01"}, False),
        ({"refund": "399.00"}, True),
        ({"refund": "399.01"}, False),
        ({"fee": "-0.01", "outcome": "exchange"}, False),
        ({"fee": "399.01", "outcome": "exchange"}, False),
        ({"fee": "399.00", "outcome": "exchange"}, True),
    ],
)
def test_never_more_than_was_paid(fields: dict[str, Any], *, within: bool) -> None:
    """Nor less than nothing: a fen below, at and above both."""
    assert within_the_price(back(**fields)) is within


# ---- by its quote


@pytest.mark.parametrize(
    ("quote", "outcome", "agreed"),
    [
        (FREE, "return", (False, "0.00", "399.00")),
        (FREE, "exchange", (False, "0.00", "399.00")),
        (FEE, "return", (False, "19.95", "379.05")),
        (FEE, "exchange", (False, "19.95", "379.05")),
        (PAY, "difference", (True, "0.00", "100.00")),
        (PAY, "exchange", (False, "0.00", "399.00")),
        (SWAP, "exchange", (False, "0.00", "399.00")),
        (SWAP | {"fee": None}, "exchange", (False, "0", "399.00")),
        (UP, "return", (False, None, None)),
        (UP, "exchange", (False, None, None)),
        (FEE | {"goodwill": "390.00"}, "return", (False, "9.00", "390.00")),
        (FREE | {"goodwill": "390.00"}, "return", (False, None, "390.00")),
        (NO_DIFFERENCE | {"goodwill": "50.00"}, "difference", (True, None, "50.00")),
        (NO_DIFFERENCE | {"goodwill": "50.00"}, "exchange", (False, None, "50.00")),
        (NO_DIFFERENCE | {"goodwill": "399.00"}, "return", (False, None, "399.00")),
    ],
)
def test_what_a_quote_comes_to(
    quote: dict[str, Any], outcome: str, agreed: tuple[bool, str | None, str | None]
) -> None:
    """Each decision, with goodwill and without, as a return and as an exchange."""
    keeps, fee, money = agreed
    assert by_its_quote(back(quote, outcome=outcome)) == Agreed(
        keeps=keeps, fee=yuan(fee), money=yuan(money)
    )


@pytest.mark.parametrize(
    "quote",
    [
        None,
        {},
        {"price": "399.00"},
        FREE | {"decision": None},
        FREE | {"decision": ["free_return"]},
        FREE | {"price": "398.99"},
        FREE | {"price": "399.01"},
        FREE | {"price": None},
        FREE | {"price": "much"},
        FREE | {"price": 399},
        FREE | {"refund": None},
        FREE | {"refund": "much"},
        FREE | {"fee": 0.0},
        SWAP,
    ],
)
def test_a_quote_nobody_can_read(quote: dict[str, Any] | None) -> None:
    """Missing, edited by hand, or of other goods: nothing goes by it."""
    returned = back(quote, fee="0.00", refund="399.00")
    with pytest.raises((ValueError, TypeError)):
        by_its_quote(returned)
    assert not as_quoted(returned)


@pytest.mark.parametrize(
    ("quote", "fields", "agrees"),
    [
        (FREE, {"fee": "0.00", "refund": "399.00"}, True),
        (FREE, {"fee": "0.00", "refund": "398.99"}, False),
        (FREE, {"fee": "0.01", "refund": "399.00"}, False),
        (FREE, {"fee": None, "refund": "399.00"}, False),
        (FREE, {"fee": "0.00", "refund": "399.00", "outcome": "difference"}, False),
        (FREE, {"fee": "0.00", "outcome": "exchange"}, True),
        (FEE, {"fee": "19.95", "refund": "379.05"}, True),
        (FEE, {"fee": "19.95", "outcome": "exchange"}, True),
        (FEE, {"fee": "0.00", "outcome": "exchange"}, False),
        (FEE | {"refund": "390.00"}, {"fee": "19.95", "refund": "390.00"}, False),
        (FEE | {"goodwill": "390.00"}, {"fee": "9.00", "refund": "390.00"}, True),
        (FREE | {"goodwill": "390.00"}, {"refund": "390.00"}, True),
        (FREE | {"goodwill": "399.01"}, {"refund": "399.01"}, False),
        (PAY, {"fee": "0.00", "refund": "100.00", "outcome": "difference"}, True),
        (PAY, {"fee": "0.00", "refund": "100.00"}, False),
        (PAY | {"refund": "399.01"},
         {"fee": "0.00", "refund": "399.01", "outcome": "difference"}, False),
        (UP, {"state": "waiting"}, True),
        (UP, {"state": "rejected"}, True),
        (UP, {"state": "approved"}, False),
        (UP, {"state": "settled"}, False),
        (UP, {"fee": "99.00", "refund": "300.00"}, True),
        (UP, {"fee": "98.99", "refund": "300.00"}, False),
        (UP, {"fee": "-0.01", "refund": "399.01"}, False),
    ],
)  # fmt: skip
def test_held_against_its_quote(
    quote: dict[str, Any], fields: dict[str, Any], *, agrees: bool
) -> None:
    """Outcome, fee and money to the fen; edited together with the quote, they come to no price."""
    assert as_quoted(back(quote, **fields)) is agrees


@pytest.mark.parametrize(
    ("wrong", "named"),
    [({"decision": None}, "decision"), ({"price": "1.00"}, "price"), ({"refund": None}, "refund")],
)
def test_what_of_a_quote_is_wrong_is_named(wrong: dict[str, Any], named: str) -> None:
    """By its field."""
    with pytest.raises(ValueError, match=f"^{named}$"):
        by_its_quote(back(FREE | wrong))


# ---- approvals


@pytest.mark.parametrize(
    ("history", "named"),
    [
        ((), None),
        (({"state": "rejected", "amount": "50.00"},), None),
        (({"state": "approved"},), None),
        (({"state": "approved", "amount": "50.00"},), "50.00"),
        (({"state": "approved", "amount": "50.00"}, {"state": "price_second"}), "50.00"),
        (({"state": "approved", "amount": "50.00"}, {"state": "approved", "amount": "60.00"}),
         "60.00"),
        (({"state": "approved", "amount": "50.00"}, {"state": "approved"}), None),
        (({"state": "approved", "amount": "much"},), None),
        (({"state": "approved", "amount": 50},), None),
    ],
)  # fmt: skip
def test_named_without_having_been_asked(
    history: tuple[dict[str, Any], ...], named: str | None
) -> None:
    """The last approval in the history says how much; edited into something else it says none."""
    assert named_by_herself(back(history=history)) == yuan(named)


BY_HERSELF = ({"state": "approved", "amount": "300.00"},)


@pytest.mark.parametrize(
    ("quote", "fields", "approvals", "other"),
    [
        (FREE, {"refund": "399.00"}, [], None),
        (FREE, {"refund": "399.00"}, [("399.00", "approved")], None),
        (FREE, {"refund": "399.00"}, [("399.00", "approved"), ("1.00", "reported")], "1.00"),
        (FREE, {"refund": "399.00"}, [("398.99", "approved")], "398.99"),
        (FREE, {"refund": "399.00"}, [("398.99", "waiting")], "398.99"),
        (FREE, {"refund": "399.00"}, [("398.99", "rejected"), ("399.00", "approved")], None),
        (FREE, {"refund": "399.00"}, [(None, "approved")], "0"),
        (FREE, {"refund": "399.00"}, [(None, "waiting")], None),
        (FREE, {"refund": "399.00"}, [(None, "reported"), ("50.00", "reported")], "50.00"),
        (UP, {"refund": "300.00"}, [("300.00", "approved")], None),
        (UP, {"refund": "300.00"}, [("299.99", "approved")], "299.99"),
        (UP, {"refund": "300.00", "history": BY_HERSELF}, [], None),
        (UP, {"refund": "300.00", "history": BY_HERSELF, "state": "settled"}, [], None),
        (UP, {"refund": "300.01", "history": BY_HERSELF}, [], "300.00"),
        (UP, {"refund": "300.01", "history": BY_HERSELF, "state": "settled"}, [], "300.00"),
        (UP, {"refund": "300.01", "history": BY_HERSELF, "state": "waiting"}, [], None),
        (UP, {"refund": "300.00"}, [], "0"),
        (UP, {"refund": "300.00"}, [("300.00", "reported")], "0"),
        (UP, {"refund": "300.01", "history": BY_HERSELF}, [("300.01", "approved")], None),
        (FREE, {"refund": "300.01", "history": BY_HERSELF}, [], None),
        (None, {"refund": "300.01", "history": BY_HERSELF}, [], None),
    ],
)
def test_held_against_what_was_approved(
    quote: dict[str, Any] | None,
    fields: dict[str, Any],
    approvals: list[tuple[str | None, str]],
    other: str | None,
) -> None:
    """The first amount that was approved or reported and is not the return's, to the fen."""
    found = other_amount(back(quote, **fields), [approval(*each) for each in approvals])
    assert found == yuan(other)


def test_the_price_of_the_piece_is_no_money_of_the_return() -> None:
    """What a piece is sold for as a second is another matter (S3-036)."""
    returned = back(UP, refund="300.00", history=BY_HERSELF)
    assert other_amount(returned, [approval("80.00", what="price_second")]) is None


# ---- the invoice


@pytest.mark.parametrize(
    ("invoice", "agrees"),
    [
        (None, True),
        ("399.00", True),
        ("379.05", True),
        ("19.95", False),
        ("399.01", False),
        ("379.04", False),
        ("0.00", False),
    ],
)
@pytest.mark.fact("S3-036", command="svc return check")
def test_held_against_the_invoice(invoice: str | None, *, agrees: bool) -> None:
    """Its amount is the price of the goods, or what goes back of it."""
    returned = back(FEE, fee="19.95", refund="379.05", invoice_amount=invoice)
    assert invoice_agrees(returned) is agrees


def test_goods_that_nobody_can_read() -> None:
    """Edited by hand into something else, nothing is said about money: `check` names the line."""
    broken = back(FREE, goods=({"sku": "A", "amount": "much"},), refund="399.00")
    for rule in (by_its_quote, as_quoted, within_the_price):
        with pytest.raises(BadData, match="R-261122-000001"):
            rule(broken)
