"""Contacts that come up once more: a complaint settled anew, two promises, a mark passed again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

fact = pytest.mark.fact


def sell(svc: Call, customer: str, day: str, price: str, *more: str) -> str:
    """A purchase of a customer on a day."""
    item = f"name=大衣,price={price}"
    return svc("purchase", "add", "--customer", customer, "--item", item, "--on", day, *more).line


def due(svc: Call, on: str, *kinds: str) -> list[str]:
    """The keys of what is due on a day, of some kinds."""
    chosen = [word for kind in kinds for word in ("--kind", kind)]
    return [row["key"] for row in svc("callback", "due", "--on", on, *chosen, "--json").json]


def week(svc: Call) -> dict[str, Any]:
    """The contacts of the week from 23 November on, as the report tells them."""
    args = ("--today", "2026-11-29", "report", "week", "--week", "2026-W48", "--json")
    found: dict[str, Any] = svc(*args).json["this"]["callbacks"]
    return found


def brought_back(svc: Call, purchase: str, day: str) -> None:
    """A faulty purchase that came back and was paid back on a day."""
    at = ("--today", day)
    opened = svc(*at, "return", "open", "--purchase", purchase, "--cause", "quality").line
    svc(*at, "return", "settle", opened, "--paid-by", "cash")


@fact("S2-054", command="svc callback due --kind complaint")
def test_a_complaint_settled_anew_is_asked_about_anew(wang: str, svc: Call) -> None:
    """Opened again after the call and settled on a later day: she is called once more."""
    case = svc(
        "complaint", "log", "--customer", wang, "--category", "quality", "--text", "掉色"
    ).line
    svc("complaint", "resolve", case, "--text", "换了一件")
    svc("--today", "2026-11-23", "callback", "done", f"complaint.{case}", "--result", "reached",
        "--unsatisfied")  # fmt: skip
    svc("--today", "2026-11-23", "complaint", "reopen", case, "--text", "又掉色")
    assert due(svc, "2026-11-26", "complaint") == []
    svc("--today", "2026-11-25", "complaint", "resolve", case, "--text", "退了款")
    again = f"complaint.{case}.261125"
    assert due(svc, "2026-11-25", "complaint") == []
    assert due(svc, "2026-11-26", "complaint") == [again]
    assert svc("--today", "2026-11-26", "callback", "show", again, "--json").json["about"] == case
    report = week(svc)
    assert (report["due"], report["done"]) == (1, 0)
    sell(svc, wang, "2026-12-20", "1")  # the latest day on file, from which `check` looks back
    ledger = svc("--today", "2026-12-20", "report", "ledger", "complaints", "--json").json
    assert ledger[0]["missing"] == ["follow_up"]
    assert f"callback done {again}" in svc("--today", "2026-12-20", "check").out
    svc("--today", "2026-11-26", "callback", "done", case, "--result", "reached", "--satisfied")
    assert due(svc, "2026-11-26", "complaint") == []
    assert svc("--today", "2026-12-20", "check").out == ""
    assert {row["key"] for row in svc("callback", "list", "--json").json} == {
        f"complaint.{case}", again,
    }  # fmt: skip


def test_a_complaint_settled_twice_in_a_day_is_one_call(wang: str, svc: Call) -> None:
    """The same day, the same occasion."""
    case = svc(
        "complaint", "log", "--customer", wang, "--category", "quality", "--text", "掉色"
    ).line
    for text in ("换了一件", "退了款"):
        svc("complaint", "resolve", case, "--text", text)
        if text != "退了款":
            svc("complaint", "reopen", case, "--text", "还是掉")
    assert due(svc, "2026-11-23", "complaint") == [f"complaint.{case}"]


@fact("S2-039", "S0-059", command="svc callback due --kind appointment")
def test_two_promises_for_one_day_are_both_kept(wang: str, svc: Call) -> None:
    """Asked in two calls about one purchase, put off to one day: the contact names both."""
    coat = sell(svc, wang, "2026-11-15", "399", "--installed-on", "2026-11-21")
    for kind, question in (("purchase", "怎么洗？"), ("installation", "装哪层？")):
        svc("callback", "done", f"{kind}.{coat}", "--result", "reached", "--question", question,
            "--settle-on", "2026-11-25")  # fmt: skip
    (row,) = svc("callback", "due", "--on", "2026-11-25", "--json").json
    assert row["key"] == f"appointment.{coat}.261125"
    assert row["why"] == "promised an answer: 装哪层？; 怎么洗？"
    assert svc("callback", "show", row["key"], "--json").json["why"] == row["why"]
    report = week(svc)
    assert report["kinds"]["appointment"] == 1


@pytest.mark.parametrize(
    ("settle_on", "code"), [("2036-11-29", 0), ("2036-11-30", 4), ("2126-11-25", 4)]
)
def test_a_promise_no_list_reaches_is_refused(
    wang: str, shop: Path, svc: Call, settle_on: str, code: int
) -> None:
    """A slip of the year: `--within` reaches 3,660 days, and nobody would be reminded."""
    coat = sell(svc, wang, "2026-11-15", "399")
    told = svc("callback", "done", coat, "--result", "reached", "--question", "怎么洗？",
               "--settle-on", settle_on, code=code)  # fmt: skip
    assert ("nobody would be reminded" in told.err) is (code == 4)
    assert (shop / "data" / "callbacks").exists() is (code == 0)


@fact("S2-041", command="svc callback due --kind threshold")
@pytest.mark.parametrize("made", ["", "reached", "no-answer", "sent"])
def test_a_mark_passed_again_after_a_return(wang: str, shop: Path, svc: Call, made: str) -> None:
    """Below the mark by a return and past it again: thanks are due, unless she had them."""
    sell(svc, wang, "2026-10-01", "1000")
    first = sell(svc, wang, "2026-11-10", "9500")
    thanks = f"threshold-10000.{first}"
    assert due(svc, "2026-11-10", "threshold") == [thanks]
    if made == "sent":
        folder = shop / "data" / "messages"
        folder.mkdir()
        (folder / "2026-11.jsonl").write_text(
            f'{{"id":"sms-{thanks}","customer":"{wang}","due":"2026-11-10","kind":"threshold",'
            '"state":"sent","template":"threshold","text":"谢谢"}\n', "utf-8",
        )  # fmt: skip
    elif made:
        svc("--today", "2026-11-10", "callback", "done", thanks, "--result", made)
    brought_back(svc, first, "2026-11-12")
    assert due(svc, "2026-11-12", "threshold") == []
    again = sell(svc, wang, "2026-11-20", "4200")
    had = made in {"reached", "sent"}  # for ten thousand: five are no news
    assert due(svc, "2026-11-22", "threshold") == ([] if had else [f"threshold-5000.{again}"])
    higher = sell(svc, wang, "2026-11-21", "15000")
    assert f"threshold-20000.{higher}" in due(svc, "2026-11-22", "threshold")


def test_a_part_that_came_back_leaves_the_lower_mark(wang: str, svc: Call) -> None:
    """Two marks in one purchase, and still past the lower one: thanked once, not twice."""
    sell(svc, wang, "2026-10-01", "1")
    item = ("sku=A,name=大衣,price=5000", "sku=B,name=裙子,price=5000")
    both = svc("purchase", "add", "--customer", wang, "--item", item[0], "--item", item[1],
               "--on", "2026-11-20").line  # fmt: skip
    assert due(svc, "2026-11-20", "threshold") == [f"threshold-10000.{both}"]
    opened = svc("return", "open", "--purchase", both, "--cause", "quality", "--item", "B").line
    svc("return", "settle", opened, "--paid-by", "cash")
    assert due(svc, "2026-11-22", "threshold") == [f"threshold-5000.{both}"]


def test_thanked_for_the_higher_mark_she_is_not_for_the_lower(wang: str, svc: Call) -> None:
    """The thanks came before the part went back."""
    sell(svc, wang, "2026-10-01", "1")
    item = ("sku=A,name=大衣,price=5000", "sku=B,name=裙子,price=5000")
    both = svc("purchase", "add", "--customer", wang, "--item", item[0], "--item", item[1],
               "--on", "2026-11-20").line  # fmt: skip
    svc("callback", "done", f"threshold-10000.{both}", "--result", "reached")
    opened = svc("return", "open", "--purchase", both, "--cause", "quality", "--item", "B").line
    svc("return", "settle", opened, "--paid-by", "cash")
    assert due(svc, "2026-11-22", "threshold") == []


@fact("S2-025", command="svc callback due --kind regular")
def test_a_greeting_knows_that_the_goods_came_back(wang: str, svc: Call) -> None:
    """Ninety days after a purchase that was brought back whole, nobody asks how it wears."""
    coat = sell(svc, wang, "2026-11-10", "399")
    brought_back(svc, coat, "2026-11-12")
    (row,) = svc("callback", "due", "--on", "2027-02-08", "--kind", "regular", "--json").json
    assert row["why"] == "bought 大衣 on 2026-11-10 and brought it back, and bought nothing since"
    assert svc("callback", "show", row["key"], "--json").json["why"] == row["why"]


@fact("S2-034", command="svc callback due")
@pytest.mark.parametrize(("left", "to"), [("2026-11-23", "seller"), ("2026-11-22", "owner")])
def test_who_has_left_calls_nobody(wang: str, shop: Path, svc: Call, left: str, to: str) -> None:
    """Of who sold it and has left, the assistant whose customer she is takes the call over."""
    people = {
        "seller": svc("staff", "add", "--name", "陈晨", "--code", "chen").line,
        "owner": svc("staff", "add", "--name", "李娜", "--code", "li").line,
    }
    svc("customer", "edit", wang, "--owner", "li")
    coat = svc("--staff", "chen", "purchase", "add", "--customer", wang,
               "--item", "name=大衣,price=399", "--on", "2026-11-15").line  # fmt: skip
    (file,) = (shop / "data" / "staff").iterdir()
    lines = [
        line.replace('"name":"陈晨"', f'"left_on":"{left}","name":"陈晨"')
        for line in file.read_text("utf-8").splitlines(keepends=True)
    ]
    file.write_text("".join(lines), "utf-8")
    assert svc("check").code == 0
    key = f"purchase.{coat}"
    for shown in (
        svc("callback", "due", "--json").json[0],
        svc("callback", "show", key, "--json").json,
        svc("today", "--json").json["callbacks"][0],
    ):
        assert (shown["key"], shown["assignee"]) == (key, people[to])
    mine = svc("callback", "due", "--owner", people[to], "--json").json
    assert [row["key"] for row in mine] == [key]
    assert key in svc("ics", "--owner", people[to]).out
