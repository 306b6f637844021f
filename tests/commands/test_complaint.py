"""`svc complaint` as a clerk and a script call it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
