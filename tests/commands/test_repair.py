"""`svc repair` as a clerk and a script call it."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from svc.frozen import replace
from svc.policy import Policy
from svc.records.return_ import Return
from svc.store.store import Store
from svc.warranties import paused_days, piece_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

ZIP = ("--problem", "拉链坏了", "--symptom", "拉不上", "--address", "朝阳路8号")


@pytest.fixture
def coat(svc: Call, wang: str) -> str:
    """A leather coat, bought fifty days ago."""
    return svc(
        "purchase", "add", "--customer", wang, "--on", "2026-10-03",
        "--item", "sku=J1,name=皮衣,style=L-88,category=leather,price=1999.00",
    ).line  # fmt: skip


@pytest.fixture
def old_coat(svc: Call, wang: str) -> str:
    """A coat whose warranty is over."""
    return svc(
        "purchase", "add", "--customer", wang, "--on", "2025-10-03",
        "--item", "sku=J0,name=旧皮衣,category=leather,price=1999.00",
    ).line  # fmt: skip


@pytest.fixture
def opened(svc: Call, wang: str, coat: str) -> str:
    """A repair of the coat, just written down."""
    return svc("repair", "open", "--customer", wang, "--purchase", coat, *ZIP).line


def on(day: int, *args: str) -> tuple[str, ...]:
    """A call on a day of November; from 31 on, of December."""
    return ("--today", f"2026-11-{day:02}" if day < 31 else f"2026-12-{day - 30:02}", *args)


def files(shop: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in (shop / "data").rglob("*.jsonl")}


# ---- intake


@pytest.mark.fact("S2-077", "S1-013", command="svc repair open")
def test_the_intake_is_whole(svc: Call, wang: str, coat: str) -> None:
    """A repair keeps name, address, contact, model, purchase date, problem and symptom."""
    result = svc("repair", "open", "--customer", wang, "--purchase", coat, *ZIP, "--json")
    shown = result.json
    assert (shown["customer"], shown["phone"], shown["address"]) == (
        wang, "13800138000", "朝阳路8号",
    )  # fmt: skip
    assert (shown["model"], shown["bought_on"]) == ("L-88", "2026-10-03")
    assert (shown["problem"], shown["symptom"]) == ("拉链坏了", "拉不上")
    assert (shown["state"], shown["item"], shown["missing"]) == ("opened", "J1", [])
    assert shown["free"] is True
    assert shown["terms"]["warranty_until"] == "2027-04-03"
    assert shown["terms"]["policy"] == ["warranty.leather"]
    assert "the repair is free" in result.err


def test_what_the_intake_lacks_is_told_and_checked(svc: Call, wang: str) -> None:
    """The warning names it, and so does `check`; an address in her file is taken from there."""
    opened = svc("repair", "open", "--customer", wang, "--problem", "线头")
    assert "address, model, bought on, symptom" in opened.err
    assert "counts as paid" in opened.err
    checked = [row for row in svc("check", "--json").json if row["rule"] == "intake-incomplete"]
    assert [row["level"] for row in checked] == ["warning"]
    assert "address, model, bought on, symptom" in checked[0]["message"]
    svc("customer", "edit", wang, "--set", "address=中山路1号")
    more = svc("repair", "open", "--customer", wang, "--problem", "线头", "--json").json
    assert more["address"] == "中山路1号"


@pytest.mark.fact("S2-062", command="svc repair open")
@pytest.mark.parametrize(
    ("category", "bought", "free"),
    [
        ("textile", "2026-08-22", True),
        ("textile", "2026-08-21", False),
        ("leather", "2026-05-22", True),
        ("leather", "2026-05-21", False),
    ],
)
def test_free_by_model_and_day(
    svc: Call, wang: str, category: str, bought: str, *, free: bool
) -> None:
    """Without a purchase on file, cloth is repaired free for 3 months and leather for 6."""
    shown = svc(
        "repair", "open", "--customer", wang, *ZIP, "--model", "M1", "--category", category,
        "--bought", bought, "--json",
    ).json  # fmt: skip
    assert shown["free"] is free


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ((), 2),
        (("--customer", "nobody", *ZIP), 3),
        (("--customer", "{wang}"), 2),
        (("--customer", "{wang}", "--problem", " "), 4),
        (("--customer", "{wang}", *ZIP, "--item", "J1"), 2),
        (("--customer", "{wang}", *ZIP, "--purchase", "{coat}", "--item", "J9"), 3),
        (("--customer", "{wang}", *ZIP, "--purchase", "{coat}", "--bought", "2026-01-01"), 2),
        (("--customer", "{wang}", *ZIP, "--bought", "2026-11-23"), 4),
        (("--customer", "{wang}", *ZIP, "--bought", "soon"), 4),
        (("--customer", "{wang}", *ZIP, "--phone", "12"), 4),
        (("--customer", "{wang}", *ZIP, "--care", "polish"), 2),
        (("--customer", "{li}", *ZIP, "--purchase", "{coat}"), 5),
        (("--customer", "{li}", *ZIP, "--complaint", "{case}"), 5),
    ],
)
def test_a_wrong_intake_changes_nothing(
    svc: Call, shop: Path, wang: str, coat: str, args: tuple[str, ...], code: int
) -> None:
    """One sentence, and no repair on file."""
    li = svc("customer", "add", "--name", "李娜", "--phone", "13800138001").line
    case = svc(
        "complaint", "log", "--customer", wang, "--category", "quality", "--text", "x"
    ).line  # fmt: skip
    before = files(shop)
    words = {"wang": wang, "coat": coat, "li": li, "case": case}
    result = svc("repair", "open", *(arg.format(**words) for arg in args), code=code)
    assert result.out == ""
    assert files(shop) == before


def test_a_repair_of_a_complaint_takes_its_piece(svc: Call, wang: str, coat: str) -> None:
    """What was complained about is what is repaired."""
    case = svc(
        "complaint", "log", "--customer", wang, "--category", "quality", "--text", "x",
        "--purchase", coat,
    ).line  # fmt: skip
    shown = svc("repair", "open", "--customer", wang, *ZIP, "--complaint", case, "--json").json
    assert (shown["complaint"], shown["purchase"], shown["item"]) == (case, coat, "J1")


@pytest.mark.fact("S2-078", command="svc repair open")
def test_the_company_hears_of_a_repair(svc: Call, opened: str) -> None:
    """A reported repair is told to the company's after-sales service, and that is on file."""
    (report,) = svc("approval", "list", "--kind", "report", "--json").json
    assert (report["about"], report["what"]) == (opened, "repair_report")
    assert (report["post"], report["state"]) == ("company_service", "reported")


