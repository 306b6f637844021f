"""`svc purchase` as a clerk and a script call it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from svc.commands.purchase.goods import line_text
from svc.frozen import replace
from svc.records.purchase import Item

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

COAT = 'sku=A1,name="羊毛大衣, 长款",category=textile,price=1299.00,qty=2,style=S9,size=M'


def test_add_prints_the_id_alone(wang: str, svc: Call) -> None:
    """Dated by the sale, not by the day it is typed in."""
    sold = svc("purchase", "add", "--customer", wang, "--item", COAT, "--on", "2026-11-15")
    assert sold.line.startswith("P-261115-")
    assert sold.err == ""


def test_the_record(wang: str, svc: Call) -> None:
    """The keys of the contract in its order, money as text with two places."""
    li = svc("staff", "add", "--name", "李娜", "--code", "li").line
    record = svc(
        "--staff", "li", "purchase", "add", "--customer", "13800138000", "--item", COAT,
        "--item", "price=0.5", "--receipt", " 00 17 ", "--installed-on", "+2d", "--json",
    ).json  # fmt: skip
    assert list(record) == [
        "id", "customer", "on", "items", "total", "receipt", "installed_on", "staff",
        "exchange_of",
    ]  # fmt: skip
    assert record["items"] == [
        {"sku": "A1", "name": "羊毛大衣, 长款", "category": "textile", "style": "S9", "size": "M",
         "price": "1299.00", "qty": 2, "amount": "2598.00"},
        {"sku": None, "name": None, "category": None, "style": None, "size": None,
         "price": "0.50", "qty": 1, "amount": "0.50"},
    ]  # fmt: skip
    assert (record["customer"], record["total"], record["receipt"]) == (wang, "2598.50", "00 17")
    assert (record["on"], record["installed_on"]) == ("2026-11-22", "2026-11-24")
    assert record["staff"] == li
    assert svc("purchase", "show", record["id"][-6:].lower(), "--json").json == record
    assert svc("purchase", "list", "--json").json == [record]


def test_who_sold_it(wang: str, svc: Call) -> None:
    """`--staff` of the command goes before the one who acts; nobody is fine, a stranger is not."""
    svc("staff", "add", "--name", "李娜", "--code", "li")
    min_ = svc("staff", "add", "--name", "周敏", "--code", "zhou").line
    args = ("purchase", "add", "--customer", wang, "--item", "price=1", "--json")
    assert svc("--staff", "li", *args, "--staff", "周敏").json["staff"] == min_
    assert svc(*args).json["staff"] is None
    svc(*args, "--staff", "nobody", code=3)
    svc("--staff", "nobody", *args, code=3)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--item", "price=-1"), 4),
        (("--item", "price=1.234"), 4),
        (("--item", "price=1e3"), 4),
        (("--item", "name=Shirt"), 4),
        (("--item", "price=1,qty=0"), 4),
        (("--item", "price=１"), 4),
        (("--item", "price=1", "--on", "2026-02-30"), 4),
        (("--item", "price=1", "--on", "soon"), 4),
        (("--item", "price=1", "--on", "9999-01-01"), 4),
        (("--item", "price=1", "--installed-on", "yesterday"), 4),
        (("--item", "price=1", "--receipt", "\x07"), 4),
        ((), 2),
    ],
)
def test_what_cannot_be_recorded(
    shop: Path, wang: str, svc: Call, args: tuple[str, ...], code: int
) -> None:
    """Nothing is on file, and stdout is empty."""
    assert svc("purchase", "add", "--customer", wang, *args, code=code).out == ""
    assert not (shop / "data" / "purchases").exists()


def test_a_stranger_buys_nothing(shop: Path, svc: Call) -> None:
    """An unknown customer is exit code 3, a missing one 2."""
    assert shop
    svc("purchase", "add", "--customer", "13900139000", "--item", "price=1", code=3)
    svc("purchase", "add", "--item", "price=1", code=2)


def test_list_by_customer_and_days(wang: str, svc: Call) -> None:
    """By date, then id; both ends are included."""
    other = svc("customer", "add", "--name", "x", "--phone", "13900139000").line
    days = ("2026-11-03", "1997-03-01", "2026-11-01", "2026-11-02")
    for day in days:
        svc("purchase", "add", "--customer", wang, "--item", "price=1", "--on", day)
    svc("purchase", "add", "--customer", other, "--item", "price=1", "--on", "2026-11-02")

    def listed(*args: str) -> list[str]:
        return [row["on"] for row in svc("purchase", "list", *args, "--json").json]

    assert listed("--customer", wang) == sorted(days)
    assert listed("--from", "2026-11-01", "--to", "2026-11-02", "--customer", wang[-6:]) == [
        "2026-11-01", "2026-11-02",
    ]  # fmt: skip
    assert listed("--from", "2026-11-02") == ["2026-11-02", "2026-11-02", "2026-11-03"]
    assert listed("--to", "1997-03-01") == ["1997-03-01"]
    assert listed("--from", "today") == []
    svc("purchase", "list", "--customer", "nobody", code=3)


def test_relative_days_count_from_today(wang: str, svc: Call) -> None:
    """`--on` takes today, yesterday, +7d and -7d from `--today`."""
    for on, day in (
        ("today", "2026-01-31"), ("yesterday", "2026-01-30"), ("+7d", "2026-02-07"),
        ("-31d", "2025-12-31"), ("2026-03-01", "2026-03-01"),
    ):  # fmt: skip
        args = ("purchase", "add", "--customer", wang, "--item", "price=1", "--on", on, "--json")
        assert svc("--today", "2026-01-31", *args).json["on"] == day


def test_a_sale_to_come_is_pointed_out(wang: str, svc: Call) -> None:
    """It is recorded, with a warning; where it fails there is the error alone."""
    args = ("--item", "price=1", "--on", "+1d", "--json")
    assert "yet to come" in svc("purchase", "add", "--customer", wang, *args).err
    failed = svc("purchase", "add", "--customer", "nobody", *args, code=3)
    assert failed.err.count("\n") == 1


def test_a_dry_run_records_nothing(wang: str, svc: Call) -> None:
    """It prints what would be on file."""
    shown = svc("purchase", "add", "--customer", wang, "--item", COAT, "--dry-run")
    assert "2598.00" in shown.out
    assert svc("purchase", "list", "--json").json == []


def test_as_text(wang: str, svc: Call, golden: Callable[[str, str], None]) -> None:
    """What a clerk reads: the receipt's lines, wide characters in straight columns."""
    first = svc("purchase", "add", "--customer", wang, "--item", COAT,
                "--item", "name=T恤,price=99",
                "--receipt", "0017").line  # fmt: skip
    second = svc("purchase", "add", "--customer", wang, "--item", "price=5", "--on", "+1d").line
    shown = svc("purchase", "show", first).out + "\n" + svc("purchase", "list").out
    for found, name in ((first, "P-261122-111111"), (second, "P-261123-222222"),
                        (wang, "C-261122-333333")):  # fmt: skip
        shown = shown.replace(found, name)
    golden("commands/purchase.en.txt", shown)


