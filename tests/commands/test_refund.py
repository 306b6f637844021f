"""`svc refund quote` as a clerk and a script call it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
    svc("init", tmp_path / "shop", "--name", "X", "--no-git", "--region", "atlantis")
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
