"""`svc slip print`: the papers of a case, from the counter's commands to the file."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from svc.checkmark import printed
from svc.records.complaint import Complaint
from svc.records.delivery import Delivery
from svc.records.purchase import Item, Purchase
from svc.records.return_ import Return
from svc.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from svc.records.base import Record
    from tests.conftest import Result

    Call = Callable[..., Result]

DAY = date(2026, 11, 22)
COAT = Item(
    sku="A1", name="羊毛大衣", size="M", price=Decimal("1299.00"), amount=Decimal("1299.00")
)
SALE = "P-261110-7KQ3MX"


def keep(shop: Path, *records: Record) -> None:
    """Put records on file as the commands leave them."""
    with Store(shop).change() as change:
        for record in records:
            change.put(record)


def returned(wang: str, **more: Any) -> Return:
    known: dict[str, Any] = {
        "id": "R-261122-7KQ3MX", "customer": wang, "on": DAY, "purchase": SALE, "cause": "quality",
        "state": "approved", "goods": (COAT.to_json(),), "fee": Decimal("64.95"),
        "refund": Decimal("1234.05"), "receipt": "0001", "defect": "脱线",
    }  # fmt: skip
    return Return(**known | more)


@pytest.fixture
def sale(shop: Path, wang: str) -> str:
    """The id of what Wang Fang bought."""
    keep(
        shop,
        Purchase(id=SALE, customer=wang, on=date(2026, 11, 10), items=(COAT,),
                 total=Decimal("1299.00"), receipt="0001"),
    )  # fmt: skip
    return SALE


@pytest.fixture
def goods(sale: str, wang: str, svc: Call) -> str:
    """The id of a repair whose goods are in our hands."""
    repair = svc("repair", "open", "--customer", wang, "--purchase", sale, "--item", "A1",
                 "--problem", "拉链坏了", "--symptom", "拉不上").line  # fmt: skip
    svc("repair", "receive", repair, "--text", "右袋有旧污渍")
    return repair


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.fact("S2-080", "X-08", command="svc slip print W-…")
def test_goods_taken_in_get_a_receipt(goods: str, svc: Call) -> None:
    """Goods in our hands get a receipt with the state they were taken in, by their id alone."""
    found = svc("slip", "print", goods, "--width", "58").out
    assert "Receipt for goods left with us" in plain(found)
    assert printed(goods) in found
    for words in ("2026-11-22", "王芳", "13800138000", "羊毛大衣", "拉链坏了", "右袋有旧污渍"):
        assert words in found
    assert max(map(len, found.splitlines())) <= 32


@pytest.mark.fact("S2-077", command="svc slip print repair W-…")
def test_a_repair_order(goods: str, sale: str, wang: str, svc: Call) -> None:
    """What is not in our hands gets a repair order; it can be asked for by name, too."""
    assert "Repair order" in svc("slip", "print", "repair", goods).out
    opened = svc("repair", "open", "--customer", wang, "--purchase", sale, "--problem", "扣子掉了")
    found = svc("slip", "print", opened.line)
    assert "Repair order" in found.out
    refused = svc("slip", "print", "goods", opened.line, code=5)
    assert "never in our hands" in refused.err
    assert refused.out == ""


def test_the_condition_is_that_of_the_day_it_was_taken_in(goods: str, svc: Call) -> None:
    """Neither a helper's name nor a later move stands for the condition, in whatever order."""
    svc("repair", "help", goods, "--by", "兼职老吴")
    assert "Condition 右袋有旧污渍" in plain(svc("slip", "print", goods).out)
    late = svc("repair", "open", "--customer", "13800138000", "--problem", "扣子掉了").line
    svc("repair", "diagnose", late, "--text", "缺扣子")
    svc("repair", "receive", late, "--text", "袖口磨损")
    svc("repair", "diagnose", late, "--text", "缺两粒扣子")
    assert "Condition 袖口磨损" in plain(svc("slip", "print", late).out)


def test_a_goods_receipt_is_printed_again(goods: str, svc: Call) -> None:
    """After the goods went back their receipt can still be printed, marked as a reprint."""
    assert "reprint" not in svc("slip", "print", "goods", goods).out
    svc("repair", "diagnose", goods, "--text", "拉链头掉了")
    svc("repair", "done", goods)
    svc("repair", "hand-back", goods, "--signed")
    found = plain(svc("slip", "print", "goods", goods).out)
    assert "(reprint)" in found
    assert "Handed back on 2026-11-22" in found
    assert "补打" in svc("--lang", "zh", "slip", "print", "goods", goods).out


