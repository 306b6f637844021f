"""`svc today`: the morning board."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

PARTS = ["date", "callbacks", "birthdays", "messages", "complaints", "repairs", "parts",
         "approvals", "deliveries"]  # fmt: skip


@pytest.fixture
def morning(wang: str, svc: Call) -> dict[str, str]:
    """A day with something of everything: the ids by what they stand for."""
    svc("staff", "add", "--name", "李娜", "--code", "li")
    svc("customer", "edit", wang, "--set", "birthday=lunar:1988-10-14", "--owner", "li")
    kate = svc("customer", "add", "--name", "Katherine Johnson", "--phone", "010-62554433").line
    coat = svc("purchase", "add", "--customer", wang, "--on", "2026-11-12",
               "--item", 'name="羊毛大衣, 长款",price=1299').line  # fmt: skip
    shirt = svc("purchase", "add", "--customer", kate, "--on", "2026-11-15",
                "--item", "name=T恤,price=99", "--item", "name=裙,price=199",
                "--installed-on", "2026-11-20").line  # fmt: skip
    late = svc("--today", "2026-11-18", "complaint", "log", "--customer", wang, "--category",
               "quality", "--text", "袖口起球\n很难看").line  # fmt: skip
    near = svc("--today", "2026-11-21", "complaint", "log", "--customer", kate, "--category",
               "size", "--text", "too small", "--urgent").line  # fmt: skip
    return {"wang": wang, "kate": kate, "coat": coat, "shirt": shirt, "late": late, "near": near}


def test_always_all_parts(shop: Path, svc: Call) -> None:
    """JSON has every part, arrays but for the date, also when there is nothing."""
    assert shop
    board = svc("today", "--json").json
    assert list(board) == PARTS
    assert board == {"date": "2026-11-22"} | {part: [] for part in PARTS[1:]}
    assert svc("today", "--on", "+1d", "--json").json["date"] == "2026-11-23"


def test_nothing_due_prints_nothing(shop: Path, svc: Call) -> None:
    """So cron mails nothing on a quiet morning."""
    assert shop
    quiet = svc("today")
    assert (quiet.out, quiet.err) == ("", "")


def test_json_lines_are_the_json_on_one_line(morning: dict[str, str], svc: Call) -> None:
    """The board is one object in either."""
    assert morning
    assert json.loads(svc("today", "--format", "jsonl").line) == svc("today", "--json").json


def test_what_is_on_the_board(morning: dict[str, str], svc: Call) -> None:
    """Callbacks by due day, today's birthdays, complaints late or near their time."""
    board = svc("today", "--json").json
    assert list(board) == PARTS
    assert [(row["key"], row["days_overdue"]) for row in board["callbacks"]] == [
        (f"purchase.{morning['coat']}", 3),
        (f"installation.{morning['shirt']}", 1),
        (f"purchase.{morning['shirt']}", 0),
    ]
    assert [row["key"] for row in board["birthdays"]] == [f"birthday.{morning['wang']}.261122"]
    assert [(row["id"], row["late"], row["days_late"]) for row in board["complaints"]] == [
        (morning["late"], True, 2),
        (morning["near"], False, 0),
    ]
    assert board["complaints"][0]["phone"] == "13800138000"
    assert [board[part] for part in ("messages", "repairs", "parts", "approvals")] == [[]] * 4


def test_the_callbacks_are_those_of_callback_due(morning: dict[str, str], svc: Call) -> None:
    """The same rows, but for birthdays, which have a part of their own."""
    assert morning
    board = svc("today", "--json").json
    due = svc("callback", "due", "--json").json
    rows = board["callbacks"] + board["birthdays"]
    assert sorted(rows, key=lambda row: (row["due"], row["key"])) == due


def test_what_is_done_leaves_the_board(morning: dict[str, str], svc: Call) -> None:
    """A callback made, a wish sent, a complaint settled."""
    for row in svc("callback", "due", "--json").json:
        svc("callback", "done", row["key"], "--result", "reached")
    for name in ("late", "near"):
        svc("complaint", "resolve", morning[name])
    assert svc("today").out == ""
    assert len(svc("today", "--on", "+1d", "--json").json["callbacks"]) == 2


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_flat_forms_name_the_part(morning: dict[str, str], svc: Call, form: str) -> None:
    """One row a line; what is no column of a part is empty."""
    assert morning
    out = svc("today", "--format", form).out
    rows = list(csv.DictReader(io.StringIO(out), delimiter="," if form == "csv" else "\t"))
    assert [row["part"] for row in rows] == ["callbacks"] * 3 + ["birthdays"] + ["complaints"] * 2