@pytest.mark.parametrize(
    ("category", "known"),
    [("textile", True), ("皮衣", True), (" Suit ", True), ("wool", False), ("毛衣", False)],
)
def test_a_category_no_warranty_names(wang: str, svc: Call, category: str, known: bool) -> None:
    """It is recorded, and counts as another: whoever types it should know."""
    item = ("--item", f"category={category},price=1")
    sold = svc("purchase", "add", "--customer", wang, *item, *item)
    told = f"warning: Category {category} is not known: it counts as textile. Known: textile, "
    assert sold.err.startswith("" if known else told)
    assert sold.err.count("\n") == (0 if known else 1)
    assert sold.line.startswith("P-")


def test_a_broken_policy_keeps_nobody_from_selling(shop: Path, wang: str, svc: Call) -> None:
    """It is told by `svc check`."""
    (shop / "policy" / "warranty.toml").write_text("[")
    assert svc("purchase", "add", "--customer", wang, "--item", "category=x,price=1").err == ""


def test_lines_of_a_list_from_elsewhere() -> None:
    """Where no price a piece is known, the pieces and what they cost together."""
    line = Item(sku="L1", name="皮衣", qty=2, amount=Decimal("899.00"))
    assert line_text(line) == "皮衣 (L1) 2 pieces, ¥899.00 in all"
    assert line_text(replace(line, qty=1)) == "皮衣 (L1) 1 × ¥899.00"
    assert line_text(replace(line, price=Decimal("449.50"))) == "皮衣 (L1) 2 × ¥449.50"


