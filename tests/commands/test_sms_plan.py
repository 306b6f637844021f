"""`svc sms plan`: who gets a message on a day and why, and who is skipped and why."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

TODAY = "2026-11-22"
KEYS = [
    "key", "customer", "name", "kind", "template", "due", "status", "rule", "reason", "text",
    "segments", "why", "assignee", "about",
]  # fmt: skip
_phones = iter(range(13900000000, 13999999999))


def customer(svc: Call, name: str = "王芳", *more: object, phone: str | None = None) -> str:
    """A customer who agreed to messages."""
    return svc(
        "customer", "add", "--name", name, "--phone", phone or next(_phones),
        "--consent", "sms,marketing", *more,
    ).line  # fmt: skip


def plan(svc: Call, on: str = TODAY, *more: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = svc("sms", "plan", "--on", on, *more, "--json").json
    return found


def told(svc: Call, on: str = TODAY, *more: object) -> list[tuple[str, str, str | None]]:
    """Kind, status and rule of each."""
    return [(row["kind"], row["status"], row["rule"]) for row in plan(svc, on, *more)]


def policy(shop: Path, name: str, value: str) -> None:
    """One entry of message.toml in place of the shop's."""
    file = shop / "policy" / "message.toml"
    text = file.read_text(encoding="utf-8")
    start = text.index(f"[[{name}.values]]")
    end = text.find("\n[", start + 3)
    end = len(text) if end < 0 else end
    file.write_text(f"{text[:start]}[[{name}.values]]\nvalue = {value}\n{text[end:]}", "utf-8")


def day(text: str, days: int) -> str:
    return (date.fromisoformat(text) + timedelta(days=days)).isoformat()


def test_nothing_planned(shop: Path, svc: Call) -> None:
    """An empty list, exit 0; nothing as text."""
    assert shop
    assert plan(svc) == []
    assert svc("sms", "plan").out == ""


@pytest.mark.fact("S2-030", command="svc sms plan")
@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2026-11-21", None),
        ("2026-11-22", ("birthday", "ready", None)),
        ("2026-11-23", ("birthday_belated", "ready", None)),
        ("2026-11-24", ("birthday_belated", "ready", None)),
        ("2026-11-25", ("birthday_belated", "skipped", "lapsed")),
        ("2026-11-26", None),
    ],
)
def test_birthday_window(
    shop: Path, svc: Call, on: str, expected: tuple[str, str, str | None] | None
) -> None:
    """On her birthday she is told what day it is and wished well; late in words of its own."""
    assert shop
    who = svc("--today", "2026-01-05", "customer", "add", "--name", "王芳", "--phone",
              "13800138000", "--gender", "F", "--birthday", "1988-11-22", "--consent",
              "sms").line  # fmt: skip
    rows = [row for row in plan(svc, on) if row["kind"] == "birthday"]
    if expected is None:
        assert rows == []
        return
    (row,) = rows
    assert list(row) == KEYS
    assert (row["template"], row["status"], row["rule"]) == expected
    assert (row["customer"], row["due"]) == (who, TODAY)
    assert row["key"] == f"sms-birthday.{who}.261122"
    if on == TODAY:
        assert row["text"].startswith("【雅衣阁】Dear Ms 王芳, today is your birthday")
        assert row["segments"] == 2
    assert (row["reason"] is None) == (row["status"] == "ready")


def test_lunar_birthday(shop: Path, svc: Call) -> None:
    """The tenth of the tenth lunar month is another day each year."""
    assert shop
    customer(svc, "李明", "--birthday", "lunar:10-14")
    assert told(svc) == [("birthday", "ready", None)]


