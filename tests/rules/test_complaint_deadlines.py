"""When a complaint should be acknowledged, planned and resolved, in working hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.errors import BadPolicy
from svc.frozen import replace
from svc.policy import Policy
from svc.records.complaint import Complaint
from svc.rules.deadlines import TARGETS, deadlines, pressing
from svc.rules.hours import unknown_year, working_hours

if TYPE_CHECKING:
    from pathlib import Path

LOGGED = date(2026, 11, 20)
"""A Friday."""
FADED = Complaint(id="K-1", customer="C-1", on=LOGGED, category="quality", text="it faded")
POLICY = Policy()


def logged(at: str, **more: Any) -> Complaint:
    """A complaint logged at a moment."""
    history = ({"at": at, "state": "logged"}, *more.pop("then", ()))
    return replace(FADED, on=date.fromisoformat(at[:10]), history=history, **more)


def due(complaint: Complaint, now: str = "2026-11-20T09:00", policy: Policy = POLICY) -> list[str]:
    """When its targets are due."""
    found = deadlines(complaint, policy, now)
    assert tuple(found) == TARGETS
    return [target.to_json()["due_at"] for target in found.values()]


@pytest.mark.fact("S0-022", "S2-071", command="svc complaint show")
@pytest.mark.parametrize(
    ("at", "urgent", "expected"),
    [
        ("2026-11-20T09:00", False, ["2026-11-20T10:00", "2026-11-20T18:00", "2026-11-24T18:00"]),
        ("2026-11-20T09:00", True, ["2026-11-20T10:00", "2026-11-20T11:00", "2026-11-20T18:00"]),
        ("2026-11-20", False, ["2026-11-20T10:00", "2026-11-20T18:00", "2026-11-24T18:00"]),
        ("2026-11-20T17:30", False,
         ["2026-11-23T09:30", "2026-11-23T17:30", "2026-11-25T17:30"]),
        ("2026-11-22", False, ["2026-11-23T10:00", "2026-11-23T18:00", "2026-11-25T18:00"]),
        # over New Year and over the Spring Festival with their moved weekends
        ("2025-12-31T17:00", False,
         ["2025-12-31T18:00", "2026-01-04T17:00", "2026-01-06T17:00"]),
        ("2026-02-13T17:00", False,
         ["2026-02-13T18:00", "2026-02-14T17:00", "2026-02-25T17:00"]),
        ("2026-02-18T10:00", True,
         ["2026-02-24T10:00", "2026-02-24T11:00", "2026-02-24T18:00"]),
    ],
)  # fmt: skip
def test_the_three_targets(at: str, urgent: bool, expected: list[str]) -> None:
    """The time standard: an hour, a day and three days of work; less where it is urgent."""
    assert due(logged(at, urgent=urgent), at) == expected


@pytest.mark.fact("S0-055", "S2-075", command="svc complaint list --late")
@pytest.mark.parametrize(
    ("now", "late", "late_by", "left"),
    [
        ("2026-11-24T17:59", False, None, "0.02"),
        ("2026-11-24T18:00", False, None, "0.00"),
        ("2026-11-24T18:01", True, "0.00", None),
        ("2026-11-25T09:01", True, "0.02", None),
        ("2026-11-25T12:00", True, "3.00", None),
        ("2026-11-24", False, None, "8.00"),
        ("2026-11-25", True, "0.00", None),
        ("2026-11-20T09:00", False, None, "24.00"),
    ],
)
def test_the_minute_before_of_and_after(
    now: str, late: bool, late_by: str | None, left: str | None
) -> None:
    """An answer should come soon: each target is in time or late, and by how much."""
    complaint = logged("2026-11-20T09:00")
    shown = deadlines(complaint, POLICY, now)["resolve"].to_json()
    assert shown == {
        "due": "2026-11-24", "due_at": "2026-11-24T18:00", "met_at": None, "late": late,
        "late_by": late_by, "left": left, "paused": False,
    }  # fmt: skip
    settled = replace(
        complaint, state="resolved", resolved_on=date.fromisoformat(now[:10]),
        history=(*complaint.history, {"at": now, "state": "resolved"}),
    )  # fmt: skip
    ever_after = deadlines(settled, POLICY, "2027-03-01")["resolve"].to_json()
    assert ever_after == shown | {"met_at": now, "left": None}


@pytest.mark.parametrize(
    ("channel", "then", "met"),
    [
        (None, (), "2026-11-20T09:00"),
        ("call", (), "2026-11-20T09:00"),
        ("visit", (), "2026-11-20T09:00"),
        ("letter", (), None),
        ("message", (), None),
        ("letter", ("logged",), None),
        ("letter", ("acknowledged", "understood"), "2026-11-20T10:00"),
        ("letter", ("waiting",), "2026-11-20T10:00"),
        ("message", ("resolved",), "2026-11-20T10:00"),
    ],
)
def test_acknowledged(channel: str | None, then: tuple[str, ...], met: str | None) -> None:
    """Who is there or on the phone is answered at once; a letter by the first thing done."""
    lines = [{"at": f"2026-11-20T{10 + n}:00", "state": state} for n, state in enumerate(then)]
    complaint = logged("2026-11-20T09:00", channel=channel, then=lines)
    assert deadlines(complaint, POLICY, LOGGED)["acknowledge"].met_at == met


@pytest.mark.parametrize(
    ("states", "plan", "resolve"),
    [
        ((), None, None),
        (("understood",), None, None),
        (("proposed",), "2026-11-20T10:00", None),
        (("understood", "proposed"), "2026-11-20T11:00", None),
        (("resolved",), "2026-11-20T10:00", "2026-11-20T10:00"),
        (("proposed", "resolved", "closed"), "2026-11-20T10:00", "2026-11-20T11:00"),
        (("resolved", "closed", "reopened"), None, None),
        (("resolved", "reopened", "resolved"), "2026-11-20T12:00", "2026-11-20T12:00"),
    ],
)
def test_planned_and_resolved(
    states: tuple[str, ...], plan: str | None, resolve: str | None
) -> None:
    """An offer is the plan; settling it meets both; reopening begins anew."""
    lines = [{"at": f"2026-11-20T{10 + n}:00", "state": state} for n, state in enumerate(states)]
    last = states[-1] if states else "logged"
    found = deadlines(logged("2026-11-20T09:00", state=last, then=lines), POLICY, LOGGED)
    assert (found["plan"].met_at, found["resolve"].met_at) == (plan, resolve)


def test_reopened_ones_have_their_time_again() -> None:
    """From the reopening on, and what waited before no longer counts."""
    lines = [{"at": "2026-11-20T10:00", "state": "waiting"},
             {"at": "2026-11-23T10:00", "state": "resolved"},
             {"at": "2026-11-26T09:00", "state": "reopened"}]  # fmt: skip
    wait = {"at": "2026-11-20T10:00", "for": "parts", "until": "2026-11-23T10:00"}
    complaint = logged("2026-11-20T09:00", state="reopened", then=lines, waits=(wait,))
    assert due(complaint) == ["2026-11-26T10:00", "2026-11-26T18:00", "2026-11-30T18:00"]


def test_who_sees_to_a_reopened_one_changes_no_time() -> None:
    """A line noted while it is reopened has that state, too: it does not begin its time anew."""
    lines = [{"at": "2026-11-23T10:00", "state": "resolved"},
             {"at": "2026-11-26T09:00", "state": "reopened"},
             {"at": "2026-11-27T09:00", "state": "reopened", "assigned_to": "T-1"}]  # fmt: skip
    complaint = logged("2026-11-20T09:00", state="reopened", then=lines)
    assert due(complaint) == ["2026-11-26T10:00", "2026-11-26T18:00", "2026-11-30T18:00"]


def waited(*waits: tuple[str, str, str | None], state: str = "understood") -> Complaint:
    """A complaint of Friday, nine o'clock, that waited."""
    lines = [{"at": at, "for": what, "until": until} for at, what, until in waits]
    return logged("2026-11-20T09:00", state=state, waits=tuple(lines))


