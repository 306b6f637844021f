"""When a return may be settled, for what, and what its exchange comes to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from svc.errors import BadData, BadInput, Refused, SvcError
from svc.frozen import replace
from svc.money import ZERO
from svc.policy import Policy
from svc.records.purchase import Item, Purchase
from svc.records.return_ import Return
from svc.rules.answer import POSTS, Authority, Citations
from svc.rules.refund import Quote, RefundCase, quote
from svc.rules.return_ import (
    difference,
    may_exchange,
    missing_on_slip,
    on_top,
    refuse_unready,
    same_again,
    terms,
    turned_exchange,
)
from svc.rules.ruling import DECISION_NAMES, Goods
from svc.rules.sold import all_came_back, credit, given_back, goods_of, goodwill_of, worth

CLERK, SHOP, REGION, SERVICE, COMPANY = POSTS
DAY = date(2026, 11, 22)
COAT = {"sku": "A", "name": "Coat", "qty": 1, "amount": "399.00"}


def back(**fields: Any) -> Return:
    """A return of a coat for 399.00, approved."""
    known: dict[str, Any] = {"goods": (COAT,), "state": "approved", "cause": "size", **fields}
    return Return(
        id="R-261122-000001", customer="C-261101-000001", on=DAY, purchase="P-261101-000001",
        **known,
    )  # fmt: skip


def sale(*items: Item, total: str = "399.00") -> Purchase:
    return Purchase(
        id="P-261101-000001", customer="C-261101-000001", on=date(2026, 11, 1), items=items,
        total=Decimal(total),
    )  # fmt: skip


# ---- when it may be settled


@pytest.mark.parametrize(
    ("fields", "today", "error", "said"),
    [
        ({}, 22, None, ""),
        ({}, 23, None, ""),
        ({}, 21, BadInput, "is of 2026-11-22"),
        ({"state": "waiting"}, 22, Refused, "still waits"),
        ({"state": "rejected"}, 22, Refused, "was refused"),
        ({"state": "settled", "settled_on": DAY}, 23, Refused, "was settled on 2026-11-22"),
        ({"state": "maybe"}, 22, Refused, "still waits"),
        ({"outcome": "exchange"}, 22, None, ""),
        ({"cause": "customer"}, 22, None, ""),
        ({"cause": "customer", "outcome": "exchange"}, 22, Refused, "has no price yet"),
        ({"cause": "customer", "outcome": "exchange", "second_price": ZERO}, 22, None, ""),
        ({"cause": "customer", "outcome": "exchange"}, 21, BadInput, "is of 2026-11-22"),
    ],
)
@pytest.mark.fact("X-09", "S3-017", command="svc return settle")
def test_what_is_ready_to_be_settled(
    fields: dict[str, Any], today: int, error: type[SvcError] | None, said: str
) -> None:
    """Approved, from its day on, and a piece she spoilt priced as a second."""
    if error is None:
        refuse_unready(back(**fields), date(2026, 11, today))
        return
    with pytest.raises(error, match=f"R-261122-000001:? .*{said}") as refused:
        refuse_unready(back(**fields), date(2026, 11, today))
    assert ("--today" if error is BadInput else "svc return ") in str(refused.value.hint)


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({}, ["receipt", "signed", "phone"]),
        ({"receipt": "7"}, ["signed", "phone"]),
        ({"receipt": "7", "signed": True}, ["phone"]),
        ({"receipt": "7", "signed": True, "phone": "13800138000"}, []),
        ({"signed": True, "phone": ""}, ["receipt", "phone"]),
    ],
)
@pytest.mark.fact("S3-032", "S3-034", command="svc return settle")
def test_what_the_slip_lacks(fields: dict[str, Any], missing: list[str]) -> None:
    """The till slip, her signature, her phone."""
    assert missing_on_slip(back(**fields)) == missing


# ---- turned into an exchange


@pytest.mark.parametrize(
    ("decision", "cause", "may"),
    [
        *((decision, cause, decision in {
            "free_return", "return_with_fee", "exchange_or_return", "refund_or_exchange",
            "exchange",
        }) for decision in DECISION_NAMES for cause in ("quality", "size")),
        ("explain", "customer", True),
        ("repair", "customer", False),
        ("exchange", "customer", True),
    ],
)  # fmt: skip
def test_what_may_be_exchanged(decision: str, cause: str, *, may: bool) -> None:
    """Where money may go back; and what she spoilt, which is sold as a second then (S3-017)."""
    assert may_exchange(decision, cause) is may
    returned = back(cause=cause, quote={"decision": decision}, refund=Decimal("399.00"))
    if may or decision == "hand_upward":
        turned = turned_exchange(returned)
        assert turned == replace(returned, outcome="exchange", refund=None)
        return
    with pytest.raises(Refused, match="R-261122-000001 is no exchange"):
        turned_exchange(returned)


@pytest.mark.parametrize(
    ("fields", "may"),
    [
        ({"quote": {"decision": "no_difference", "goodwill": "399.00"}}, True),
        ({"quote": {"decision": "no_difference", "goodwill": "50.00"}, "outcome": "difference"},
         False),
        ({"quote": {"decision": "free_return"}, "outcome": "difference"}, False),
        ({"quote": {"goodwill": "50.00"}}, True),
        ({"quote": {}}, False),
        ({"quote": None}, False),
    ],
)  # fmt: skip
def test_goodwill_may_go_towards_other_goods(fields: dict[str, Any], *, may: bool) -> None:
    """But not money for a piece she keeps; without a quote nothing is left to her choice."""
    if may:
        assert turned_exchange(back(**fields)).outcome == "exchange"
        return
    with pytest.raises(Refused):
        turned_exchange(back(**fields))


def test_an_exchange_is_one_already() -> None:
    """It stays as it is, whatever its quote says."""
    returned = back(outcome="exchange", refund=Decimal("1.00"))
    assert turned_exchange(returned) == returned


# ---- what an exchange comes to


@pytest.mark.parametrize(
    ("pieces", "price"), [("100.00", "50.00"), ("100.01", None), ("0.00", "0.00")]
)
def test_the_same_goods_anew(pieces: str, price: str | None) -> None:
    """Article, category and style of the sale; a price where the pieces share it to the fen."""
    sold = sale(
        Item(sku="B", name="Belt", category="leather", style="classic", amount=Decimal(9)),
        Item(sku="a", name="Coat", category="textile", style="sweet", size="L", amount=Decimal(1)),
    )
    returned = back(goods=(COAT | {"qty": 2, "amount": pieces}, COAT | {"sku": "Z"}))
    same, other = same_again(returned, sold)
    assert same == Item(
        sku="A", name="Coat", category="textile", style="sweet", qty=2,
        price=None if price is None else Decimal(price), amount=Decimal(pieces),
    )  # fmt: skip
    assert (other.category, other.style, other.price) == (None, None, Decimal("399.00"))


def test_goods_without_pieces_have_no_price() -> None:
    """Edited by hand, no pieces may have cost something."""
    (same,) = same_again(back(goods=(COAT | {"qty": 0},)), sale())
    assert (same.qty, same.price, same.amount) == (0, None, Decimal("399.00"))


@pytest.mark.parametrize(
    ("fields", "taken", "more"),
    [
        ({"fee": "19.95"}, ["300.00", "99.00"], "19.95"),
        ({"fee": None}, ["399.01"], "0.01"),
        ({"fee": "0.00"}, [], "-399.00"),
        ({"quote": {"goodwill": "50.00"}}, ["50.00"], "0.00"),
        ({"quote": {"goodwill": "50.00"}, "cause": "customer"}, ["40.00"], "-10.00"),
        ({"cause": "customer"}, ["399.00"], "0.00"),
        ({"cause": "customer"}, ["399.01"], "0.01"),
        ({"cause": "customer"}, ["398.99"], None),
        ({"cause": "quality"}, ["398.99"], "-0.01"),
    ],
)
@pytest.mark.fact("S3-017", "S3-019", command="svc return settle")
def test_what_she_pays_on_top(fields: dict[str, Any], taken: list[str], more: str | None) -> None:
    """Nothing goes back for a piece she spoilt, unless it was granted: a fen below, at, above."""
    if fields.get("fee") is not None:
        fields = fields | {"fee": Decimal(fields["fee"])}
    returned = back(outcome="exchange", **fields)
    items = [Item(amount=Decimal(each)) for each in taken]
    if more is None:
        assert on_top(returned, items) == Decimal("-0.01")
        with pytest.raises(Refused, match=r"0\.01 yuan cannot go back"):
            difference(returned, items)
        return
    assert difference(returned, items) == on_top(returned, items) == Decimal(more)


# ---- who names the money


def upward(authority: Authority) -> Quote:
    """A quote that names no money, to be decided like this."""
    case = RefundCase(
        price=Decimal("399.00"), category="textile", cause="quality", bought=date(2026, 7, 1),
        on=DAY, unrepairable=True,
    )  # fmt: skip
    answer = quote(case, Policy())
    assert answer.decision == "hand_upward"
    return replace(answer, authority=authority)


@pytest.mark.parametrize(
    ("authority", "handler", "said"),
    [
        (Authority(verb="hand_upward", handler=REGION, notify=COMPANY), REGION, None),
        (Authority(verb="alone_and_report", handler=SHOP, notify=REGION), REGION,
         "the regional manager says how much"),
        (Authority(verb="alone", handler=SHOP), SERVICE,
         "the company's customer service says how much"),
        (Authority(verb="consent_first", handler=SHOP), SERVICE,
         "the company's customer service says how much"),
    ],
)  # fmt: skip
@pytest.mark.fact("S2-065", command="svc return open")
def test_where_the_rules_name_no_money_somebody_above_does(
    authority: Authority, handler: str, said: str | None
) -> None:
    """Whoever is told or agrees names it, else the company's service; and why is said."""
    cited = Citations(Policy().at(date(2026, 7, 1)))
    for exchange in (False, True):
        found = terms(upward(authority), "quality", cited, exchange=exchange)
        assert found.outcome == ("exchange" if exchange else "return")
        assert (found.authority.verb, found.authority.handler) == ("hand_upward", handler)
        assert (found.fee, found.refund, found.money) == (None, None, None)
        assert (found.what, found.rows, found.tell) == ("hand_upward", (), None)
        assert [said in str(why) for why in found.why if said] == ([] if said is None else [True])
        assert bool(found.why) is (said is not None)


