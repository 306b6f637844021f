"""What a return comes to, and that nobody ever gets more back than she paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.errors import BadInput, Refused, SvcError
from svc.frozen import replace
from svc.money import ZERO
from svc.policy import Policy
from svc.records.purchase import Item, Purchase
from svc.records.return_ import Return
from svc.rules.agreed import as_quoted, money_of
from svc.rules.answer import Citations
from svc.rules.came_back import what_came_back
from svc.rules.quoted import frozen
from svc.rules.refund import RefundCase, quote
from svc.rules.return_ import Terms, difference, same_again, terms
from svc.rules.ruling import Goods, Returned
from svc.rules.sold import claim, credit, given_back, left_of, shares, worth

if TYPE_CHECKING:
    from pathlib import Path

    from svc.rules.ruling import Cause

SHIPPED = Policy()
SOLD = date(2026, 11, 1)
MONEY = st.decimals(min_value=0, max_value=5000, places=2)


def sale(*lines: tuple[str, int, str]) -> Purchase:
    """A purchase of these lines: SKU, pieces, amount."""
    items = tuple(
        Item(sku=sku, qty=qty, amount=Decimal(amount), category="textile")
        for sku, qty, amount in lines
    )
    return Purchase(
        id="P-261101-000001",
        customer="C-261101-000001",
        on=SOLD,
        items=items,
        total=sum((item.amount for item in items), ZERO),
    )


def back(purchase: Purchase, *goods: tuple[str, int, str], **more: Any) -> Return:
    """A return of these pieces, settled."""
    rows = tuple({"sku": sku, "qty": qty, "amount": amount} for sku, qty, amount in goods)
    known: dict[str, Any] = {"state": "settled", "refund": ZERO, "fee": ZERO, **more}
    return Return(
        id="R-261122-000001", customer=purchase.customer, on=SOLD, purchase=purchase.id,
        cause="size", goods=rows, **known,
    )  # fmt: skip


def agreed(cause: str, day: int = 5, *, exchange: bool = False, goodwill: str | None = None,
           price: str = "399.00", **facts: Any) -> Terms:  # fmt: skip
    """The terms of a garment that comes back on a day after the sale."""
    if "lower_price" in facts:
        facts["lower_price"] = Decimal(facts["lower_price"])
    case = RefundCase(
        price=Decimal(price), category="textile", cause=cast("Cause", cause), bought=SOLD,
        on=date.fromordinal(SOLD.toordinal() + day), **facts,
    )  # fmt: skip
    cited = Citations(SHIPPED.at(SOLD))
    return terms(
        quote(case, SHIPPED), cause, cited, exchange=exchange,
        goodwill=None if goodwill is None else Decimal(goodwill),
    )  # fmt: skip


# ---- what a return comes to


@pytest.mark.fact(
    "S3-015", "S3-018", "S3-019", "S3-020", "S3-021", "S3-022", "S3-024", "S3-025",
    command="svc return open",
)  # fmt: skip
@pytest.mark.parametrize(
    ("cause", "facts", "exchange", "outcome", "fee", "refund", "what"),
    [
        ("quality", {}, False, "return", "0.00", "399.00", "exchange_or_return"),
        ("quality", {}, True, "exchange", "0.00", None, "exchange"),
        (
            "quality",
            {"day": 20, "unrepairable": True},
            False,
            "return",
            "19.95",
            "379.05",
            "return_with_fee",
        ),
        (
            "quality",
            {"day": 20, "unrepairable": True},
            True,
            "exchange",
            "19.95",
            None,
            "exchange",
        ),
        ("size", {}, False, "exchange", "0.00", None, "exchange"),
        ("size", {}, True, "exchange", "0.00", None, "exchange"),
        (
            "size",
            {"no_stock": True, "insists": True},
            False,
            "return",
            "0.00",
            "399.00",
            "free_return",
        ),
        (
            "size",
            {"day": 7, "no_stock": True, "insists": True},
            False,
            "return",
            "0.00",
            "399.00",
            "free_return",
        ),
        ("style", {}, False, "exchange", "0.00", None, "exchange"),
        (
            "style",
            {"no_stock": True, "insists": True},
            False,
            "return",
            "0.00",
            "399.00",
            "free_return",
        ),
        (
            "two_tags",
            {"lower_price": "299.00"},
            False,
            "difference",
            "0.00",
            "100.00",
            "pay_difference",
        ),
        ("stock", {"no_stock": True}, False, "return", "0.00", "399.00", "refund_or_exchange"),
        ("stock", {"no_stock": True}, True, "exchange", "0.00", None, "exchange"),
        ("misadvice", {}, False, "return", "0.00", "399.00", "free_return"),
        ("customer", {}, True, "exchange", "0.00", None, "exchange"),
        ("quality", {"day": 91, "unrepairable": True}, False, "return", None, None, "hand_upward"),
    ],
)
def test_what_a_return_comes_to(
    *,
    cause: str,
    facts: dict[str, Any],
    exchange: bool,
    outcome: str,
    fee: str | None,
    refund: str | None,
    what: str,
) -> None:
    """Each row of the table becomes a return, an exchange or a price difference with its money."""
    found = agreed(cause, exchange=exchange, **facts)
    assert (found.outcome, found.what, found.rows) == (outcome, what, ())
    assert (found.fee, found.refund) == (fee and Decimal(fee), refund and Decimal(refund))
    counts = None if found.fee is None else Decimal("399.00") - found.fee
    assert found.money == (counts if outcome == "exchange" else found.refund)


def test_without_being_told_it_is_no_exchange() -> None:
    """She takes other goods only where that is said."""
    case = RefundCase(
        price=Decimal("399.00"), category="textile", cause="misadvice", bought=SOLD, on=SOLD
    )
    found = terms(quote(case, SHIPPED), "misadvice", Citations(SHIPPED.at(SOLD)))
    assert found.outcome == "return"


@pytest.mark.parametrize(
    ("goodwill", "post"),
    [("99.99", "regional_manager"), ("100.00", "company"), ("100.01", "company")],
)
@pytest.mark.fact("X-09", command="svc return open --goodwill")
def test_goodwill_has_its_limits(tmp_path: Path, goodwill: str, post: str) -> None:
    """By its amount somebody higher up has to agree: a fen below, at and above."""
    (tmp_path / "authority.toml").write_text(
        '[[limits.values]]\nvalue = [{ from = "100.00", problem = "goodwill", '
        'verb = "consent_first", handler = "shop_manager", notify = "company" }]\n'
    )
    case = RefundCase(
        price=Decimal("399.00"), category="textile", cause="promotion", bought=SOLD, on=SOLD
    )
    cited = Citations(Policy(tmp_path).at(SOLD))
    found = terms(quote(case, SHIPPED), "promotion", cited, goodwill=Decimal(goodwill))
    assert (found.authority.verb, found.authority.notify) == ("consent_first", post)
    assert (found.what, found.rows) == ("goodwill", ("authority.goodwill",))


@pytest.mark.fact("S3-016", "S3-017", "S3-023", "X-01", "X-03", command="svc return open")
@pytest.mark.parametrize(
    ("cause", "facts", "why", "hint"),
    [
        ("customer", {}, "Explain, then make the offers. The damage", "--exchange names"),
        ("promotion", {}, "No difference is paid. A promotion", "--goodwill AMOUNT asks"),
        ("promotion", {"exchange": True}, "paid. A promotion", "--goodwill AMOUNT asks"),
        ("stock", {}, "from another shop. The goods can be had", "--goodwill AMOUNT asks"),
        ("quality", {"day": 16}, "Repair. Within the warranty", "`svc repair open` takes it in"),
        ("size", {"no_stock": True}, "Nothing else is in stock", "--goodwill AMOUNT asks"),
        ("size", {"day": 8, "no_stock": True, "insists": True}, "Nothing else is", "--goodwill"),
        ("size", {"no_stock": True, "insists": True, "worn": True}, "Nothing", "--goodwill"),
        ("style", {"day": 8, "no_stock": True, "insists": True}, "Nothing else", "--goodwill"),
        ("two_tags", {"lower_price": "399.00"}, "The lower price on the tag", "--goodwill"),
    ],
)
def test_where_nothing_comes_back(
    *, cause: str, facts: dict[str, Any], why: str, hint: str
) -> None:
    """Where the table gives nothing back, nothing goes on file, and the reason is told.

    The first reason that is not about days: how many they are is no reason.
    """
    with pytest.raises(Refused) as refused:
        agreed(cause, **facts)
    assert "The quote says: " in str(refused.value.message)
    assert why in str(refused.value.message)
    assert hint in str(refused.value.hint)


@pytest.mark.fact("X-03", "X-09", command="svc return open --goodwill")
@pytest.mark.parametrize(
    ("goodwill", "exchange", "outcome", "fee", "refund"),
    [
        ("399.00", False, "return", None, "399.00"),
        ("398.99", False, "difference", None, "398.99"),
        ("0.01", False, "difference", None, "0.01"),
        ("100.00", True, "exchange", None, None),
    ],
)
def test_goodwill_needs_the_next_post_up(
    *, goodwill: str, exchange: bool, outcome: str, fee: str | None, refund: str | None
) -> None:
    """The last offer may pay back what the table does not, with consent from above.

    Below the price it is money only, and she keeps the piece.
    """
    found = agreed("promotion", goodwill=goodwill, exchange=exchange)
    assert found.money == Decimal(goodwill)
    assert (found.outcome, found.fee, found.refund) == (
        outcome, fee and Decimal(fee), refund and Decimal(refund),
    )  # fmt: skip
    assert found.authority.to_json() == {
        "verb": "consent_first", "handler": "shop_manager", "notify": "regional_manager",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cause", "goodwill", "facts", "error"),
    [
        ("promotion", "399.01", {}, Refused),
        ("promotion", "0.00", {}, BadInput),
        ("quality", "399.00", {}, BadInput),
        ("quality", "379.05", {"day": 20, "unrepairable": True}, BadInput),
        ("quality", "99.00", {"day": 91, "unrepairable": True}, BadInput),
    ],
)
def test_goodwill_is_more_than_the_rules_and_no_more_than_was_paid(
    cause: str, goodwill: str, facts: dict[str, Any], error: type[Exception]
) -> None:
    """What the rules give needs no goodwill; what was not paid cannot go back."""
    with pytest.raises(error):
        agreed(cause, goodwill=goodwill, **facts)


def test_goodwill_lowers_a_fee() -> None:
    """Where the rules keep a fee, what goodwill leaves of it is one still."""
    found = agreed("quality", 20, unrepairable=True, goodwill="390.00")
    assert (found.outcome, found.fee, found.refund) == (
        "return", Decimal("9.00"), Decimal("390.00"),
    )  # fmt: skip


@pytest.mark.fact("S2-065", command="svc return open")
@pytest.mark.parametrize(("day", "handler"), [(91, "company_service"), (93, "company_service")])
def test_where_the_rules_name_no_amount_it_goes_up(day: int, handler: str) -> None:
    """Past the last band and after the warranty the company's service names the money."""
    found = agreed("quality", day, unrepairable=True)
    assert (found.authority.verb, found.authority.handler) == ("hand_upward", handler)
    assert found.what == "hand_upward"