def test_as_text(morning: dict[str, str], svc: Call, golden: Callable[[str, str], None]) -> None:
    """What cron mails: plain, wide characters in straight columns."""
    shown = svc("today").out
    for name, found in morning.items():
        shown = shown.replace(found[-6:], name.upper().ljust(6, "·"))
    golden("commands/today.en.txt", shown)


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2026-11-19", "\ntomorrow"),
        ("2026-11-20", "\ntoday by 18:00"),
        ("2026-11-21", "\none day late"),
        ("2026-11-22", "\n2 days late"),
    ],
)
def test_lateness_in_words(wang: str, svc: Call, on: str, said: str) -> None:
    """As people say it."""
    svc("--today", "2026-11-18", "complaint", "log", "--customer", wang, "--category", "quality",
        "--text", "x")  # fmt: skip
    (row,) = svc("--today", "2026-11-18", "complaint", "list", "--json").json
    svc("--today", "2026-11-18", "complaint", "offer", row["id"], "mend")
    assert said in svc("today", "--on", on).out


@pytest.mark.fact("S0-022", "S0-055", command="svc today")
@pytest.mark.parametrize(
    ("now", "said", "target", "late"),
    [
        ("2026-11-20T09:30", "plan: today by 18:00", "plan", False),
        ("2026-11-20T18:00", "plan: today by 18:00", "plan", False),
        ("2026-11-20T18:30", "plan: late since 18:00", "plan", True),
        ("2026-11-21T09:00", "plan: one day late", "plan", True),
        ("2026-11-24T18:00", "plan: 4 days late", "plan", True),
        ("2026-11-24T18:30", "\nlate since 18:00", "resolve", True),
        ("2026-11-25T09:00", "\none day late", "resolve", True),
    ],
)
def test_the_target_to_see_to_first(
    wang: str, svc: Call, now: str, said: str, target: str, late: bool
) -> None:
    """The board names the target that is late, by the hour on its day; `due` is the answer's."""
    svc("--today", "2026-11-20T09:00", "complaint", "log", "--customer", wang, "--category",
        "quality", "--text", "x")  # fmt: skip
    assert said in svc("--today", now, "today").out
    (row,) = svc("--today", now, "today", "--json").json["complaints"]
    assert (row["target"], row["target_late"], row["due"]) == (target, late, "2026-11-24")


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-11-20T11:59", "plan: late since 11:00"),
        ("2026-11-20T12:00", "plan: one hour late"),
        ("2026-11-20T14:00", "plan: 2 hours late"),
    ],
)
def test_late_by_hours(wang: str, svc: Call, now: str, said: str) -> None:
    """Hours of work: the lunch break does not count. What waits is not said to be due."""
    key = svc("--today", "2026-11-20T09:00", "complaint", "log", "--customer", wang, "--category",
              "quality", "--urgent", "--text", "x").line  # fmt: skip
    assert said in svc("--today", now, "today").out
    svc("--today", "2026-11-20T09:30", "complaint", "offer", key, "mend")
    svc("--today", "2026-11-20T09:30", "complaint", "wait", key, "--for", "customer")
    assert "\npaused" in svc("--today", now, "today").out


def test_orphans_do_not_break_the_board(shop: Path, morning: dict[str, str], svc: Call) -> None:
    """A contact whose customer is gone is still shown: `check` will tell."""
    file = next(shop.glob("data/customers/*.jsonl"))
    kept = [line for line in file.read_text("utf-8").splitlines() if morning["wang"] not in line]
    file.write_text("".join(line + "\n" for line in kept), "utf-8")
    board = svc("today", "--json").json
    assert board["callbacks"][0]["name"] is None
    assert board["complaints"][0]["phone"] is None
    assert svc("today").out