@pytest.mark.parametrize(
    ("waits", "expected"),
    [
        # an hour on the way
        ((("2026-11-20T10:00", "customer", "2026-11-20T11:00"),),
         ["2026-11-20T10:00", "2026-11-23T10:00", "2026-11-25T10:00"]),
        # over the weekend: two hours on Friday, one on Monday
        ((("2026-11-20T16:00", "approval", "2026-11-23T10:00"),),
         ["2026-11-20T10:00", "2026-11-23T12:00", "2026-11-25T12:00"]),
        # by night: nothing
        ((("2026-11-20T18:00", "customer", "2026-11-23T09:00"),),
         ["2026-11-20T10:00", "2026-11-20T18:00", "2026-11-24T18:00"]),
        # begun after the plan was due
        ((("2026-11-23T09:00", "customer", "2026-11-23T10:00"),),
         ["2026-11-20T10:00", "2026-11-20T18:00", "2026-11-25T10:00"]),
        # twice
        ((("2026-11-20T10:00", "customer", "2026-11-20T11:00"),
          ("2026-11-20T14:00", "approval", "2026-11-20T15:00")),
         ["2026-11-20T10:00", "2026-11-23T11:00", "2026-11-25T11:00"]),
        # parts: fifteen days of work, and the hour of waiting
        ((("2026-11-20T10:00", "parts", "2026-11-20T11:00"),),
         ["2026-11-20T10:00", "2026-11-23T10:00", "2026-12-11T10:00"]),
        # what nobody can read counts as nothing
        ((("then", "customer", "2026-11-20T11:00"), ("2026-11-20T10:00", "customer", "later")),
         ["2026-11-20T10:00", "2026-11-20T18:00", "2026-11-24T18:00"]),
    ],
)  # fmt: skip
def test_waiting_pauses(waits: Any, expected: list[str]) -> None:
    """Plan and resolve move on by the working time a complaint waited; acknowledging does not."""
    assert due(waited(*waits)) == expected


