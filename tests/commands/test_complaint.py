"""`svc complaint` as a clerk and a script call it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from svc import i18n
from svc.records.callback import RESULTS
from svc.records.complaint import CATEGORIES, CHANNELS
from svc.rules.ruling import CAUSES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

FADED = ("--category", "quality", "--text", "it faded")


@pytest.mark.fact("S2-068", "S2-070", command="svc complaint log")
@pytest.mark.parametrize("channel", [None, "call", "letter", "visit", "message"])
def test_log_prints_the_id_alone(wang: str, svc: Call, channel: str | None) -> None:
    """Every call, letter, visit and message is recorded, with the way it came."""
    came = ("--channel", channel) if channel else ()
    key = svc("complaint", "log", "--customer", wang, *FADED, *came).line
    assert key.startswith("K-261122-")
    assert svc("complaint", "show", key, "--json").json["channel"] == channel


def test_the_record(wang: str, svc: Call) -> None:
    """With its state, its history and three deadlines."""
    li = svc("staff", "add", "--name", "李娜", "--code", "li").line
    coat = svc("purchase", "add", "--customer", wang, "--item", "price=399").line
    record = svc(
        "--staff", "li", "complaint", "log", "--customer", "13800138000", *FADED,
        "--cause", "quality", "--purchase", coat[-6:], "--channel", "visit", "--urgent", "--json",
    ).json  # fmt: skip
    assert (record["customer"], record["purchase"], record["staff"]) == (wang, coat, li)
    assert (record["category"], record["cause"], record["urgent"]) == ("quality", "quality", True)
    assert (record["state"], record["channel"], record["resolved_on"]) == ("logged", "visit", None)
    assert record["history"] == [{"at": "2026-11-22", "state": "logged", "staff": li}]
    assert {name: target["due_at"] for name, target in record["deadlines"].items()} == {
        "acknowledge": "2026-11-23T10:00",
        "plan": "2026-11-23T11:00",
        "resolve": "2026-11-23T18:00",
    }
    assert record["deadlines"]["acknowledge"] == {
        "due": "2026-11-23", "due_at": "2026-11-23T10:00", "met_at": "2026-11-22", "late": False,
        "late_by": None, "left": None, "paused": False,
    }  # fmt: skip
    assert (record["waits_for"], record["step_list"], record["next_step"], record["repeat"]) == (
        None, "six", "apology", 1,
    )  # fmt: skip
    assert svc("complaint", "show", record["id"].lower(), "--json").json == record
    assert svc("complaint", "list", "--json").json == [record]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--text", "x"), 2),
        (("--category", "quality"), 2),
        (("--category", "weather", "--text", "x"), 2),
        ((*FADED, "--channel", "pigeon"), 2),
        (("--category", "quality", "--text", "  "), 4),
        (("--category", "quality", "--text", "\x00"), 4),
        ((*FADED, "--purchase", "P-261122-ZZZZZZ"), 3),
    ],
)
def test_what_cannot_be_logged(
    shop: Path, wang: str, svc: Call, args: tuple[str, ...], code: int
) -> None:
    """Nothing is on file."""
    assert svc("complaint", "log", "--customer", wang, *args, code=code).out == ""
    assert not (shop / "data" / "complaints").exists()


@pytest.mark.fact("S3-009", command="svc complaint log")
@pytest.mark.parametrize("category", ["price", "quality", "size", "style", "stock", "attitude",
                                      "cashier", "accident", "other"])  # fmt: skip
def test_every_category(wang: str, svc: Call, category: str) -> None:
    """There are nine categories; the cause may be the shop's own word."""
    args = ("--category", category, "--text", "x", "--cause", "掉色", "--json")
    assert svc("complaint", "log", "--customer", wang, *args).json["cause"] == "掉色"


def test_words_are_taken_as_codes(wang: str, svc: Call) -> None:
    """Whoever speaks Chinese may write the word a code is shown as; on file is the code."""
    args = ("--lang", "zh", "complaint", "log", "--customer", wang, "--text", "x", "--json")
    words = ("--category", "质量", "--channel", "来信", "--cause", "吊牌两价")
    record = svc(*args, *words).json
    assert [record[key] for key in ("category", "channel", "cause")] == [
        "quality", "letter", "two_tags",
    ]  # fmt: skip
    wrong = svc(*args, "--category", "天气", code=2)
    assert "quality (质量)" in wrong.err
    missing = svc(*args, code=2)
    assert "quality (质量)" in missing.err
    svc("complaint", "log", "--customer", wang, "--text", "x", "--category", "质量", code=2)