# ---- from the counter back to her hands


@pytest.mark.fact("S2-080", "S0-012", "S1-013", command="svc repair receive")
def test_goods_that_are_taken_in_have_a_receipt_and_a_register(svc: Call, opened: str) -> None:
    """What cannot be mended on the spot is taken in against a receipt and is in the register."""
    svc("staff", "add", "--name", "周师傅", "--code", "zhou")
    shown = svc(
        "repair", "receive", opened, "--text", "左袖有旧划痕", "--repairer", "zhou", "--json"
    ).json  # fmt: skip
    assert (shown["state"], shown["received_on"]) == ("received", "2026-11-22")
    assert shown["history"][-1]["text"] == "左袖有旧划痕"
    (row,) = svc("repair", "list", "--open", "--repairer", "zhou", "--json").json
    assert (row["id"], row["state"], row["repairer"]) == (opened, "received", shown["repairer"])
    refused = svc("repair", "receive", opened, code=5)
    assert "2026" in refused.err or "not possible" in refused.err


def test_a_repair_on_the_spot(svc: Call, opened: str) -> None:
    """Looked at, done, handed back: no receipt is needed."""
    svc("repair", "diagnose", opened, "--text", "拉头松了")
    svc("repair", "done", opened)
    assert svc("repair", "hand-back", opened, "--signed").line == opened
    shown = svc("repair", "show", opened, "--json").json
    assert (shown["state"], shown["received_on"], shown["signed"]) == ("handed_back", None, True)
    assert svc("repair", "list", "--open", "--json").json == []
    assert svc("check", "--json").json == [
        row for row in svc("check", "--json").json if row["rule"] == "policy"
    ]


def test_nothing_is_handed_back_twice(svc: Call, shop: Path, opened: str) -> None:
    """Refused with the day of the first time, nothing changed."""
    svc("repair", "diagnose", opened, "--text", "x")
    svc("repair", "done", opened)
    svc("repair", "hand-back", opened, "--signed")
    before = files(shop)
    again = svc(*on(25, "repair", "hand-back", opened), code=5)
    assert f"{opened} was handed back on 2026-11-22 already." in again.err
    assert files(shop) == before


@pytest.mark.parametrize(
    "verb",
    [
        ("wait", "--for", "parts"), ("resume",), ("done",), ("pay", "--invoice", "1"),
        ("hand-back",), ("to-finance",),
    ],
)  # fmt: skip
def test_a_forbidden_move_says_what_is_possible(
    svc: Call, shop: Path, opened: str, verb: tuple[str, ...]
) -> None:
    """Exit 5, one sentence, the way on as the hint, nothing changed."""
    before = files(shop)
    refused = svc("repair", verb[0], opened, *verb[1:], "--json", code=5)
    told = json.loads(refused.err)
    assert told["error"] == "refused"
    assert "svc repair receive" in told["hint"]
    assert files(shop) == before


def test_a_wait_for_parts_nobody_ordered_is_told(svc: Call, opened: str) -> None:
    """It ends, and svc says that no part was ordered."""
    svc("repair", "receive", opened)
    svc("repair", "diagnose", opened, "--text", "x")
    svc("repair", "wait", opened, "--for", "parts")
    assert f"No part was ever ordered for {opened}." in svc("repair", "resume", opened).err


