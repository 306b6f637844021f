"""The fast ways of reading a list beside the slow ones: the same of every row, however messy."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from svc.lists import customers, fast_customers, fast_purchases, purchases
from svc.lists.headings import Columns
from svc.lists.known import KnownCustomers
from svc.lists.memo import Memo
from svc.lists.outcomes import Outcomes
from svc.lists.reading import Row, is_blank
from svc.records.customer import Customer
from svc.store.lines import decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable

Table = tuple[list[str], list[list[str]]]
TODAY = date(2026, 11, 22)
STAFF = {"T-260101-SSSSSS": "T-260101-SSSSSS", "li": "T-260101-SSSSSS", "李娜": "T-260101-SSSSSS"}
ON_FILE = [
    Customer(id="C-260101-AAAAAA", name="王芳", phone="13800138000", number="0001"),
    Customer(id="C-260101-BBBBBB", name="张敏", phone="13900139000", number="13800138001"),
    Customer(id="C-260101-CCCCCC", name="张敏", phone="13900139000"),  # a merge brought her in
    Customer(id="C-260101-DDDDDD", name="0007", number="0007"),  # of whom no name is known
    Customer(id="C-260101-EEEEEE", name="赵丽", phone="12345", phone_unchecked=True),
]

ODD = ("", " ", "-", "无", "　", "=1+1", "a\x07b", "e\u0301", "\u0301e", "\n\u0303", "１２",
       "x" * 2001, '"', "a\\b", "\u2028", "\ud800", "İ", "Ϊ\u0301", "a\r\nb", "'", "{}",
       "\x1f", "1.2E+10", "?", "-5", "2026-02-30", "2030-01-01", "5/3/2026", "13800138000",
       "0001")  # fmt: skip
"""What stands in any cell now and then."""
PHONES = ("13800138000", "13800138001", "15608377835", "13900139009", "13700137000",
          "+86 138-0013-8000", "１３７００１３７０００", "15608377835.0", "12345",
          "010-62554433")  # fmt: skip
NUMBERS = ("0001", "0007", "VIP 7", " 0001 ", "13800138001", "9", "")
DAYS = ("2026-03-05", "2026/3/5", "20260305", "2026年3月6日", "2027-01-01", "2026-03-04 10:00")
USUAL: dict[str, tuple[str, ...]] = {
    "name": ("王芳", "王 芳", "张敏", "赵丽", "0007", "Zoë", "Zoe\u0308", "李娜", ""),
    "phone": (*PHONES, "13900139000", ""),
    "number": NUMBERS,
    "birthday": ("1990-05-12", "05-12", "农历八月十五", "1800-01-01", "lunar:08-15", "1990-5-12",
                 "2026-11-22", ""),
    "gender": ("F", "女", "男", ""),
    "owner": ("li", "李娜", "小周", "小赵", "T-260101-SSSSSS", ""),
    "consent": ("是", "否", "sms, wechat", ""),
    "spent_before": ("￥1,487.50", "9", ""),
    "size": ("L", "M", "170/92A", ""),
    "notes": ("喜欢休闲款\n多次退货", "L", "", "\n\u0303"),
    "customer": ("13800138000", "0001", "C-260101-AAAAAA", "c-260101-dddddd", *PHONES, *NUMBERS,
                 "number:0001", "number:13800138000", "00004", "number:00004", "13900139000"),
    "on": DAYS,
    "total": ("10", "10.00", "￥10", ""),
    "qty": ("2", "2件", "2.0"),
    "price": ("5", "5.00", ""),
    "sku": ("A1", "A 1", ""),
    "category": ("皮衣", "Textile", "家具", "Ϊ\u0301", ""),
    "style": ("S1", ""),
    "receipt": ("R1", "R2", ""),
    "staff": ("li", "小周", "T-260101-SSSSSS", ""),
    "installed_on": ("", *DAYS),
    "id": ("P-260101-AAAAAA", "P-260101-BBBBBB", "", ""),
}  # fmt: skip
OF_CUSTOMERS = ("name", "phone", "number", "birthday", "gender", "owner", "consent",
                "spent_before", "size", "notes")  # fmt: skip
OF_PURCHASES = ("customer", "on", "total", "qty", "price", "sku", "name", "category", "style",
                "size", "receipt", "staff", "installed_on", "id")  # fmt: skip


@st.composite
def tables(draw: st.DrawFn, fields: tuple[str, ...], needed: int) -> Table:
    """The fields of columns, some of none, and rows: usual ones, odd ones, ragged ones."""
    free = draw(st.lists(st.sampled_from([*fields[needed:], ""]), unique=True))
    columns = draw(st.permutations([*fields[:needed], *free]))
    usual = st.tuples(*(st.sampled_from(USUAL.get(field, ODD)) for field in columns)).map(list)
    odd = st.sampled_from(ODD) | st.text(max_size=5)
    place = st.integers(0, len(columns) - 1)
    rows = draw(st.lists(usual, max_size=12))
    for row in rows:
        if draw(st.integers(0, 3)) == 0:
            row[draw(place)] = draw(odd)
        if draw(st.integers(0, 9)) == 0:
            row[draw(place) :] = draw(st.lists(odd, max_size=2))
    return columns, rows


def columns_of(fields: list[str], *, lunar: bool = False) -> Columns:
    """The columns of these fields."""
    return Columns(
        headings=tuple(fields), fields=tuple(field or None for field in fields), lunar=lunar
    )


def known_customers() -> KnownCustomers:
    """Those on file, before a list is read."""
    records = {customer.id: customer for customer in ON_FILE}
    return KnownCustomers([customer.to_raw() for customer in ON_FILE], records.__getitem__)


def new_ids() -> Callable[[], str]:
    """Ids for new customers, the same in each run."""
    return (f"C-261122-{n:06}" for n in count(1)).__next__


def seen(outcomes: Outcomes, known: KnownCustomers) -> list[Any]:
    """All there is to tell of a list that was read."""
    rejects = [(each.to_json(), each.row.cells) for each in outcomes.rejected]
    counts = {name: value for name, value in vars(outcomes).items() if name != "rejected"}
    strangers = list(outcomes.strangers.items())
    return [rejects, counts, strangers, known.opened, known.filled_up, known.rows]


def all_canonical(lines: list[bytes]) -> bool:
    """Whether each line is the one that the store itself would write of the record in it."""
    return all(encode(decode(line.removesuffix(b"\n"))) == line for line in lines)


@settings(max_examples=300)
@given(tables(OF_CUSTOMERS, 2), st.booleans())
@example(
    (["name", "phone", "owner"], [["a", "1", "小周"], ["赵丽", "13700137000", "小周"]]), False
)
def test_customers(table: Table, lunar: bool) -> None:
    """The same customers to the byte, the same files filled up, rejects, counts and warnings."""
    columns = columns_of(table[0], lunar=lunar)
    found = []
    for is_fast in (True, False):
        known = known_customers()
        facts = customers.Facts(country="CN", today=TODAY, staff=STAFF, new_id=new_ids())
        if is_fast:
            outcomes = fast_customers.take(enumerate(table[1], 2), columns, known, facts)
        else:
            outcomes = Outcomes()
            for number, cells in enumerate(table[1], 2):
                if not is_blank(cells):
                    row = Row(number=number, cells=tuple(cells))
                    outcomes.count(customers.outcome_of(row, columns, known, facts))
        found.append(seen(outcomes, known))
        assert all_canonical(list(known.opened.values()))
    assert found[0] == found[1]


@settings(max_examples=500)
@given(tables(OF_PURCHASES, 2), st.booleans(), st.booleans())
@example((["customer", "on", "total"],
          [[who, "2026-03-05", "5"] for who in ("13800138000", "number:13800138000") * 2]),
         True, False)  # fmt: skip
def test_purchases(table: Table, create: bool, again: bool) -> None:
    """The same purchases to the byte, files opened, rejects, counts and warnings; twice too."""
    columns = columns_of(table[0])
    rows_on_file: frozenset[str] = frozenset()
    for _run in range(1 + again):
        found = []
        for is_fast in (True, False):
            known, sales = known_customers(), fast_purchases.Sales()
            facts = purchases.Facts(
                country="CN", today=TODAY, create_customers=create, staff=STAFF,
                rows_on_file=rows_on_file, ids_on_file=frozenset(["P-260101-AAAAAA"]),
                new_customer_id=new_ids(),
            )  # fmt: skip
            if is_fast:
                records = enumerate(table[1], 2)
                outcomes = fast_purchases.take(records, columns, known, facts, sales)
            else:
                outcomes = Outcomes()
                met: dict[bytes, int] = {}
                for number, cells in enumerate(table[1], 2):
                    if not is_blank(cells):
                        row = Row(number=number, cells=tuple(cells))
                        outcome = purchases.outcome_of(row, columns, known, facts, met)
                        outcomes.count(outcome)
                        fast_purchases.put_aside(outcome, sales, facts, outcomes)
            days = {day: lines for day, lines in sales.days.items() if lines}
            found.append([*seen(outcomes, known), days])
        assert found[0] == found[1]
        lines = [b'{"id":"P"' + line for of_day in days.values() for line in of_day]
        assert all_canonical(lines)
        rows_on_file = frozenset(decode(line.removesuffix(b"\n"))["row"] for line in lines)


def test_ids_of_a_day_are_drawn_together() -> None:
    """They follow the order of the list, and a day without a purchase needs none."""
    sales = fast_purchases.Sales()
    sales.of(TODAY)
    for tail in (b',"a"}\n', b',"b"}\n'):
        sales.of(date(2026, 3, 5)).append(tail)
    asked: list[tuple[date, int]] = []

    def new_ids(day: date, many: int) -> list[str]:
        asked.append((day, many))
        return ["P-260305-000009", "P-260305-000001"]

    assert list(sales.lines(new_ids)) == [
        [
            ("P-260305-000001", b'{"id":"P-260305-000001","a"}\n'),
            ("P-260305-000009", b'{"id":"P-260305-000009","b"}\n'),
        ],
        [],
    ]
    assert asked == [(date(2026, 3, 5), 2)]
    assert sales.days == {}


def test_memos_stay_small() -> None:
    """Beyond so many cells all are forgotten; what cannot be read is not remembered."""
    read: list[str] = []

    def once(cell: str) -> int:
        read.append(cell)
        return int(cell)

    memo = Memo(once, 2)
    assert [memo[cell] for cell in ("1", "1", "2", "3", "1")] == [1, 1, 2, 3, 1]
    assert read == ["1", "2", "3", "1"]
    for _ in range(2):
        with pytest.raises(ValueError, match="x"):
            memo["x"]
    assert read.count("x") == 2
