"""`svc report fading`: a list to act on, and how many have been away how long."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.commands.test_tier import buy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

SEEN = "2026-05-26"
"""A hundred and eighty days before today."""


def fading(svc: Call, *more: str) -> dict[str, Any]:
    """What the report finds."""
    found: dict[str, Any] = svc("report", "fading", *more, "--json").json
    return found


@pytest.mark.fact("S2-033", "S2-036", command="svc report fading")
def test_the_list(wang: str, svc: Call) -> None:
    """With tier, what is at stake, her own interval, the last contact and what was done."""
    buy(svc, wang, "600.00", SEEN)
    never = svc("customer", "add", "--name", "刘洋", "--number", "7").line
    found = fading(svc)
    (row,) = found.pop("customers")
    months = found.pop("months")
    assert found == {
        "on": "2026-11-22", "after_days": 180, "fading": 1, "listed": 1, "at_stake": "600.00",
        "buyers": 1, "gone": 0, "never_bought": 1,
    }  # fmt: skip
    assert row == {
        "customer": wang, "name": "王芳", "number": None, "phone": "13800138000", "owner": None,
        "tier": "silver", "last": SEEN, "days": 180, "purchases": 1, "usual_days": None,
        "by": "days", "at_stake": "600.00", "spend_12_months": "600.00", "last_contact": None,
        "done": None,
    }  # fmt: skip
    assert [each["months"] for each in months if each["customers"]] == [6]
    assert never not in svc("report", "fading").out


@pytest.mark.parametrize(
    ("on", "n"), [("2026-11-21", 0), ("2026-11-22", 1), ("2026-11-23", 1), ("2026-05-25", 0)]
)
def test_the_day_before_of_and_after(wang: str, svc: Call, on: str, n: int) -> None:
    """From the day on which the contact of that name falls due."""
    buy(svc, wang, "600.00", SEEN)
    assert fading(svc, "--on", on)["fading"] == n
    key = f"fading.{wang}.{SEEN[2:].replace('-', '')}"
    due = svc("--today", on, "callback", "due", "--json").json
    assert (key in [each["key"] for each in due]) == bool(n)


def test_customer_list_says_the_same(wang: str, svc: Call) -> None:
    """Who is inactive for the policy's days is on the list, where she ever bought."""
    other = svc("customer", "add", "--name", "刘洋", "--number", "7").line
    buy(svc, wang, "600.00", SEEN)
    buy(svc, other, "600.00", "2026-05-27")
    inactive = svc("customer", "list", "--inactive", "180", "--json").json
    listed = [each["customer"] for each in fading(svc)["customers"]]
    assert [each["id"] for each in inactive] == listed == [wang]


def test_what_was_done(wang: str, svc: Call) -> None:
    """A call about it, and when she was last reached at all; what comes later is not known yet."""
    buy(svc, wang, "600.00", SEEN)
    key = f"fading.{wang}.260526"
    svc("--today", "2026-10-01", "callback", "note", "--customer", wang, "--channel", "phone")
    svc("callback", "done", key, "--result", "no-answer")
    (row,) = fading(svc)["customers"]
    assert row["done"] == {"on": "2026-11-22", "result": "no-answer"}
    assert row["last_contact"] == "2026-10-01"
    svc("--today", "2026-11-24", "callback", "done", key, "--result", "reached")
    (row,) = fading(svc, "--on", "2026-11-24")["customers"]
    assert row["done"] == {"on": "2026-11-24", "result": "reached"}
    assert row["last_contact"] == "2026-11-24"
    assert fading(svc, "--on", "2026-11-23")["customers"][0]["done"] is None
    assert "reached on 2026-11-24" in svc("report", "fading", "--on", "2026-11-24").out


def test_a_message_that_was_sent(wang: str, shop: Path, svc: Call) -> None:
    """Counts as done, and as the last contact."""
    from svc.records.message import Message
    from svc.store.store import Store

    buy(svc, wang, "600.00", SEEN)
    with Store(str(shop)).change() as change:
        change.put(
            Message(
                id=f"sms-fading.{wang}.260526", kind="fading", customer=wang, template="fading",
                due=date(2026, 11, 22), text="x", state="sent",
                history=({"at": "2026-11-22T10:00", "state": "sent"},),
            )
        )  # fmt: skip
    (row,) = fading(svc)["customers"]
    assert (row["done"], row["last_contact"]) == (
        {"on": "2026-11-22", "result": "sent"}, "2026-11-22",
    )  # fmt: skip
    assert "message sent on 2026-11-22" in " ".join(svc("report", "fading").out.split())


def test_so_many_of_them(shop: Path, svc: Call) -> None:
    """Those with most at stake; the text says how many are left out."""
    ids = []
    for nth in range(3):
        ids.append(svc("customer", "add", "--name", f"顾客{nth}", "--number", nth).line)
        buy(svc, ids[-1], f"{nth + 1}00.00", SEEN)
    found = fading(svc, "--top", "2")
    assert [each["customer"] for each in found["customers"]] == [ids[2], ids[1]]
    assert (found["fading"], found["listed"], found["at_stake"]) == (3, 2, "600.00")
    assert fading(svc, "--top", "2", "--all")["listed"] == 3
    text = svc("report", "fading", "--top", "2").out
    assert "1 more are not listed" in text
    assert "顾客0" not in text
    svc("report", "fading", "--top", "0", code=2)


def test_who_is_gone_is_not_listed(wang: str, svc: Call) -> None:
    """An erased file is nobody to call."""
    buy(svc, wang, "600.00", SEEN)
    svc("customer", "erase", wang, "--yes")
    found = fading(svc)
    assert (found["fading"], found["buyers"], found["never_bought"]) == (0, 0, 0)


def test_an_empty_shop(shop: Path, svc: Call) -> None:
    """Nobody, in a sentence."""
    found = fading(svc)
    assert (found["fading"], found["buyers"], found["customers"]) == (0, 0, [])
    assert "Nobody has bought anything yet." in svc("report", "fading").out


def test_only_months_with_somebody_are_shown(wang: str, svc: Call) -> None:
    """Up to the last that has somebody, three at least; programs get them all."""
    buy(svc, wang, "600.00", "2026-11-20")
    assert "2–3" in svc("report", "fading").out
    assert "3–4" not in svc("report", "fading").out
    later = svc("--today", "2027-04-01", "report", "fading")
    assert "4–5" in later.out
    assert "5–6" not in later.out
    assert len(fading(svc)["months"]) > 5


def test_in_a_file(wang: str, svc: Call, tmp_path: Path) -> None:
    """The same figures."""
    buy(svc, wang, "600.00", SEEN)
    svc("report", "fading", "--out", tmp_path / "f.json")
    assert json.loads((tmp_path / "f.json").read_text("utf-8")) == fading(svc)
    svc("report", "fading", "--out", tmp_path / "f.txt")
    assert "王芳" in (tmp_path / "f.txt").read_text("utf-8")


def test_a_policy_that_cannot_be_worked_with(wang: str, shop: Path, svc: Call) -> None:
    """One sentence with the file."""
    file = shop / "policy" / "fading.toml"
    file.write_text(file.read_text("utf-8").replace('times = "2"', 'times = "0"'), "utf-8")
    done = svc("report", "fading", code=4)
    assert (done.out, "policy/fading.toml" in done.err) == ("", True)
