"""A list of purchases against the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from svc.frozen import replace
from svc.lists.headings import by_heading
from svc.lists.known import KnownCustomers
from svc.lists.outcomes import Outcome
from svc.lists.purchases import Facts, outcome_of
from svc.lists.reading import Row
from svc.records.customer import Customer
from svc.records.purchase import Item, Purchase

WANG = Customer(id="C-260101-AAAAAA", name="王芳", phone="13800138000", number="0001")
PLAIN = ("会员号", "日期", "数量", "金额", "单价", "货号", "类别", "导购", "安装日期")


def outcomes(*rows: Sequence[str], on_file: Sequence[Customer] = (WANG,),
             create: bool = False, known: Sequence[str] = ()) -> list[Outcome]:  # fmt: skip
    """What becomes of rows: customer, day, qty, total, price, sku, category, staff, installed."""
    ids = count(1)
    facts = Facts(
        country="CN",
        today=date(2026, 11, 22),
        create_customers=create,
        staff={"s1": "T-260101-SSSSSS"},
        rows_on_file=frozenset(known),
        new_customer_id=lambda: f"C-261122-{next(ids):06}",
    )
    columns = by_heading("purchases", PLAIN, {}, ())
    listed = [Row(number=n, cells=tuple(cells)) for n, cells in enumerate(rows, start=2)]
    records = {customer.id: customer for customer in on_file}
    known_customers = KnownCustomers(
        [customer.to_raw() for customer in on_file], records.__getitem__
    )
    met: dict[bytes, int] = {}
    return [outcome_of(row, columns, known_customers, facts, met) for row in listed]


def purchase(outcome: Outcome) -> Purchase:
    """The purchase of an added row."""
    assert outcome.result == "added", outcome.reason
    found = outcome.records[-1]
    assert isinstance(found, Purchase)
    return found


def test_added() -> None:
    """One row is one purchase with one line; its staff is known by the code."""
    (outcome,) = outcomes(
        ("0001", "2026/3/5 14:20", "2件", "￥1,798.00", "899", "A1", "皮衣", "s1", "2026-03-06")
    )
    assert replace(purchase(outcome), row=None) == Purchase(
        id="", customer=WANG.id, on=date(2026, 3, 5), total=Decimal("1798.00"),
        items=(Item(amount=Decimal("1798.00"), price=Decimal("899.00"), qty=2, sku="A1",
                    category="leather"),),
        staff="T-260101-SSSSSS", installed_on=date(2026, 3, 6),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("qty", "total", "price", "item"),
    [
        ("3", "100", "", Item(amount=Decimal("100.00"), qty=3)),
        ("", "100", "", Item(amount=Decimal("100.00"))),
        ("", "0.00", "", Item(amount=Decimal("0.00"))),
        ("2", "", "49.9", Item(amount=Decimal("99.80"), price=Decimal("49.90"), qty=2)),
        ("2", "99.8", "49.9", Item(amount=Decimal("99.80"), price=Decimal("49.90"), qty=2)),
    ],
)
def test_amounts(qty: str, total: str, price: str, item: Item) -> None:
    """Where no price a piece is known, none is made up: totals need not divide."""
    (outcome,) = outcomes(("0001", "20260305", qty, total, price))
    assert purchase(outcome).items == (item,)
    assert purchase(outcome).total == item.amount


@pytest.mark.parametrize(
    ("row", "column", "value", "said"),
    [
        (("", "20260305", "1", "5"), "会员号", None, "Whose purchase it is"),
        (("0001", "", "1", "5"), "日期", None, "day of the purchase is missing"),
        (("0001", "2026-02-30", "1", "5"), "日期", "2026-02-30", "There is no day"),
        (("0001", "1969-12-31", "1", "5"), "日期", "1969-12-31", "before 1970-01-01"),
        (("0001", "20260305", "0", "5"), "数量", "0", "no number of pieces"),
        (("0001", "20260305", "-1", "5"), "数量", "-1", "a return is not a purchase"),
        (("0001", "20260305", "1", "-5"), "金额", "-5", "a return is not a purchase"),
        (("0001", "20260305", "1", "5", "-5"), "单价", "-5", "a return is not a purchase"),
        (("0001", "20260305", "1", "abc"), "金额", "abc", "not an amount of money"),
        (("0001", "20260305", "1", ""), "金额", None, "Neither a total nor a price"),
        (("0001", "20260305", "2", "5", "3"), "金额", "5", "2 × 3.00 is 6.00, not 5.00"),
        (("1.2E+10", "20260305", "1", "5"), "会员号", "1.2E+10", "has lost digits"),
        (("0002", "20260305", "1", "5"), "会员号", "0002", "No customer on file"),
        (("AAAAAA", "20260305", "1", "5"), "会员号", "AAAAAA", "No customer on file"),
        (("13800138", "20260305", "1", "5"), "会员号", "13800138", "No customer on file"),
        (("number:13800138000", "20260305", "1", "5"), "会员号", "number:13800138000",
         "No customer on file"),
        (("0001", "20260305", "1", "5", "", "", "", "", "2026-03-04"), "安装日期", "2026-03-04",
         "cannot have been installed before"),
    ],
)  # fmt: skip
def test_rejected(row: tuple[str, ...], column: str, value: str | None, said: str) -> None:
    """The column, the cell as it stands in that row, and the reason."""
    (outcome,) = outcomes(row)
    assert outcome.result == "rejected"
    assert (outcome.column, outcome.value) == (column, value)
    assert said in str(outcome.reason)


@pytest.mark.parametrize(
    "customer",
    ["0001", "number:0001", "13800138000", "+86 138-0013-8000", "C-260101-AAAAAA",
     "c-260101-aaaaaa"],
)  # fmt: skip
def test_whose_it_is(customer: str) -> None:
    """A number on file, a phone, or a whole id."""
    (outcome,) = outcomes((customer, "20260305", "1", "5"))
    assert purchase(outcome).customer == WANG.id


def test_a_number_goes_before_a_phone() -> None:
    """The shop's own number may look like somebody's phone."""
    other = Customer(id="C-260101-BBBBBB", name="张敏", number="13800138000")
    (outcome,) = outcomes(("13800138000", "20260305", "1", "5"), on_file=(WANG, other))
    assert purchase(outcome).customer == other.id


@pytest.mark.parametrize(
    ("customer", "made"),
    [
        ("00004", {"name": "00004", "number": "00004"}),
        ("number:00004", {"name": "00004", "number": "00004"}),
        ("VIP 7", {"name": "VIP 7", "number": "VIP 7"}),
        ("139-0013-9000", {"name": "13900139000", "phone": "13900139000"}),
    ],
)
def test_create_customers(customer: str, made: dict[str, Any]) -> None:
    """One file for a customer not yet known, however many rows she has."""
    first, second = outcomes((customer, "20260305", "1", "5"), (customer, "20260306", "1", "5"),
                             create=True)  # fmt: skip
    opened, bought = first.records
    assert opened == Customer(id="C-261122-000001", **made)
    assert isinstance(bought, Purchase)
    assert bought.customer == purchase(second).customer == opened.id
    assert len(second.records) == 1


def test_no_customer_is_named_by_an_id_or_opened_by_a_bad_row() -> None:
    """An id that is not on file is a slip."""
    for row in (("C-260101-ZZZZZZ", "20260305", "1", "5"), ("00004", "20260305", "1", "-5")):
        (outcome,) = outcomes(row, create=True)
        assert outcome.result == "rejected"
        assert not outcome.records


def test_equal_rows_are_two_purchases_and_a_second_run_adds_nothing() -> None:
    """Each carries which of its equals it was; how the phone is written does not matter."""
    rows = [("0001", "20260305", "1", "5"), ("0001", "2026-3-5", "1", "5.00")]
    marks = [purchase(outcome).row or "" for outcome in outcomes(*rows)]
    assert [mark.split("-")[1] for mark in marks] == ["1", "2"]
    assert marks[0].split("-")[0] == marks[1].split("-")[0]
    again = outcomes(*rows, rows[0], known=marks)
    assert [outcome.result for outcome in again] == ["updated", "updated", "added"]


def test_the_mark_of_a_row_stays_the_same() -> None:
    """Or a list imported by an older svc would be added once more."""
    (outcome,) = outcomes(("0001", "20260305", "1", "5"))
    assert purchase(outcome).row == "08e68be0ff3b1d51-1"
