"""`svc report ledger`: four ledgers and the registers, complete, numbered, on screen and paper."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from svc.records.approval import Approval
from svc.records.callback import Callback
from svc.records.complaint import Complaint
from svc.records.delivery import Delivery
from svc.records.part import Part
from svc.records.purchase import Item, Purchase
from svc.records.repair import Repair
from svc.records.return_ import Return
from svc.rules.ledger import LEDGERS, NAMES
from svc.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

    Call = Callable[..., Result]

DAY, SOLD = date(2026, 11, 22), date(2026, 10, 31)
COAT = Item(
    sku="A1", name="羊毛大衣", size="M", price=Decimal("1299.00"), amount=Decimal("1299.00")
)
SALE, K, R, W, D = (f"{letter}-7KQ3MX" for letter in (
    "P-261031", "K-261101", "R-261122", "W-261122", "D-261122"))  # fmt: skip
FILLED = [name for name in NAMES if name != "customers"]


@pytest.fixture
def busy(shop: Path, wang: str) -> str:
    """A shop with a case of each kind, all of Wang Fang's; her id."""
    with Store(shop).change() as change:
        for record in (
            Purchase(id=SALE, customer=wang, on=SOLD, items=(COAT,), total=Decimal("1299.00"),
                     receipt="0001", installed_on=date(2026, 11, 1)),
            Complaint(
                id=K, customer=wang, on=date(2026, 11, 1), category="attitude", text="店员态度差",
                purchase=SALE, channel="visit", state="resolved", resolved_on=date(2026, 11, 2),
                history=({"at": "2026-11-02", "state": "resolved", "text": "当面道歉"},),
                steps=({"at": "2026-11-01", "step": "apology"},),
                offers=(
                    {"at": "2026-11-01", "offer": "apology", "text": "店员道歉", "taken": True},
                ),
                waits=({"at": "2026-11-01", "for": "customer", "until": "2026-11-02"},),
            ),
            Callback(id=f"complaint.{K}", kind="complaint", customer=wang, about=K,
                     due=date(2026, 11, 3), done_on=date(2026, 11, 4), result="reached",
                     satisfied=True, text="满意"),
            Callback(id=f"purchase.{SALE}", kind="purchase", customer=wang, about=SALE,
                     due=date(2026, 11, 7), done_on=date(2026, 11, 8), result="reached",
                     satisfied=False, question="袖口起球", settle_on=date(2026, 11, 12),
                     forward="company"),
            Callback(id=f"appointment.{SALE}.261112", kind="appointment", customer=wang,
                     about=SALE, due=date(2026, 11, 12), done_on=date(2026, 11, 12),
                     result="reached", satisfied=True),
            Callback(id=f"birthday.{wang}.261115", kind="birthday", customer=wang, about=wang,
                     due=date(2026, 11, 15), done_on=date(2026, 11, 15), result="no-answer"),
            Return(id=R, customer=wang, on=DAY, purchase=SALE, cause="quality", state="settled",
                   goods=(COAT.to_json(),), fee=Decimal("64.95"), refund=Decimal("1234.05"),
                   receipt="0001", defect="起球", settled_on=DAY, phone="13800138000"),
            Repair(id=W, customer=wang, on=DAY, problem="拉链坏了", purchase=SALE, item="A1",
                   state="handed_back", price=Decimal("30.00"), signed=True, done_on=DAY,
                   handed_back_on=DAY, received_on=DAY, phone="13800138000"),
            Part(id="B-261120-7KQ3MX", on=date(2026, 11, 20), move="in", code="ZIP", qty=5,
                 name="拉链", supplier="永久"),
            Part(id="B-261122-7KQ3MX", on=DAY, move="out", code="ZIP", qty=1, name="拉链",
                 about=W, warranty_until=date(2027, 5, 22)),
            Delivery(id=D, customer=wang, on=DAY, purchase=SALE, planned_on=DAY, state="done",
                     done_on=DAY, signed=True, accepted_by="王芳", address="人民路8号",
                     phone="13800138000", driver="赵强"),
            Approval(id="A-261122-7KQ3MX", about=R, on=DAY, kind="decision", post="shop_manager",
                     what="free_return", state="approved", amount=Decimal("1234.05"),
                     decided_on=DAY, decided_as="shop_manager"),
        ):  # fmt: skip
            change.put(record)
    return wang