@pytest.mark.fact("S2-079", "X-08", command="svc slip print money W-…")
def test_a_receipt_for_paid_work(svc: Call, shop: Path, wang: str, tmp_path: Path) -> None:
    """For paid work the shop writes that it has her money; before she paid there is no receipt."""
    assert shop
    paid = svc("repair", "open", "--customer", wang, "--problem", "扣子掉了").line
    svc("repair", "diagnose", paid, "--text", "缺扣子", "--price", "30")
    refused = svc("slip", "print", "money", paid, code=5)
    assert f"svc repair pay {paid}" in refused.err
    assert svc("slip", "print", "money", paid, "--amount", "30", code=5).out == ""
    svc("repair", "pay", paid, "--invoice", "F1")
    found = plain(svc("slip", "print", "money", paid).out)
    for words in ("Received from 王芳:", "30.00", "repair: 扣子掉了", "Invoice F1", "Paid by cash",
                  "Paid on 2026-11-22", "Shop's stamp"):  # fmt: skip
        assert words in found
    assert "Received from 雅衣阁" not in found
    chinese = plain(svc("--lang", "zh", "slip", "print", "money", paid).out)
    assert "今收到王芳交来款项" in chinese
    assert "维修费：扣子掉了" in chinese
    assert "退还" not in chinese
    svc("slip", "print", "money", paid, "--out", tmp_path / "a.html")
    assert "Received from 王芳:" in (tmp_path / "a.html").read_text("utf-8")
    assert (
        "30.00 yuan, not 5.00" in svc("slip", "print", "money", paid, "--amount", "5", code=2).err
    )
    assert svc("slip", "print", "money", paid, "--amount", "30").out


def test_a_receipt_for_a_price_difference(shop: Path, sale: str, wang: str, svc: Call) -> None:
    """Of an exchange she pays on top for, the shop has the money; of a refund she has it."""
    assert sale
    keep(shop, returned(wang, outcome="exchange", refund=None, fee=None,
                        difference=Decimal("100.00")))  # fmt: skip
    ref = "R-261122-7KQ3MX"
    found = plain(svc("slip", "print", "money", ref).out)
    assert "Received from 王芳: Amount, CNY 100.00" in found
    assert "price difference of an exchange" in found
    chinese = plain(svc("--lang", "zh", "slip", "print", "money", ref).out)
    assert "今收到王芳交来款项： 金额 100.00" in chinese
    assert "换货补差价" in chinese
    keep(shop, returned(wang, outcome="exchange", refund=None, fee=None,
                        difference=Decimal("-100.00")))  # fmt: skip
    assert "Received from 雅衣阁: Amount, CNY 100.00" in plain(
        svc("slip", "print", "money", ref).out
    )
    assert "今收到雅衣阁退还款项" in svc("--lang", "zh", "slip", "print", "money", ref).out


@pytest.mark.fact("S3-034", "S3-032", command="svc slip print R-…")
def test_a_return_slip(shop: Path, sale: str, wang: str, svc: Call) -> None:
    """The return slip: till slip, goods, money, a line to sign, her phone."""
    assert sale
    keep(shop, returned(wang))
    found = svc("slip", "print", "7KQ3MX")
    for words in ("Return", "0001", "羊毛大衣 M x1", "1299.00", "64.95", "1234.05",
                  "Signature ...", "13800138000", "脱线"):  # fmt: skip
        assert words in found.out
    keep(shop, returned(wang, state="rejected"))
    assert "nothing to sign" in svc("slip", "print", "R-261122-7KQ3MX", code=5).err


def test_an_exchange_slip_names_both(shop: Path, sale: str, wang: str, svc: Call) -> None:
    """An exchange shows what comes back, what is taken, and who pays the difference."""
    assert sale
    new = Item(sku="B8", name="长袖T恤", price=Decimal("1399.00"), amount=Decimal("1399.00"))
    keep(shop, returned(wang, outcome="exchange", refund=None, fee=None, taken=(new,),
                        difference=Decimal("100.00")))  # fmt: skip
    found = plain(svc("slip", "print", "R-261122-7KQ3MX").out)
    assert "Exchange" in found
    assert "Taken instead 长袖T恤 x1 1399.00" in found
    assert "Paid on top 100.00" in found
    keep(shop, returned(wang, outcome="exchange", refund=None, fee=None, taken=(new,),
                        difference=Decimal("-100.00")))  # fmt: skip
    assert "Back to the customer 100.00" in plain(svc("slip", "print", "R-261122-7KQ3MX").out)