# ---- never more than was sold or paid


@pytest.mark.parametrize(
    ("goods", "qty", "amounts"),
    [
        ((), 1, ["50.01"]),
        ((), 2, ["100.01"]),
        ((("A", 1, "50.01"),), 1, ["50.00"]),
    ],
)
def test_the_last_piece_takes_the_rest(
    goods: tuple[tuple[str, int, str], ...], qty: int, amounts: list[str]
) -> None:
    """Two halves of 100.01 are 50.01 and 50.00: together what was paid, not a fen more."""
    sold = sale(("A", 2, "100.01"))
    left = left_of(sold, [back(sold, each) for each in goods])
    came = claim(sold, what_came_back(sold, "A", qty), left)
    assert [str(each.amount) for each in came.goods] == amounts


@pytest.mark.parametrize(
    ("returned", "qty", "fits"),
    [
        ({}, 2, True),
        ({"state": "rejected"}, 3, True),
        ({"state": "waiting"}, 2, True),
        ({"state": "waiting"}, 3, False),
        ({"state": "settled"}, 3, False),
        ({"outcome": "exchange"}, 3, False),
        ({"outcome": "difference", "refund": Decimal("10.00")}, 3, True),
    ],
)
def test_pieces_left(returned: dict[str, Any], qty: int, *, fits: bool) -> None:
    """What waits counts as well as what is settled; what was refused does not."""
    sold = sale(("A", 3, "90.00"))
    left = left_of(sold, [back(sold, ("A", 1, "30.00"), **returned)])
    if fits:
        claim(sold, what_came_back(sold, "A", qty), left)
        return
    with pytest.raises(Refused) as refused:
        claim(sold, what_came_back(sold, "A", qty), left)
    assert "2 of 3" in str(refused.value)