def test_a_dry_run_changes_nothing(svc: Call, shop: Path, opened: str) -> None:
    """It prints what would become of the fields."""
    before = files(shop)
    shown = svc("repair", "receive", opened, "--dry-run")
    assert "opened → received" in shown.out
    assert files(shop) == before


@pytest.mark.fact("S2-079", command="svc repair hand-back")
def test_paid_work_from_the_price_to_finance(
    svc: Call, shop: Path, wang: str, old_coat: str
) -> None:
    """For paid work the repairer takes the fee against an invoice; the money goes to finance."""
    bill = svc("repair", "open", "--customer", wang, "--purchase", old_coat, *ZIP).line
    svc("repair", "receive", bill)
    svc("repair", "diagnose", bill, "--text", "换拉链")
    before = files(shop)
    assert "no price is agreed" in svc("repair", "done", bill, code=5).err
    assert files(shop) == before
    svc("repair", "diagnose", bill, "--price", "80")
    svc("repair", "done", bill)
    assert "80.00 yuan" in svc("repair", "hand-back", bill, "--signed", code=5).err
    svc("repair", "hand-back", bill, "--signed", "--paid-by", "cash", code=2)
    svc("repair", "hand-back", bill, "--signed", "--invoice", "F-1", code=5)
    back = svc("repair", "hand-back", bill, "--signed", "--invoice", "F-1", "--paid-by", "cash")
    assert "to-finance" in back.err
    assert not [r for r in svc("check", "--json").json if r["rule"] == "money-not-at-finance"]
    svc(*on(23, "customer", "add", "--name", "x", "--number", "7"))
    (found,) = [r for r in svc("check", "--json").json if r["rule"] == "money-not-at-finance"]
    assert (found["record"], found["level"]) == (bill, "warning")
    svc(*on(23, "repair", "to-finance", bill))
    assert not [r for r in svc("check", "--json").json if r["rule"] == "money-not-at-finance"]
    assert "2026-11-23" in svc("repair", "to-finance", bill, code=5).err
    shown = svc("repair", "show", bill, "--json").json
    assert (shown["price"], shown["invoice"], shown["paid_by"]) == ("80.00", "F-1", "cash")
    assert (shown["paid_on"], shown["to_finance_on"]) == ("2026-11-22", "2026-11-23")


def test_paid_before_it_is_fetched(svc: Call, wang: str, old_coat: str) -> None:
    """`pay` first, then the hand-back needs nothing more; paid twice is refused."""
    bill = svc("repair", "open", "--customer", wang, "--purchase", old_coat, *ZIP).line
    svc("repair", "diagnose", bill, "--text", "x", "--price", "20")
    svc("repair", "pay", bill, code=2)
    svc("repair", "pay", bill, "--invoice", "F-2", "--paid-by", "wechat")
    svc("repair", "pay", bill, "--invoice", "F-3", code=5)
    svc("repair", "cancel", bill, code=5)
    told = svc("repair", "diagnose", bill, "--price", "30", code=5).err
    assert "was paid on 2026-11-22 already: 20.00 yuan" in told
    svc("repair", "to-finance", bill)
    assert svc("repair", "show", bill, "--json").json["state"] == "diagnosed"
    assert "money to finance" in svc("repair", "show", bill).out
    svc("repair", "done", bill)
    svc("repair", "hand-back", bill, "--paid-by", "cash", code=5)
    assert svc("repair", "hand-back", bill, "--signed").line == bill


@pytest.mark.fact("S2-063", command="svc repair diagnose --caused-by")
def test_improper_use_is_paid_for(svc: Call, opened: str) -> None:
    """A fault she caused by improper wearing is not covered, whatever the warranty."""
    svc("repair", "diagnose", opened, "--text", "x", "--price", "50", code=5)
    shown = svc(
        "repair", "diagnose", opened, "--text", "烫坏", "--caused-by", "customer",
        "--price", "50", "--json",
    ).json  # fmt: skip
    assert (shown["free"], shown["price"], shown["caused_by"]) == (False, "50.00", "customer")
    svc("repair", "diagnose", opened, "--caused-by", "company", "--price", "0")
    assert svc("repair", "show", opened, "--json").json["free"] is True


def test_what_cannot_be_repaired_goes_back_as_it_is(svc: Call, wang: str, old_coat: str) -> None:
    """No price, no payment, and what is owed is for the quote to say."""
    bill = svc("repair", "open", "--customer", wang, "--purchase", old_coat, *ZIP).line
    svc("repair", "diagnose", bill, "--text", "皮面开裂", "--unrepairable")
    svc("repair", "done", bill, code=5)
    shown = svc("repair", "show", bill)
    assert "refund quote --unrepairable" in shown.out
    svc("repair", "hand-back", bill, "--signed", "--paid-by", "cash", "--invoice", "1", code=5)
    assert svc("repair", "hand-back", bill, "--signed").line == bill
    other = svc("repair", "open", "--customer", wang, "--purchase", old_coat, *ZIP).line
    svc("repair", "diagnose", other, "--text", "x", "--price", "20")
    svc("repair", "pay", other, "--invoice", "F-9")
    told = svc("repair", "diagnose", other, "--text", "皮面开裂", "--unrepairable").err
    assert "She has paid 20.00 yuan: give it back." in told