@pytest.mark.parametrize("codes", [CATEGORIES, CHANNELS, CAUSES, RESULTS])
def test_each_word_means_one_code(codes: tuple[str, ...]) -> None:
    """No two codes of a choice share their Chinese."""
    i18n.speak("zh")
    assert len({i18n._(code) for code in codes}) == len(codes)
    i18n.speak("en")


@pytest.mark.fact("S2-071", command="svc complaint log --urgent")
def test_urgent_ones_are_reported_upward(shop: Path, wang: str, svc: Call) -> None:
    """What is urgent goes upward at once: said to the clerk, and on file as a report to a post.

    The shop may name another post.
    """
    log = ("complaint", "log", "--customer", wang, *FADED)
    assert svc(*log).err == ""
    assert "regional manager" in svc(*log, "--urgent").err
    assert "regional manager" not in svc(*log, "--urgent", "--dry-run").err
    policy = shop / "policy" / "complaint.toml"
    policy.write_text(
        policy.read_text("utf-8").replace('"regional_manager"', '"company"'), "utf-8"
    )
    assert "the company" in svc(*log, "--urgent", "--json").err
    policy.write_text(policy.read_text("utf-8").replace('"company"', '"boss"'), "utf-8")
    assert svc(*log, "--urgent", code=4).out == ""
    assert len(svc("complaint", "list", "--json").json) == 3
    reports = svc("approval", "list", "--kind", "report", "--json").json
    assert sorted(row["post"] for row in reports) == ["company", "regional_manager"]
    assert {(row["what"], row["state"], *row["rules"]) for row in reports} == {
        ("urgent", "reported", "complaint.urgent_to")
    }
    assert svc("today", "--json").json["approvals"] == []


def test_who_is_told_anyway_writes_no_report(wang: str, svc: Call) -> None:
    """The regional manager who writes it down need not report it to herself."""
    svc("staff", "add", "--name", "赵", "--code", "zhao", "--post", "regional_manager")
    logged = svc("--staff", "zhao", "complaint", "log", "--customer", wang, *FADED, "--urgent")
    assert logged.err == ""
    assert svc("approval", "list", "--all", "--json").json == []


def test_names_for_people(wang: str, svc: Call) -> None:
    """Text shows whose complaint it is by name; JSON keeps the id."""
    k = svc("complaint", "log", "--customer", wang, *FADED).line
    assert "王芳" in svc("complaint", "list").out
    assert f"王芳 ({wang})" in svc("complaint", "show", k).out
    assert svc("complaint", "list", "--json").json[0]["customer"] == wang


def test_of_another_customers_purchase(wang: str, svc: Call) -> None:
    """Refused, with the way to hers."""
    other = svc("customer", "add", "--name", "x", "--phone", "13900139000").line
    coat = svc("purchase", "add", "--customer", other, "--item", "price=399").line
    refused = svc("complaint", "log", "--customer", wang, *FADED, "--purchase", coat, code=5)
    assert f"--customer {wang}" in refused.err


def test_resolve_once(wang: str, svc: Call) -> None:
    """It says how and when; a second time is refused and changes nothing."""
    k = svc("complaint", "log", "--customer", wang, *FADED).line
    dry = svc("--today", "2026-11-23", "complaint", "resolve", k, "--text", "x", "--dry-run")
    assert "logged → resolved" in dry.out
    done = svc("--today", "2026-11-23", "complaint", "resolve", k, "--text", "退款", "--json").json
    assert (done["state"], done["resolved_on"]) == ("resolved", "2026-11-23")
    assert done["history"][1] == {"at": "2026-11-23", "state": "resolved", "text": "退款"}
    assert done["deadlines"]["resolve"] == {
        "due": "2026-11-25", "due_at": "2026-11-25T18:00", "met_at": "2026-11-23", "late": False,
        "late_by": None, "left": None, "paused": False,
    }  # fmt: skip
    again = svc("--today", "2026-11-24", "complaint", "resolve", k, code=5)
    assert "2026-11-23" in again.err
    assert svc("complaint", "show", k, "--json").json == done
    svc("complaint", "resolve", "K-261122-ZZZZZZ", code=3)


def test_resolved_before_it_was_logged(wang: str, svc: Call) -> None:
    """A slip of the clock is refused."""
    k = svc("complaint", "log", "--customer", wang, *FADED).line
    svc("--today", "2026-11-21", "complaint", "resolve", k, code=4)
    assert svc("complaint", "list", "--open", "--json").json[0]["id"] == k


