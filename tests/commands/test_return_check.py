"""What `check` finds wrong in returns, and that no money moves in a sale in disorder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

COAT = "sku=A1,name=Coat,category=textile,price=399.00,qty=2"


@pytest.fixture
def coat(wang: str, svc: Call) -> str:
    """Two coats Wang Fang bought on 1 November, with a till slip."""
    return svc(
        "purchase", "add", "--customer", wang, "--on", "2026-11-01", "--receipt", "0042",
        "--item", COAT,
    ).line  # fmt: skip


@pytest.fixture
def made(coat: str, svc: Call) -> str:
    """An approved return of one of them."""
    return svc(
        "return", "open", "--purchase", coat, "--qty", "1", "--cause", "misadvice", "--signed"
    ).line


def mend(shop: Path, table: str, record: str, **fields: Any) -> None:
    """Edit a record by hand; None takes a field out."""
    (file,) = [
        each for each in (shop / "data" / table).glob("*.jsonl") if record in each.read_text()
    ]
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        if line["id"] == record:
            line.update(fields)
            for name in [name for name in fields if fields[name] is None]:
                del line[name]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    file.write_text(text, encoding="utf-8")


def rules(svc: Call, record: str) -> set[str]:
    """What `check` finds about a record."""
    found = svc("check", "--json", code=None).json
    return {each["rule"] for each in found if each["record"] == record}


def test_a_sound_return_is_no_problem(svc: Call, made: str) -> None:
    """Neither approved nor settled."""
    assert rules(svc, made) == set()
    svc("return", "settle", made)
    assert rules(svc, made) == set()


GOODS = {"sku": "A1", "name": "Coat", "qty": 1, "amount": "399.00"}


@pytest.mark.fact("S3-032", "X-08", "X-09", command="svc check")
@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"goods": [{**GOODS, "sku": 5}]}, "wrong-goods"),
        ({"goods": [{**GOODS, "name": ["Coat"]}]}, "wrong-goods"),
        ({"quote": {"decision": ["x"]}}, "wrong-refund"),
        ({"quote": {"authority": {"verb": "consent_first", "handler": "boss"}}}, "wrong-refund"),
        ({"goods": [{**GOODS, "qty": 3, "amount": "399.00"}]}, "returned-too-many"),
        ({"goods": [{**GOODS, "amount": "799.00"}], "refund": "799.00"}, "refunded-too-much"),
        ({"refund": "400.00"}, "wrong-refund"),
        ({"refund": "399.01", "fee": "-0.01"}, "wrong-refund"),
        ({"goods": [{"sku": "A1", "amount": "much"}]}, "wrong-goods"),
        ({"customer": "C-261122-ZZZZZZ"}, "unknown-customer"),
        ({"purchase": "P-261122-ZZZZZZ"}, "unknown-purchase"),
        ({"complaint": "K-261122-ZZZZZZ"}, "unknown-complaint"),
        ({"on": "2026-11-21"}, "wrong-day"),
        ({"settled_on": "2026-11-22"}, "wrong-settlement"),
        ({"state": "settled"}, "wrong-settlement"),
        ({"state": "settled", "settled_on": "2026-11-21"}, "wrong-settlement"),
        ({"state": "settled", "settled_on": "2026-11-22", "refund": None}, "wrong-settlement"),
        ({"history": None}, "unapproved"),
        ({"history": [{"at": "2026-11-22", "state": "approved", "post": "clerk"}]}, "unapproved"),
        ({"outcome": "exchange", "state": "settled", "settled_on": "2026-11-22"},
         "no-new-purchase"),
        ({"state": "settled", "settled_on": "2026-11-22", "signed": None}, "slip-incomplete"),
        ({"cause": "quality"}, "defect-not-noted"),
        ({"invoice_amount": "398.00"}, "refund-differs"),
        ({"state": "sold"}, "unknown-word"),
    ],
)  # fmt: skip
def test_what_check_finds(
    svc: Call, shop: Path, made: str, fields: dict[str, Any], rule: str
) -> None:
    """A return edited by hand into what cannot be is named, each by its rule, and is shown."""
    mend(shop, "returns", made, **fields)
    assert rule in rules(svc, made)
    assert made in svc("return", "show", made).out


@pytest.mark.parametrize(
    ("fee", "refund"), [("0.00", "900.00"), ("0.00", "100.00"), ("-1.00", "400.00")]
)
def test_a_refund_edited_along_with_its_quote_is_found(
    svc: Call, shop: Path, made: str, fee: str, refund: str
) -> None:
    """Fee and money are what was paid, whatever a quote that was edited with them says."""
    quote = svc("return", "show", made, "--json").json["quote"] | {"fee": fee, "refund": refund}
    mend(shop, "returns", made, quote=quote, fee=fee, refund=refund)
    assert "wrong-refund" in rules(svc, made)
    assert "disorder" in svc("return", "settle", made, code=5).err


def test_a_waiting_approval_is_missed(svc: Call, shop: Path, coat: str) -> None:
    """Set to approved by hand while its consent waits."""
    waits = svc(
        "return", "open", "--purchase", coat, "--qty", "1", "--cause", "promotion",
        "--goodwill", "399", code=6,
    ).line  # fmt: skip
    mend(shop, "returns", waits, state="approved")
    assert "unapproved" in rules(svc, waits)
    refused = svc("return", "settle", waits, code=5)
    assert "disorder" in refused.err


def test_exchange_and_new_goods_name_each_other(svc: Call, shop: Path, coat: str) -> None:
    """A new purchase that points elsewhere, or whose return does."""
    made = svc("return", "open", "--purchase", coat, "--qty", "1", "--cause", "size").line
    new = svc("return", "settle", made, "--signed", "--json").json["new_purchase"]
    assert rules(svc, made) | rules(svc, new) == set()
    mend(shop, "purchases", new, exchange_of=None)
    assert rules(svc, made) == {"wrong-exchange"}
    mend(shop, "purchases", new, exchange_of="R-261122-ZZZZZZ")
    assert rules(svc, new) == {"unknown-return"}
    mend(shop, "purchases", new, exchange_of=made)
    mend(shop, "returns", made, new_purchase=coat)
    assert rules(svc, new) == {"wrong-exchange"}


@pytest.mark.fact("S3-036", "X-08", command="svc return settle")
@pytest.mark.parametrize(
    ("table", "fields"),
    [
        ("purchases", {"total": "1.00"}),
        ("purchases", {"customer": "C-261122-ZZZZZZ"}),
        ("returns", {"refund": "1.00"}),
        ("returns", {"history": None}),
        ("customers", {"phone": None}),
    ],
)
def test_no_money_moves_in_a_sale_in_disorder(
    svc: Call, shop: Path, wang: str, coat: str, made: str, table: str, fields: dict[str, Any]
) -> None:
    """Refused with the first problem, until it is mended; nothing is changed."""
    record = {"purchases": coat, "returns": made, "customers": wang}[table]
    mend(shop, table, record, **fields)
    refused = svc("return", "settle", made, code=5)
    assert "disorder" in refused.err
    assert svc("return", "show", made, "--json").json["state"] == "approved"


def test_disorder_elsewhere_is_no_obstacle(svc: Call, shop: Path, made: str) -> None:
    """Another customer's sale, and a warning of this one, are for another day."""
    other = svc("customer", "add", "--name", "赵", "--phone", "13900139000").line
    theirs = svc("purchase", "add", "--customer", other, "--item", COAT).line
    mend(shop, "purchases", theirs, total="1.00")
    mend(shop, "returns", made, signed=None)
    svc("return", "settle", made)


def test_what_a_sale_names_is_not_missed(svc: Call, shop: Path, coat: str, wang: str) -> None:
    """Whoever brought her, who sold it and what she complained of are looked up, too."""
    friend = svc("customer", "add", "--name", "赵", "--phone", "13900139000").line
    svc("staff", "add", "--name", "李娜", "--code", "li", "--post", "shop_manager")
    mend(shop, "customers", wang, referred_by=friend)
    said = svc(
        "complaint", "log", "--customer", wang, "--category", "quality", "--cause", "misadvice",
        "--purchase", coat, "--text", "x",
    ).line  # fmt: skip
    boss = ("--staff", "li")
    made = svc(*boss, "return", "open", "--complaint", said, "--qty", "1").line
    new = svc(*boss, "return", "settle", made, "--exchange", COAT, "--json").json["new_purchase"]
    again = svc(*boss, "return", "open", "--purchase", new, "--cause", "misadvice").line
    svc(*boss, "return", "settle", again)
    assert [each for each in svc("check", "--json").json if each["level"] == "error"] == []