def test_a_difference_lowers_what_was_paid() -> None:
    """After 100.00 of 399.00 were paid back, 299.00 are what she paid."""
    sold = sale(("A", 1, "399.00"))
    paid = back(sold, ("A", 1, "399.00"), outcome="difference", refund=Decimal("100.00"))
    came = claim(sold, what_came_back(sold, None), left_of(sold, [paid]))
    assert came.price == Decimal("299.00")


def test_a_sale_without_lines_is_counted_in_money() -> None:
    """Old lists know a total only: what one return took, the next cannot."""
    sold = replace(sale(), total=Decimal("80.00"))
    first = claim(sold, what_came_back(sold, None), left_of(sold, []))
    assert first == Returned(price=Decimal("80.00"), category=None)
    one = back(sold, case={"price": "80.00"}, refund=Decimal("80.00"))
    with pytest.raises(Refused):
        claim(sold, what_came_back(sold, None), left_of(sold, [one]))
    less = back(sold, case={"price": "80.00"}, refund=Decimal("30.00"), outcome="difference")
    rest = claim(sold, what_came_back(sold, None), left_of(sold, [less]))
    assert rest.price == Decimal("50.00")


@given(money=MONEY, weights=st.lists(MONEY, max_size=5))
def test_shares_are_the_whole(money: Decimal, weights: list[Decimal]) -> None:
    """Parted by weights to the fen, an amount is neither more nor less; no share is negative."""
    parts = shares(money, weights)
    assert len(parts) == len(weights)
    assert sum(parts, ZERO) == (money if weights else ZERO)
    assert all(part >= 0 for part in parts)


