"""Which complaints are late, told quickly: the same as reckoning each (twin of `deadlines`)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svc.errors import BadPolicy
from svc.policy import Policy
from svc.records.complaint import Complaint
from svc.rules.deadlines import deadlines, late_ones
from svc.rules.hours import WEEKDAYS
from svc.rules.lateness import Lateness

if TYPE_CHECKING:
    from pathlib import Path

FIRST = datetime(2026, 2, 9)  # noqa: DTZ001 - a week before the Spring Festival
MINUTE = st.integers(0, 60 * 24 * 21)
STATES = ("acknowledged", "investigating", "proposed", "waiting", "resolved", "reopened")
IN_DAYS = (
    '[deadlines]\nunit = "calendar days"\n'
    "[[deadlines.values]]\nvalue = { acknowledge = 0, plan = 1, resolve = 5 }\n"
)
NEVER = ", ".join(f"{day} = false" for day in WEEKDAYS)


def at(minute: int, *, bare: bool = False) -> str:
    """A moment as logs write it, or its day."""
    moment = FIRST + timedelta(minutes=minute)
    return moment.date().isoformat() if bare else moment.isoformat(timespec="minutes")


@st.composite
def complaints(draw: st.DrawFn) -> Complaint:
    """A complaint with any moves in order, maybe a wait, maybe without a readable beginning."""
    moments = sorted(draw(st.lists(MINUTE, min_size=1, max_size=4)))
    bare = draw(st.booleans())
    lines: list[dict[str, Any]] = [{"at": at(moments[0], bare=bare), "state": "logged"}]
    lines += [
        {"at": at(m, bare=bare), "state": draw(st.sampled_from(STATES))} for m in moments[1:]
    ]
    if draw(st.integers(0, 9)) == 0:
        lines[0]["at"] = "sometime"
    waits: list[dict[str, Any]] = []
    if draw(st.integers(0, 4)) == 0:
        waits = [{"at": at(moments[0]), "until": at(moments[0] + draw(st.integers(0, 9999)))}]
    return Complaint(
        id="K-1", customer="C-1", on=date.fromisoformat(at(moments[0], bare=True)),
        category="quality", text="it faded", history=tuple(lines), waits=tuple(waits),
        state=lines[-1]["state"], urgent=draw(st.booleans()),
        channel=draw(st.sampled_from((None, "call", "wechat"))),
    )  # fmt: skip


@cache
def shipped() -> Policy:
    """The policy as it comes."""
    return Policy()


@settings(max_examples=60, deadline=None)
@given(st.lists(complaints(), max_size=8), MINUTE, st.booleans())
def test_as_reckoned_one_by_one(cases: list[Complaint], now: int, end_of_day: bool) -> None:
    """In any order, what is told of some by others is what the deadlines of each tell."""
    moment = f"{at(now, bare=True)}T23:59" if end_of_day else at(now)
    quick = Lateness(shipped(), moment)
    for case in cases:
        assert quick.holds(case) == bool(late_ones(deadlines(case, shipped(), moment))), case


def open_since(moment: str) -> Complaint:
    """A complaint nobody did anything about."""
    return Complaint(
        id="K-1", customer="C-1", on=date.fromisoformat(moment[:10]), category="quality",
        text="it faded", channel="wechat", history=({"at": moment, "state": "logged"},),
    )  # fmt: skip


@pytest.mark.parametrize("first", ["2026-11-20T16:59", "2026-11-20T17:00", "2026-11-20T17:01"])
def test_the_edge(first: str) -> None:
    """An hour of work before the end of the day it is late, at its end it is not yet."""
    quick = Lateness(shipped(), "2026-11-20T18:00")
    quick.holds(open_since(first))
    assert quick.holds(open_since("2026-11-20T16:59"))
    assert not quick.holds(open_since("2026-11-20T17:00"))


def test_a_shop_that_never_opens(tmp_path: Path) -> None:
    """Is a fault of the policy, as for the deadlines of one."""
    text = f"[[weekdays.values]]\nvalue = {{ {NEVER} }}\n"
    (tmp_path / "hours.toml").write_text(text, encoding="utf-8")
    policy = Policy(tmp_path)
    with pytest.raises(BadPolicy, match="none is for over a year"):
        deadlines(open_since("2026-11-20T16:59"), policy, "2026-11-20T18:00")
    with pytest.raises(BadPolicy, match="none is for over a year"):
        Lateness(policy, "2026-11-20T18:00").holds(open_since("2026-11-20T16:59"))


def test_a_policy_that_gives_days(tmp_path: Path) -> None:
    """Is reckoned case by case: due as the last day closes."""
    (tmp_path / "complaint.toml").write_text(IN_DAYS, encoding="utf-8")
    quick = Lateness(Policy(tmp_path), "2026-11-20T17:00")
    assert not quick.holds(open_since("2026-11-20T09:00"))
    assert quick.holds(open_since("2026-11-19T09:00"))