def test_names_in_lists_of_people(wang: str, svc: Call) -> None:
    """Text shows the customer's name, where there is one; the other forms keep the id."""
    number = svc("customer", "add", "--name", "x", "--number", "7").line
    for customer in (wang, number):
        svc("purchase", "add", "--customer", customer, "--item", "price=1")
    shown = svc("purchase", "list").out
    assert "王芳" in shown
    assert wang not in shown
    assert wang in svc("purchase", "list", "--format", "tsv").out
    assert f"王芳 ({wang})" in svc("purchase", "show", svc("purchase", "list", "--customer", wang,
                                                          "--json").json[0]["id"]).out  # fmt: skip


def test_lines_of_a_newer_version_are_kept(shop: Path, wang: str, svc: Call) -> None:
    """An unknown field of a line is kept, and does not keep the purchase from being read."""
    sold = svc("purchase", "add", "--customer", wang, "--item", "price=5").line
    file = next(shop.glob("data/purchases/*.jsonl"))
    file.write_text(file.read_text("utf-8").replace('"qty":1', '"qty":1,"vat":"0.13"'), "utf-8")
    other = svc("purchase", "add", "--customer", wang, "--item", "price=6").line
    assert {row["id"] for row in svc("purchase", "list", "--json").json} == {sold, other}
    assert '"vat":"0.13"' in file.read_text("utf-8")


NAMED = """
[named]
sources = ["our own"]
[[named.values]]
value = [
    { key = "scarf", style = ["s9"], first = "2026-11-01", last = "2026-11-15", en = "a scarf", zh = "方巾" },
    { key = "care", sku = ["A1"], kind = "service", from = "gold", en = "a cleaning", zh = "干洗一次" },
]
"""  # noqa: E501


@pytest.mark.fact("S2-059", command="svc purchase add")
@pytest.mark.parametrize(
    ("on", "told"),
    [
        ("2026-10-31", []),
        ("2026-11-01", ["With 羊毛大衣, 长款: a scarf."]),
        ("2026-11-15", ["With 羊毛大衣, 长款: a scarf."]),
        ("2026-11-16", []),
    ],
)
def test_what_goes_with_named_goods(
    wang: str, shop: Path, svc: Call, on: str, told: list[str]
) -> None:
    """The clerk hears once what the policy of the sale day gives with a style she sold."""
    (shop / "policy" / "benefit.toml").write_text(NAMED, encoding="utf-8")
    add = ("purchase", "add", "--customer", wang, "--on", on, "--item", COAT, "--item", COAT)
    assert svc(*add, "--dry-run").err.splitlines()[:-1] == told
    assert svc(*add).err.splitlines() == told


def test_what_goes_with_named_goods_by_tier(wang: str, shop: Path, svc: Call) -> None:
    """By the tier she came with: this purchase counts from the next one on."""
    (shop / "policy" / "benefit.toml").write_text(NAMED, encoding="utf-8")
    add = ("purchase", "add", "--customer", wang, "--item", COAT)
    assert svc(*add).err == ""
    assert svc(*add).err == "With 羊毛大衣, 长款: a cleaning.\n"
    (shop / "policy" / "benefit.toml").write_text(NAMED.replace("gold", "tin"), encoding="utf-8")
    assert svc(*add).err == ""  # `svc policy check` tells of it
