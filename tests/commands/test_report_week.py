"""`svc report week`, `month` and `year`: the same again for any period, nobody's name in them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from svc.commands.report.period_records import SETTLED, Cases
from svc.rules.as_of import as_of
from svc.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Call

COAT = "sku=A1,name=羊毛大衣,category=textile,price=1299.00,qty=1"
SCARF = "sku=A2,name=围巾,category=textile,price=399.00,qty=1"
WORDS = ("王芳", "李娜", "张敏", "138001380", "袖口起球", "站了很久", "她说再看看", "拉链")
"""Names, phones and words of customers: in no report that lies about."""


@pytest.fixture
def week(shop: Path, svc: Call) -> dict[str, str]:
    """A shop with a week 46 in which something of each kind happened; the ids by name."""
    assert shop

    def on(day: str, *args: object) -> str:
        return svc("--today", day, *args).out.splitlines()[0]

    who = {
        name: on("2026-11-02", "customer", "add", "--name", name, "--phone", f"1380013800{n}")
        for n, name in enumerate(("王芳", "李娜", "张敏"))
    }
    ids = {"wang": who["王芳"], "li": who["李娜"], "zhang": who["张敏"]}
    on("2026-11-02", "staff", "add", "--name", "刘店长", "--post", "shop_manager", "--code", "liu")

    def sale(day: str, name: str, *items: str) -> str:
        goods = [word for item in items for word in ("--item", item)]
        return on(day, "purchase", "add", "--customer", ids[name], *goods)

    def act(day: str, *args: object) -> str:
        return on(day, "--staff", "liu", *args)

    def said(day: str, name: str, category: str, channel: str, text: str, *of: str) -> str:
        about = ("--purchase", ids[of[0]]) if of else ()
        return act(day, "complaint", "log", "--customer", ids[name], *about, "--category",
                   category, "--channel", channel, "--text", text)  # fmt: skip

    ids["coat"] = sale("2026-11-04", "wang", COAT)
    ids["other"] = sale("2026-11-05", "zhang", COAT)
    ids["scarf"] = sale("2026-11-09", "li", SCARF)
    ids["fault"] = said("2026-11-10T10:00", "wang", "quality", "visit", "袖口起球", "coat")
    ids["same"] = said("2026-11-11T10:00", "zhang", "quality", "call", "袖口起球", "other")
    ids["rude"] = said("2026-11-12T09:30", "li", "attitude", "letter", "站了很久")
    act("2026-11-11T15:00", "complaint", "resolve", ids["fault"], "--text", "换新")
    act("2026-11-11", "callback", "done", f"purchase.{ids['coat']}", "--result", "reached",
        "--unsatisfied", "--text", "她说再看看", "--forward", "company")  # fmt: skip
    act("2026-11-12", "callback", "done", f"purchase.{ids['other']}", "--result", "no-answer")
    ids["back"] = act("2026-11-12", "return", "open", "--purchase", ids["scarf"], "--cause",
                      "size", "--no-stock", "--insists", "--receipt", "1", "--signed")  # fmt: skip
    ids["repair"] = act("2026-11-12", "repair", "open", "--customer", ids["zhang"], "--purchase",
                        ids["other"], "--problem", "拉链坏了")  # fmt: skip
    ids["part"] = act("2026-11-13", "part", "order", "--code", "ZIP", "--for", ids["repair"])
    ids["trip"] = act("2026-11-13", "delivery", "plan", "--purchase", ids["other"], "--on",
                      "2026-11-14", "--address", "人民路8号")  # fmt: skip
    act("2026-11-14", "delivery", "fail", ids["trip"], "--text", "没人在家")
    return ids


def later(week: dict[str, str], svc: Call) -> None:
    """A month of further work on the same cases: nothing of it was known in week 46."""

    def act(day: str, *args: object) -> None:
        assert svc("--today", day, "--staff", "liu", *args, code=None).code in {0, 6}, args

    act("2026-11-16", "complaint", "reopen", week["fault"], "--text", "又起球了")
    act(
        "2026-11-16",
        "return",
        "settle",
        week["back"],
        "--paid-by",
        "cash",
        "--phone",
        "13800138001",
    )
    act("2026-11-17", "complaint", "resolve", week["fault"], "--text", "退款")
    act("2026-11-18", "complaint", "close", week["fault"])
    act("2026-11-18", "complaint", "resolve", week["rude"], "--text", "道歉", "--finding", "none")
    act("2026-11-19", "callback", "done", f"purchase.{week['other']}", "--result", "reached",
        "--satisfied")  # fmt: skip
    act(
        "2026-11-19",
        "callback",
        "answer",
        f"purchase.{week['coat']}",
        "--text",
        "换批次",
        "--told",
    )
    act("2026-11-20", "repair", "receive", week["repair"])
    act("2026-11-21", "repair", "cancel", week["repair"], "--text", "不修了")
    act("2026-11-21", "part", "in", "--order", week["part"])
    act("2026-11-23", "delivery", "move", week["trip"], "--on", "2026-11-24")
    act("2026-11-24", "delivery", "done", week["trip"], "--accepted-by", "张敏", "--signed")
    act("2026-11-24", "return", "open", "--purchase", week["coat"], "--cause", "quality", "--on",
        "2026-11-14", "--unrepairable")  # fmt: skip
    act("2026-11-25", "complaint", "log", "--customer", week["li"], "--category", "price",
        "--text", "贵了")  # fmt: skip
    act("2026-11-25", "undo", "--yes")
    act("2026-11-26", "customer", "merge", week["wang"], week["zhang"], "--yes")
    act("2026-12-05", "customer", "erase", week["li"], "--yes")


FORMS = ("json", "txt", "md", "html")


@pytest.mark.fact("S3-003", command="svc report week")
def test_any_week_of_the_past_is_the_same_to_the_byte(
    week: dict[str, str], svc: Call, tmp_path: Path
) -> None:
    """Whatever is done since, a week's report is what it was, beside another week, too."""

    def printed(day: str, folder: str) -> dict[str, bytes]:
        (tmp_path / folder).mkdir()
        for form in FORMS:
            svc("--today", day, "report", "week", "--week", "2026-W46", "--out",
                tmp_path / folder / f"w.{form}")  # fmt: skip
        return {form: (tmp_path / folder / f"w.{form}").read_bytes() for form in FORMS}

    before = printed("2026-11-16", "before")
    later(week, svc)
    after = printed("2026-12-20", "after")
    for form in FORMS:
        assert after[form].decode() == before[form].decode(), form
    week_47 = figures(svc, "2026-12-20", "2026-W47")
    told = svc("--today", "2026-11-16", "report", "week", "--json").json["this"]
    assert week_47["last"] == told, "and beside the next week it is the same"
    for form in FORMS:
        for words in WORDS:
            assert words not in before[form].decode(), (form, words)