def test_a_repair_is_given_up(svc: Call, opened: str) -> None:
    """Goods that were taken in are in her hands again that day, and the wait is over."""
    svc("repair", "receive", opened)
    svc("repair", "diagnose", opened, "--text", "x")
    svc("repair", "wait", opened, "--for", "customer", "--text", "考虑价格")
    shown = svc(*on(25, "repair", "cancel", opened, "--signed", "--json")).json
    assert (shown["state"], shown["handed_back_on"]) == ("cancelled", "2026-11-25")
    assert shown["waits"][-1]["until"] == "2026-11-25"
    svc("repair", "diagnose", opened, "--text", "x", code=5)


# ---- waiting, help, care


@pytest.mark.fact("S2-086", command="svc repair wait --for parts")
def test_a_missing_part_is_reported(svc: Call, opened: str) -> None:
    """A part missing during a repair is settled after an oral request; the report is on file."""
    svc("staff", "add", "--name", "李娜", "--code", "li", "--post", "clerk")
    svc("repair", "diagnose", opened, "--text", "x")
    svc("--staff", "li", "repair", "wait", opened, "--for", "parts", "--part", "zip-20",
        "--text", "电话请示过店长")  # fmt: skip
    reports = svc("approval", "list", "--about", opened, "--kind", "report", "--json").json
    (report,) = [each for each in reports if each["what"] == "part_missing"]
    assert (report["post"], report["state"]) == ("shop_manager", "reported")
    assert report["text"] == "ZIP-20 电话请示过店长"
    shown = svc("repair", "show", opened, "--json").json
    assert shown["waits"] == [
        {"at": "2026-11-22", "for": "parts", "part": "ZIP-20", "text": "电话请示过店长"}
    ]
    svc("repair", "wait", opened, "--for", "customer", "--part", "x", code=2)
    for part in ("", " ", "a\x1bb"):
        svc("repair", "wait", opened, "--for", "parts", "--part", part, code=4)


def test_a_missing_part_may_wait_for_a_post(svc: Call, shop: Path, opened: str) -> None:
    """By the shop's own row of authority: recorded, exit 6, and somebody is asked."""
    (shop / "policy/authority.toml").write_text(
        '[part_missing]\ntitle_en = "x"\ntitle_zh = "x"\nunit = "who decides"\n'
        'sources = ["S2-086"]\nchanged_by = "company"\n[[part_missing.values]]\n'
        'value = { verb = "hand_upward", handler = "company_service" }\n'
    )
    svc("repair", "diagnose", opened, "--text", "x")
    waits = svc("repair", "wait", opened, "--for", "parts", code=6)
    assert waits.line == opened
    assert "the company's customer service" in waits.err
    assert svc("repair", "show", opened, "--json").json["state"] == "waiting"


@pytest.mark.fact("S2-087", command="svc repair help")
def test_part_time_help_needs_consent(svc: Call, opened: str) -> None:
    """With no technician in, part-time help is sent once the manager has agreed, not before."""
    svc("staff", "add", "--name", "李娜", "--code", "li", "--post", "clerk")
    svc("staff", "add", "--name", "陈店长", "--code", "chen", "--post", "shop_manager")
    waits = svc("--staff", "li", "repair", "help", opened, "--by", "兼职老吴", code=6)
    assert waits.line == opened
    assert "兼职老吴" in waits.err
    svc("repair", "diagnose", opened, "--text", "x")
    assert "waits for the shop manager" in svc("repair", "done", opened, code=5).err
    (asked,) = svc("approval", "list", "--json").json
    assert (asked["kind"], asked["post"], asked["what"]) == (
        "consent", "shop_manager", "part_time_help",
    )  # fmt: skip
    for name in ("兼职老吴", "小张"):
        again = svc("--staff", "li", "repair", "help", opened, "--by", name, code=5).err
        assert f"`svc approval approve {asked['id']}` or `svc approval reject" in again
    assert f"svc approval reject {asked['id']}" in svc("repair", "done", opened, code=5).err
    assert svc("repair", "show", opened, "--json").json["helper"] == "兼职老吴"
    svc("--staff", "li", "approval", "approve", asked["id"], code=5)
    svc("--staff", "chen", "approval", "approve", asked["id"])
    svc("--staff", "li", "repair", "help", opened, "--by", "兼职老吴", code=5)
    svc("repair", "done", opened)
    assert svc("repair", "show", opened, "--json").json["helper"] == "兼职老吴"


def test_a_manager_sends_help_at_once(svc: Call, opened: str) -> None:
    """Who may agree need not ask; refused help is named."""
    svc("repair", "help", opened, "--by", "老吴")
    assert svc("approval", "list", "--json").json == []
    svc("staff", "add", "--name", "李娜", "--code", "li", "--post", "clerk")
    svc("staff", "add", "--name", "陈店长", "--code", "chen", "--post", "shop_manager")
    svc("--staff", "li", "repair", "help", opened, "--by", "小张", code=6)
    (asked,) = svc("approval", "list", "--json").json
    svc("--staff", "chen", "approval", "reject", asked["id"])
    shown = svc("repair", "show", opened, "--json").json["approvals"]
    assert [each["state"] for each in shown if each["what"] == "part_time_help"] == ["rejected"]
    assert "did not agree" in svc("repair", "show", opened).out
    assert "help-refused" in [row["rule"] for row in svc("check", "--json").json]