def ledger(svc: Call, name: str, *more: object) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = svc("report", "ledger", name, *more, "--json").json
    return rows


@pytest.mark.fact("S0-024", "X-08", command="svc report ledger NAME")
@pytest.mark.parametrize("name", ["customers", "complaints", "callbacks", "parts"])
def test_the_four_ledgers(busy: str, svc: Call, name: str) -> None:
    """Customer files, complaints, callbacks and parts each have their ledger, numbered by day."""
    assert busy
    rows = ledger(svc, name)
    assert rows
    assert [row["no"] for row in rows] == [*range(1, len(rows) + 1)]
    assert [row["on"] for row in rows] == sorted(row["on"] for row in rows)


@pytest.mark.fact("S0-025", command="svc policy show ledger")
@pytest.mark.parametrize("name", NAMES)
def test_the_columns_are_policy(shop: Path, busy: str, svc: Call, name: str) -> None:
    """The sources show no sample table: the columns printed are policy, marked as ours."""
    from svc.policy import Policy

    assert busy
    assert Policy().entry(f"ledger.{name}").is_default_of_tool
    own = f"[{name}]\n[[{name}.values]]\nvalue = ['no', 'id']\n"
    (shop / "policy" / "ledger.toml").write_text(own, encoding="utf-8")
    lines = svc("report", "ledger", name).out.splitlines()
    assert lines[0].split() == ["No.", "id"]
    (shop / "policy" / "ledger.toml").write_text(own.replace("'id'", "'shoe'"), encoding="utf-8")
    assert "shoe" not in svc("report", "ledger", name, code=4).out
    if name != "customers":
        assert "shoe" in svc("policy", "check", code=1).out


@pytest.mark.parametrize("name", NAMES)
def test_a_program_gets_every_key(busy: str, svc: Call, name: str) -> None:
    """JSON and CSV hold the same keys, in one order, whatever is printed."""
    assert busy
    rows = ledger(svc, name)
    keys = [*rows[0]]
    assert all([*row] == keys for row in rows)
    csv = svc("report", "ledger", name, "--format", "csv").out
    assert csv.splitlines()[0].split(",") == keys
    empty = svc("report", "ledger", name, "--month", "1999-01", "--format", "csv").out
    assert empty.splitlines() == [",".join(keys)]
    if name != "customers":
        assert keys == ["no", *LEDGERS[name].keys]


def test_a_complaint_on_its_line(busy: str, svc: Call) -> None:
    """Who, what, which answer, and whether it holds."""
    (row,) = ledger(svc, "complaints")
    assert (row["customer"], row["name"], row["phone"]) == (busy, "王芳", "13800138000")
    assert (row["goods"], row["bought_on"], row["nth"]) == ("羊毛大衣 M", "2026-10-31", 1)
    assert (row["measures"], row["result"], row["satisfied"]) == ("店员道歉 (+)", "当面道歉", True)
    assert row["missing"] == []


def test_steps_and_offers_in_words(wang: str, svc: Call) -> None:
    """People read them by name, in their language; a program gets what was typed."""
    key = svc("complaint", "log", "--customer", wang, "--category", "quality", "--cause", "fading",
              "--text", "掉色").line  # fmt: skip
    svc("complaint", "step", key, "apology")
    svc("complaint", "offer", key, "other_style", "--declined")
    svc("complaint", "offer", key, "--text", "送护理", "--taken")
    (row,) = ledger(svc, "handling")
    assert (row["steps"], row["offers"]) == (["apology"], ["other_style (-)", "送护理 (+)"])
    (line,) = ledger(svc, "complaints")
    assert line["measures"] == "other_style (-); 送护理 (+)"
    shown = svc("report", "ledger", "handling").out
    assert "say sorry" in shown
    assert "other style (declined)" in shown
    assert "送护理 (accepted)" in svc("report", "ledger", "complaints").out
    assert "致歉" in svc("--lang", "zh", "report", "ledger", "handling").out