def figures(svc: Call, day: str, name: str) -> dict[str, Any]:
    """The report of a week as programs get it."""
    found: dict[str, Any] = svc("--today", day, "report", "week", "--week", name, "--json").json
    return found


@pytest.mark.fact("S3-006", "S3-004", command="svc report month")
def test_what_a_week_tells(week: dict[str, str], svc: Call) -> None:
    """Complaints, money, contacts, repairs, parts, deliveries; what to train, and with whom."""
    found = figures(svc, "2026-11-16", "2026-W46")
    this = found["this"]
    cases = this["cases"]
    assert (cases["new"], cases["settled"], cases["open"]) == (3, 1, 2)
    assert this["returns"] | {"came": 1, "waiting": 1} == this["returns"]
    assert this["returns"]["refunds"] == "0.00", "it is settled a week later"
    assert this["returns"]["turnover"] == "399.00"
    assert (
        this["callbacks"] | {"due": 3, "done": 1, "open": 2, "no_answer": 1} == this["callbacks"]
    )
    assert this["callbacks"]["satisfaction"] == {
        "n": 1, "satisfied": 0, "unsatisfied": 1, "share": "0.0000", "few": True,
    }  # fmt: skip
    assert this["repairs"] | {"came": 1, "waiting": 1} == this["repairs"]
    assert this["parts"]["orders"][0]["id"] == week["part"]
    assert this["deliveries"] == {"done": 0, "failed": 1, "late": 1}
    assert {row["goods"]: row["sales"] for row in cases["batches"]} == {"A1": 2}
    assert {row["key"]: row["with"] for row in cases["training"]}["manner"] == "training"
    assert found["targets"] == {
        "on_time": {"target": "0.98", "value": "1.0000", "missed": False, "left_out": 2},
        "callbacks": {"target": "0.80", "value": "0.3333", "missed": True, "left_out": 0},
    }
    assert [each["new"] for each in found["trend"]] == [0, 0, 0, 0, 0, 0, 0, 3]
    assert {row["id"] for row in found["open_cases"]} == {week["same"], week["rude"]}
    month = svc("--today", "2026-12-01", "report", "month", "--json").json
    assert month["period"] == "2026-11"
    assert month["this"]["cases"]["training"] == cases["training"]
    year = svc("--today", "2026-12-01", "report", "year", "--year", "this", "--json").json
    assert (year["year_ago"], year["this"]["cases"]["new"], len(year["trend"])) == (None, 3, 12)


