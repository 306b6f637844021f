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


def test_log_prints_the_id_alone(wang: str, svc: Call) -> None:
    """S2-070: every call, letter and visit is recorded."""
    assert svc("complaint", "log", "--customer", wang, *FADED).line.startswith("K-261122-")


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
    assert record["deadlines"] == {
        "acknowledge": {"due": "2026-11-22", "met_at": "2026-11-22", "late": False},
        "plan": {"due": "2026-11-22", "met_at": None, "late": False},
        "resolve": {"due": "2026-11-23", "met_at": None, "late": False},
    }
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


@pytest.mark.parametrize("category", ["price", "quality", "size", "style", "stock", "attitude",
                                      "cashier", "accident", "other"])  # fmt: skip
def test_every_category(wang: str, svc: Call, category: str) -> None:
    """S3-009 names nine; the cause may be the shop's own word."""
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


def test_urgent_ones_are_reported_upward(shop: Path, wang: str, svc: Call) -> None:
    """S2-071: at once, and to whom: the shop may name another post."""
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
    met = {"due": "2026-11-25", "met_at": "2026-11-23", "late": False}
    assert done["deadlines"]["resolve"] == met
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
    """All, the open ones, and those past their time: three days, from the day after on."""
    k = svc("complaint", "log", "--customer", wang, *FADED).line
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
