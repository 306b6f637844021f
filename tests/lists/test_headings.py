"""Which column of a list holds which field."""

from __future__ import annotations

import re

import pytest

from svc.errors import BadInput, WrongUsage
from svc.lists.headings import Columns, Kind, by_heading, by_place, noting_unheaded, unheaded
from svc.lists.reading import Row

PROFILE = ("size", "work", "promotions")


def headed(kind: Kind, *headings: str, **mapped: str) -> Columns:
    """The columns under these headings."""
    return by_heading(kind, headings, mapped, PROFILE)


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        ("序号,姓名,手机号,生日,性别,尺码,累计消费,备注",
         (None, "name", "phone", "birthday", "gender", "size", "spent_before", "notes")),
        ("Name,Mobile,Member No.,Date of Birth,E-mail,Promotions",
         ("name", "phone", "number", "birthday", "email", "promotions")),
        ("*姓 名：,手机号(必填),会员编号,地址,来源",
         ("name", "phone", "number", "address", "source")),
        ("姓名,电话,,职业", ("name", "phone", None, "work")),
        ("name,phone,row,reason", ("name", "phone", None, None)),
        ("手机号,所属导购,同意短信", ("phone", "owner", "consent")),
        ("phone,Assistant,SMS consent", ("phone", "owner", "consent")),
    ],
)  # fmt: skip
def test_headings_of_customers(headings: str, fields: tuple[str | None, ...]) -> None:
    """Chinese and English, whatever marks stand around them; 序号 is no number."""
    columns = headed("customers", *headings.split(","))
    assert columns.fields == fields
    assert not columns.warnings


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        ("会员号,日期,货号,品名,类别,款号,尺码,单价,数量,金额,小票号,导购,安装日期",
         ("customer", "on", "sku", "name", "category", "style", "size", "price", "qty", "total",
          "receipt", "staff", "installed_on")),
        ("Customer ID,Order date,Product,Qty,Amount",
         ("customer", "on", "name", "qty", "total")),
        ("手机号,购买时间,实付金额", ("customer", "on", "total")),
        ("customer,on,total,installed_on", ("customer", "on", "total", "installed_on")),
    ],
)  # fmt: skip
def test_headings_of_purchases(headings: str, fields: tuple[str, ...]) -> None:
    """The same words mean other fields in a list of purchases."""
    assert headed("purchases", *headings.split(",")).fields == fields


@pytest.mark.parametrize(
    ("heading", "lunar"),
    [("农历生日", True), ("生日(农历)", True), ("生日（公历）", False), ("生日(公历/农历)", False),
     ("阳历生日", False), ("Lunar birthday", True)],
)  # fmt: skip
def test_a_heading_may_say_that_birthdays_are_lunar(heading: str, lunar: bool) -> None:
    """Then 8月15日 under it is a lunar day."""
    columns = headed("customers", "手机号", heading)
    assert (columns.fields[1], columns.lunar) == ("birthday", lunar)


def test_unknown_headings_are_named() -> None:
    """With the way to read them."""
    columns = headed("customers", "手机号", "狗的名字")
    assert columns.fields == ("phone", None)
    (warning,) = map(str, columns.warnings)
    assert "'狗的名字'" in warning
    assert "--map 狗的名字=FIELD" in warning
    assert "FIELD: name, number, birthday," in warning


def test_map() -> None:
    """By heading, by number, to a field of one's own; `_` skips; no warning is left."""
    columns = by_heading(
        "customers", ("手机号", "电话", "", "狗", "#"),
        {"电话": "_", "3": "name", "狗": "profile.dog", "#": "number"}, PROFILE,
    )  # fmt: skip
    assert columns.fields == ("phone", None, "name", "dog", "number")
    assert not columns.warnings


@pytest.mark.parametrize(
    ("kind", "headings", "mapped", "error", "said"),
    [
        ("customers", "手机号,电话", {}, WrongUsage, "'手机号' and '电话'"),
        ("customers", "手机号,姓名", {"姓名": "phnoe"}, WrongUsage, "did you mean phone"),
        ("customers", "手机号,姓名", {"姓名": "z z"}, WrongUsage, "no field 'z z'"),
        ("customers", "手机号,姓名", {"住": "address"}, WrongUsage, "no column '住'"),
        ("customers", "手机号,姓名", {"9": "address"}, WrongUsage, "no column '9'"),
        ("purchases", "会员号,日期", {"日期": "profile.x"}, WrongUsage, "no field"),
        ("customers", "甲,乙", {}, BadInput, "known to hold phone / number"),
        ("purchases", "日期,金额", {}, BadInput, "holds the customer; --map COLUMN=customer says"),
        ("purchases", "会员号,金额", {}, BadInput, "holds the day; --map COLUMN=on says which"),
    ],
)
def test_wrong_columns(
    kind: Kind, headings: str, mapped: dict[str, str], error: type[Exception], said: str
) -> None:
    """One sentence, and a hint with the fields there are."""
    with pytest.raises(error, match=said) as caught:
        by_heading(kind, headings.split(","), mapped, PROFILE)
    assert getattr(caught.value, "hint", None) is not None


def test_columns_by_place() -> None:
    """`--columns` names them; `_` skips."""
    columns = by_place("purchases", ["customer", "_", "on", "qty", "total"], ())
    assert columns.fields == ("customer", None, "on", "qty", "total")
    with pytest.raises(BadInput, match=re.escape("the day; --columns …,on,… says which")):
        by_place("purchases", ["customer", "total"], ())
    for names in (["bogus"], ["_"], ["customer", "customer"]):
        with pytest.raises(WrongUsage):
            by_place("purchases", names, ())


def test_cells() -> None:
    """Short rows lack their last cells; empty cells beyond the columns do no harm."""
    columns = headed("customers", "姓名", "手机号")
    assert columns.cells(Row(number=2, cells=("王芳",))) == {"name": "王芳"}
    assert columns.cells(Row(number=2, cells=("王芳", " ", " "))) == {"name": "王芳"}
    with pytest.raises(BadInput, match="3 cells, the list has 2 columns"):
        columns.cells(Row(number=2, cells=("王芳", "1", "2")))


def test_columns_without_a_heading_are_named_if_they_hold_anything() -> None:
    """A merged heading leaves empty ones behind it."""
    columns = headed("customers", "手机号", "", "")
    records = [(2, ["1", "", "x"]), (3, ["2"]), (4, ["3", " ", "y"])]
    found: set[int] = set()
    assert list(noting_unheaded(columns, iter(records), found)) == records
    assert [str(warning)[:8] for warning in unheaded(found)] == ["Column 3"]


def test_a_customers_own_field_needs_no_prefix() -> None:
    """Any profile field may be filled, as `customer add --set` does."""
    columns = by_heading("customers", ["手机号", "宠物"], {"宠物": "pet"}, ())
    assert columns.fields == ("phone", "pet")