@pytest.mark.fact("S2-089", command="svc report ledger handling")
def test_the_handling_register(busy: str, svc: Call) -> None:
    """Each complaint's handling: steps, offers, waits, how it was settled, after how many days."""
    assert busy
    (row,) = ledger(svc, "handling")
    assert (row["steps"], row["waits"], row["days"]) == (["apology"], ["customer"], 1)
    assert (row["result"], row["resolved_on"], row["satisfied"]) == (
        "当面道歉",
        "2026-11-02",
        True,
    )


@pytest.mark.fact("S2-088", command="svc report ledger satisfaction")
def test_the_satisfaction_register(busy: str, svc: Call) -> None:
    """Whoever was reached stands in the satisfaction register, with what she said."""
    assert busy
    rows = ledger(svc, "satisfaction")
    assert [(row["on"], row["satisfied"]) for row in rows] == [
        ("2026-11-04", True),
        ("2026-11-08", False),
        ("2026-11-12", True),
    ]


@pytest.mark.fact("S2-090", "S2-076", command="svc report ledger opinions")
def test_the_opinion_register(busy: str, svc: Call) -> None:
    """What customers said and asked is collected, with whom it was passed to and when answered."""
    assert busy
    rows = ledger(svc, "opinions")
    assert [row["kind"] for row in rows] == ["complaint", "purchase"]
    asked = rows[1]
    assert (asked["question"], asked["goods"]) == ("袖口起球", "羊毛大衣 M")
    assert (asked["settle_on"], asked["settled_on"]) == ("2026-11-12", "2026-11-12")
    assert asked["forward"] == "company"


@pytest.mark.fact("S3-032", command="svc report ledger returns")
def test_the_return_register(busy: str, svc: Call) -> None:
    """Each return and exchange stands in the register with its till slip."""
    assert busy
    (row,) = ledger(svc, "returns")
    assert (row["receipt"], row["goods"], row["defect"]) == ("0001", "羊毛大衣 M", "起球")
    assert (row["fee"], row["refund"], row["decided_by"]) == ("64.95", "1234.05", ["shop_manager"])
    assert row["missing"] == ["signature"]


@pytest.mark.fact("S2-080", command="svc report ledger repairs")
def test_the_repair_register(busy: str, svc: Call) -> None:
    """Goods taken in for repair stand in the register until they are back, parts and money too."""
    assert busy
    (row,) = ledger(svc, "repairs")
    assert (row["received_on"], row["handed_back_on"]) == ("2026-11-22", "2026-11-22")
    assert (row["goods"], row["parts"], row["price"]) == ("羊毛大衣 M", ["拉链 x1"], "30.00")
    assert row["missing"] == ["invoice", "to_finance"]


def test_the_parts_ledger_reckons(busy: str, svc: Call) -> None:
    """Each line says what is on hand after it, also where only a part of the days is shown."""
    assert busy
    assert [(row["in"], row["out"], row["on_hand"]) for row in ledger(svc, "parts")] == [
        (5, None, 5),
        (None, 1, 4),
    ]
    (row,) = ledger(svc, "parts", "--from", "2026-11-22")
    assert (row["no"], row["on_hand"], row["name"]) == (1, 4, "王芳")
    assert row["missing"] == ["fitted_by"]


def test_customer_files(busy: str, svc: Call) -> None:
    """What is known of a customer, what she spent, and what is still to learn."""
    svc("customer", "edit", busy, "--set", "size=165/88A")
    (row,) = ledger(svc, "customers")
    assert (row["size"], row["purchases"], row["styles"]) == ("165/88A", 0, ["A1"])
    assert "address" in row["missing"]
    assert "size" not in row["missing"]


@pytest.mark.parametrize(
    ("args", "days"),
    [
        ([], ["2026-11-04", "2026-11-08", "2026-11-12", "2026-11-15"]),
        (["--from", "2026-11-08"], ["2026-11-08", "2026-11-12", "2026-11-15"]),
        (["--to", "2026-11-08"], ["2026-11-04", "2026-11-08"]),
        (["--from", "2026-11-05", "--to", "2026-11-07"], []),
        (["--from", "2026-11-08", "--to", "2026-11-08"], ["2026-11-08"]),
        (["--month", "2026-11"], ["2026-11-04", "2026-11-08", "2026-11-12", "2026-11-15"]),
        (["--month", "2026-12"], []),
        (["--case", SALE], ["2026-11-08", "2026-11-12"]),
    ],
)
def test_days_and_cases(busy: str, svc: Call, args: list[str], days: list[str]) -> None:
    """Both ends count; a month is its days; a case keeps the numbers of its lines."""
    assert busy
    rows = ledger(svc, "callbacks", *args)
    assert [row["on"] for row in rows] == days
    if args == ["--case", SALE]:
        assert [row["no"] for row in rows] == [2, 3]