LINES = st.lists(st.tuples(st.integers(1, 4), MONEY), min_size=1, max_size=3)
STEPS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(1, 4),
        st.sampled_from(["quality", "unrepairable", "size", "two_tags", "goodwill", "misadvice"]),
        st.booleans(),
        st.sampled_from(["waiting", "approved", "settled", "rejected"]),
        st.decimals(min_value=0, max_value=1, places=3),
    ),
    max_size=12,
)


@pytest.mark.fact("S2-064", "S2-065", command="svc return open")
@given(lines=LINES, steps=STEPS)
def test_no_sequence_of_returns_gives_back_more_than_was_paid(
    lines: list[tuple[int, Decimal]], steps: list[tuple[int, int, str, bool, str, Decimal]]
) -> None:
    """Whatever comes back in whatever order: never more pieces, never more money."""
    sold = sale(*((f"A{n}", qty, str(amount)) for n, (qty, amount) in enumerate(lines)))
    on_file: list[Return] = []
    for number, (line, qty, kind, exchange, state, part) in enumerate(steps):
        try:
            returned = one_more(sold, on_file, f"A{line}", qty, kind, part, exchange=exchange)
        except SvcError:
            continue
        on_file.append(replace(returned, id=f"R-261122-{number:06}", state=state))
    counted = [each for each in on_file if each.state != "rejected"]
    for n, (qty, amount) in enumerate(lines):
        gone = [
            row for each in counted if each.outcome != "difference"
            for row in each.goods if row["sku"] == f"A{n}"
        ]  # fmt: skip
        assert sum(row["qty"] for row in gone) <= qty
        assert sum((Decimal(row["amount"]) for row in gone), ZERO) <= amount
    assert sum((given_back(each) for each in counted), ZERO) <= sold.total
    left = left_of(sold, on_file)
    assert all(line.qty >= 0 for line in left.lines.values())
    assert left.amount >= 0