@pytest.mark.fact("S2-066", command="svc repair open --care")
def test_care_once_free_for_each_piece(svc: Call, wang: str) -> None:
    """Each suit of a line is dry-cleaned free once, leather is cared for once; then it is paid."""
    bought = svc(
        "purchase", "add", "--customer", wang, "--on", "2026-10-03",
        "--item", "sku=X1,name=西服,category=suit,price=1500.00,qty=2",
        "--item", "sku=J1,name=皮衣,category=leather,price=1999.00",
    ).line  # fmt: skip

    def free(care: str, sku: str) -> bool:
        shown = svc(
            "repair", "open", "--customer", wang, "--purchase", bought, "--item", sku,
            "--care", care, "--json",
        ).json  # fmt: skip
        return bool(shown["free"])

    assert [free("dry_clean", "X1") for _ in range(3)] == [True, True, False]
    assert [free("leather_care", "J1") for _ in range(2)] == [True, False]
    assert free("dry_clean", "J1") is False
    svc("repair", "open", "--customer", wang, "--purchase", bought, "--care", "dry_clean", code=2)
    assert svc("approval", "list", "--kind", "report", "--json").json == []


def test_care_has_no_symptom_and_is_named_by_its_word(svc: Call, wang: str, coat: str) -> None:
    """Nobody asks how dry-cleaning shows; what is wrong is the service, in people's words."""
    call = ("repair", "open", "--customer", wang, "--purchase", coat, "--care", "leather_care")
    told = svc(*call)
    assert "symptom" not in told.err
    shown = svc("repair", "show", told.line, "--json").json
    assert (shown["care"], shown["problem"]) == ("leather_care", "leather_care")
    assert "symptom" not in shown["missing"]
    for lang, word in (("en", "leather care"), ("zh", "皮衣护理")):
        for args in (
            ("today",),
            ("repair", "list"),
            ("repair", "show", told.line),
            ("report", "ledger", "repairs"),
            ("slip", "print", "repair", told.line),
        ):
            text = svc("--lang", lang, *args).out
            assert word in text, (lang, args)
            assert "leather_care" not in text, (lang, args)


@pytest.mark.fact("S2-082", "S2-083", command="svc callback due")
def test_a_call_after_the_repair(svc: Call, wang: str, coat: str) -> None:
    """A week after goods are back from repair she is called; how often is the shop's policy."""
    done = mended(svc, wang, coat, 1, 3)
    calls = svc("callback", "due", "--on", "2026-11-10", "--json").json
    (call,) = [each for each in calls if each["kind"] == "repair"]
    assert (call["key"], call["due"], call["about"]) == (f"repair.{done}", "2026-11-10", done)
    early = svc("callback", "due", "--on", "2026-11-09", "--json").json
    assert [each for each in early if each["kind"] == "repair"] == []
    svc("callback", "done", done[-6:], "--result", "reached", "--satisfied")
    later = svc("callback", "due", "--on", "2026-11-10", "--kind", "repair", "--json").json
    assert later == []
    assert "unknown-cause" not in _rules(svc)


# ---- what it shows


def mended(svc: Call, wang: str, bought: str, first: int, last: int) -> str:
    """A free repair of a purchase, from one day of November to another."""
    done = svc(*on(first, "repair", "open", "--customer", wang, "--purchase", bought, *ZIP)).line
    for verb in (("receive",), ("diagnose", "--text", "x"), ("done",)):
        svc(*on(first, "repair", verb[0], done, *verb[1:]))
    svc(*on(last, "repair", "hand-back", done, "--signed"))
    return done


def test_days_in_repair_lengthen_the_warranty_of_the_next(svc: Call, wang: str) -> None:
    """Sold on 22 August for three months: two repairs of ten days let it run to 12 December."""
    shirt = svc(
        "purchase", "add", "--customer", wang, "--on", "2026-08-22",
        "--item", "sku=S1,category=textile,price=399",
    ).line  # fmt: skip
    mended(svc, wang, shirt, 1, 11)
    mended(svc, wang, shirt, 12, 22)
    ask = ("repair", "open", "--customer", wang, "--purchase", shirt, *ZIP, "--json", "--dry-run")
    inside, outside = svc(*on(42, *ask)), svc(*on(43, *ask))
    assert inside.json["terms"]["warranty_until"] == "2026-12-12"
    assert (inside.json["free"], inside.json["terms"]["paused_days"]) == (True, 20)
    assert outside.json["free"] is False
    assert "Art. 11" in inside.err