def test_a_case_is_named_as_everywhere(busy: str, svc: Call) -> None:
    """A customer by her phone, a sale by the end of its id; what is not on file is exit 3."""
    hers = ledger(svc, "callbacks", "--case", "13800138000")
    assert hers == ledger(svc, "callbacks", "--case", busy) != []
    assert ledger(svc, "callbacks", "--case", SALE.lower()) == ledger(
        svc, "callbacks", "--case", SALE
    )
    svc("report", "ledger", "callbacks", "--case", "13900139000", code=3)


@pytest.mark.parametrize("name", FILLED)
@pytest.mark.parametrize(("month", "some"), [("2026-09", False), ("2026-11", True)])
def test_a_month_of_each(busy: str, svc: Call, name: str, month: str, some: bool) -> None:
    """Every ledger can be had for one month."""
    assert busy
    assert bool(ledger(svc, name, "--month", month)) is some


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["shoes"], 2, "shoes"),
        ([], 2, "NAME"),
        (["parts", "--month", "2026-13"], 4, "no month"),
        (["parts", "--month", "November"], 4, "no month"),
        (["parts", "--month", "2026-11", "--to", "today"], 2, "--month, or"),
        (["parts", "--from", "today", "--to", "yesterday"], 4, "is after"),
        (["parts", "--from", "soon"], 4, "not a date"),
        (["parts", "--out", "parts.doc"], 2, "does not tell the format"),
    ],
)
def test_bad_input(busy: str, svc: Call, args: list[str], code: int, words: str) -> None:
    """One sentence, nothing printed."""
    assert busy
    found = svc("report", "ledger", *args, code=code)
    assert words in found.err
    assert found.out == ""


@pytest.mark.fact("S0-024", command="svc report ledger returns")
def test_what_is_missing_is_told(busy: str, svc: Call) -> None:
    """Complete, nothing missing: stderr counts the incomplete lines and names what they lack."""
    assert busy
    told = svc("report", "ledger", "returns")
    assert told.err == f"1 of 1 lines lack something: {R} (signature)\n"
    assert "signature" in told.out
    svc("return", "sign", R, "--signed")
    assert svc("report", "ledger", "returns").err == ""


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_paper(busy: str, svc: Call, tmp_path: Path, name: str, language: str) -> None:
    """Each ledger as page, spreadsheet, Markdown, text; the same bytes every time."""
    assert busy
    for form in ("html", "xlsx", "md", "txt", "csv", "tsv", "json", "jsonl"):
        file = tmp_path / f"{name}.{form}"
        found = svc("--lang", language, "report", "ledger", name, "--out", file)
        assert found.out == ""
        first = file.read_bytes()
        assert first
        svc("--lang", language, "report", "ledger", name, "--out", file)
        assert file.read_bytes() == first
    assert json.loads((tmp_path / f"{name}.json").read_text("utf-8")) == ledger(svc, name)
    text = (tmp_path / f"{name}.txt").read_text("utf-8")
    assert "雅衣阁" in text
    assert "2026-11-22" in text


def test_it_stays_out_of_the_shops_own_files(shop: Path, busy: str, svc: Call) -> None:
    """A ledger is not written where the records are."""
    assert busy
    svc("report", "ledger", "parts", "--out", shop / "data" / "parts.csv", code=5)
    assert not (shop / "data" / "parts.csv").exists()


def test_an_empty_ledger(shop: Path, svc: Call) -> None:
    """Nothing as text, an empty array as JSON."""
    assert shop
    for name in NAMES:
        assert svc("report", "ledger", name).out == ""
        assert svc("report", "ledger", name, "--json").out == "[]\n"
