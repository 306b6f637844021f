"""What people type, read into fields: items of a receipt, assignments, names, phones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from svc import entry, items
from svc.errors import BadInput, WrongUsage
from svc.records.customer import Customer

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("price=1,name=Shirt", "Shirt"),
        ("name=Shirt,price=1", "Shirt"),
        ("price=1,name=羊毛大衣", "羊毛大衣"),
        ('price=1,name="Shirt, blue"', "Shirt, blue"),
        ('name="Shirt, blue",price=1', "Shirt, blue"),
        ('"name=Shirt, blue",price=1', "Shirt, blue"),
        ('price=1,"name=5"" pipe, long"', '5" pipe, long'),
        ('price=1,name="say ""yes"""', 'say "yes"'),
        ('price=1,name="羊毛, ""长""款"', '羊毛, "长"款'),
        ('price=1,name=5" pipe', '5" pipe'),
        ("price=1,name=a=b", "a=b"),
        ('price=1,name="a=b,qty=7"', "a=b,qty=7"),
        ("price=1,name=  much   space ", "much space"),
        (" price = 1 , name = Shirt ", "Shirt"),
        ("price=1,name=", None),
        ('price=1,name=""', None),
        ("PRICE=1,Name=Shirt", "Shirt"),
        ("price=1,name=Shirt,", "Shirt"),
    ],
)
def test_values_quote_as_in_csv(text: str, name: str | None) -> None:
    """A comma stands in quotes, a quote in it twice; the quotes may be around the pair, too."""
    assert items.item_of(text).name == name


@pytest.mark.parametrize(
    ("text", "paid", "qty", "amount"),
    [
        ("price=399.00", "399.00", 1, "399.00"),
        ("price=399", "399.00", 1, "399.00"),
        ("price=399.5", "399.50", 1, "399.50"),
        ("price=0", "0.00", 1, "0.00"),
        ("price=0.01,qty=3", "0.01", 3, "0.03"),
        ("price=19.99,qty=999999", "19.99", 999999, "19989980.01"),
        ("price=999999999999.99", "999999999999.99", 1, "999999999999.99"),
    ],
)
def test_the_amount_is_price_by_pieces(text: str, paid: str, qty: int, amount: str) -> None:
    """The price is what was paid a piece; the line's amount is exact to the fen."""
    item = items.item_of(text)
    assert (item.price, item.qty, item.amount) == (Decimal(paid), qty, Decimal(amount))


@pytest.mark.parametrize(
    "text",
    [
        "", "name=Shirt", "price=", "price=-1", "price=1.234", "price=1e3", "price=NaN",
        "price=+5", "price=.5", "price=5.", "price=１２", "price=1 2", "price=¥5", "price=0x10",
        "price=Infinity", "price=1234567890123", "price=1_000", "price=abc",
        "price=1,qty=0", "price=1,qty=-1", "price=1,qty=1.5", "price=1,qty=１", "price=1,qty=",
        "price=1,qty=1e3", "price=1,qty=1234567", "price=1,qty=two",
        "price=1,price=2", "price=1,colour=red", "price=1,name", "price=1,=x", ",price=1",
        'price=1,name="Shirt', 'price=1,name="Shirt"blue', 'price=1,"name=Shirt',
        "price=1,name=\x1b[31mred", "price=1,name=" + "x" * 2001, "price=1;name=Shirt", "399",
    ],
)  # fmt: skip
def test_what_is_no_item(text: str) -> None:
    """Nothing is guessed: what cannot be read whole is refused with exit code 4."""
    with pytest.raises(BadInput) as caught:
        items.item_of(text)
    assert caught.value.exit_code == 4
    assert caught.value.hint is not None


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("size=L", ("size", "L")),
        ("size=", ("size", "")),
        ("notes=a=b", ("notes", "a=b")),
        ("尺码=L", ("size", "L")),
        (" size =L", ("size", "L")),
    ],
)
def test_assignments(text: str, pair: tuple[str, str]) -> None:
    """FIELD=VALUE: the first sign parts them, an empty value is one too."""
    assert entry.assignments([text]) == [pair]


@pytest.mark.parametrize(
    "text",
    ["size", "=L", "1st=L", "a b=L", "id=x", "schema=2", "consent=x", "owner=x", "tier=gold",
     "referred_by=x", "phone_unchecked=1", "x" * 41 + "=L"],
)  # fmt: skip
def test_what_is_no_assignment(text: str) -> None:
    """No field's name, or a field that has its own option: wrong usage."""
    with pytest.raises(WrongUsage):
        entry.assignments([text])


