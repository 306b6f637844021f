"""`svc refund quote` as a clerk and a script call it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from svc import i18n
from svc.output import width
from svc.records.complaint import CATEGORIES
from svc.rules.ruling import CAUSES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

GOODS = ("--price", "399", "--category", "textile", "--bought", "2026-11-01")


def test_quote_without_a_shop(svc: Call) -> None:
    """S2-064: day 21 of a garment beyond repair costs 5 %."""
    shown = svc(
        "refund", "quote", *GOODS, "--cause", "quality", "--unrepairable", "--json"
    ).json  # fmt: skip
    assert (shown["decision"], shown["days"]) == ("return_with_fee", 21)
    assert (shown["fee"], shown["refund"], shown["rate"]) == ("19.95", "379.05", "0.05")


def test_text_begins_with_what_to_do(svc: Call) -> None:
    """The decision and the money first, then who decides; warnings belong to the answer."""
    result = svc("refund", "quote", *GOODS, "--cause", "quality", "--unrepairable")
    lines = result.out.splitlines()
    assert lines[0] == "Return for a fee"
    assert "19.95" in lines[1]
    assert "379.05" in lines[2]
    assert "shop manager" in lines[3]
    assert "Order 778 Art. 18" in result.out
    assert result.err == ""


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ((*GOODS,), 2),
        ((*GOODS, "--cause", "whim"), 2),
        ((*GOODS[:4], "--cause", "size"), 2),
        ((*GOODS, "--cause", "size", "--item", "A"), 2),
        ((*GOODS, "--cause", "size", "--purchase", "P"), 2),
        ((*GOODS, "--cause", "two_tags"), 2),
        ((*GOODS, "--cause", "two_tags", "--lower-price", "400"), 4),
        ((*GOODS, "--cause", "size", "--on", "2026-10-31"), 4),
        ((*GOODS, "--cause", "size", "--region", "atlantis"), 4),
        ((*GOODS, "--cause", "size", "--lower-price", "cheap"), 4),
        (("--purchase", "ABC", "--cause", "size"), 3),
    ],
)
def test_what_cannot_be_quoted(svc: Call, args: tuple[str, ...], code: int) -> None:
    """Wrong usage is 2, nothing there is 3, what cannot be is 4; stdout stays empty."""
    assert svc("refund", "quote", *args, code=code).out == ""


def test_quote_of_a_purchase(svc: Call, tmp_path: Path) -> None:
    """A line by its SKU, with the amount of all its pieces and the day of the sale."""
    shop = ("--store", tmp_path / "shop")
    svc("init", tmp_path / "shop", "--name", "X", "--no-git")
    customer = svc(*shop, "customer", "add", "--name", "王", "--phone", "13800138000").line
    purchase = svc(
        *shop, "purchase", "add", "--customer", customer, "--on", "2026-11-01",
        "--item", "sku=A,category=textile,price=100.00,qty=2",
        "--item", "sku=B,category=leather,price=50.00",
    ).line  # fmt: skip
    quote = (*shop, "refund", "quote", "--cause", "quality", "--unrepairable", "--purchase")
    assert svc(*quote, purchase, "--item", "a", "--json").json["fee"] == "10.00"
    assert "A, B" in svc(*quote, purchase, code=2).err
    assert "A, B" in svc(*quote, purchase, "--item", "C", code=3).err
    svc(*quote, purchase, "--item", "A", "--price", "3", code=2)


def bought(svc: Call, wang: str, *items: str) -> tuple[str, ...]:
    """`refund quote` of a purchase of these lines."""
    lines = [word for item in items for word in ("--item", item)]
    sold = svc("purchase", "add", "--customer", wang, "--on", "2026-11-01", *lines).line
    return ("refund", "quote", "--cause", "quality", "--unrepairable", "--purchase", sold)


def test_the_goods_are_in_the_first_lines(svc: Call, wang: str) -> None:
    """What is quoted, how many pieces and how much, and how to quote fewer."""
    quote = bought(svc, wang, "sku=B,name=b,category=textile,price=20.00,qty=2")
    shown = svc(*quote).out.splitlines()
    assert shown[1] == "Goods       b (B), 2 pieces, 40.00 yuan"
    assert "--qty" in shown[2]
    assert svc(*quote, "--qty", "1").out.splitlines()[1:3] == [
        "Goods       b (B), 1 piece, 20.00 yuan",
        "Fee         1.00 yuan",
    ]
    found = svc(*quote, "--qty", "1", "--json").json
    assert (found["price"], found["fee"], found["refund"]) == ("20.00", "1.00", "19.00")
    assert found["goods"] == [{"sku": "B", "name": "b", "qty": 1, "amount": "20.00"}]


def test_several_lines_are_named_one_by_one(svc: Call, wang: str) -> None:
    """Quoted together, but not silently: each line, and how to name one."""
    quote = bought(
        svc, wang, "sku=B,name=b,category=textile,price=20,qty=2", "sku=C,category=textile,price=5"
    )
    assert svc(*quote).out.splitlines()[1:5] == [
        "Goods       2 lines of the receipt: 45.00 yuan",
        "            b (B), 2 pieces, 40.00 yuan",
        "            C, 1 piece, 5.00 yuan",
        "            To quote one of them, name it with --item: B, C.",
    ]
    assert [each["sku"] for each in svc(*quote, "--json").json["goods"]] == ["B", "C"]
    svc(*quote, "--qty", "1", code=2)
    svc(*quote, "--item", "B", "--qty", "3", code=4)
    svc(*quote, "--item", "B", "--qty", "0", code=2)


def test_a_quote_by_price_names_no_goods(svc: Call) -> None:
    """Nothing is known of them but the price; pieces are counted of a purchase only."""
    found = svc("refund", "quote", *GOODS, "--cause", "size", "--json").json
    assert (found["price"], found["goods"]) == ("399.00", [])
    assert "Goods" not in svc("refund", "quote", *GOODS, "--cause", "size").out
    svc("refund", "quote", *GOODS, "--cause", "size", "--qty", "1", code=2)


def test_a_mistyped_province_of_the_shop(svc: Call, shop: Path) -> None:
    """The law is not answered with half of it; by the shop's rules the answer warns."""
    with (shop / "svc.toml").open("a", encoding="utf-8") as settings:
        settings.write('region = "zhejang"\n')
    quote = ("refund", "quote", *GOODS, "--cause", "quality", "--unrepairable")
    refused = svc(*quote, "--scheme", "statutory", code=4)
    assert "svc.toml" in refused.err
    assert "Did you mean zhejiang?" in refused.err
    warned = svc(*quote, "--json")
    assert "zhejang" in warned.json["warnings"][0]
    assert warned.err == ""
    asked = svc(*quote, "--scheme", "statutory", "--region", "浙江", "--json").json
    assert "Zhejiang Art. 26" in asked["rules"]