# ---- what was given back, read from the line


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"goods": ({"sku": "A"},)}, worth),
        ({"goods": ({"sku": "A", "qty": "1", "amount": "1.00"},)}, worth),
        ({"goods": ({"sku": "A", "qty": 1, "amount": 1.0},)}, goods_of),
        ({"goods": (COAT | {"sku": 5},)}, goods_of),
        ({"goods": (COAT | {"name": ["Coat"]},)}, goods_of),
        ({"goods": ()}, worth),
        ({"goods": (), "case": {"price": None}}, worth),
        ({"quote": {"goodwill": "much"}}, goodwill_of),
        ({"quote": {"goodwill": 5}}, credit),
    ],
)
def test_lines_nobody_can_read(fields: dict[str, Any], rule: Any) -> None:
    """Edited by hand: one sentence, with the id."""
    with pytest.raises(BadData, match="R-261122-000001"):
        rule(back(**fields))


@pytest.mark.parametrize(
    ("fields", "paid", "gave", "counts"),
    [
        ({}, "399.00", "0", "399.00"),
        ({"refund": "379.05", "fee": "19.95"}, "399.00", "379.05", "379.05"),
        ({"outcome": "exchange", "fee": "19.95"}, "399.00", "379.05", "379.05"),
        ({"outcome": "exchange", "refund": "5.00"}, "399.00", "399.00", "399.00"),
        ({"goods": (), "case": {"price": "80.00"}, "refund": "80.00"}, "80.00", "80.00", "80.00"),
        ({"goods": (COAT, COAT | {"amount": "0.01"})}, "399.01", "0", "399.01"),
        ({"goods": ({"name": "Coat", "amount": "7.00"},)}, "7.00", "0", "7.00"),
    ],
)
def test_what_the_pieces_were_worth(
    fields: dict[str, Any], paid: str, gave: str, counts: str
) -> None:
    """What was paid for them, what went back, and what they count towards new goods."""
    amounts = {name: Decimal(fields[name]) for name in ("fee", "refund") if name in fields}
    returned = back(**fields | amounts)
    assert worth(returned) == Decimal(paid)
    assert given_back(returned) == Decimal(gave)
    assert credit(returned) == Decimal(counts)