def test_two_repairs_without_success(svc: Call, wang: str, coat: str) -> None:
    """The third time `show` names the article that gives an exchange."""
    for first, last in ((1, 3), (5, 9)):
        mended(svc, wang, coat, first, last)
    third = svc("repair", "open", "--customer", wang, "--purchase", coat, *ZIP).line
    shown = svc("repair", "show", third, "--json").json
    assert any("Art. 11" in warning for warning in shown["warnings"])
    first = svc("repair", "list", "--json").json[0]["id"]
    assert svc("repair", "show", first, "--json").json["warnings"] == []


@pytest.mark.fact("S0-021", "S0-012", command="svc repair show")
def test_the_guidance_for_its_category(svc: Call, opened: str) -> None:
    """What the repair manual says of goods of this category stands beside the repair."""
    shown = svc("repair", "show", opened, "--json").json
    assert "inner edge" in shown["guidance"]
    assert "内侧边角" in svc("--lang", "zh", "repair", "show", opened, "--json").json["guidance"]
    assert shown["next"] == ["receive", "diagnose", "help", "edit", "cancel"]


@pytest.mark.fact("S2-084", command="svc repair list --open")
def test_what_stands_still_longest_comes_first(svc: Call, wang: str, coat: str) -> None:
    """Open repairs are listed by how long they have stood, so that waits stay short."""
    first, second = (
        svc(*on(day, "repair", "open", "--customer", wang, "--purchase", coat, *ZIP)).line
        for day in (20, 21)
    )
    rows = svc("repair", "list", "--open", "--json").json
    assert [(row["id"], row["waited_days"]) for row in rows] == [(first, 2), (second, 1)]
    svc("repair", "receive", first)
    rows = svc("repair", "list", "--open", "--json").json
    assert [(row["id"], row["waiting_since"]) for row in rows] == [
        (second, "2026-11-21"), (first, "2026-11-22"),
    ]  # fmt: skip
    text = svc("repair", "list", "--open").out
    assert "free of charge" in text
    assert "王芳" in text


KEYS = {
    "id", "customer", "on", "problem", "symptom", "purchase", "item", "model", "bought_on",
    "address", "phone", "complaint", "care", "state", "free", "terms", "received_on", "diagnosis",
    "unrepairable", "price", "invoice", "paid_on", "to_finance_on", "done_on", "handed_back_on",
    "signed", "repairer", "helper", "staff", "waits", "history", "caused_by", "paid_by",
    "waited_days", "repair_days", "waiting_since", "missing",
}  # fmt: skip


def test_the_keys_of_a_repair(svc: Call, opened: str) -> None:
    """A script finds every key, null where nothing is known."""
    (row,) = svc("repair", "list", "--json").json
    assert set(row) == KEYS
    shown = svc("repair", "show", opened, "--json").json
    assert set(shown) == KEYS | {
        "warranty_until", "parts", "approvals", "guidance", "warnings", "next",
    }  # fmt: skip
    assert svc("repair", "list", "--customer", "13800138000", "--format", "csv").out


# ---- check


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('"signed":true,"state":"handed_back"', '"signed":true,"state":"done"', "wrong-repair"),
        ('"done_on":"2026-11-22",', "", "wrong-repair"),
        ('"handed_back_on":"2026-11-22",', "", "wrong-repair"),
        ('"handed_back_on":"2026-11-22"', '"handed_back_on":"2026-11-01"', "wrong-repair"),
        ('"signed":true,', "", "not-signed"),
        ('"free":true,', "", "not-paid"),
        ('"id"', '"paid_on":"2026-11-22","id"', "no-invoice"),
        ('"item":"J1"', '"item":"J1","repairer":"T-261122-00000Z"', "unknown-staff"),
        ('{"at":"2026-11-22","state":"opened"}', '{"state":"opened"}', "wrong-moment"),
        ('"symptom":"拉不上",', "", "intake-incomplete"),
    ],
)
def test_check_names_what_is_wrong(
    svc: Call, shop: Path, opened: str, old: str, new: str, rule: str
) -> None:
    """Hand-edited files: each slip is named."""
    svc("repair", "diagnose", opened, "--text", "x")
    svc("repair", "done", opened)
    svc("repair", "hand-back", opened, "--signed")
    assert _rules(svc) == []
    (file,) = (shop / "data/repairs").glob("*.jsonl")
    text = file.read_text()
    assert old in text, text
    file.write_text(text.replace(old, new, 1))
    assert rule in _rules(svc)


def _rules(svc: Call) -> list[str]:
    found: list[Any] = svc("check", "--json", code=None).json
    return [row["rule"] for row in found if row["rule"] != "policy"]


def test_check_names_what_is_gone(svc: Call, shop: Path, opened: str) -> None:
    """A purchase, a customer that nobody has on file."""
    (file,) = (shop / "data/repairs").glob("*.jsonl")
    text = file.read_text()
    purchase = json.loads(text)["purchase"]
    file.write_text(text.replace(purchase, "P-261003-00000A"))
    assert _rules(svc) == ["unknown-purchase"]
    customer = json.loads(text)["customer"]
    file.write_text(text.replace(customer, "C-261003-00000A"))
    assert set(_rules(svc)) == {"unknown-customer", "foreign-purchase", "intake-incomplete"}