def one_more(
    sold: Purchase, before: list[Return], sku: str, qty: int, kind: str, part: Decimal,
    *, exchange: bool,
) -> Return:  # fmt: skip
    """One more return of a sale, as `return open` makes it."""
    came = claim(sold, what_came_back(sold, sku, qty), left_of(sold, before))
    cause = {"unrepairable": "quality", "goodwill": "promotion"}.get(kind, kind)
    lower = (came.price * part).quantize(Decimal("0.01"))
    case = RefundCase(
        price=came.price, category="textile", goods=came.goods, bought=SOLD,
        on=date(2026, 12, 1), cause=cast("Cause", cause), unrepairable=kind == "unrepairable",
        lower_price=lower if kind == "two_tags" else None,
    )  # fmt: skip
    answer = quote(case, SHIPPED)
    goodwill = lower if kind == "goodwill" else None
    found = terms(answer, cause, Citations(SHIPPED.at(SOLD)), exchange=exchange, goodwill=goodwill)
    on_file = frozen(answer, goodwill, found)
    assert on_file["decision"] == answer.decision
    returned = Return(
        id="R", customer=sold.customer, on=SOLD, purchase=sold.id, cause=cause,
        outcome=found.outcome, fee=found.fee, refund=found.refund, case=case.to_raw(),
        goods=tuple(each.to_json() for each in came.goods), quote=on_file,
    )  # fmt: skip
    assert money_of(returned) == found.money
    assert as_quoted(returned)
    if found.outcome == "return" and goodwill is None:
        assert found.refund is not None
        assert found.fee is not None
        assert found.refund + found.fee == worth(returned)
    return returned


# ---- exchanges


@pytest.mark.fact("S3-019", "S3-021", command="svc return settle")
@pytest.mark.parametrize(
    ("price", "fee", "more"),
    [("399.00", "0.00", "0.00"), ("499.00", "0.00", "100.00"), ("99.00", "0.00", "-300.00"),
     ("399.00", "19.95", "19.95")],
)  # fmt: skip
def test_the_difference_of_an_exchange(price: str, fee: str, more: str) -> None:
    """What she takes, less what she paid for what she brings, the fee taken off that first."""
    sold = sale(("A", 1, "399.00"))
    returned = back(sold, ("A", 1, "399.00"), outcome="exchange", fee=Decimal(fee))
    taken = Item(price=Decimal(price), amount=Decimal(price))
    assert difference(returned, [taken]) == Decimal(more)
    assert given_back(returned) == credit(returned) == Decimal("399.00") - Decimal(fee)


def test_the_same_again() -> None:
    """An exchange for the same goods keeps article and price; only the size is open."""
    item = Item(
        sku="A", name="Coat", size="L", category="leather", amount=Decimal("100.01"), qty=2
    )
    sold = replace(sale(), items=(item,), total=item.amount)
    returned = back(sold, ("A", 2, "100.01"))
    (same,) = same_again(returned, sold)
    assert (same.sku, same.category, same.size, same.qty) == ("A", "leather", None, 2)
    assert (same.price, same.amount) == (None, Decimal("100.01"))
    assert Goods(sku="A", name=None, qty=2, amount=Decimal("100.01")).qty == same.qty