@pytest.mark.fact("S1-015", command="svc sms plan")
def test_thanks_after_a_purchase(shop: Path, svc: Call) -> None:
    """The day after a purchase she is thanked, and what she chose is named."""
    assert shop
    who = customer(svc)
    bought = svc("purchase", "add", "--customer", who, "--on", TODAY, "--item",
                 "name=羊绒大衣,price=899", "--item", "name=围巾,price=99").line  # fmt: skip
    assert told(svc, TODAY, "--kind", "thanks_purchase") == []
    (row,) = plan(svc, "2026-11-23", "--kind", "thanks_purchase")
    assert (row["key"], row["due"], row["status"]) == (
        f"sms-thanks.{bought}",
        "2026-11-23",
        "ready",
    )
    assert "羊绒大衣" in row["text"]
    assert told(svc, "2026-11-26", "--kind", "thanks_purchase") == [
        ("thanks_purchase", "skipped", "lapsed")
    ]
    assert told(svc, "2026-11-27", "--kind", "thanks_purchase") == []


@pytest.mark.fact("S2-028", command="svc sms plan")
@pytest.mark.parametrize(
    ("on", "name"),
    [
        ("2027-02-05", None),
        ("2027-02-06", "Spring Festival"),
        ("2027-02-07", None),
        ("2027-06-09", "Dragon Boat Festival"),
        ("2027-09-15", "Mid-Autumn Festival"),
        ("2028-10-03", "Mid-Autumn Festival"),
        ("2027-01-01", "New Year's Day"),
        ("2027-06-20", None),
    ],
)
def test_festivals_of_both_calendars(shop: Path, svc: Call, on: str, name: str | None) -> None:
    """Everybody is wished well at festivals, solar and lunar, with good wishes only."""
    assert shop
    who = customer(svc)
    rows = plan(svc, on, "--kind", "festival")
    assert [row["key"] for row in rows] == (
        [f"sms-festival.{who}.{on[2:].replace('-', '')}"] if name else []
    )
    assert all(name and name in row["text"] for row in rows)


def test_womens_day_is_for_women(shop: Path, svc: Call) -> None:
    """Whoever is not known to be a woman is not listed."""
    assert shop
    customer(svc, "张强", "--gender", "M")
    customer(svc, "无名")
    who = customer(svc, "王芳", "--gender", "F")
    assert [row["customer"] for row in plan(svc, "2027-03-08", "--kind", "festival")] == [who]


@pytest.mark.fact("S2-031", command="svc sms plan")
@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("2026-11-06", None),
        ("2026-11-07", "Wrap up well"),
        ("2026-11-08", None),
        ("2026-11-22", None),
        ("2027-02-04", "Keep a layer on"),
        ("2027-05-06", "drink plenty of water"),
        ("2027-08-08", "evenings are cooling"),
        ("2027-11-07", "Wrap up well"),
    ],
)
def test_seasons_by_solar_terms(shop: Path, svc: Call, on: str, words: str | None) -> None:
    """At the four terms that begin a season she is told what to mind, and nothing of goods."""
    assert shop
    customer(svc)
    rows = plan(svc, on, "--kind", "season")
    assert bool(rows) == bool(words)
    assert all(words and words in row["text"] for row in rows)


@pytest.mark.fact("S2-033", "S2-034", "S2-036", command="svc sms plan")
def test_long_not_seen_is_signed_by_her_assistant(shop: Path, svc: Call) -> None:
    """One not seen for the policy's days is missed, signed by the assistant closest to her."""
    file = shop / "policy" / "callback.toml"
    text = file.read_text(encoding="utf-8")
    start = text.index("[[fading.values]]")
    end = text.index("\n[", start + 3)
    entry = text[start:end].replace('channel = "phone"', 'channel = "message"')
    file.write_text(text[:start] + entry + text[end:], encoding="utf-8")
    li = svc("staff", "add", "--name", "李娜", "--code", "li").line
    who = customer(svc, "王芳", "--owner", "li")
    svc("purchase", "add", "--customer", who, "--on", "2026-06-01", "--item", "price=9")
    rows = [
        row
        for n in range(200)
        for row in plan(svc, day("2026-06-02", n), "--kind", "long_not_seen")
        if row["due"] == day("2026-06-02", n)
    ]
    assert rows, entry
    assert rows[0]["text"].endswith("– 李娜")
    assert "miss" in rows[0]["text"]
    assert rows[0]["assignee"] in {li, None}