@pytest.mark.fact("S2-044", command="svc report week")
def test_what_was_passed_on(week: dict[str, str], svc: Call) -> None:
    """What callbacks passed on to the company stands in the week, until an answer came."""
    key = f"purchase.{week['coat']}"
    forwarded = figures(svc, "2026-11-16", "2026-W46")["this"]["forwarded"]
    assert forwarded["passed_on"] == {"region": 0, "company": 1}
    assert forwarded["contacts"] == [{"key": key, "to": "company", "on": "2026-11-11", "days": 4}]
    svc("--today", "2026-11-17", "callback", "answer", key, "--text", "换批次", "--told")
    assert figures(svc, "2026-11-23", "2026-W47")["this"]["forwarded"]["answered"] == 1


@pytest.mark.fact("S3-007", command="svc report week")
def test_what_posts_above_were_asked_and_told(week: dict[str, str], svc: Call) -> None:
    """A return that insists was told to the regional manager: departments see what they have."""
    assert week
    upward = figures(svc, "2026-11-16", "2026-W46")["this"]["upward"]
    assert upward["told"]["regional_manager"] == 1
    text = svc("--today", "2026-11-16", "report", "week").out
    assert "the regional manager: 0 asked, 1 told, 0 waiting." in text


@pytest.mark.fact("S3-008", command="svc report week")
def test_targets_are_policy(week: dict[str, str], shop: Path, svc: Call) -> None:
    """Figures to reach are the shop's; what is missed says so; without one there is none."""
    assert week
    own = "[targets]\n[[targets.values]]\nvalue = { callbacks = %s }\n"
    file = shop / "policy" / "report.toml"
    file.write_text(own % '"0.30"', encoding="utf-8")
    found = figures(svc, "2026-11-16", "2026-W46")
    assert found["targets"] == {
        "callbacks": {"target": "0.30", "value": "0.3333", "missed": False, "left_out": 0}
    }
    file.write_text(own % "0.3", encoding="utf-8")
    assert "report.targets" in svc("report", "week", code=4).err
    assert svc("policy", "check", code=1).out


@pytest.mark.fact("S3-008", command="svc report week")
def test_late_ones_still_open_keep_a_target_from_being_met(
    week: dict[str, str], svc: Call
) -> None:
    """All that was settled was in time, and two are late: marked, and said in both places."""
    text = " ".join(svc("--today", "2026-11-16", "report", "week").out.split())
    assert "Settled in time: 2 late ones are still open and not in it." in text
    assert "! Settled in time 100.0 %" in text
    assert "Complaints settled in time: 2 late ones are still open and not in it" in text
    assert "None is missed" not in text
    svc("--today", "2026-11-16", "complaint", "resolve", week["same"], "--text", "x")
    svc("--today", "2026-11-16", "complaint", "resolve", week["rude"], "--text", "x",
        "--finding", "none")  # fmt: skip
    after = svc("--today", "2026-11-23", "report", "week").out
    assert "! Settled in time" not in after
    assert "still open and not in it" not in after


@pytest.mark.fact("S2-038", command="svc report week")
def test_callbacks_add_up_from_week_to_week(week: dict[str, str], svc: Call) -> None:
    """Open before and due, less made and lapsed, is open; what lapses is told."""
    assert week
    lapsed = []
    for name in ("2026-W46", "2026-W47", "2026-W48", "2026-W49"):
        found = figures(svc, "2026-12-20", name)
        before, now = found["last"]["callbacks"], found["this"]["callbacks"]
        made = now["done"] + now["late"]
        assert before["open"] + now["due"] - made - now["lapsed"] == now["open"], name
        lapsed.append(now["lapsed"])
    assert sum(lapsed) > 0
    text = svc("--today", "2026-12-20", "report", "week", "--week", "2026-W49").out
    assert "Lapsed without being made" in text