def test_fields_set_and_cleared() -> None:
    """Her own fields are read, others go to her profile; an empty value clears both."""
    wang = Customer(id="C-1", name="王芳", phone="13800138000", profile={"size": "M", "work": "x"})
    pairs = [("size", "L"), ("work", ""), ("birthday", "05-12"), ("name", " 王  芳 ")]
    changed = entry.with_fields(wang, pairs, country="CN", today=TODAY)
    assert changed.profile == {"size": "L"}
    assert (changed.name, str(changed.birthday)) == ("王 芳", "05-12")
    cleared = entry.with_fields(
        changed, [("birthday", ""), ("phone", "")], country="CN", today=TODAY
    )
    assert (cleared.birthday, cleared.phone, cleared.phone_unchecked) == (None, None, False)


@pytest.mark.parametrize(
    ("name", "value"),
    [("name", " "), ("phone", "12345"), ("birthday", "1990-02-30"), ("gender", "x"),
     ("birthday", "2026-11-23")],
)  # fmt: skip
def test_fields_that_cannot_be_read(name: str, value: str) -> None:
    """A name cannot be empty, a number not be none, a day not be none or yet to come."""
    wang = Customer(id="C-1", name="王芳")
    with pytest.raises(BadInput):
        entry.with_fields(wang, [(name, value)], country="CN", today=TODAY)


def test_a_phone_kept_by_force_is_marked() -> None:
    """`--force-phone` keeps the digits of what is no number, and a right number unmarked."""
    assert entry.phone_of("12-345", "CN", force=True) == ("12345", True)
    assert entry.phone_of("１２３４５", "CN", force=True) == ("12345", True)
    assert entry.phone_of("138 0013 8000", "CN", force=True) == ("13800138000", False)
    for text in ("12345", "abc", ""):
        with pytest.raises(BadInput):
            entry.phone_of(text, "CN", force=text != "12345")


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (" 王芳\u3000", "王芳"),
        ("e\u0301", "é"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("家人👨‍👩‍👧", "家人👨‍👩‍👧"),
    ],
)
def test_texts_are_cleaned(text: str, clean: str) -> None:
    """Ends are stripped, also full-width ones; characters are composed; lines end in LF."""
    assert entry.clean(text) == clean


@pytest.mark.parametrize("text", ["\x1b[2J", "a\x00b", "\x9b31m", "\ud800", "x" * 2001])
def test_texts_that_are_refused(text: str) -> None:
    """Control characters, half characters and whole books."""
    with pytest.raises(BadInput):
        entry.clean(text)


@pytest.mark.parametrize(
    ("text", "gender"),
    [("F", "F"), ("m", "M"), ("女", "F"), ("先生", None), ("男", "M"), ("", None), ("女士", "F")],
)
def test_gender(text: str, gender: str | None) -> None:
    """In either language; what svc does not know is refused."""
    if text == "先生":
        with pytest.raises(BadInput):
            entry.gender_of(text)
    else:
        assert entry.gender_of(text) == gender


def test_a_slip_in_a_fields_name_is_noticed() -> None:
    """New fields are welcome, but one that looks like a known one is asked about."""
    assert entry.unknown_fields(["size", "name", "notes"], ["size"]) is None
    assert "did you mean size" in str(entry.unknown_fields(["sizee"], ["size"]))
    assert "no field of the policy" in str(entry.unknown_fields(["horoscope"], ["size"]))


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("catagory=x,price=3", "no field 'catagory'; did you mean category?", "sku, name, "),
        ("price=3,colour=red", "no field 'colour'.", "sku, name, "),
        ("price=1,price=2", "price is given twice", "quote values"),
        ("name=衬衫，price=399", "a plain comma (,), not ，.", "sku=…,name=…"),
        ("price=399，Qty = 2", "a plain comma (,), not ，.", "sku=…,name=…"),
        ("price=399；qty=2", "a plain comma (,), not ；.", "sku=…,name=…"),
        ("price=399，", "a plain comma (,), not ，.", "sku=…,name=…"),
        ("price=1,299.00", "'1,299.00' is not a price", "Write 1299.00, without comma"),
        ("price=￥1,299,qty=1", "'￥1,299' is not a price", "Write 1299.00, without comma"),
        ('price="1,299.00"', "'1,299.00' is not a price", "Write 1299.00, without comma"),
        ("price=1，299.00", "'1，299.00' is not a price", "Write 1299.00, without comma"),
        ("price=￥1299", "'￥1299' is not a price", "Write 1299.00, without comma"),
        ("price=1299元", "'1299元' is not a price", "Write 1299.00, without comma"),
        ("price=abc", "'abc' is not a price", "Write it as 399 or 399.00"),
    ],
)
def test_what_is_wrong_with_an_item_is_said(text: str, said: str, hint: str) -> None:
    """The slip itself, and how to write it."""
    with pytest.raises(BadInput) as caught:
        items.item_of(text)
    assert said in str(caught.value)
    assert hint in str(caught.value.hint)


def test_a_chinese_comma_in_a_value_is_kept() -> None:
    """Only where a field follows was it meant to part them."""
    assert items.item_of("name=衬衫，蓝色,price=1").name == "衬衫，蓝色"
    assert items.item_of('name="衬衫，price=2",price=1').name == "衬衫，price=2"