@pytest.mark.parametrize(
    ("today", "late"), [("2026-11-24", 0), ("2026-11-25", 0), ("2026-11-26", 1)]
)
def test_lists(wang: str, svc: Call, today: str, late: int) -> None:
    """All, the open ones, and those past their time: three days of work, from the day after."""
    k = svc("complaint", "log", "--customer", wang, *FADED).line
    svc("complaint", "offer", k, "exchange", "--declined")
    settled = svc("complaint", "log", "--customer", wang, *FADED).line
    svc("complaint", "resolve", settled)

    def listed(*args: str) -> set[str]:
        return {
            row["id"] for row in svc("--today", today, "complaint", "list", *args, "--json").json
        }

    assert listed() == {k, settled}
    assert listed("--open") == {k}
    assert listed("--late") == ({k} if late else set())
    assert listed("--open", "--late") == ({k} if late else set())
    other = svc("customer", "add", "--name", "李", "--phone", "13900139000").line
    assert listed("--customer", wang) == {k, settled}
    assert listed("--customer", other) == set()


@pytest.mark.fact("S0-055", command="svc complaint list --late")
@pytest.mark.parametrize(
    ("now", "late", "shown"),
    [
        ("2026-11-23T10:00", [], None),
        ("2026-11-23T10:01", ["acknowledge"], "acknowledge"),
        ("2026-11-23T18:01", ["acknowledge", "plan"], "acknowledge, plan"),
        ("2026-11-25T18:00", ["acknowledge", "plan"], "acknowledge, plan"),
        ("2026-11-25T18:01", ["acknowledge", "plan", "resolve"], "acknowledge, plan, resolve"),
    ],
)
def test_any_late_target_is_listed(
    wang: str, svc: Call, now: str, late: list[str], shown: str | None
) -> None:
    """A complaint of which any target is open and late is listed, with which; a met one is not."""
    k = svc("complaint", "log", "--customer", wang, *FADED, "--channel", "letter").line
    rows = svc("--today", now, "complaint", "list", "--late", "--json").json
    assert [(row["id"], row["late"]) for row in rows] == ([(k, late)] if late else [])
    assert (shown or "") in svc("--today", now, "complaint", "list", "--late").out
    svc("--today", now, "complaint", "offer", k, "exchange")
    left = svc("--today", now, "complaint", "list", "--late", "--json").json
    assert [row["late"] for row in left] == ([["resolve"]] if "resolve" in late else [])


@pytest.mark.fact("S3-009", command="svc complaint log --cause")
@pytest.mark.parametrize(
    ("cause", "warned"),
    [
        ("fading", None),
        ("掉色", None),
        ("misadvice", None),
        ("quatsch", "For quality it knows: quality, customer, fading"),
        ("fadding", "Did you mean fading?"),
        ("褪色了", "Did you mean fading?"),
    ],
)
def test_a_cause_nobody_knows(wang: str, svc: Call, cause: str, warned: str | None) -> None:
    """The shop's own word goes on file; it is told that no advice knows it, and what is near."""
    log = ("complaint", "log", "--customer", wang, "--category", "quality", "--text", "x")
    done = svc(*log, "--cause", cause)
    assert (warned in done.err) if warned else done.err == ""
    assert svc("complaint", "show", done.line, "--json").json["cause"] == cause


def test_listed_by_day(wang: str, svc: Call) -> None:
    """A complaint of 1998 comes before one of 2026, though its id does not."""
    new = svc("complaint", "log", "--customer", wang, *FADED).line
    old = svc("--today", "1998-05-01", "complaint", "log", "--customer", wang, *FADED).line
    assert [row["id"] for row in svc("complaint", "list", "--json").json] == [old, new]


def test_as_text(wang: str, svc: Call, golden: Callable[[str, str], None]) -> None:
    """What a clerk reads; a text over several lines stays on one."""
    args = (
        "--category",
        "quality",
        "--text",
        "袖口起球\n很难看",
        "--urgent",
        "--channel",
        "visit",
    )
    k = svc("complaint", "log", "--customer", wang, *args).line
    svc("--today", "2026-11-25", "complaint", "resolve", k, "--text", "换了一件")
    shown = svc("complaint", "show", k).out + "\n" + svc("complaint", "list").out
    golden(
        "commands/complaint.en.txt",
        shown.replace(k, "K-261122-111111").replace(wang, "C-261122-222222"),
    )
