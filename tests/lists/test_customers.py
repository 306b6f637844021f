"""A list of customers against those on file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import count

import pytest

from svc.frozen import replace
from svc.lists.customers import Facts, outcome_of
from svc.lists.headings import by_heading
from svc.lists.known import KnownCustomers
from svc.lists.outcomes import Outcome
from svc.lists.reading import Row
from svc.records.birthday import Birthday
from svc.records.customer import Customer

TODAY = date(2026, 11, 22)
HEADINGS = ("姓名", "手机号", "会员号", "生日", "性别", "累计消费", "备注", "导购", "短信同意")
WANG = Customer(id="C-260101-AAAAAA", name="王芳", phone="13800138000", number="0001")


def outcomes(*rows: Sequence[str], on_file: Sequence[Customer] = (WANG,)) -> list[Outcome]:
    """Of rows of name, phone, number, birthday, gender, spent, notes, owner, consent."""
    ids = count(1)
    facts = Facts(
        country="CN",
        today=TODAY,
        new_id=lambda: f"C-261122-{next(ids):06}",
        staff={"李娜": "T-260101-SSSSSS", "li": "T-260101-SSSSSS"},
    )
    columns = by_heading("customers", HEADINGS, {}, ())
    listed = [Row(number=n, cells=tuple(cells)) for n, cells in enumerate(rows, start=2)]
    known = KnownCustomers(
        [customer.to_raw() for customer in on_file],
        {customer.id: customer for customer in on_file}.__getitem__,
    )
    return [outcome_of(row, columns, known, facts) for row in listed]


def test_added() -> None:
    """Every cell is put into its field, cleaned."""
    (outcome,) = outcomes(
        (
            " 朱军　",
            "+86 １３９-0013-9000",
            " VIP 7 ",
            "2月6日",
            "女",
            "￥1,487.5",
            "=1+1\n不接受短信",
        )
    )
    assert outcome.result == "added"
    assert outcome.records == (
        Customer(
            id="C-261122-000001", name="朱军", phone="13900139000", number="VIP 7",
            birthday=Birthday(month=2, day=6), gender="F",
            profile={"spent_before": "1487.50", "notes": "=1+1\n不接受短信"},
        ),
    )  # fmt: skip


@pytest.mark.parametrize("nothing", ["", " ", "-", "无", "N/A", "nan", "不详"])
def test_cells_that_say_there_is_nothing(nothing: str) -> None:
    """They leave the field empty."""
    (outcome,) = outcomes(("李娜", "13900139000", nothing, nothing, nothing, nothing))
    assert outcome.records == (Customer(id="C-261122-000001", name="李娜", phone="13900139000"),)


@pytest.mark.parametrize(
    ("row", "column", "value", "said"),
    [
        (("李娜", "1.54498E+10"), "手机号", "1.54498E+10", "has lost digits"),
        (("李娜", "1560837783"), "手机号", "1560837783", "not a valid phone number"),
        (("李娜", ""), "手机号", None, "Neither a phone nor a customer number"),
        (("李娜", "-", "无"), "手机号", "-", "Neither a phone nor a customer number"),
        (("", "13900139000"), "姓名", None, "A name is missing"),
        (("李娜", "", "1.2E+10"), "会员号", "1.2E+10", "has lost digits"),
        (("李娜", "13900139000", "", "1990-02-30"), "生日", "1990-02-30", "There is no day"),
        (("李娜", "13900139000", "", "2030-01-01"), "生日", "2030-01-01", "after today"),
        (("李娜", "13900139000", "", "", "?"), "性别", "?", "no gender"),
        (("李娜", "13900139000", "", "", "", "很多"), "累计消费", "很多", "amount of money"),
        (("李\x07娜", "13900139000"), "姓名", "李\x07娜", "control character"),
        (("李娜", "13900139000", "", "", "", "", "", "", "", "10"), None, None, "has 10 cells"),
        (
            ("李娜", "13900139000", "", "", "", "", "", "", "maybe"),
            "短信同意",
            "maybe",
            "neither yes nor no",
        ),
        (("李娜", "13800138000"), "手机号", "13800138000", "another name: C-260101-AAAAAA"),
        (("李娜", "", "0001"), "会员号", "0001", "another name: C-260101-AAAAAA"),
    ],
)
def test_rejected(row: tuple[str, ...], column: str | None, value: str | None, said: str) -> None:
    """The column, the cell as it stands in that row, and the reason."""
    (outcome,) = outcomes(row)
    assert outcome.result == "rejected"
    assert (outcome.column, outcome.value) == (column, value)
    assert said in str(outcome.reason)
    assert not outcome.records


def test_no_digit_is_lost_or_guessed() -> None:
    """A float's point goes, nothing else."""
    (outcome,) = outcomes(("黄勇芳", "15608377835.0"))
    assert [getattr(record, "phone", None) for record in outcome.records] == ["15608377835"]