def test_the_days_a_quote_may_add(svc: Call, shop: Path, wang: str, coat: str) -> None:
    """What the refund quote asks for: days in repair of a line, none of another line."""
    store, policy, day = Store(shop), Policy(shop / "policy"), date(2026, 11, 22)
    purchase = store.purchases.get(coat)
    assert paused_days(store, policy, purchase, None, day) == 0
    mended(svc, wang, coat, 1, 11)
    store = Store(shop)
    assert paused_days(store, policy, purchase, None, day) == 10
    assert paused_days(store, policy, purchase, "j1", day) == 10
    assert paused_days(store, policy, purchase, "other", day) == 0


def test_a_piece_knows_what_it_was_exchanged_for(
    svc: Call, shop: Path, wang: str, coat: str
) -> None:
    """The older piece with its own repairs; files that lead in a circle end all the same."""
    mended(svc, wang, coat, 1, 11)
    store = Store(shop)
    old = store.purchases.get(coat)
    day = date(2026, 11, 20)
    with store.change() as change:
        back = Return(
            id=change.new_id("returns", day), customer=wang, on=day, purchase=coat,
            cause="quality", outcome="exchange", goods=({"sku": "J1"},),
        )  # fmt: skip
        new = replace(old, id=change.new_id("purchases", day), on=day, exchange_of=back.id)
        change.put(back)
        change.put(new)
        change.put(replace(old, exchange_of=back.id))
    store = Store(shop)
    piece = piece_of(store, new, new.items[0])
    assert (piece.was_exchanged, piece.start) == (True, day)
    (older,) = piece.older
    assert (older.sold, len(older.repairs), older.older) == (old.on, 1, ())
    shown = svc("repair", "open", "--customer", wang, "--purchase", new.id, *ZIP, "--json")
    assert shown.json["terms"]["warranty_until"] == "2027-05-20"
    assert "anew" in shown.err


@pytest.mark.fact("S2-062", command="svc refund quote")
def test_the_quote_leaves_out_the_days_in_repair(wang: str, svc: Call) -> None:
    """Days a piece spent in the shop's repair lengthen its warranty, as a refund quote sees it."""
    coat = svc("purchase", "add", "--customer", wang, "--on", "2026-05-01",
               "--item", "sku=A1,category=textile,price=300").line  # fmt: skip
    ask = ("refund", "quote", "--purchase", coat, "--cause", "quality", "--json", "--on")
    assert svc(*ask, "2026-08-01").json["decision"] == "repair"
    assert svc(*ask, "2026-08-02").json["fee"] is None
    work = svc("--today", "2026-06-01", "repair", "open", "--customer", wang, "--purchase", coat,
               "--problem", "开线").line  # fmt: skip
    svc("--today", "2026-06-01", "repair", "receive", work)
    svc("--today", "2026-06-05", "repair", "diagnose", work, "--text", "线断了")
    svc("--today", "2026-06-10", "repair", "done", work)
    svc("--today", "2026-06-11", "repair", "hand-back", work, "--signed")
    assert svc(*ask, "2026-08-11").json["warranty_until"] == "2026-08-11"
    assert svc(*ask, "2026-08-11").json["fee"] == "0.00"
    assert svc(*ask, "2026-08-12").json["fee"] is None


@pytest.mark.fact("S2-077", command="svc repair edit")
def test_what_the_intake_lacks_is_added(svc: Call, shop: Path, wang: str) -> None:
    """What an intake lacks is named with the command that adds it, at any time until cancelled."""
    assert shop
    told = svc("repair", "open", "--customer", wang, "--problem", "拉链坏了")
    (work,) = told.out.split()
    assert f"svc repair edit {work} --address … --model … --bought … --symptom …" in told.err
    (lacks,) = (each for each in svc("check", "--json").json if each["record"] == work)
    assert f"`svc repair edit {work} --address … --model …" in lacks["hint"]
    svc("repair", "edit", work, "--address", "朝阳路\t8号", "--model", "L-88")
    made = svc("repair", "edit", work, "--symptom", "拉不上", "--bought", "2026-10-03",
               "--category", "leather", "--json")  # fmt: skip
    assert (made.json["free"], made.json["missing"], made.json["address"]) == (
        True, [], "朝阳路 8号"
    )  # fmt: skip
    assert made.json["terms"]["category"] == "leather"
    assert "repair is free" in made.err
    assert svc("check", "--strict", "--json").json == []
    assert "intake mended" in svc("repair", "show", work).out
    later = svc("repair", "edit", work, "--bought", "2024-10-03", "--json").json
    assert (later["free"], later["terms"]["category"]) == (False, "leather")