@pytest.mark.parametrize(
    ("now", "plan", "left", "late"),
    [
        ("2026-11-20T10:00", "2026-11-20T18:00", "7.00", False),
        ("2026-11-20T12:00", "2026-11-23T11:00", "7.00", False),
        ("2026-12-20", "2026-12-21T17:00", "7.00", False),
    ],
)
def test_the_clock_stands_still(now: str, plan: str, left: str, late: bool) -> None:
    """As long as a complaint waits, as much is left as when the wait began."""
    complaint = waited(("2026-11-20T10:00", "customer", None), state="waiting")
    shown = deadlines(complaint, POLICY, now)
    assert shown["acknowledge"].paused is False
    assert shown["plan"].to_json() == {
        "due": plan[:10], "due_at": plan, "met_at": None, "late": late, "late_by": None,
        "left": left, "paused": True,
    }  # fmt: skip


MOMENTS = st.integers(0, 60 * 24 * 90).map(
    lambda minutes: datetime.fromisoformat("2025-12-20T00:00") + timedelta(minutes=minutes)
)


@given(MOMENTS, st.integers(0, 24 * 60 - 1), st.integers(0, 60 * 24 * 30), st.booleans())
def test_a_pause_lengthens_by_just_its_working_time(
    start: datetime, after: int, length: int, urgent: bool
) -> None:
    """Wherever it lies before the target is due, and however long it is."""
    hours = working_hours(POLICY)
    begin = start + timedelta(minutes=after)
    end = begin + timedelta(minutes=length)
    at = start.isoformat(timespec="minutes")
    plain = logged(at, urgent=urgent, state="understood")
    wait = {"at": begin.isoformat(), "for": "customer", "until": end.isoformat()}
    without = deadlines(plain, POLICY, at)
    paused = deadlines(replace(plain, waits=(wait,)), POLICY, at)
    for target in ("plan", "resolve"):
        longer = hours.between(without[target].due_at, paused[target].due_at)
        counts = begin < without[target].due_at
        assert longer == (hours.between(begin, end) if counts else 0)
    assert without["acknowledge"] == paused["acknowledge"]


@pytest.mark.parametrize(
    ("days", "urgent", "shown"),
    [(0, False, False), (2, False, False), (3, False, True), (4, False, True), (9, False, True),
     (0, True, True), (-1, True, False)],
)  # fmt: skip
def test_pressing_from_the_workday_before(days: int, urgent: bool, shown: bool) -> None:
    """On the board from one working day before its time; over a weekend that is Friday."""
    today = LOGGED + timedelta(days=days)
    day = LOGGED.isoformat()
    history = ({"at": day, "state": "logged"}, {"at": day, "state": "proposed"})
    planned = replace(FADED, urgent=urgent, state="proposed", history=history)
    assert bool(pressing([planned], POLICY, today)) is shown