def test_the_same_name_fills_what_is_empty() -> None:
    """By phone or number; nothing is overwritten; nothing to fill is updated too."""
    filled, again, other = outcomes(
        ("王 芳", "13800138000", "", "1980-01-01", "F", "5", "早上不接电话"),
        ("王芳", "13800138000", "0001", "1990-09-09", "M", "9", "x"),
        ("王芳", "", "0001"),
    )
    assert [each.result for each in (filled, again, other)] == ["updated"] * 3
    (record,) = filled.records
    assert isinstance(record, Customer)
    assert (record.id, record.number, str(record.birthday)) == (WANG.id, "0001", "1980-01-01")
    assert record.profile == {"spent_before": "5.00", "notes": "早上不接电话"}
    assert again.records == other.records == ()


def test_rows_of_one_list_meet_each_other() -> None:
    """A phone comes twice: the same name updates, another is rejected and names the row."""
    first, same, other = outcomes(
        ("李娜", "13900139000"), ("李娜", "13900139000", "7"), ("张敏", "139 0013 9000")
    )
    assert [each.result for each in (first, same, other)] == ["added", "updated", "rejected"]
    assert str(other.reason).endswith("another name: row 2.")
    assert "李娜" not in str(other.reason)


def test_a_rejected_row_leaves_nothing_behind() -> None:
    """Its phone is free for the next."""
    bad, good = outcomes(("李娜", "13900139000", "", "1990-02-30"), ("张敏", "13900139000"))
    assert (bad.result, good.result) == ("rejected", "added")


def test_phone_and_number_of_two_people() -> None:
    """Whoever is meant, one of them would be wrong."""
    zhang = Customer(id="C-260101-BBBBBB", name="王芳", phone="13900139000", number="0002")
    (outcome,) = outcomes(("王芳", "13900139000", "0001"), on_file=(WANG, zhang))
    assert outcome.result == "rejected"
    assert "two people's: C-260101-BBBBBB and C-260101-AAAAAA" in str(outcome.reason)


def test_a_phone_two_customers_have() -> None:
    """The list cannot say which is meant."""
    twin = Customer(id="C-260101-BBBBBB", name="王芳", phone="13800138000")
    (outcome,) = outcomes(("王芳", "13800138000"), on_file=(WANG, twin))
    assert "Several customers on file" in str(outcome.reason)


def test_named_by_the_number_until_the_name_is_learnt() -> None:
    """No name but a number: named by it; a later row that has the name gives it."""
    nameless, named = outcomes(("", "", "0009"), ("赵丽", "13900139000", "0009"))
    (record,) = nameless.records
    assert isinstance(record, Customer)
    assert (record.name, record.number) == ("0009", "0009")
    (record,) = named.records
    assert isinstance(record, Customer)
    assert (record.name, record.phone) == ("赵丽", "13900139000")
    assert named.result == "updated"


def test_no_consent_is_invented() -> None:
    """What notes say about messages stays a note."""
    (outcome,) = outcomes(("李娜", "13900139000", "", "", "", "", "不接受短信"))
    (record,) = outcome.records
    assert isinstance(record, Customer)
    assert not record.consent


def customer(outcome: Outcome) -> Customer:
    """The customer of a row that brought something."""
    (record,) = outcome.records
    assert isinstance(record, Customer)
    return record


def test_owner() -> None:
    """By code or name; who is not on the staff owns nobody, and the row is kept and says so."""
    by_code, by_name, stranger, none = outcomes(
        *(("", f"1390013900{n}", str(n), "", "", "", "", owner)
          for n, owner in enumerate(("li", " 李娜", "小赵", "无")))
    )  # fmt: skip
    assert customer(by_code).owner == customer(by_name).owner == "T-260101-SSSSSS"
    assert [customer(each).owner for each in (stranger, none)] == [None, None]
    assert [each.stranger for each in (by_code, stranger, none)] == [None, "小赵", None]


@pytest.mark.parametrize(
    ("cell", "channels"),
    [("是", ["sms"]), ("Yes", ["sms"]), ("√", ["sms"]), ("同意", ["sms"]), ("sms", ["sms"]),
     ("sms, wechat", ["sms", "wechat"]), ("否", []), ("no", []), ("", []), ("无", []), ("0", [])],
)  # fmt: skip
def test_consent(cell: str, channels: list[str]) -> None:
    """A yes is consent to text messages from today on; a no or nothing is none."""
    (outcome,) = outcomes(("李娜", "13900139000", "", "", "", "", "", "", cell))
    assert customer(outcome).consent == {name: {"given": "2026-11-22"} for name in channels}


def test_owner_and_consent_fill_what_is_empty() -> None:
    """Who has an assistant keeps her; who withdrew her consent is not signed up again."""
    row = ("王芳", "13800138000", "", "", "", "", "", "li", "是")
    (filled,) = outcomes(row)
    assert customer(filled).owner == "T-260101-SSSSSS"
    assert customer(filled).consent == {"sms": {"given": "2026-11-22"}}
    withdrawn = {"sms": {"given": "2026-01-01", "withdrawn": "2026-02-01"}}
    other = replace(WANG, owner="T-260101-ZZZZZZ", consent=withdrawn)
    (kept,) = outcomes(row, on_file=(other,))
    assert (kept.result, kept.records) == ("updated", ())
