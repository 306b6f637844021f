"""When a complaint should be acknowledged, planned and resolved."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from svc.errors import BadPolicy
from svc.frozen import replace
from svc.policy import Policy
from svc.records.complaint import Complaint
from svc.rules.complaint import deadlines, pressing

if TYPE_CHECKING:
    from pathlib import Path

LOGGED = date(2026, 11, 20)
FADED = Complaint(id="K-1", customer="C-1", on=LOGGED, category="quality", text="it faded")


@pytest.mark.parametrize(
    ("urgent", "due"),
    [
        (False, ("2026-11-20", "2026-11-21", "2026-11-23")),
        (True, ("2026-11-20", "2026-11-20", "2026-11-21")),
    ],
)
def test_the_three_deadlines(urgent: bool, due: tuple[str, ...]) -> None:
    """S0-022, S2-071: at once, a day, three days; for urgent ones the same day and one."""
    found = deadlines(replace(FADED, urgent=urgent), Policy(), LOGGED)
    assert list(found) == ["acknowledge", "plan", "resolve"]
    assert tuple(target.to_json()["due"] for target in found.values()) == due
    assert found["acknowledge"].to_json() == {
        "due": "2026-11-20", "met_at": "2026-11-20", "late": False,
    }  # fmt: skip


@pytest.mark.parametrize(("days", "late"), [(2, False), (3, False), (4, True)])
def test_late_the_day_after(days: int, late: bool) -> None:
    """On its day a deadline is not late yet; nor is it later if it was met in time."""
    today = LOGGED + timedelta(days=days)
    assert deadlines(FADED, Policy(), today)["resolve"].late is late
    settled = replace(FADED, state="resolved", resolved_on=today)
    found = deadlines(settled, Policy(), LOGGED + timedelta(days=100))["resolve"]
    assert (found.met_at, found.late) == (today, late)


@pytest.mark.parametrize(
    ("days", "urgent", "shown"),
    [(0, False, False), (1, False, False), (2, False, True), (3, False, True), (9, False, True),
     (0, True, True), (-1, True, False)],
)  # fmt: skip
def test_pressing_from_the_day_before(days: int, urgent: bool, shown: bool) -> None:
    """On the board from one day before its time until it is settled; not before it was logged."""
    today = LOGGED + timedelta(days=days)
    found = pressing([replace(FADED, urgent=urgent)], Policy(), today)
    assert bool(found) is shown


def test_settled_ones_press_no_more() -> None:
    """However late they were."""
    settled = replace(FADED, state="resolved", resolved_on=date(2026, 12, 1))
    assert pressing([settled], Policy(), date(2026, 12, 2)) == []


def test_the_most_pressing_first() -> None:
    """By deadline, then id."""
    complaints = [
        replace(FADED, id="K-3"), replace(FADED, id="K-2"),
        replace(FADED, id="K-4", on=LOGGED - timedelta(days=1)),
    ]  # fmt: skip
    found = pressing(complaints, Policy(), LOGGED + timedelta(days=3))
    assert [complaint.id for complaint, _due in found] == ["K-4", "K-2", "K-3"]


def test_the_policy_of_the_day_it_was_logged(tmp_path: Path) -> None:
    """A later policy does not move the deadline of an older complaint."""
    (tmp_path / "complaint.toml").write_text(
        "[[deadlines.values]]\nvalue = { acknowledge = 0, plan = 1, resolve = 3 }\n"
        "[[deadlines.values]]\nsince = 2026-11-21\n"
        "value = { acknowledge = 0, plan = 1, resolve = 9 }\n",
        encoding="utf-8",
    )
    policy = Policy(tmp_path)
    assert deadlines(FADED, policy, LOGGED)["resolve"].due == date(2026, 11, 23)
    later = replace(FADED, on=date(2026, 11, 21))
    assert deadlines(later, policy, LOGGED)["resolve"].due == date(2026, 11, 30)


@pytest.mark.parametrize(
    "value", ["3", "{ acknowledge = 0, plan = 1 }", "{ acknowledge = 0, plan = 1, resolve = '3' }",
              "{ acknowledge = 0, plan = 1, resolve = -3 }",
              "{ acknowledge = 0, plan = 1, resolve = 99999999 }"],
)  # fmt: skip
def test_a_broken_policy_is_named(tmp_path: Path, value: str) -> None:
    """It is exit code 4 with the entry's id, never a fault."""
    (tmp_path / "complaint.toml").write_text(
        f"[[deadlines.values]]\nvalue = {value}\n", encoding="utf-8"
    )
    with pytest.raises(BadPolicy, match=r"complaint\.deadlines"):
        deadlines(FADED, Policy(tmp_path), LOGGED)
