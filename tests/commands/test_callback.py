"""`svc callback` as a clerk, a script and cron call it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

ITEM = ("--item", "name=羊毛大衣,price=399")


@pytest.fixture
def coat(wang: str, svc: Call) -> str:
    """A purchase of a week ago, whose callback is due today."""
    return svc("purchase", "add", "--customer", wang, *ITEM, "--on", "2026-11-15").line


def keys(svc: Call, *args: str) -> list[str]:
    """The keys of what is due."""
    return [row["key"] for row in svc("callback", "due", *args, "--json").json]


def test_the_row(wang: str, coat: str, svc: Call) -> None:
    """The keys of the contract, and how often nobody answered."""
    (row,) = svc("callback", "due", "--json").json
    assert row == {
        "key": f"purchase.{coat}", "kind": "purchase", "customer": wang, "name": "王芳",
        "phone": "13800138000", "due": "2026-11-22", "days_overdue": 0, "channel": "phone",
        "assignee": None, "about": coat, "why": "bought 羊毛大衣 on 2026-11-15", "tries": 0,
        "workday": False, "hint": "Sunday: no workday, the next is 2026-11-23",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("days", "overdue"),
    [(-1, None), (0, 0), (1, 1), (13, 13), (14, 14), (15, None), (400, None)],
)
def test_due_from_its_day_for_a_fortnight(
    coat: str, svc: Call, days: int, overdue: int | None
) -> None:
    """Not the day before; overdue up to the fourteenth day; then it lapses."""
    on = (date(2026, 11, 22) + timedelta(days=days)).isoformat()
    rows = svc("callback", "due", "--on", on, "--json").json
    assert [row["days_overdue"] for row in rows] == ([] if overdue is None else [overdue])
    assert svc("--today", on, "callback", "due", "--json").json == rows
    assert [row["key"] for row in rows] == ([] if overdue is None else [f"purchase.{coat}"])


@pytest.mark.parametrize(
    ("on", "within", "found"),
    [("2026-11-15", "6", 0), ("2026-11-15", "7", 1), ("2026-11-15", "8", 1),
     ("2026-11-22", "0", 1), ("2026-12-07", "30", 0)],
)  # fmt: skip
def test_within(coat: str, svc: Call, on: str, within: str, found: int) -> None:
    """Also what falls due within so many days; never overdue by less than nothing."""
    rows = svc("callback", "due", "--on", on, "--within", within, "--json").json
    assert [(row["key"], row["days_overdue"]) for row in rows] == [(f"purchase.{coat}", 0)] * found


def test_on_counts_from_today(coat: str, svc: Call) -> None:
    """`--on +7d` is seven days after `--today`."""
    due = [f"purchase.{coat}"]
    assert [
        row["key"]
        for row in svc("--today", "2026-11-15", "callback", "due", "--on", "+7d", "--json").json
    ] == due
    assert keys(svc, "--on", "yesterday") == []


def test_calendar_days_are_not_moved(wang: str, svc: Call) -> None:
    """A callback that falls on a Sunday or a holiday is due that day."""
    svc("purchase", "add", "--customer", wang, *ITEM, "--on", "2026-09-25")
    assert len(keys(svc, "--on", "2026-10-01")) == 0
    assert len(keys(svc, "--on", "2026-10-02")) == 1


def test_sorted_by_due_date_then_key(wang: str, svc: Call) -> None:
    """Whatever the order in which they were recorded."""
    for day in ("14", "15", "10", "15", "15", "09", "15"):
        svc("purchase", "add", "--customer", wang, *ITEM, "--on", f"2026-11-{day}")
    rows = svc("callback", "due", "--json").json
    assert len(rows) == 7
    assert rows == sorted(rows, key=lambda row: (row["due"], row["key"]))
    assert svc("callback", "due", "--json").json == rows


def test_by_kind_and_owner(wang: str, svc: Call) -> None:
    """`--kind` may be given twice; `--owner` is who sold it, else who is closest to her."""
    svc("staff", "add", "--name", "李娜", "--code", "li")
    svc("staff", "add", "--name", "周敏", "--code", "zhou")
    svc("customer", "edit", wang, "--set", "birthday=11-22", "--owner", "zhou")
    svc("purchase", "add", "--customer", wang, *ITEM, "--on", "2026-11-15", "--staff", "li",
        "--installed-on", "2026-11-21")  # fmt: skip

    def kinds(*args: str) -> list[str]:
        return sorted(key.split(".")[0] for key in keys(svc, *args))

    assert kinds() == ["birthday", "installation", "purchase"]
    assert kinds("--kind", "purchase") == ["purchase"]
    assert kinds("--kind", "birthday", "--kind", "installation") == ["birthday", "installation"]
    assert kinds("--kind", "appointment") == []
    assert kinds("--owner", "li") == ["installation", "purchase"]
    assert kinds("--owner", "zhou") == ["birthday"]
    svc("callback", "due", "--kind", "whim", code=2)
    svc("callback", "due", "--owner", "nobody", code=3)
    svc("callback", "due", "--within", "-1", code=2)
    svc("callback", "due", "--on", "2026-02-30", code=4)


@pytest.mark.parametrize(
    ("birthday", "on", "due"),
    [
        ("1990-11-22", "2026-11-21", False),
        ("1990-11-22", "2026-11-22", True),
        ("1990-11-22", "2026-11-23", False),
        ("11-22", "2026-11-22", True),
        ("02-29", "2027-02-27", False),
        ("02-29", "2027-02-28", True),
        ("02-29", "2027-03-01", False),
        ("1988-02-29", "2028-02-28", False),
        ("1988-02-29", "2028-02-29", True),
        ("lunar:1988-10-14", "2026-11-21", False),
        ("lunar:1988-10-14", "2026-11-22", True),
        ("lunar:10-14", "2026-11-22", True),
        ("lunar:10-14", "2026-11-23", False),
        ("lunar:leap06-01", "2025-07-25", True),
        ("lunar:leap06-01", "2026-07-14", True),
    ],
)
def test_birthdays(wang: str, svc: Call, birthday: str, on: str, due: bool) -> None:
    """Solar, lunar, yearless, 29 February on the 28th of common years: on the board on the day."""
    svc("customer", "edit", wang, "--set", f"birthday={birthday}")
    board = svc("today", "--on", on, "--json").json
    assert [row["customer"] for row in board["birthdays"]] == ([wang] if due else [])
    assert board["callbacks"] == []
    found = [row for row in svc("callback", "due", "--on", on, "--json").json
             if row["due"] == on]  # fmt: skip
    assert len(found) == due
    if due:
        year = date.fromisoformat(on).strftime("%y%m%d")
        assert found[0]["key"] == f"birthday.{wang}.{year}"
        assert found == board["birthdays"]


def test_a_birthday_is_wished_once(wang: str, svc: Call) -> None:
    """Done this year, it is due again the next."""
    svc("customer", "edit", wang, "--set", "birthday=11-22")
    (key,) = keys(svc)
    svc("callback", "done", key, "--result", "reached")
    assert keys(svc) == []
    assert svc("today").out == ""
    assert keys(svc, "--on", "2027-11-22") == [f"birthday.{wang}.271122"]


def test_furniture_is_called_on_for_half_a_year(furniture_shop: Path, svc: Call) -> None:
    """S0-058, S1-018, S2-082: a visit the day after it was installed, calls later."""
    assert furniture_shop
    her = svc("customer", "add", "--name", "李雷", "--phone", "13800138000").line
    bed = svc("purchase", "add", "--customer", her, "--item", "category=furniture,price=2999",
              "--on", "2026-05-01", "--installed-on", "2026-05-10").line  # fmt: skip
    expected = {
        "2026-05-08": ("purchase", "phone"),
        "2026-05-11": ("installation", "visit"),
        "2026-06-09": ("installation-month", "phone"),
        "2026-11-06": ("installation-half-year", "phone"),
    }
    for day, (name, channel) in expected.items():
        before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
        assert f"{name}.{bed}" not in keys(svc, "--on", before)
        rows = svc("callback", "due", "--on", day, "--json").json
        assert (f"{name}.{bed}", channel) in [(row["key"], row["channel"]) for row in rows]
    rows = svc("callback", "due", "--on", "2026-06-09", "--kind", "installation", "--json").json
    assert [row["kind"] for row in rows] == ["installation"]


def test_after_a_complaint(wang: str, svc: Call) -> None:
    """S2-054: the day after it was settled, by who took it down."""
    args = ("--customer", wang, "--category", "quality", "--text", "x")
    k = svc("--today", "2026-11-20", "complaint", "log", *args).line
    assert keys(svc) == []
    svc("--today", "2026-11-21", "complaint", "resolve", k)
    assert keys(svc) == [f"complaint.{k}"]
    assert keys(svc, "--on", "2026-11-21") == []


def test_done(wang: str, coat: str, svc: Call) -> None:
    """S2-037: the record is printed, the ledger holds it, it is due no more."""
    li = svc("staff", "add", "--name", "李娜", "--code", "li").line
    args = ("callback", "done", f"purchase.{coat}", "--result", "reached", "--satisfied",
            "--text", "很暖和", "--forward", "company")  # fmt: skip
    record = svc("--staff", "li", *args, "--json").json
    assert record == {
        "key": f"purchase.{coat}", "id": f"purchase.{coat}", "kind": "purchase", "customer": wang,
        "about": coat, "due": "2026-11-22", "done_on": "2026-11-22", "result": "reached",
        "satisfied": True, "text": "很暖和", "question": None, "settle_on": None,
        "forward": "company", "staff": li,
        "tries": [{"on": "2026-11-22", "result": "reached", "staff": li, "text": "很暖和"}],
        "channel": None, "answered_on": None, "answered_by": None, "answer": None,
        "forwarded_on": "2026-11-22", "told_on": None,
    }  # fmt: skip
    assert keys(svc) == []
    assert svc("callback", "list", "--json").json == [record]


def test_done_twice_is_the_same_record(shop: Path, coat: str, svc: Call) -> None:
    """The same bytes on disk, and the same answer; so with a part of the key."""
    args = ("--result", "reached", "--satisfied", "--text", "warm", "--json")
    first = svc("callback", "done", f"purchase.{coat}", *args)
    file = next(shop.glob("data/callbacks/*.jsonl"))
    written = file.read_bytes()
    for key in (f"purchase.{coat}", f"PURCHASE.{coat.lower()}", coat, coat[-6:], coat[-6:].lower(),
                f"purchase.{coat[-6:]}"):  # fmt: skip
        assert svc("callback", "done", key, *args).out == first.out
    assert file.read_bytes() == written
    assert len(svc("callback", "list", "--json").json) == 1
    later = svc("--today", "2026-11-24", "callback", "done", f"purchase.{coat}", *args)
    assert later.out == first.out


def test_done_twice_by_a_part_much_later(coat: str, svc: Call) -> None:
    """Long after it lapsed, the ledger still knows it."""
    args = ("callback", "done", coat[-6:], "--result", "reached", "--json")
    first = svc(*args)
    assert svc("--today", "2027-11-24", *args).out == first.out


def test_done_prints_the_key_alone(coat: str, svc: Call) -> None:
    """Without `--json` a script gets the key."""
    done = svc("callback", "done", coat[-6:], "--result", "reached")
    assert done.line == f"purchase.{coat}"
    assert done.err == ""


def test_two_processes_note_one_record(coat: str, shop: Path, svc: Call) -> None:
    """However many tills note it at once, the ledger has one line."""
    command = [sys.executable, "-m", "svc", "callback", "done", coat[-6:], "--result", "reached"]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ, text=True)
        for _ in range(4)
    ]
    printed = {process.communicate(timeout=60)[0] for process in running}
    assert printed == {f"purchase.{coat}\n"}
    assert {process.returncode for process in running} == {0}
    assert len(svc("callback", "list", "--json").json) == 1
    assert len(next(shop.glob("data/callbacks/*.jsonl")).read_text("utf-8").splitlines()) == 1


def test_nobody_answers(coat: str, svc: Call) -> None:
    """It stays due and counts the tries, until somebody is reached."""
    key = f"purchase.{coat}"
    for day, tries in (("2026-11-22", 1), ("2026-11-22", 1), ("2026-11-23", 2)):
        svc("--today", day, "callback", "done", key, "--result", "no-answer")
        (row,) = svc("--today", day, "callback", "due", "--json").json
        assert (row["key"], row["tries"]) == (key, tries)
    record = svc("--today", "2026-11-24", "callback", "done", key, "--result", "reached", "--json")
    assert (record.json["result"], len(record.json["tries"])) == ("reached", 3)
    assert svc("--today", "2026-11-24", "callback", "due", "--json").json == []


def test_what_was_reached_stays_reached(coat: str, svc: Call) -> None:
    """A later no-answer changes nothing, and is told so."""
    svc("callback", "done", coat, "--result", "reached")
    late = svc(
        "--today", "2026-11-23", "callback", "done", coat, "--result", "no-answer", "--json"
    )
    assert late.json["result"] == "reached"
    assert "that stays" in late.err
    assert keys(svc) == []


def test_refused_is_done(coat: str, svc: Call) -> None:
    """Who does not want to be called is not called again."""
    svc("callback", "done", coat, "--result", "refused", "--unsatisfied")
    assert keys(svc) == []
    assert svc("callback", "list", "--json").json[0]["satisfied"] is False


@pytest.mark.fact("S2-039", command="svc callback done … --question … --settle-on …")
def test_a_question_becomes_an_appointment(wang: str, coat: str, svc: Call) -> None:
    """What could not be answered at once falls due on the day agreed with her."""
    svc("callback", "done", coat, "--result", "reached", "--question", "怎么洗？",
        "--settle-on", "+3d")  # fmt: skip
    assert keys(svc) == []
    assert keys(svc, "--on", "2026-11-24") == []
    (row,) = svc("callback", "due", "--on", "2026-11-25", "--json").json
    assert row["key"] == f"appointment.{coat}.261125"
    assert (row["kind"], row["customer"], row["about"]) == ("appointment", wang, coat)
    assert "怎么洗？" in row["why"]
    done = svc("--today", "2026-11-25", "callback", "done", row["key"], "--result", "reached",
               "--json").json  # fmt: skip
    assert (done["kind"], done["about"]) == ("appointment", coat)
    assert keys(svc, "--on", "2026-11-25") == []


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ((), 2),
        (("--result", "maybe"), 2),
        (("--result", "reached", "--question", "how?"), 2),
        (("--result", "reached", "--settle-on", "2026-02-30"), 4),
        (("--result", "reached", "--text", "\x00"), 4),
        (("--result", "reached", "--forward", "moon"), 2),
        (("--result", "no-answer", "--satisfied"), 2),
        (("--result", "no-answer", "--unsatisfied", "--text", "x"), 2),
    ],
)
def test_what_cannot_be_noted(
    shop: Path, coat: str, svc: Call, args: tuple[str, ...], code: int
) -> None:
    """The ledger stays empty."""
    assert svc("callback", "done", f"purchase.{coat}", *args, code=code).out == ""
    assert not (shop / "data" / "callbacks").exists()


@pytest.mark.parametrize(
    "key", ["purchase.P-261115-ZZZZZZ", "whim.{coat}", "birthday.{wang}.261122", "ZZZZZZ", "",
            "appointment.{coat}.261125", "purchase.", "..", "../../x", "P-"],
)  # fmt: skip
def test_unknown_keys(wang: str, coat: str, svc: Call, key: str) -> None:
    """Nothing on file gives this key: exit code 3, and nothing is recorded."""
    args = ("callback", "done", key.format(coat=coat, wang=wang), "--result", "reached")
    assert svc(*args, code=3).out == ""
    assert svc("callback", "list", "--json").json == []


def test_an_ambiguous_part(wang: str, svc: Call) -> None:
    """A part that fits two keys lists them; the kind before a dot tells them apart."""
    sold = svc("purchase", "add", "--customer", wang, *ITEM, "--on", "2026-11-15",
               "--installed-on", "2026-11-21").line  # fmt: skip
    error = svc("callback", "done", sold[-6:], "--result", "reached", "--json", code=3)
    told = json.loads(error.err)
    assert told["error"] == "ambiguous"
    assert f"purchase.{sold}" in told["message"]
    assert f"installation.{sold}" in told["message"]
    done = svc("callback", "done", f"installation.{sold[-6:]}", "--result", "reached")
    assert done.line == f"installation.{sold}"


def test_done_before_it_is_due(coat: str, svc: Call) -> None:
    """She came by herself: the whole key works on any day."""
    early = ("--today", "2026-11-16", "callback", "done", f"purchase.{coat}")
    assert svc(*early, "--result", "reached", "--json").json["done_on"] == "2026-11-16"
    assert keys(svc) == []


def test_a_dry_run_notes_nothing(coat: str, svc: Call) -> None:
    """And says what it would."""
    shown = svc("callback", "done", coat, "--result", "reached", "--dry-run", "--json")
    assert shown.json["result"] == "reached"
    assert keys(svc) == [f"purchase.{coat}"]


def test_a_promise_for_the_past_is_pointed_out(coat: str, svc: Call) -> None:
    """It is recorded as told, with a warning, and still falls due: it has not lapsed."""
    args = ("--result", "reached", "--question", "how?", "--settle-on", "2026-11-08")
    assert "2026-11-08" in svc("callback", "done", coat, *args).err
    assert keys(svc) == [f"appointment.{coat}.261108"]
    later = ("--today", "2027-01-01", "callback", "done", f"purchase.{coat}")
    assert svc(*later, *args, "--json").json["settle_on"] == "2026-11-08"


def test_a_promise_nobody_would_see_is_refused(coat: str, shop: Path, svc: Call) -> None:
    """One that has lapsed the moment it is noted: policy callback.lapse says from which day on."""
    args = ("--result", "reached", "--question", "how?", "--settle-on", "2026-11-07")
    told = svc("callback", "done", coat, *args, code=4)
    assert told.out == ""
    assert "2026-11-07" in told.err
    assert not (shop / "data" / "callbacks").exists()


def test_the_ledger(wang: str, svc: Call) -> None:
    """By the day made, then key; both ends included."""
    for day in ("15", "14", "13"):
        sold = svc("purchase", "add", "--customer", wang, *ITEM, "--on", f"2026-11-{day}").line
        svc("--today", f"2026-11-{int(day) + 7}", "callback", "done", f"purchase.{sold}",
            "--result", "reached")  # fmt: skip

    def listed(*args: str) -> list[str]:
        return [row["done_on"][-2:] for row in svc("callback", "list", *args, "--json").json]

    assert listed() == ["20", "21", "22"]
    assert listed("--from", "2026-11-21") == ["21", "22"]
    assert listed("--from", "2026-11-21", "--to", "2026-11-21") == ["21"]
    assert listed("--to", "2026-11-19") == []
    assert svc("callback", "list", "--to", "2026-11-19").out == ""


def test_the_shops_own_schedule(shop: Path, coat: str, svc: Call) -> None:
    """Days and lapse are policy; a broken one is exit code 4 and names its entry."""
    file = shop / "policy" / "callback.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("after = 7", "after = 10"), "utf-8")
    assert keys(svc) == []
    assert keys(svc, "--on", "2026-11-25") == [f"purchase.{coat}"]
    file.write_text(text.replace("value = 14", "value = 0"), "utf-8")
    assert keys(svc, "--on", "2026-11-23") == []
    file.write_text(text.replace("value = 14", "value = -3"), "utf-8")
    for call in (["callback", "due"], ["today"]):
        assert "policy/callback.toml: Policy callback.lapse" in svc(*call, code=4).err
    file.write_text(text.replace("after = 7", 'after = "7"'), "utf-8")
    assert "callback.schedule" in svc("callback", "due", code=4).err
    assert "callback.schedule" in svc("today", code=4).err
    file.write_text("schedule = [", "utf-8")
    assert "callback.toml" in svc("callback", "due", code=4).err


def test_nothing_due(shop: Path, svc: Call) -> None:
    """Nothing as text, [] as JSON, the heading as CSV."""
    assert shop
    assert svc("callback", "due").out == ""
    assert svc("callback", "due", "--json").out == "[]\n"
    heading = svc("callback", "due", "--format", "csv").line
    assert heading.split(",")[:3] == ["key", "kind", "customer"]


def test_a_kind_alone_names_no_callback(wang: str, svc: Call) -> None:
    """Or the only birthday of the day would be greeted by a slip of the hand."""
    svc("customer", "edit", wang, "--set", "birthday=11-22")
    svc("callback", "done", "birthday", "--result", "reached", code=3)


def test_a_purchase_names_its_callback_before_it_is_due(wang: str, svc: Call) -> None:
    """She came in and told: the call of next week is made."""
    item = "name=大衣,price=399"
    purchase = svc("purchase", "add", "--customer", wang, "--item", item).line
    done = svc("callback", "done", purchase, "--result", "reached")
    assert done.line == f"purchase.{purchase}"