@pytest.mark.fact("S2-040", command="svc sms plan")
def test_referrals_are_thanked_by_message(shop: Path, svc: Call) -> None:
    """The one who brought a friend and the friend are thanked the same day, where by message."""
    file = shop / "policy" / "callback.toml"
    text = file.read_text(encoding="utf-8")
    for name in ("referral_old", "referral_new"):
        start = text.index(f"[[{name}.values]]")
        end = text.index("\n[", start + 3)
        entry = text[start:end].replace('channel = "phone"', 'channel = "message"')
        text = text[:start] + entry + text[end:]
    file.write_text(text, encoding="utf-8")
    old = customer(svc, "老顾客")
    new = customer(svc, "新顾客", "--referred-by", old)
    rows = {row["kind"]: row for row in plan(svc)}
    assert rows["thanks_referral_old"]["key"] == f"sms-referral-old.{new}"
    assert rows["thanks_referral_old"]["customer"] == old
    assert rows["thanks_referral_new"]["customer"] == new
    assert "for sending a friend our way" in rows["thanks_referral_old"]["text"]
    assert "placing your confidence in us" in rows["thanks_referral_new"]["text"]


@pytest.mark.fact("S2-041", command="svc sms plan")
def test_a_mark_passed_is_thanked_for(shop: Path, svc: Call) -> None:
    """When all she spent passes a mark she is thanked, and no sum is named."""
    file = shop / "policy" / "callback.toml"
    text = file.read_text(encoding="utf-8")
    start = text.index("[[threshold.values]]")
    end = text.index("\n[", start + 3)
    entry = text[start:end].replace('channel = "phone"', 'channel = "message"')
    file.write_text(text[:start] + entry + text[end:], encoding="utf-8")
    who = customer(svc)
    for on, price in (("2026-11-20", "4000"), (TODAY, "90000")):
        svc("purchase", "add", "--customer", who, "--on", on, "--item", f"price={price}")
    (row,) = plan(svc, TODAY, "--kind", "thanks_threshold")
    assert row["key"].startswith("sms-threshold-")
    assert "grateful" in row["text"]
    assert "90000" not in row["text"]


def test_each_reason(shop: Path, svc: Call) -> None:
    """A stable word and a sentence for each that is skipped."""
    assert shop
    ready = customer(svc, "能发")
    landline = customer(svc, "座机", phone="010-62554433")
    silent = svc("customer", "add", "--name", "没同意", "--phone", "13811111111").line
    refused = customer(svc, "拒收", phone="13822222222")
    svc("sms", "opt-out", refused)
    rules = {row["customer"]: (row["status"], row["rule"]) for row in plan(svc, "2027-02-06")}
    assert rules == {
        ready: ("ready", None),
        landline: ("skipped", "no_mobile"),
        silent: ("skipped", "no_consent"),
        refused: ("skipped", "opted_out"),
    }
    assert all(row["reason"] for row in plan(svc, "2027-02-06", "--status", "skipped"))
    assert {row["customer"] for row in plan(svc, "2027-02-06", "--status", "ready")} == {ready}


def test_what_was_made_or_queued_is_skipped(shop: Path, svc: Call) -> None:
    """A wish by phone, or one in the outbox, is not sent again."""
    assert shop
    who = customer(svc, "王芳", "--birthday", "1988-11-22")
    svc("callback", "done", f"birthday.{who}.261122", "--result", "reached")
    assert told(svc) == [("birthday", "skipped", "made")]
    assert told(svc, "2026-11-23") == []
    other = customer(svc, "李四", "--birthday", "1990-11-22")
    svc("sms", "queue")
    rules = {row["customer"]: row["rule"] for row in plan(svc)}
    assert rules == {who: "made", other: "queued"}


