"""What is noted of contacts: at will, passed on, answered; who made how many; what to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

fact = pytest.mark.fact


@pytest.fixture
def coat(wang: str, svc: Call) -> str:
    """A purchase of a week ago, whose callback is due today."""
    item = "name=羊毛大衣,price=399"
    return svc("purchase", "add", "--customer", wang, "--item", item, "--on", "2026-11-15").line


@pytest.fixture
def people(shop: Path, svc: Call) -> dict[str, str]:
    """An assistant and a fitter, by code."""
    assert shop
    return {
        "li": svc("staff", "add", "--name", "李娜", "--code", "li").line,
        "wu": svc("staff", "add", "--name", "吴师傅", "--code", "wu").line,
    }


@fact("S2-025", "S2-037", command="svc callback note")
def test_a_contact_that_was_not_due(wang: str, people: dict[str, str], svc: Call) -> None:
    """A greeting at will is on record; a second of the day is one more try of the same record."""
    args = ("callback", "note", "--customer", "13800138000", "--channel")
    first = svc("--staff", "li", *args, "phone", "--text", "问好", "--json").json
    assert first["key"] == f"contact.{wang}.261122"
    assert (first["kind"], first["result"], first["channel"]) == ("contact", "reached", "phone")
    again = svc("--staff", "li", *args, "phone", "--text", "问好", "--json").json
    assert again == first
    second = svc("--staff", "wu", *args, "visit", "--satisfied", "--json").json
    assert [row["channel"] for row in second["tries"]] == ["phone", "visit"]
    assert (second["satisfied"], second["text"]) == (True, "问好")
    earlier = svc(*args, "letter", "--on", "2026-11-20")
    assert earlier.line == f"contact.{wang}.261120"
    assert svc("check").code == 0
    assert svc("callback", "due", "--json").json == []
    svc(*args, "phone", "--on", "2026-11-23", code=4)
    svc(*args, "pigeon", code=2)
    svc("callback", "note", "--channel", "phone", "--customer", "nobody", code=3)
    assert len(svc("callback", "list", "--json").json) == 2


def test_a_contact_she_does_not_want_is_pointed_out(wang: str, svc: Call) -> None:
    """It was made, so it is on record; whoever made it is told."""
    svc("customer", "consent", wang, "--withdraw", "phone")
    args = ("callback", "note", "--customer", wang, "--channel")
    assert "no contact this way" in svc(*args, "visit").err
    assert svc(*args, "letter").err == ""


@fact("S2-025", command="svc callback done")
def test_a_call_she_does_not_want_is_pointed_out(coat: str, wang: str, svc: Call) -> None:
    """Noted all the same, and each time; an appointment she asked for herself is no such call."""
    told = "no contact this way: phone"
    args = ("callback", "done", f"purchase.{coat}", "--result")
    svc("customer", "consent", wang, "--withdraw", "sms")
    assert svc(*args, "no-answer", "--dry-run").err.count("\n") == 1
    svc("customer", "consent", wang, "--withdraw", "phone")
    assert told in svc(*args, "no-answer").err
    again = svc(*args, "reached", "--question", "怎么洗？", "--settle-on", "2026-11-22")
    assert (told in again.err, again.line) == (True, f"purchase.{coat}")
    kept = svc("callback", "done", f"appointment.{coat}.261122", "--result", "reached")
    assert kept.err == ""


@fact("S2-044", "S0-059", command="svc callback forwarded")
def test_what_is_passed_on_waits_until_she_is_told(coat: str, wang: str, svc: Call) -> None:
    """What concerns the region or the company waits for an answer, then for her to be told."""
    key = f"purchase.{coat}"
    passed = svc("callback", "done", coat, "--result", "reached", "--text", "洗了掉色",
                 "--forward", "company")  # fmt: skip
    assert "company customer service" in passed.err

    def waiting(*args: str) -> list[tuple[str, str, int]]:
        rows = svc("--today", "2026-11-25", "callback", "forwarded", *args, "--json").json
        return [(row["key"], row["waits_for"], row["days"]) for row in rows]

    assert waiting() == waiting("--to", "company") == [(key, "answer", 3)]
    assert waiting("--to", "region") == []
    svc("callback", "answer", coat, "--told", code=5)
    svc("callback", "answer", coat, code=2)
    told = svc("--today", "2026-11-24", "callback", "answer", coat, "--text", "可以免费重染")
    assert told.line == key
    assert "--told" in told.err
    assert waiting() == [(key, "telling", 3)]
    record = svc("--today", "2026-11-25", "callback", "answer", coat, "--told", "--json").json
    assert (record["answer"], record["answered_on"], record["told_on"]) == (
        "可以免费重染", "2026-11-24", "2026-11-25",
    )  # fmt: skip
    assert waiting() == []
    (whole,) = svc("--today", "2026-11-25", "callback", "forwarded", "--all", "--json").json
    assert (whole["key"], whole["waits_for"], whole["days"]) == (key, None, 3)
    assert svc("callback", "forwarded").out == ""
    (row,) = svc("callback", "forwarded", "--all", "--json").json
    assert (row["customer"], row["name"], row["text"]) == (wang, "王芳", "洗了掉色")


def test_what_was_not_passed_on_has_no_answer(coat: str, svc: Call) -> None:
    """It is refused, and nothing changes."""
    svc("callback", "answer", f"purchase.{coat}", "--text", "x", code=3)
    svc("callback", "done", coat, "--result", "reached")
    error = svc("callback", "answer", coat, "--text", "x", code=5)
    assert "--forward" in error.err
    assert svc("callback", "list", "--json").json[0]["answer"] is None


def test_passed_on_later(coat: str, svc: Call) -> None:
    """It waits from the day it was passed on, not from the call."""
    svc("callback", "done", coat, "--result", "reached")
    svc("--today", "2026-11-25", "callback", "done", coat, "--result", "reached", "--forward",
        "region")  # fmt: skip
    (row,) = svc("--today", "2026-11-26", "callback", "forwarded", "--json").json
    assert (row["forwarded_on"], row["days"], row["handler"]) == (
        "2026-11-25", 1, "regional_manager",
    )  # fmt: skip


@fact("S2-037", "S0-060", "S0-062", command="svc callback tally")
def test_every_contact_counts_for_who_made_it(
    coat: str, wang: str, people: dict[str, str], svc: Call
) -> None:
    """Each try counts for whoever made it, fitters too: how many, reached, content or not."""
    for day, staff, result, more in (
        ("2026-11-22", "li", "no-answer", ()), ("2026-11-23", "wu", "reached", ("--satisfied",)),
    ):  # fmt: skip
        svc("--today", day, "--staff", staff, "callback", "done", f"purchase.{coat}", "--result",
            result, *more)  # fmt: skip
    svc("--staff", "li", "callback", "note", "--customer", wang, "--channel", "phone",
        "--unsatisfied")  # fmt: skip
    rows = svc("callback", "tally", "--json").json
    assert rows == [
        {"staff": people["li"], "name": "李娜", "contacts": 2, "reached": 1, "no_answer": 1,
         "refused": 0, "satisfied": 0, "unsatisfied": 1, "messages": 0,
         "kinds": {"contact": 1, "purchase": 1}},
        {"staff": people["wu"], "name": "吴师傅", "contacts": 1, "reached": 1, "no_answer": 0,
         "refused": 0, "satisfied": 1, "unsatisfied": 0, "messages": 0,
         "kinds": {"purchase": 1}},
    ]  # fmt: skip
    later = svc("callback", "tally", "--from", "2026-11-23", "--json").json
    assert [row["name"] for row in later] == ["吴师傅"]
    assert svc("callback", "tally", "--to", "2026-11-21", "--json").json == []
    assert "李娜" in svc("callback", "tally").out


@fact("S2-016", "S0-061", command="svc callback list --unsatisfied")
def test_examples_for_a_staff_meeting(coat: str, wang: str, svc: Call) -> None:
    """Real cases of content and of discontent customers can be listed, to be talked over."""
    svc("callback", "done", coat, "--result", "reached", "--unsatisfied", "--text", "起球")
    svc("callback", "note", "--customer", wang, "--channel", "phone", "--satisfied")
    listed = svc("callback", "list", "--unsatisfied", "--json").json
    assert [row["text"] for row in listed] == ["起球"]
    assert len(svc("callback", "list", "--satisfied", "--json").json) == 1
    assert len(svc("callback", "list", "--json").json) == 2


@fact("S2-038", "S2-023", "S2-024", "S2-039", command="svc callback show")
def test_what_to_ask_after_a_purchase(coat: str, svc: Call) -> None:
    """The call asks whether it is comfortable and what of washing is unclear; no less warmly."""
    view = svc("callback", "show", coat, "--json").json
    assert view["key"] == f"purchase.{coat}"
    assert [line["source"] for line in view["script"]] == ["S2-023", "S2-038", "S2-039", "S2-024"]
    assert view["purchases"] == [
        {"id": coat, "on": "2026-11-15", "goods": "羊毛大衣", "total": "399.00"}
    ]
    shown = svc("callback", "show", coat).out
    assert "washing" in shown
    assert "Sunday" in shown
    assert "洗涤" in svc("--lang", "zh", "callback", "show", coat).out


@fact("S2-022", command="svc callback show")
def test_before_she_leaves(wang: str, svc: Call) -> None:
    """Until the call is due, the first lines are what to tell before she leaves the shop."""
    sold = svc("purchase", "add", "--customer", wang, "--item", "name=裙,price=399").line
    view = svc("callback", "show", sold, "--json").json
    assert [line["kind"] for line in view["script"]][:2] == ["leaving", "leaving"]
    later = svc("--today", "2026-11-29", "callback", "show", sold, "--json").json
    assert "leaving" not in {line["kind"] for line in later["script"]}


@fact("S0-063", "S0-058", "S0-060", command="svc callback show installation.…")
def test_look_chat_recommend(furniture_shop: Path, svc: Call) -> None:
    """A visit after an installation: look, chat, recommend, whoever makes it."""
    assert furniture_shop
    her = svc("customer", "add", "--name", "李雷", "--phone", "13800138000").line
    bed = svc("purchase", "add", "--customer", her, "--item", "name=床,price=2999", "--on",
              "2026-11-01", "--installed-on", "2026-11-21").line  # fmt: skip
    view = svc("callback", "show", f"installation.{bed}", "--json").json
    assert view["channel"] == "visit"
    assert [line["text"].split(":")[0].split(" ")[0] for line in view["script"]][:3] == [
        "Look", "Chat", "Recommend",
    ]  # fmt: skip


def test_a_contact_at_will_is_shown_too(wang: str, svc: Call) -> None:
    """Also one that was made already; a key that names nothing is exit code 3."""
    svc("callback", "note", "--customer", wang, "--channel", "phone", "--text", "问好")
    view = svc("callback", "show", f"contact.{wang}.261122", "--json").json
    assert (view["channel"], view["made"]["text"]) == ("phone", "问好")
    svc("callback", "show", f"contact.{wang}.261121", code=3)


def test_a_purchase_still_names_its_call(wang: str, svc: Call) -> None:
    """Though a greeting follows ninety days later, the id alone means the call after it."""
    item = ("--item", "name=裙,price=399")
    sold = svc("purchase", "add", "--customer", wang, *item, "--on", "2026-11-15").line
    assert svc("callback", "done", sold, "--result", "reached").line == f"purchase.{sold}"
    early = svc("callback", "done", f"regular.{sold}", "--result", "reached", "--json").json
    assert (early["due"], early["kind"]) == ("2027-02-13", "regular")
    assert svc("callback", "due", "--on", "2027-02-13", "--kind", "regular").out == ""