@pytest.mark.fact("S0-055", command="svc today")
@pytest.mark.parametrize(
    ("now", "first", "late"),
    [
        ("2026-11-20T15:30", None, None),
        ("2026-11-23T08:00", "plan", False),
        ("2026-11-23T15:00", "plan", False),
        ("2026-11-23T15:01", "plan", True),
        ("2026-11-25T15:00", "plan", True),
        ("2026-11-25T15:01", "resolve", True),
    ],
)
def test_any_target_presses(now: str, first: str | None, late: bool | None) -> None:
    """A plan due today or late presses as the answer does; once the answer is late, that."""
    heard = replace(logged("2026-11-20T15:00"), channel="call")
    found = pressing([heard], POLICY, now)
    shown = [(each.first, each.deadline.late) for each in found]
    assert shown == ([(first, late)] if first else [])


def test_a_friday_shows_what_is_due_on_monday() -> None:
    """Nobody is there on Sunday to see it."""
    friday = [replace(FADED, on=date(2026, 11, 18)), replace(FADED, on=date(2026, 11, 19))]
    assert [each.complaint.on.day for each in pressing(friday, POLICY, LOGGED)] == [18, 19]


def test_waits_of_the_day_it_was_reopened_on() -> None:
    """On a bare day, too, a wait for parts before the reopening gives no longer time after it."""
    day = "2026-11-20"
    lines = [{"at": day, "state": state} for state in ("waiting", "resolved", "reopened")]
    wait = {"at": day, "for": "parts", "until": day}
    again = logged(day, state="reopened", then=lines, waits=(wait,))
    assert due(again)[2] == "2026-11-24T18:00"
    lines.append({"at": day, "state": "waiting"})
    waits_anew = logged(
        day, state="waiting", then=lines, waits=(wait, {"at": day, "for": "parts"})
    )
    assert due(waits_anew)[2] == "2026-12-10T18:00"


def test_settled_ones_press_no_more() -> None:
    """However late they were."""
    settled = replace(FADED, state="resolved", resolved_on=date(2026, 12, 1))
    assert pressing([settled], POLICY, date(2026, 12, 2)) == []
    assert deadlines(settled, POLICY, LOGGED)["resolve"].met_at == "2026-12-01"


def test_the_most_pressing_first() -> None:
    """By deadline, then id; the time of day counts."""
    complaints = [
        replace(FADED, id="K-3"), replace(FADED, id="K-2"),
        replace(FADED, id="K-4", on=LOGGED - timedelta(days=1)),
        replace(logged("2026-11-20T11:00"), id="K-1"),
    ]  # fmt: skip
    found = pressing(complaints, POLICY, "2026-11-24T08:00")
    assert [each.complaint.id for each in found] == ["K-4", "K-2", "K-3", "K-1"]


def policy_of(folder: Path, **files: str) -> Policy:
    for topic, text in files.items():
        (folder / f"{topic}.toml").write_text(text, encoding="utf-8")
    return Policy(folder)


def test_the_policy_of_the_day_it_was_logged(tmp_path: Path) -> None:
    """A later policy does not move the deadline of an older complaint."""
    policy = policy_of(
        tmp_path,
        complaint="[[deadlines.values]]\nvalue = { acknowledge = 1, plan = 8, resolve = 24 }\n"
        "[[deadlines.values]]\nsince = 2026-11-23\n"
        "value = { acknowledge = 1, plan = 8, resolve = 40 }\n",
    )
    assert deadlines(FADED, policy, LOGGED)["resolve"].due == date(2026, 11, 24)
    later = replace(FADED, on=date(2026, 11, 23))
    assert deadlines(later, policy, LOGGED)["resolve"].due == date(2026, 11, 27)


def test_a_policy_in_calendar_days(tmp_path: Path) -> None:
    """Shops that still have one are held to it: due as the day closes."""
    policy = policy_of(
        tmp_path,
        complaint='[deadlines]\nunit = "calendar days"\n[[deadlines.values]]\n'
        "value = { acknowledge = 0, plan = 1, resolve = 3 }\n",
    )
    assert due(FADED, policy=policy) == [
        "2026-11-20T18:00", "2026-11-21T23:59", "2026-11-23T18:00",
    ]  # fmt: skip


DAILY = '[[calendar.values]]\nvalue = "every_day"\n'
SHORTER = (
    '[[opening.values]]\nvalue = { start = "09:00", end = "17:00" }\n'
    '[[opening.values]]\nsince = 2026-11-23\nvalue = { start = "09:00", end = "13:00" }\n'
)
SATURDAY = '[[weekdays.values]]\nvalue = { saturday = { start = "10:00", end = "16:00" } }\n'


