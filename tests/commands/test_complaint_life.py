"""A complaint from its first step to its end, as a clerk types it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]
    At = Callable[..., Any]
    Golden = Callable[[str, str], None]

MONDAY = "2026-11-23T09:00"


@pytest.fixture
def faded(wang: str, svc: Call) -> str:
    """The id of a complaint by letter, of Monday at nine."""
    return svc(
        "--today", MONDAY, "complaint", "log", "--customer", wang, "--category", "quality",
        "--channel", "letter", "--text", "掉色",
    ).line  # fmt: skip


@pytest.fixture
def at(svc: Call) -> At:
    """A verb at a time of that Monday, as JSON: `at("10:00", "step", key, "apology")`."""

    def call(time: str, verb: str, *args: object, code: int = 0, staff: str = "") -> Any:
        who = ("--staff", staff) if staff else ()
        when = time if "T" in time else f"{MONDAY[:10]}T{time}"
        done = svc("--today", when, *who, "complaint", verb, *args, "--json", code=code)
        return done if code else done.json

    return call


def states(record: dict[str, Any]) -> list[str]:
    return [line["state"] for line in record["history"]]


@pytest.mark.fact("X-05", "S3-010", "S2-070", command="svc complaint step")
def test_from_the_letter_to_the_closed_case(faded: str, at: At) -> None:
    """Steps move a complaint on: heard, understood, an offer made, settled, closed."""
    assert at("09:30", "step", faded, "apology")["state"] == "acknowledged"
    assert at("09:40", "step", faded, "了解情况", "--text", "温水洗过")["state"] == "understood"
    offered = at("10:00", "offer", faded, "exchange", "--declined")
    assert (offered["state"], offered["next_step"]) == ("proposed", "principle")
    assert at("10:05", "offer", faded, "--text", "送护理一次", "--taken")["state"] == "proposed"
    assert at("10:10", "resolve", faded, "--satisfied")["resolved_on"] == "2026-11-23"
    closed = at("2026-11-24T09:00", "close", faded)
    assert (closed["state"], closed["closed_on"]) == ("closed", "2026-11-24")
    assert states(closed) == [
        "logged", "acknowledged", "understood", "proposed", "resolved", "closed",
    ]  # fmt: skip
    assert closed["history"][4]["satisfied"] is True
    assert closed["offers"] == [
        {"at": "2026-11-23T10:00", "offer": "exchange", "taken": False},
        {"at": "2026-11-23T10:05", "taken": True, "text": "送护理一次"},
    ]
    met = {name: (each["met_at"], each["late"]) for name, each in closed["deadlines"].items()}
    assert met == {
        "acknowledge": ("2026-11-23T09:30", False),
        "plan": ("2026-11-23T10:00", False),
        "resolve": ("2026-11-23T10:10", False),
    }
    assert closed["next_step"] is None
    assert at("2027-06-01T09:00", "show", faded) == closed


@pytest.mark.fact("S3-012", "S0-055", command="svc complaint resolve")
def test_settled_at_once(faded: str, at: At) -> None:
    """What can be settled fast is settled in one call, whatever step it stands at."""
    assert states(at("09:05", "resolve", faded, "--text", "换新")) == ["logged", "resolved"]


@pytest.mark.fact("S2-053", command="svc complaint resolve --unsatisfied")
def test_the_last_offer(faded: str, at: At) -> None:
    """Asked for the result and not content, she gets a last offer, and it is settled there."""
    at("09:10", "offer", faded, "repair", "--declined")
    at("09:20", "step", faded, "result")
    at("09:25", "offer", faded, "exchange", "--taken", "--text", "最后一次让步")
    settled = at("09:30", "resolve", faded, "--unsatisfied", "--text", "当场办结")
    assert settled["history"][-1] == {
        "at": "2026-11-23T09:30", "state": "resolved", "satisfied": False, "text": "当场办结",
    }  # fmt: skip


@pytest.mark.fact("S2-045", "S2-054", "S2-075", command="svc callback due")
def test_followed_up(faded: str, at: At, svc: Call) -> None:
    """Whoever had her trouble solved stays: the next day she is called, and may open it again."""
    at("10:00", "resolve", faded)
    due = svc("--today", "2026-11-24", "callback", "due", "--json").json
    assert [(row["kind"], row["about"], row["due"]) for row in due] == [
        ("complaint", faded, "2026-11-24")
    ]
    again = at("2026-11-24T10:00", "reopen", faded, "--text", "又掉色")
    assert (again["state"], again["resolved_on"]) == ("reopened", None)
    assert again["deadlines"]["acknowledge"]["met_at"] is None
    assert again["deadlines"]["resolve"]["due_at"] == "2026-11-27T10:00"
    assert at("2026-11-24T10:30", "step", faded, "feedback")["state"] == "acknowledged"
    assert at("2026-11-27T10:01", "list", "--late")[0]["id"] == faded


@pytest.mark.parametrize(
    ("before", "verb"),
    [
        ((), ("close",)),
        ((), ("reopen", "--text", "x")),
        ((), ("resume",)),
        ((("wait", "--for", "parts"),), ("wait", "--for", "customer")),
        ((("resolve",),), ("resolve",)),
        ((("resolve",),), ("wait", "--for", "parts")),
        ((("resolve",),), ("offer", "gift")),
        ((("resolve",),), ("escalate",)),
        ((("resolve",),), ("assign", "--to", "li")),
        ((("resolve",), ("close",)), ("close",)),
        ((("resolve",), ("close",)), ("step", "feedback")),
        ((("resolve",), ("close",)), ("resolve",)),
    ],
)
def test_moves_there_are_not(
    faded: str, at: At, svc: Call, before: Any, verb: tuple[str, ...]
) -> None:
    """One sentence with where it stands and what may follow; nothing is changed."""
    svc("staff", "add", "--name", "李娜", "--code", "li")
    for name, *rest in before:
        at("10:00", name, faded, *rest)
    there = at("10:00", "show", faded)
    refused = at("10:00", verb[0], faded, *verb[1:], code=5)
    assert f"is {there['state']} since 2026-11-23" in refused.err
    assert "what may follow" in refused.err
    assert at("10:00", "show", faded) == there
    assert svc("approval", "list", "--all", "--json").json == []


@pytest.mark.parametrize(
    ("verb", "code"),
    [
        (("offer",), 2),
        (("offer", " "), 2),
        (("step",), 2),
        (("step", "dance"), 2),
        (("step", "listen", "--list", "six"), 2),
        (("wait",), 2),
        (("wait", "--for", "rain"), 2),
        (("escalate", "--to", "boss"), 2),
        (("assign", "--to", "nobody"), 3),
        (("resolve", "--finding", "light"), 4),
        (("resolve", "--finding", "awful"), 2),
        (("resolve", "--text", "\x00"), 4),
    ],
)
def test_bad_input(faded: str, at: At, verb: tuple[str, ...], code: int) -> None:
    """Nothing is changed, and stdout stays empty."""
    there = at("10:00", "show", faded)
    assert at("10:00", verb[0], faded, *verb[1:], code=code).out == ""
    assert at("10:00", "show", faded) == there


def test_nothing_before_what_is_on_file(faded: str, svc: Call) -> None:
    """The day before is a slip of the clock."""
    for verb in (
        ("step", "apology"),
        ("offer", "gift"),
        ("escalate",),
        ("wait", "--for", "parts"),
    ):
        told = svc("--today", "2026-11-22", "complaint", verb[0], faded, *verb[1:], code=4)
        assert "2026-11-23" in told.err


def test_the_clock_pauses_and_says_why(faded: str, at: At, svc: Call) -> None:
    """Waiting for parts gives a complaint its time back, and fifteen days of work."""
    paused = at("10:00", "wait", faded, "--for", "parts", "--text", "里布")
    assert (paused["state"], paused["waits_for"]) == ("waiting", "parts")
    assert paused["waits"] == [{"at": "2026-11-23T10:00", "for": "parts", "text": "里布"}]
    later = at("2026-12-07T10:00", "show", faded)
    assert later["deadlines"]["plan"]["paused"] is True
    assert later["deadlines"]["plan"]["left"] == "7.00"
    assert (
        "it waits for parts" in svc("--today", "2026-12-07T10:00", "complaint", "show", faded).out
    )
    resumed = at("2026-12-07T10:00", "resume", faded, "--text", "到货")
    assert (resumed["state"], resumed["waits_for"]) == ("acknowledged", None)
    assert resumed["waits"][0]["until"] == "2026-12-07T10:00"
    assert resumed["deadlines"]["plan"]["due_at"] == "2026-12-07T18:00"
    assert resumed["deadlines"]["resolve"]["due_at"] == "2026-12-25T18:00"


@pytest.mark.fact("S3-011", command="svc complaint step")
def test_warnings_of_steps(faded: str, at: At, svc: Call) -> None:
    """Out of order is noted; asking again what is understood is pointed out to the clerk."""
    assert at("09:10", "step", faded, "understand")["steps"][0]["out_of_order"] is True
    again = svc("--today", "2026-11-23T09:20", "complaint", "step", faded, "understand")
    assert again.line == faded
    assert "do not ask the customer again" in again.err
    assert at("09:30", "show", faded)["steps"][1]["asked_again"] is True
    first = svc("--today", "2026-11-23T09:40", "complaint", "step", faded, "soothe")
    assert "the next step was principle" in first.err


@pytest.mark.fact("S2-046", "X-05", command="svc complaint step --list nine")
def test_a_shop_that_goes_by_the_nine(shop: Path, faded: str, at: At) -> None:
    """Either list can be chosen: for the shop by its policy, for a case by its steps."""
    assert at("09:10", "show", faded)["next_step"] == "apology"
    (shop / "policy" / "complaint.toml").write_text('[[steps.values]]\nvalue = "nine"\n', "utf-8")
    assert at("09:10", "show", faded)["next_step"] == "listen"
    assert at("09:10", "step", faded, "apology", "--list", "six")["step_list"] == "six"


@pytest.mark.parametrize(("typed", "offered"), [("so", ["soothe", "solve"]), ("x", [])])
def test_steps_are_completed(
    wang: str, svc: Call, monkeypatch: pytest.MonkeyPatch, typed: str, offered: list[str]
) -> None:
    """A shell knows the steps of both lists."""
    assert wang
    monkeypatch.setenv("_SVC_COMPLETE", "fish_complete")
    monkeypatch.setenv("COMP_WORDS", f"svc complaint step K-261123-111111 {typed}")
    assert [line.split("\x1f")[1] for line in svc().out.splitlines()] == offered


@pytest.mark.fact("S3-026", "S3-027", command="svc complaint escalate")
def test_up_the_ladder(wang: str, svc: Call, at: At) -> None:
    """About attitude: shop manager, regional manager, company, each told by a report on file."""
    svc("staff", "add", "--name", "李娜", "--code", "li")
    rude = svc("--today", MONDAY, "complaint", "log", "--customer", wang, "--category", "attitude",
               "--text", "态度差").line  # fmt: skip
    posts = [at("10:00", "escalate", rude, "--text", "协商不成")["post"] for _ in range(3)]
    assert posts == ["shop_manager", "regional_manager", "company"]
    refused = at("10:00", "escalate", rude, code=5)
    assert "the highest post" in refused.err
    assert f"svc complaint resolve {rude}" in refused.err
    lower = at("10:00", "escalate", rude, "--to", "clerk", code=5)
    assert "not down to the clerk" in lower.err
    assert f"svc complaint assign {rude}" in lower.err
    reports = svc("approval", "list", "--about", rude, "--json").json
    assert sorted((row["kind"], row["state"], row["post"]) for row in reports) == sorted(
        ("report", "reported", post) for post in posts
    )
    assert {tuple(row["rules"]) for row in reports} == {("authority.attitude",)}
    shown = at("10:00", "show", rude)
    assert (shown["state"], [line.get("post") for line in shown["history"]]) == (
        "logged", [None, *posts],
    )  # fmt: skip
    svc("staff", "add", "--name", "周敏", "--code", "zhou", "--post", "shop_manager")
    settled = svc(
        "--staff", "zhou", "--today", f"{MONDAY[:10]}T11:00", "complaint", "resolve", rude,
        "--finding", "serious", "--text", "员工离职", "--json",
    ).json  # fmt: skip
    assert settled["history"][-1]["finding"] == "serious"


def test_a_second_wait_names_the_way_on(faded: str, at: At) -> None:
    """What waits already is told how its wait ends."""
    at("10:00", "wait", faded, "--for", "parts")
    assert f"`svc complaint resume {faded}`" in at("10:10", "wait", faded, "--for", "parts",
                                                   code=5).err  # fmt: skip


def test_paused_says_paused(faded: str, at: At, svc: Call) -> None:
    """A target that moves on while the complaint waits has no time left to name."""
    at("10:00", "wait", faded, "--for", "parts")
    for verb in ("show", "advise"):
        shown = svc("--today", f"{MONDAY[:10]}T11:00", "complaint", verb, faded).out
        (line,) = [line for line in shown.splitlines() if line.startswith("resolve by")]
        assert line.split(maxsplit=2)[2] == "paused: it waits for parts"
    assert "  paused  " in svc("--today", f"{MONDAY[:10]}T11:00", "complaint", "list").out
    advice = svc("--today", "2026-11-23T11:00", "complaint", "advise", faded).out
    assert "acknowledge by  2026-11-23 10:00  done" in advice


def test_one_log_in_the_order_of_the_day(faded: str, at: At, svc: Call) -> None:
    """Where only days are known, too: each step and offer stands behind the move it made."""
    svc("staff", "add", "--name", "李娜", "--code", "li")
    day = ("--today", "2026-11-24", "--staff", "li", "complaint")
    for verb in (("step", "apology"), ("step", "empathy"), ("step", "understand"),
                 ("offer", "mend", "--declined"), ("offer", "exchange", "--taken"),
                 ("assign", "--to", "li"), ("resolve", "--satisfied")):  # fmt: skip
        svc(*day, verb[0], faded, *verb[1:])
    shown = svc("--today", "2026-11-25", "complaint", "show", faded).out.splitlines()
    assert "assigned to       李娜" in shown
    assert [line[18:] for line in shown if line.startswith("2026-11-24")] == [
        "acknowledged  李娜",
        "step: say sorry  李娜",
        "step: feel with her  李娜",
        "understood  李娜",
        "step: find out what happened  李娜",
        "proposed  李娜",
        "offer: mend  declined  李娜",
        "offer: exchange  accepted  李娜",
        "given to 李娜  李娜",
        "resolved  satisfied  李娜",
    ]


def test_a_dry_run_escalates_nothing(faded: str, svc: Call) -> None:
    """Nor does any other verb."""
    for verb in (("escalate",), ("step", "apology"), ("offer", "gift"), ("wait", "--for", "parts"),
                 ("resolve",)):  # fmt: skip
        dry = svc("--today", MONDAY, "complaint", verb[0], faded, *verb[1:], "--dry-run")
        assert "→" in dry.out
    assert svc("approval", "list", "--all", "--json").json == []
    assert svc("complaint", "show", faded, "--json").json["state"] == "logged"


@pytest.mark.fact("S2-075", command="svc complaint assign")
def test_given_to_somebody(faded: str, at: At, svc: Call) -> None:
    """Whose it is now is on file; a suggestion worth keeping goes to its people this way, too."""
    li = svc("staff", "add", "--name", "李娜", "--code", "li").line
    given = at("10:00", "assign", faded, "--to", "li", "--text", "请跟进")
    assert (given["assigned_to"], given["state"]) == (li, "logged")
    assert given["history"][-1] == {
        "at": "2026-11-23T10:00", "state": "logged", "assigned_to": li, "text": "请跟进",
    }  # fmt: skip
    assert given["deadlines"]["acknowledge"]["met_at"] is None
    svc("--today", "2026-11-23", "staff", "remove", "li", code=None)


def test_who_left_gets_no_complaint(shop: Path, faded: str, at: At, svc: Call) -> None:
    """From the day she left on."""
    svc("staff", "add", "--name", "李娜", "--code", "li")
    (file,) = (shop / "data" / "staff").glob("*.jsonl")
    text = file.read_text("utf-8").replace('"name":', '"left_on":"2026-11-23","name":')
    file.write_text(text, "utf-8")
    assert "left on 2026-11-23" in at("10:00", "assign", faded, "--to", "li", code=5).err
    there = svc("--today", "2026-11-22", "staff", "list", "--json").json
    assert len(there) == 1


@pytest.fixture
def sold(wang: str, svc: Call) -> str:
    """A purchase of two lines."""
    return svc("purchase", "add", "--customer", wang, "--item", "sku=A1,name=衬衫,price=199",
               "--item", "name=围巾,price=99").line  # fmt: skip


def test_the_same_goods_again(wang: str, sold: str, svc: Call) -> None:
    """The second complaint about a line of a purchase is known as that, and said to the clerk."""

    def log(*args: str) -> Any:
        done = svc("complaint", "log", "--customer", wang, "--category", "quality", "--text", "x",
                   "--purchase", sold, *args, "--json")  # fmt: skip
        return done.json["repeat"], done.json["item"], "about the same goods" in done.err

    assert log("--item", "a1") == (1, "A1", False)
    assert log("--item", "围巾") == (1, "围巾", False)
    dry = svc("complaint", "log", "--customer", wang, "--category", "quality", "--text", "x",
              "--purchase", sold, "--item", "衬衫", "--dry-run", "--json")  # fmt: skip
    assert (dry.json["repeat"], dry.json["item"]) == (2, "A1")
    assert log("--item", "衬衫") == (2, "A1", True)
    assert log() == (4, None, True)
    listed = svc("complaint", "list", "--json").json
    assert sorted(row["repeat"] for row in listed) == [1, 1, 2, 4]
    last = next(row["id"] for row in listed if row["repeat"] == 4)
    assert "complaint no. 4 about the same goods" in svc("complaint", "show", last).out
    assert svc("complaint", "show", last, "--json").json["repeat"] == 4


def test_lines_there_are_not(wang: str, sold: str, svc: Call) -> None:
    """A line needs its purchase, and has to be one of it."""
    log = ("complaint", "log", "--customer", wang, "--category", "quality", "--text", "x")
    svc(*log, "--item", "A1", code=2)
    told = svc(*log, "--purchase", sold, "--item", "Z9", code=3)
    assert "A1" in told.err
    assert "围巾" in told.err
    assert svc("complaint", "list").out == ""


def test_a_year_without_a_notice_is_told(svc: Call, wang: str) -> None:
    """A target over a year whose holidays nobody knows yet is said to be a guess."""
    log = ("complaint", "log", "--customer", wang, "--category", "quality", "--text", "x")
    key = svc("--today", "2027-02-01", *log).line
    assert "holidays of 2027" in svc("--today", "2027-02-01", "complaint", "show", key).err
    known = svc(*log).line
    assert svc("complaint", "show", known).err == ""


def test_the_whole_life_as_text(faded: str, at: At, svc: Call, golden: Golden) -> None:
    """What a clerk reads of it."""
    svc("staff", "add", "--name", "李娜", "--code", "li", "--post", "shop_manager")
    at("09:10", "step", faded, "empathy", staff="li")
    at("09:20", "step", faded, "understand", "--text", "洗过两次")
    at("09:30", "step", faded, "analyse")
    at("09:40", "wait", faded, "--for", "customer", "--text", "等照片")
    at("11:00", "offer", faded, "gift", "--declined")
    at("11:10", "escalate", faded)
    shown = svc("--today", "2026-11-25T18:30", "complaint", "show", faded).out
    at("2026-11-25T19:00", "resolve", faded, "--satisfied", "--text", "换了一件")
    shown += "\n" + svc("--today", "2026-11-26", "complaint", "show", faded).out
    listed = svc("staff", "list", "--json").json[0]["id"]
    shown = shown.replace(faded, "K-261123-111111").replace(listed, "T-261122-333333")
    customer = svc("complaint", "show", faded, "--json").json["customer"]
    golden("commands/complaint-life.en.txt", shown.replace(customer, "C-261122-222222"))
    assert svc("check").err == ""


DAMAGE: dict[str, tuple[str, str, str]] = {
    "a state that is not the last": ('"state":"proposed","steps"', '"state":"logged","steps"',
                                     "wrong-state"),
    "a move there is not": ('"state":"understood"', '"state":"closed"', "wrong-history"),
    "a beginning that is none": ('"state":"logged"', '"state":"reopened"', "wrong-history"),
    "a moment that is none": ('"at":"2026-11-23T09:20"', '"at":"soon"', "wrong-moment"),
    "a moment before the last": ('"at":"2026-11-23T09:20"', '"at":"2026-11-22T09:20"',
                                 "wrong-moment"),
    "a wait that goes on": (',"until":"2026-11-23T11:00"', "", "wrong-wait"),
    "a wait for what": ('"for":"customer","until"', '"for":"rain","until"', "wrong-wait"),
    "a step of no list": ('"list":"nine"', '"list":"ten"', "unknown-step"),
    "an offer of nothing": (',"offer":"gift"', "", "empty-offer"),
    "closed on no day": ('"on":"2026-11-23"', '"closed_on":"2026-11-24","on":"2026-11-23"',
                         "wrong-closing"),
    "given to nobody": ('"category":', '"assigned_to":"T-261122-ZZZZZZ","category":',
                        "unknown-staff"),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGE)
def test_check_names_lives_that_cannot_be(
    shop: Path, faded: str, at: At, svc: Call, name: str
) -> None:
    """Whoever edits the file by hand is told what does not fit."""
    at("09:20", "step", faded, "analyse")
    at("09:40", "wait", faded, "--for", "customer")
    at("11:00", "offer", faded, "gift")
    assert not [row for row in svc("check", "--json", code=None).json if row["record"] == faded]
    old, new, rule = DAMAGE[name]
    (file,) = (shop / "data" / "complaints").glob("*.jsonl")
    text = file.read_text("utf-8")
    assert old in text, text
    file.write_text(text.replace(old, new), "utf-8")
    found = svc("check", "--json", code=1).json
    assert rule in {row["rule"] for row in found if row["record"] == faded}