@pytest.mark.fact("S1-024", command="svc slip print D-…")
def test_a_delivery_receipt(shop: Path, sale: str, wang: str, svc: Call) -> None:
    """The driver's receipt: goods, address, a line to accept on, and it goes back to who sold."""
    keep(
        shop,
        Delivery(id="D-261122-7KQ3MX", customer=wang, on=DAY, purchase=sale,
                 planned_on=date(2026, 11, 25), window="9-12", address="人民路8号", driver="老赵"),
    )  # fmt: skip
    found = plain(svc("slip", "print", "D-261122-7KQ3MX").out)
    for words in ("Delivery receipt", "2026-11-25 9-12", "人民路8号", "羊毛大衣 M x1", "老赵",
                  "Accepted by ...", "hands this back to the salesperson"):  # fmt: skip
        assert words in found


@pytest.mark.fact("S3-046", command="svc slip print money K-… --amount 50")
def test_the_customers_receipt_for_money(shop: Path, sale: str, wang: str, svc: Call) -> None:
    """After a wrong charge she signs for the money; a return gives its refund by itself."""
    keep(
        shop,
        Complaint(id="K-261122-7KQ3MX", customer=wang, on=DAY, category="cashier",
                  text="多收了五十元", purchase=sale),
        returned(wang),
    )  # fmt: skip
    refused = svc("slip", "print", "money", "K-261122-7KQ3MX", code=2)
    assert "--amount" in refused.err
    found = plain(svc("slip", "print", "money", "K-261122-7KQ3MX", "--amount", "50").out)
    for words in ("Amount, CNY 50.00", "伍拾元整", "多收了五十元", "card voided the same day"):
        assert words in found
    found = plain(svc("slip", "print", "money", "R-261122-7KQ3MX").out)
    assert "壹仟贰佰叁拾肆元零伍分" in found
    keep(shop, returned(wang, complaint="K-261122-7KQ3MX"))
    assert "1234.05" in svc("slip", "print", "money", "K-261122-7KQ3MX").out


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["R-261122-7KQ3MY"], 3, "No return matches"),
        (["ZZZZZZ"], 3, "No return, repair or delivery"),
        (["delivery", "R-261122-7KQ3MX"], 2, "no slip of this kind"),
        (["C-261122-7KQ3MX"], 2, "no slip of this kind"),
        (["K-261122-7KQ3MX"], 2, "no slip of this kind"),
        (["letter", "R-261122-7KQ3MX"], 2, "one kind of slip"),
        (["return", "R-261122-7KQ3MX", "x"], 2, "one kind of slip"),
        ([], 2, "A slip of which case?"),
        (["return"], 2, "Which return?"),
        (["money"], 2, "the money of which case?"),
        (["R-261122-7KQ3MX", "--width", "70"], 2, "70"),
        (["R-261122-7KQ3MX", "--amount", "5"], 2, "Only a receipt for money"),
        (["R-261122-7KQ3MX", "--amount", "-5"], 4, "price"),
        (["R-261122-7KQ3MX", "--out", "slip.png"], 2, "cannot be written"),
        (["R-261122-7KQ3MX·Y"], 4, "not the id on the slip"),
        (["R-261122-7KQ3MX·!"], 4, "not the id on the slip"),
        (["7KQ3MX·Y"], 4, "not the id on the slip"),
        (["R-261122-K7Q3MX·X"], 4, "not the id on the slip"),
    ],
)
def test_bad_input(
    shop: Path, sale: str, wang: str, svc: Call, args: list[str], code: int, words: str
) -> None:
    """One sentence for each, and nothing is printed."""
    assert sale
    keep(shop, returned(wang))
    found = svc("slip", "print", *args, code=code)
    assert words in found.err
    assert found.out == ""


@pytest.mark.parametrize("mark", ["·", ".", "・", "•", ""])
def test_an_id_is_typed_with_its_check_character(
    shop: Path, sale: str, wang: str, svc: Call, mark: str
) -> None:
    """What stands on a slip finds its record, whole or by its tail, in any letters."""
    assert sale
    keep(shop, returned(wang))
    for ref in (f"R-261122-7KQ3MX{mark}X", f"r-261122-7kq3mx{mark}x", f"7KQ3MX{mark}x"):
        assert svc("return", "show", ref, "--json").json["id"] == "R-261122-7KQ3MX"