@pytest.mark.parametrize(
    ("text", "at", "resolve"),
    [
        # a shop open every day from ten to ten has its 24 hours in two days
        (f'{DAILY}[[opening.values]]\nvalue = {{ start = "10:00", end = "22:00" }}\n',
         "2026-11-20T10:00", "2026-11-21T22:00"),
        # Saturdays are short
        (DAILY + SATURDAY,
         "2026-11-20T09:00", "2026-11-23T11:00"),
        # hours of a Saturday alone do not open it where the calendar closes it
        (SATURDAY, "2026-11-20T09:00", "2026-11-24T18:00"),
        (f"{DAILY}[[weekdays.values]]\nvalue = {{ monday = false, tuesday = true }}\n",
         "2026-11-20T09:00", "2026-11-22T18:00"),
        # days of the shop's own: closed, open as usual, open for a while
        ('[[exceptions.values]]\nvalue = { "2026-11-23" = false }\n',
         "2026-11-20T09:00", "2026-11-25T18:00"),
        ('[[exceptions.values]]\nvalue = { "2026-11-21" = true }\n',
         "2026-11-20T09:00", "2026-11-23T18:00"),
        ('[[exceptions.values]]\nvalue = { "2026-11-21" = { start = "09:00", end = "11:00" } }\n',
         "2026-11-20T09:00", "2026-11-24T16:00"),
        # from a day on, others
        (SHORTER, "2026-11-20T09:00", "2026-11-26T13:00"),
    ],
)  # fmt: skip
def test_hours_of_the_shops_own(tmp_path: Path, text: str, at: str, resolve: str) -> None:
    """Opening hours, weekdays, single days: whatever hours.toml says, each on its day."""
    assert due(logged(at), policy=policy_of(tmp_path, hours=text))[2] == resolve


@pytest.mark.parametrize(
    ("first", "last", "year"),
    [("2026-11-20", "2026-12-31", None), ("2026-12-30", "2027-01-01", "2027"),
     ("2027-01-04", "2027-01-06", "2027")],
)  # fmt: skip
def test_years_whose_holidays_are_not_known(first: str, last: str, year: str | None) -> None:
    """Monday to Friday are counted, and it is said so."""
    said = unknown_year(POLICY, date.fromisoformat(first), date.fromisoformat(last))
    assert (said and str(said).split()[3]) == year
    assert due(logged("2027-01-01T09:00"), "2027-01-01")[2] == "2027-01-05T18:00"


@pytest.mark.parametrize(
    ("topic", "entry", "value"),
    [
        ("complaint", "deadlines", "3"),
        ("complaint", "deadlines", "{ acknowledge = 1, plan = 8 }"),
        ("complaint", "deadlines", "{ acknowledge = 1, plan = 8, resolve = '24' }"),
        ("complaint", "deadlines", "{ acknowledge = 1, plan = 8, resolve = -3 }"),
        ("complaint", "deadlines", "{ acknowledge = 1, plan = 8, resolve = 99999999 }"),
        ("complaint", "with_parts", "-1"),
        ("complaint", "with_parts", "'120'"),
        ("hours", "opening", "{ start = '18:00', end = '09:00' }"),
        ("hours", "opening", "'09:00'"),
        ("hours", "calendar", "'always'"),
        ("hours", "weekdays", "{ someday = false }"),
        ("hours", "weekdays", "{ monday = 'no' }"),
        ("hours", "exceptions", "{ '17 February' = false }"),
        ("hours", "exceptions", "[]"),
    ],
)
def test_a_broken_policy_is_named(tmp_path: Path, topic: str, entry: str, value: str) -> None:
    """It is exit code 4 with the entry's id, never a fault."""
    policy = policy_of(tmp_path, **{topic: f"[[{entry}.values]]\nvalue = {value}\n"})
    with pytest.raises(BadPolicy, match=rf"{topic}\.{entry}"):
        deadlines(FADED, policy, LOGGED)


def test_a_shop_that_never_opens(tmp_path: Path) -> None:
    """Named, too."""
    never = ", ".join(
        f"{day} = false"
        for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
    policy = policy_of(tmp_path, hours=f"[[weekdays.values]]\nvalue = {{ {never} }}\n")
    with pytest.raises(BadPolicy, match="hours"):
        deadlines(FADED, policy, LOGGED)
    with pytest.raises(BadPolicy, match="hours"):
        pressing([FADED], policy, LOGGED)