def test_the_pieces_of_a_line() -> None:
    """As they are on file; without a number it is one piece."""
    returned = back(goods=({"name": "Coat", "amount": "7.00"}, COAT | {"qty": 2}))
    assert goods_of(returned) == (
        Goods(sku=None, name="Coat", qty=1, amount=Decimal("7.00")),
        Goods(sku="A", name="Coat", qty=2, amount=Decimal("399.00")),
    )


@pytest.mark.parametrize(
    ("rows", "all_of_it"),
    [
        ([], False),
        ([("settled", 1)], False),
        ([("settled", 2)], True),
        ([("settled", 1), ("settled", 1)], True),
        ([("settled", 1), ("approved", 1)], False),
        ([("waiting", 2)], False),
        ([("rejected", 2)], False),
        ([("settled", 3)], True),
    ],
)
def test_whether_she_has_anything_of_a_sale(
    rows: list[tuple[str, int]], *, all_of_it: bool
) -> None:
    """Only what is settled came back; each line of the receipt counts."""
    sold = sale(Item(sku="A", qty=2, amount=Decimal(798)), total="798.00")
    returns = [back(state=state, goods=(COAT | {"qty": qty},)) for state, qty in rows]
    assert all_came_back(sold, returns) is all_of_it
    two = replace(sold, items=(*sold.items, Item(sku="B", qty=1, amount=Decimal(1))))
    assert not all_came_back(two, returns)


def test_of_a_sale_without_lines_nobody_knows() -> None:
    """Money came back, but which pieces she still has is not on file."""
    returned = back(state="settled", goods=(), case={"price": "399.00"})
    assert not all_came_back(sale(), [returned])