@pytest.mark.fact("S2-076", command="svc report week")
def test_opinions_from_callbacks_are_summed_up(week: dict[str, str], svc: Call) -> None:
    """What customers say when called back is summed up each week; few answers are said to be."""
    assert week
    text = svc("--today", "2026-11-16", "report", "week").out
    assert "too few to say (n = 1)" in text
    assert "Only 1 said whether they are content: too few to say." in text


def test_the_default_is_the_week_that_is_over(shop: Path, svc: Call) -> None:
    """On Monday morning it is the week that ended; a week that is not over says so."""
    assert shop
    assert svc("--today", "2026-11-23", "report", "week", "--json").json["period"] == "2026-W47"
    assert svc("--today", "2026-11-22", "report", "week", "--json").json["period"] == "2026-W46"
    now = svc("--today", "2026-11-20", "report", "week", "--week", "this", "--json").json
    assert (now["to"], now["whole"], now["last"]["to"]) == ("2026-11-20", False, "2026-11-13")
    text = svc("--today", "2026-11-20", "report", "week", "--week", "this").out
    assert "Not over yet" in text
    then = svc("--today", "2027-01-05", "report", "week", "--json").json
    assert (then["period"], then["year_ago"]["period"]) == ("2026-W53", "2025-W52")
    assert then["year_ago"]["instead_of"] == "2025-W53"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("week", "--week", "2026-W54"), "'2026-W54' is no week."),
        (("week", "--week", "2026-47"), "'2026-47' is no week."),
        (("week", "--week", "2026-W48"), "2026-W48 has not begun yet."),
        (("month", "--month", "2026-00"), "'2026-00' is no month."),
        (("year", "--year", "2027"), "2027 has not begun yet."),
    ],
)
def test_no_such_period(shop: Path, svc: Call, args: tuple[str, ...], says: str) -> None:
    """One sentence says what is wrong, before anything is read."""
    assert shop
    assert says in svc("report", *args, code=4).err


@pytest.mark.parametrize("verb", ["week", "month", "year"])
def test_nothing_happened(shop: Path, svc: Call, verb: str) -> None:
    """A fresh shop, and one with a customer who bought nothing: one sentence."""
    assert shop
    assert "Nothing happened, and nothing waits." in svc("report", verb).out
    svc("customer", "add", "--name", "王芳", "--phone", "13800138000")
    assert "Nothing happened, and nothing waits." in svc("report", verb).out
    assert svc("report", verb, "--json").json["this"]["cases"]["new"] == 0


def test_no_file_of_a_form_nobody_knows(shop: Path, svc: Call, tmp_path: Path) -> None:
    """A name that tells no form is wrong usage, and nothing is written."""
    assert shop
    svc("report", "week", "--out", tmp_path / "w.doc", code=2)
    assert not (tmp_path / "w.doc").exists()


def test_only_what_is_needed_is_read(week: dict[str, str], shop: Path, svc: Call) -> None:
    """A fast path has a slow twin: cases found by bytes are those that reading all gives."""
    later(week, svc)
    store = Store(shop)
    until = date(2026, 12, 31)
    for since, day in ((date(2026, 12, 1), until), (date(2026, 11, 16), date(2026, 11, 22)),
                       (date(2026, 11, 9), date(2026, 11, 15))):  # fmt: skip
        for table in SETTLED:
            found = Cases(store, since, until).known(table, day, since)
            everything = [as_of(each, day) for each in store.table(table).all()]
            known = {each.id: each for each in everything if each is not None}
            assert all(known[each.id] == each for each in found), table
            left_out = known.keys() - {each.id for each in found}
            assert not [key for key in left_out if known[key].state not in SETTLED[table]], table


def test_as_printed(week: dict[str, str], svc: Call, golden: Callable[[str, str], None]) -> None:
    """The report as a manager reads it."""
    text = svc("--today", "2026-11-16", "report", "week").out
    for name, each in week.items():
        text = text.replace(each, f"{each[:8]}·{name:·<6.6}")
    golden("commands/report-week.en.txt", text)