@pytest.mark.parametrize("ref", ["R-261122-7KQ3MXY", "r-261122-7kq3mxy", "7KQ3MXY", "7kq3mx8"])
def test_a_wrong_check_character_without_its_dot(
    shop: Path, sale: str, wang: str, svc: Call, ref: str
) -> None:
    """Seven characters whose last does not fit are misread, as with the dot."""
    assert sale
    keep(shop, returned(wang))
    assert "does not fit" in svc("return", "show", ref, code=4).err


def test_seven_characters_that_are_no_id(shop: Path, svc: Call) -> None:
    """A name of seven letters is a name, a tail that nobody has is nobody's."""
    assert shop
    she = svc("customer", "add", "--name", "ANDREAS", "--phone", "13800138001").line
    assert svc("customer", "show", "andreas", "--json").json["id"] == she
    assert svc("customer", "show", "2611221", code=3).out == ""
    assert svc("repair", "show", "7KQ3MXX", code=3).out == ""


def test_the_check_character_is_explained(shop: Path, svc: Call) -> None:
    """The help says what stands behind the id, that it may be left out, and to quote it."""
    assert shop
    told = plain(svc("slip", "print", "--help").out)
    assert "W-261122-7KQ3MX·X" in told
    assert "may be left out" in told
    for example in ("W-261122-7KQ3MX", "W-261122-7KQ306"):
        assert printed(example) in told


def test_a_name_with_a_dot_is_no_check_character(shop: Path, svc: Call) -> None:
    """A customer is found by a name whose last but one character is a dot."""
    assert shop
    she = svc("customer", "add", "--name", "玛莎·王", "--phone", "13800138001").line
    assert svc("customer", "show", "玛莎·王", "--json").json["id"] == she
    assert svc("customer", "show", printed(she), "--json").json["id"] == she


def test_files(shop: Path, sale: str, wang: str, svc: Call, tmp_path: Path) -> None:
    """Text and a page; a file is written whole, never among the shop's own."""
    assert sale
    keep(shop, returned(wang))
    for name, start in (("a.txt", "雅"), ("a.html", "<!doctype html>")):
        file = tmp_path / name
        found = svc("slip", "print", "R-261122-7KQ3MX", "--out", file)
        assert found.out == ""
        assert str(file) in found.err
        assert file.read_bytes().lstrip().startswith(start.encode())
    svc("slip", "print", "R-261122-7KQ3MX", "--out", shop / "data" / "a.txt", code=5)
    assert not (shop / "data" / "a.txt").exists()


@pytest.mark.pages
def test_a_pdf_file(shop: Path, sale: str, wang: str, svc: Call, tmp_path: Path) -> None:
    """A PDF needs WeasyPrint and libraries of the system."""
    assert sale
    keep(shop, returned(wang))
    svc("slip", "print", "R-261122-7KQ3MX", "--out", tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")


def test_the_kind_in_chinese(shop: Path, sale: str, wang: str, svc: Call) -> None:
    """Whoever speaks Chinese may name the slip in Chinese, and gets it in Chinese."""
    assert sale
    keep(shop, returned(wang))
    found = svc("--lang", "zh", "slip", "print", "退货", "R-261122-7KQ3MX")
    assert "退货单" in found.out
    assert "应退顾客" in found.out


def test_whose_name_stands_on_it(shop: Path, sale: str, wang: str, svc: Call) -> None:
    """Who acts signs for the shop, else who opened the case."""
    assert sale
    svc("staff", "add", "--name", "李娜", "--code", "li")
    zhao = svc("staff", "add", "--name", "赵强", "--code", "zhao").line
    keep(shop, returned(wang, staff=zhao))
    assert "赵强" in svc("slip", "print", "R-261122-7KQ3MX").out
    assert "李娜" in svc("--staff", "li", "slip", "print", "R-261122-7KQ3MX").out


def test_check_writes_the_shops_own_slips(shop: Path, svc: Call) -> None:
    """A slip of the shop's that cannot be written is named by `check`, file and line."""
    folder = shop / "templates" / "slip"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "return.zh.txt").write_text("# 好\n{{ case.refnd }}\n", encoding="utf-8")
    good = "{{ case.piece }} {{ goods[0].name }}\n"
    (folder / "goods.zh.txt").write_text(good, encoding="utf-8")
    found = [each for each in svc("check", "--json", code=1).json if each["rule"] == "template"]
    assert [(each["file"], each["line"]) for each in found] == [
        ("templates/slip/return.zh.txt", 2)
    ]
    assert "case.refund" in found[0]["hint"]
    (folder / "return.zh.txt").unlink()
    assert not [each for each in svc("check", "--json").json if each["rule"] == "template"]