def test_the_day_of_the_sale_judges_no_closed_case(svc: Call, shop: Path, wang: str) -> None:
    """Once she has paid the terms stay; what becomes free before has no price any more."""
    assert shop
    paid, priced = (
        svc("repair", "open", "--customer", wang, *ZIP, "--model", "L").line for _ in range(2)
    )
    for work in (paid, priced):
        svc("repair", "diagnose", work, "--text", "坏了", "--price", "30")
    svc("repair", "pay", paid, "--invoice", "F1")
    for work, free, price in ((paid, False, "30.00"), (priced, True, None)):
        now = svc("repair", "edit", work, "--bought", "2026-11-01", "--json").json
        assert (now["bought_on"], now["free"], now["price"]) == ("2026-11-01", free, price)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ((), 2),
        (("--category", "suit"), 2),
        (("--address", " "), 4),
        (("--phone", "12"), 4),
        (("--bought", "2026-10-03"), 5),
    ],
)
def test_a_wrong_mend_changes_nothing(
    svc: Call, shop: Path, opened: str, args: tuple[str, ...], code: int
) -> None:
    """Nothing said, nothing there, or what the purchase says already."""
    before = files(shop)
    assert svc("repair", "edit", opened, *args, code=code).out == ""
    assert files(shop) == before


def test_a_sale_after_the_repair_is_none(svc: Call, shop: Path, wang: str) -> None:
    """It is bought on the day it comes in at the latest; a cancelled one is not mended."""
    assert shop
    work = svc("repair", "open", "--customer", wang, *ZIP).line
    svc(*on(23, "repair", "edit", work, "--bought", "2026-11-23"), code=4)
    svc(*on(23, "repair", "edit", work, "--bought", "2026-11-22"))
    svc(*on(23, "repair", "cancel", work))
    assert "is not possible" in svc(*on(23, "repair", "edit", work, "--model", "L"), code=5).err


@pytest.mark.fact("S2-080", command="svc repair sign")
def test_signed_afterwards(svc: Call, opened: str) -> None:
    """Who took her goods home unsigned signs later; until then a warning says what to type."""
    svc("repair", "sign", opened, code=5)
    svc("repair", "diagnose", opened, "--text", "线断了")
    svc("repair", "done", opened)
    assert f"svc repair sign {opened}" in svc("repair", "hand-back", opened).err
    (warned,) = svc("check", "--json").json
    assert (warned["rule"], f"`svc repair sign {opened}`" in warned["hint"]) == (
        "not-signed",
        True,
    )
    made = svc(*on(25, "repair", "sign", opened, "--json")).json
    assert (made["signed"], made["handed_back_on"], made["state"]) == (
        True, "2026-11-22", "handed_back"
    )  # fmt: skip
    assert made["next"] == ["edit"]
    assert svc("check", "--strict", "--json").json == []
    assert "signed for already" in svc(*on(25, "repair", "sign", opened), code=5).err


def test_a_cancelled_repair_is_signed_for(svc: Call, wang: str, coat: str, opened: str) -> None:
    """Goods that were taken in and went back; where none were, there is nothing to sign for."""
    svc("repair", "receive", opened)
    svc("repair", "cancel", opened)
    assert svc("repair", "sign", opened, "--json").json["signed"] is True
    other = svc("repair", "open", "--customer", wang, "--purchase", coat, *ZIP).line
    svc("repair", "cancel", other)
    assert "none went back" in svc("repair", "sign", other, code=5).err


@pytest.fixture
def shirts(svc: Call, shop: Path, wang: str) -> str:
    """Two shirts, one of which came back."""
    bought = svc("purchase", "add", "--customer", wang, "--on", "2026-11-20",
                 "--item", "sku=A1,category=textile,price=300.00,qty=2").line  # fmt: skip
    comes_back(shop, wang, bought)
    return bought


def comes_back(shop: Path, customer: str, purchase: str) -> None:
    """One of the shirts comes back, and that is settled."""
    store, day = Store(shop), date(2026, 11, 22)
    with store.change() as change:
        change.put(
            Return(
                id=change.new_id("returns", day), customer=customer, on=day, purchase=purchase,
                cause="quality", state="settled", settled_on=day,
                goods=({"sku": "A1", "qty": 1, "amount": "300.00"},),
            )
        )  # fmt: skip


@pytest.mark.fact("S2-062", command="svc repair open")
def test_goods_that_came_back(svc: Call, shop: Path, wang: str, shirts: str) -> None:
    """Of goods that came back no repair is free by warranty: some are told of, all are refused."""
    repair = ("repair", "open", "--customer", wang, "--purchase", shirts, *ZIP)
    delivery = ("delivery", "plan", "--purchase", shirts, "--on", "+1d")
    complaint = ("complaint", "log", "--customer", wang, "--category", "quality",
                 "--purchase", shirts, "--item", "A1", "--text", "x")  # fmt: skip
    for args in (repair, delivery, complaint):
        assert "1 of 2 pieces came back, the last on 2026-11-22 (R-261122-" in svc(*args).err
    comes_back(shop, wang, shirts)
    for args in (repair, delivery):
        refused = svc(*args, code=5)
        assert "came back on 2026-11-22" in refused.err
        assert refused.out == ""
    assert "these goods came back on 2026-11-22" in svc(*complaint).err