def test_caps_and_their_order(shop: Path, svc: Call) -> None:
    """Birthday before thanks before festival; one a day; the week's cap counts the outbox."""
    who = customer(svc, "王芳", "--birthday", "1988-01-01")
    svc("purchase", "add", "--customer", who, "--on", "2026-12-31", "--item", "price=9")
    assert told(svc, "2027-01-01") == [
        ("birthday", "ready", None),
        ("festival", "skipped", "cap_day"),
        ("thanks_purchase", "skipped", "cap_day"),
    ]
    policy(shop, "order", '["festival"]')
    assert ("festival", "ready", None) in told(svc, "2027-01-01")
    policy(shop, "cap_day", "3")
    policy(shop, "cap_week", "2")
    assert sorted(row[1:] for row in told(svc, "2027-01-01")) == [
        ("ready", None), ("ready", None), ("skipped", "cap_week"),
    ]  # fmt: skip
    svc("--today", "2027-01-01", "sms", "queue")
    again = [row for row in told(svc, "2027-01-02") if row[1] == "ready"]
    assert again == [("birthday", "ready", None)]  # it did not go on its day: worded anew
    assert ("thanks_purchase", "skipped", "cap_week") in told(svc, "2027-01-02")


@pytest.mark.fact("S2-027", command="svc sms plan")
def test_what_went_late_counts_on_the_day_it_went(shop: Path, svc: Call) -> None:
    """She got yesterday's thanks today: today's birthday wish is skipped, tomorrow it is ready."""
    who = customer(svc, "王芳", "--birthday", "1988-11-22")
    svc("purchase", "add", "--customer", who, "--on", "2026-11-20", "--item", "price=9")
    assert told(svc, "2026-11-21") == [("thanks_purchase", "ready", None)]
    svc("--today", "2026-11-21", "sms", "queue")
    svc("--today", "2026-11-21", "sms", "approve", "--all")
    assert ("birthday", "ready", None) in told(svc, "2026-11-22")
    out = shop.parent / "late.csv"
    svc("--today", "2026-11-22T10:00", "sms", "send", "--out", out)
    assert ("birthday", "skipped", "cap_day") in told(svc, "2026-11-22")
    assert svc("--today", "2026-11-22", "sms", "queue").out == ""
    assert ("birthday", "ready", None) in told(svc, "2026-11-23")
    policy(shop, "cap_week", "1")
    assert ("birthday", "skipped", "cap_week") in told(svc, "2026-11-23")


@pytest.mark.fact("S2-027", command="svc sms plan")
def test_a_word_that_must_not_be_said(shop: Path, svc: Call) -> None:
    """What is filled in from her file is heard as well: such a message does not go out."""
    assert shop
    who = customer(svc)
    svc("purchase", "add", "--customer", who, "--on", TODAY, "--item", "name=特价大衣,price=9")
    (row,) = plan(svc, "2026-11-23", "--kind", "thanks_purchase")
    assert (row["status"], row["rule"]) == ("skipped", "shop_events")
    assert "特价" in row["reason"]
    assert row["text"]


def test_templates_missing_and_broken(shop: Path, svc: Call) -> None:
    """No template, or a broken one, skips its messages and no others."""
    customer(svc, "王芳", "--birthday", "1988-01-01")
    policy(shop, "cap_day", "9")
    policy(shop, "festival", '{ on = true, template = "nowhere" }')
    folder = shop / "templates" / "sms"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "birthday.en.txt").write_text("{{ nobody.knows }}\n", encoding="utf-8")
    assert told(svc, "2027-01-01") == [
        ("birthday", "skipped", "bad_template"),
        ("festival", "skipped", "no_template"),
    ]


def test_what_is_off_is_not_listed(shop: Path, furniture_shop: Path, svc: Call) -> None:
    """A shop turns an occasion off; a furniture shop wishes well by cards."""
    svc("--store", shop, "customer", "add", "--name", "x", "--phone", "13800138000")
    svc("customer", "add", "--name", "x", "--phone", "13800138000", "--consent", "sms")
    assert svc("--store", shop, "sms", "plan", "--on", "2027-02-06", "--json").json
    policy(shop, "festival", '{ on = false, template = "festival" }')
    assert svc("--store", shop, "sms", "plan", "--on", "2027-02-06", "--json").json == []
    assert furniture_shop
    assert plan(svc, "2027-02-06") == []


