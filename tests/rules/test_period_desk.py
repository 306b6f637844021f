"""What the desk did in a period: money, repairs, parts, deliveries, what went upward."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.policy import Policy
from svc.records.approval import Approval
from svc.records.callback import Callback
from svc.records.complaint import Complaint
from svc.records.delivery import Delivery
from svc.records.part import Part
from svc.records.repair import Repair
from svc.records.return_ import Return
from svc.rules.period import WEEK, parts_of, period
from svc.rules.period_contacts import (
    Contacts,
    Made,
    Occasion,
    contacts_between,
    looked_at,
)
from svc.rules.period_desk import (
    deliveries_between,
    parts_between,
    repairs_between,
    returns_between,
)
from svc.rules.period_report import open_at, trend_of
from svc.rules.period_upward import forwarded_between, upward_between
from svc.rules.period_values import of_periods

FIRST, LAST = date(2026, 11, 9), date(2026, 11, 15)
POLICY = Policy()


def day(ago: int) -> date:
    """So many days before the period ends; below nothing, after it."""
    return LAST - timedelta(days=ago)


def back(nth: int, *, settled: int | None = 3, **more: Any) -> Return:
    """A return that was settled so many days before the end, if it was."""
    on = day(5)
    lines = [{"at": on.isoformat(), "state": "approved"}]
    if settled is not None:
        lines.append({"at": day(settled).isoformat(), "state": "settled"})
    return Return(
        id=f"R-{on:%y%m%d}-00000{nth}", customer="C-261101-000001", on=on, cause="quality",
        purchase="P-261101-000001", state="approved" if settled is None else "settled",
        settled_on=None if settled is None else day(settled), history=tuple(lines), **more,
    )  # fmt: skip


def test_money_counts_when_it_was_settled() -> None:
    """Refunds, fees, and what exchanges cost or brought; the rate is of what was sold."""
    found = returns_between(
        [
            back(1, refund=Decimal("1234.05"), fee=Decimal("64.95")),
            back(2, outcome="exchange", difference=Decimal("100.00")),
            back(3, outcome="exchange", difference=Decimal("-30.50")),
            back(4, outcome="difference", refund=Decimal("65.95")),
            back(5, settled=None, refund=Decimal("999.00")),
            back(6, settled=30, refund=Decimal("500.00")),
        ],
        FIRST,
        LAST,
        Decimal("13000.00"),
    ).to_json()
    assert found == {
        "came": 6, "settled": {"return": 1, "exchange": 2, "difference": 1}, "rejected": 0,
        "waiting": 1, "refunds": "1300.00", "fees": "64.95", "paid_on_top": "100.00",
        "paid_back": "30.50", "turnover": "13000.00", "refund_rate": "0.1000",
    }  # fmt: skip
    assert returns_between([], FIRST, LAST, Decimal(0)).rate is None


def repair(nth: int, began: int, ended: int | None) -> Repair:
    """A repair of so many days before the end, handed back so many before."""
    return Repair(
        id=f"W-{day(began):%y%m%d}-00000{nth}", customer="C-261101-000001", on=day(began),
        problem="…", state="opened" if ended is None else "handed_back",
        handed_back_on=None if ended is None else day(ended),
    )  # fmt: skip


def test_repairs() -> None:
    """Of those handed back the median of days, with one place; who waits longest."""
    found = repairs_between(
        [repair(1, 10, 2), repair(2, 6, 1), repair(3, 20, None), repair(4, 2, None),
         repair(5, 40, 20)],
        FIRST, LAST,
    )  # fmt: skip
    assert found.to_json() == {
        "came": 2, "handed_back": 2, "cancelled": 0, "waiting": 2, "median_days": "6.5",
        "oldest": "W-261026-000003", "oldest_days": 20,
    }  # fmt: skip
    assert repairs_between([], FIRST, LAST).median_days is None


def test_parts_waited_for() -> None:
    """Orders not come in full by the end; what comes later does not count yet."""
    order = Part(id="B-261101-000001", on=day(14), move="order", code="ZIP", qty=3)
    moves = [
        order,
        Part(id="B-261112-000001", on=day(3), move="in", code="ZIP", qty=2, order=order.id),
        Part(id="B-261117-000001", on=day(-2), move="in", code="ZIP", qty=1, order=order.id),
        Part(id="B-261113-000001", on=day(2), move="order", code="KNOB", qty=4,
             expected_on=day(-5)),
    ]  # fmt: skip
    found = parts_between(moves, FIRST, LAST, POLICY.at(LAST)).to_json()
    assert (found["ordered"], found["came"], found["waiting"]) == (4, 2, 2)
    assert (found["oldest"], found["oldest_days"]) == (order.id, 14)
    assert [row["missing"] for row in found["orders"]] == [1, 4]


def test_deliveries() -> None:
    """One that failed twice failed twice; a day that has come and gone is late."""

    def trip(nth: int, state: str, *lines: tuple[int, str]) -> Delivery:
        return Delivery(
            id=f"D-261110-00000{nth}", customer="C-261101-000001", on=day(5),
            purchase="P-261101-000001", planned_on=day(4), state=state,
            history=tuple({"at": day(ago).isoformat(), "state": to} for ago, to in lines),
        )  # fmt: skip

    found = deliveries_between(
        [trip(1, "failed", (4, "failed"), (3, "planned"), (2, "failed")),
         trip(2, "done", (1, "done")), trip(3, "done", (9, "done"))],
        FIRST, LAST,
    )  # fmt: skip
    assert found.to_json() == {"done": 1, "failed": 2, "late": 1}


@pytest.mark.fact("S2-044", command="svc report week")
def test_what_was_passed_on_waits_until_it_is_answered() -> None:
    """By whom to, what came back, and what waits with its days."""

    def made(nth: int, to: str, ago: int, answered: int | None = None) -> Callback:
        return Callback(
            id=f"purchase.P-261101-00000{nth}", kind="purchase", customer="C-261101-000001",
            about="P", due=day(ago), done_on=day(ago), result="reached", forward=to,
            answered_on=None if answered is None else day(answered),
        )  # fmt: skip

    found = forwarded_between(
        [made(1, "region", 2), made(2, "company", 20), made(3, "company", 12, 1),
         made(4, "region", -3)],
        FIRST, LAST,
    )  # fmt: skip
    assert (found.passed_on, found.answered) == ({"region": 1, "company": 0}, 1)
    assert [(row["to"], row["days"]) for row in found.waiting] == [("company", 20), ("region", 2)]


def test_upward() -> None:
    """Decisions asked for and reports given, by post."""

    def asked(nth: int, post: str, kind: str, state: str, ago: int) -> Approval:
        return Approval(
            id=f"A-{day(ago):%y%m%d}-00000{nth}", about="R", on=day(ago), kind=kind, post=post,
            what="free_return", state=state,
        )  # fmt: skip

    found = upward_between(
        [asked(1, "regional_manager", "decision", "waiting", 1),
         asked(2, "regional_manager", "report", "reported", 2),
         asked(3, "company_service", "consent", "waiting", 30)],
        FIRST, LAST,
    )  # fmt: skip
    assert found.to_json() == {
        "asked": {"regional_manager": 1}, "told": {"regional_manager": 1},
        "waiting": {"company_service": 1, "regional_manager": 1},
    }  # fmt: skip


def test_contacts_of_a_period() -> None:
    """Due and done; late ones; those open that have not lapsed, those that have; what was said."""
    occasions = [
        Occasion("a", "purchase", day(0)),
        Occasion("b", "purchase", day(6)),
        Occasion("c", "complaint", day(3)),
        Occasion("d", "purchase", day(8)),
        Occasion("e", "purchase", day(9)),
        Occasion("f", "purchase", day(15)),
        Occasion("g", "purchase", day(7)),
    ]
    made = {
        "b": Made(day(2), "reached", True),
        "c": Made(day(1), "no-answer"),
        "d": Made(day(4), "refused", False),
        "e": Made(day(9), "reached", True),
        "g": Made(day(1), "message"),
    }
    found = contacts_between(occasions, made, FIRST, LAST, lapse=14, least=3)
    assert found.to_json() == {
        "due": 3, "done": 1, "share": "0.3333", "late": 2, "open": 2, "lapsed": 1, "reached": 1,
        "refused": 1, "messages": 1, "no_answer": 1,
        "kinds": {"purchase": 2, "installation": 0, "complaint": 1, "repair": 0, "appointment": 0},
        "satisfaction": {"n": 2, "satisfied": 1, "unsatisfied": 1, "share": "0.5000", "few": True},
    }  # fmt: skip


@given(
    st.lists(st.tuples(st.integers(-30, 20), st.none() | st.integers(0, 20)), max_size=30),
    st.integers(0, 20),
)
def test_contacts_add_up(days: list[tuple[int, int | None]], lapse: int) -> None:
    """Open before and due, less made and lapsed, is open, whatever the lapse; made within it."""
    cut, end = day(7), LAST
    all_made = {
        str(nth): Made(day(-due) + timedelta(days=min(after, lapse)), "reached")
        for nth, (due, after) in enumerate(days)
        if after is not None
    }

    def of(first: date, last: date) -> Contacts:
        span = looked_at(first, last, lapse)
        occasions = [
            Occasion(str(nth), "purchase", day(-due))
            for nth, (due, _after) in enumerate(days)
            if span.holds(day(-due))
        ]
        known = {key: made for key, made in all_made.items() if made.on <= last}
        return contacts_between(occasions, known, first, last, lapse, least=1)

    before, now = of(cut - timedelta(days=6), cut), of(FIRST, end)
    assert before.open + now.due - now.done - now.late - now.lapsed == now.open


def complaint(nth: int, on: date, *lines: tuple[date, str], **more: Any) -> Complaint:
    """A complaint with a history."""
    return Complaint(
        id=f"K-{on:%y%m%d}-00000{nth}", customer="C-261101-000001", on=on, category="quality",
        text="…", state=lines[-1][1] if lines else "logged",
        history=tuple({"at": at.isoformat(), "state": state} for at, state in
                      [(on, "logged"), *lines]), **more,
    )  # fmt: skip


def test_the_line_of_weeks() -> None:
    """New and settled by week; settled twice in one week is once."""
    week = period(WEEK, "2026-W46", LAST)
    found = trend_of(
        parts_of(week),
        [
            complaint(1, day(7), (day(5), "resolved"), (day(4), "reopened"), (day(3), "resolved")),
            complaint(2, day(0)),
            complaint(3, day(200), (day(8), "resolved")),
        ],
    )
    assert [(each.new, each.settled) for each in found[-2:]] == [(1, 1), (1, 1)]
    assert not any(each.new for each in found[:-2])


def test_open_cases_are_told_the_late_ones_first() -> None:
    """Each with its class, its days late and whose it is."""
    old, new = complaint(1, day(30), assigned_to="T-1"), complaint(2, day(0))
    settled = complaint(3, day(9), (day(2), "resolved"))
    found = open_at([new, settled, old], {old.id}, POLICY, LAST)
    assert [(each.id, each.is_late, each.whose) for each in found] == [
        (old.id, True, "T-1"), (new.id, False, None),
    ]  # fmt: skip
    assert found[0].days_late > 20


@pytest.mark.parametrize(
    ("value", "good"),
    [
        ({"on_time": "0.98"}, True),
        ({}, True),
        ({"on_time": 0.98}, False),
        ({"on_time": "1.5"}, False),
        ({"on_time": "NaN"}, False),
        ({"rate": "0.5"}, False),
        ("0.98", False),
    ],
)
def test_targets(value: object, good: bool) -> None:
    """Targets are shares of one, in quotes, of figures there are."""
    assert bool(list(of_periods("targets", value))) is not good