def test_the_causes_in_chinese(svc: Call) -> None:
    """The word a cause is shown as is taken, too; errors list both."""
    for cause in CAUSES[:2]:
        speaking = ("--lang", "zh", "refund", "quote", *GOODS, "--cause")
        i18n.speak("zh")
        word = i18n._(cause)
        assert word != cause
        assert svc(*speaking, word, "--json").out == svc(*speaking, cause, "--json").out
        assert f"{cause} ({word})" in svc(*speaking, "天气", code=2).err
    assert "two_tags, promotion" in svc("refund", "quote", *GOODS, "--cause", "x", code=2).err


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("page", [("refund", "quote"), ("complaint", "log")], ids=" ".join)
def test_help_explains_the_words(process: Call, language: str, page: tuple[str, ...]) -> None:
    """A line for each, none wider than 80 columns."""
    lines = process("--lang", language, *page, "--help").out.splitlines()
    assert max(map(width, lines)) <= 80
    codes = CAUSES if page[0] == "refund" else CATEGORIES
    told = lines[-len(codes) :]
    assert [line.split()[0] for line in told] == list(codes)


def test_settings_of_the_shop_stand_in_for_options(svc: Call, tmp_path: Path) -> None:
    """svc.toml may name the scheme and the province; an option goes before it."""
    folder = tmp_path / "shop"
    svc("init", folder, "--name", "X", "--no-git", "--region", "zhejiang")
    settings = folder / "svc.toml"
    chosen = settings.read_text().replace("# refund_scheme", "refund_scheme")
    settings.write_text(chosen)
    quote = ("--store", folder, "refund", "quote", *GOODS, "--cause", "quality", "--unrepairable")
    by_law = svc(*quote, "--json").json
    assert (by_law["scheme"], by_law["fee"]) == ("statutory", "0.00")
    assert "Zhejiang Art. 26" in by_law["rules"]
    assert svc(*quote, "--scheme", "shop", "--json").json["fee"] == "19.95"
    settings.write_text(chosen.replace('"statutory"', '"whatever"'))
    svc(*quote, code=4)


@pytest.mark.parametrize("name", ["guangdong", "广东", "广东省"])
def test_a_province_without_rules_on_file(svc: Call, name: str) -> None:
    """Known by name, and said to add nothing that svc knows of."""
    quote = svc("refund", "quote", "--price", "100", "--category", "textile", "--bought",
                "2026-10-20", "--cause", "quality", "--unrepairable", "--scheme", "statutory",
                "--region", name, "--json").json  # fmt: skip
    assert quote["decision"] == "free_return"
    assert "No rules of guangdong are on file" in quote["warnings"][0]