def test_delivery_and_repair_notices(furniture_shop: Path, svc: Call) -> None:
    """Service notices need no consent but obey an opt-out; the day and the goods are named."""
    assert furniture_shop
    who = svc("customer", "add", "--name", "赵敏", "--phone", "13800138000").line
    bought = svc("purchase", "add", "--customer", who, "--on", TODAY, "--item",
                 "name=oak table,price=3000").line  # fmt: skip
    svc("delivery", "plan", "--purchase", bought, "--on", "2026-11-25", "--window", "9-12")
    assert told(svc, "2026-11-23", "--kind", "delivery_notice") == []
    (row,) = plan(svc, "2026-11-24", "--kind", "delivery_notice")
    assert row["status"] == "ready"
    assert "your oak table will be with you on 25 November, 9:00 to 12:00." in row["text"]
    assert told(svc, "2026-11-25", "--kind", "delivery_notice") == [
        ("delivery_notice", "ready", None)
    ]
    assert told(svc, "2026-11-26", "--kind", "delivery_notice")[0][2] == "lapsed"
    svc("sms", "opt-out", who)
    assert told(svc, "2026-11-24", "--kind", "delivery_notice") == [
        ("delivery_notice", "skipped", "opted_out")
    ]


def test_merged_and_erased_are_not_there(shop: Path, svc: Call) -> None:
    """Whose file is a redirect, or erased, is in no plan."""
    assert shop
    keep, gone = customer(svc, "王芳"), customer(svc, "王芳")
    svc("customer", "merge", keep, gone, "--yes")
    assert {row["customer"] for row in plan(svc, "2027-02-06")} == {keep}


def test_beyond_the_calendar(shop: Path, svc: Call) -> None:
    """A year the tables do not know: one warning, no festival, no crash."""
    assert shop
    customer(svc)
    got = svc("sms", "plan", "--on", "2110-01-01", "--json")
    assert got.json == []
    assert got.err.count("warning") == 1
    assert svc("today", "--on", "2110-01-01", "--json").code == 0


def test_twice_the_same(shop: Path, svc: Call) -> None:
    """Asked again, the plan is the same; it changes nothing; sorted by day, kind, customer."""
    for n in range(5):
        customer(svc, f"顾客{n}", "--birthday", "1988-01-01")
    before = {file: file.read_bytes() for file in (shop / "data").rglob("*.jsonl")}
    once = plan(svc, "2027-01-01")
    assert once == plan(svc, "2027-01-01")
    assert {file: file.read_bytes() for file in (shop / "data").rglob("*.jsonl")} == before
    order = [(row["due"], row["kind"], row["customer"]) for row in once]
    assert order == sorted(order)


def test_for_people(shop: Path, svc: Call) -> None:
    """A table with the words or the reason; of unknown kinds: exit 2."""
    assert shop
    customer(svc, "王芳", "--birthday", "1988-11-22")
    out = svc("sms", "plan").out
    assert "today is your birthday" in out
    assert "ready" in out
    svc("sms", "plan", "--kind", "nothing", code=2)


def test_the_board_shows_what_is_to_be_sent(shop: Path, svc: Call) -> None:
    """Ready ones before they are queued, the outbox's after; on a festival not all as text."""
    assert shop
    who = customer(svc, "王芳", "--birthday", "1988-11-22")
    (row,) = svc("today", "--json").json["messages"]
    assert list(row) == ["key", "customer", "name", "kind", "due", "status", "text"]
    assert (row["customer"], row["status"]) == (who, "ready")
    assert "Messages to send" in svc("today").out
    svc("sms", "queue")
    (row,) = svc("today", "--json").json["messages"]
    assert (row["name"], row["status"]) == ("王芳", "queued")
    for n in range(22):
        customer(svc, f"客{n}")
    assert "… and 4 more" in svc("today", "--on", "2027-02-06").out


def test_a_name_that_is_a_word_not_to_be_said_keeps_hers_alone(shop: Path, svc: Call) -> None:
    """She is named by a word the template must not say: others' messages are not hers."""
    assert shop
    rules = {"李促销": "shop_events", "王芳": None, "促销": "shop_events", "李梅": None}
    for name in rules:
        customer(svc, name, "--birthday", "1990-11-22")
    assert {row["name"]: row["rule"] for row in plan(svc)} == rules
