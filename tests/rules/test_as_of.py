"""A record as it was known at the end of a day: what a past report rests on."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svc.errors import SvcError
from svc.frozen import replace
from svc.policy import Policy
from svc.records.approval import Approval
from svc.records.callback import Callback
from svc.records.complaint import WAITS, Complaint
from svc.records.delivery import Delivery
from svc.records.message import Message
from svc.records.part import Part
from svc.records.repair import Repair
from svc.records.return_ import Return
from svc.rules import complaint as life
from svc.rules import granted, noting, outbox, steps
from svc.rules.as_of import as_of, entered_on
from svc.rules.noting import attempts, noted
from svc.rules.period_cases import cases_between
from svc.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from svc.records.base import Record
    from tests.conftest import Call

MONDAY = date(2026, 11, 16)
NEW = Complaint(
    id="K-261116-111111", customer="C-261101-222222", on=MONDAY, category="quality",
    text="it faded", history=({"at": "2026-11-16", "state": "logged"},),
)  # fmt: skip
POLICY = Policy().at(MONDAY)
STEPS = [step.key for name in steps.LISTS for step in steps.list_named(name, POLICY)]


def the(day: int) -> date:
    """A day of November 2026."""
    return date(2026, 11, day)


# ---- complaints, moved by the rules themselves


def assigned(complaint: Complaint, at: str) -> Complaint:
    """Given to somebody else."""
    if not complaint.is_open:
        raise life.forbidden(complaint)
    to = f"S-261101-{at[8:10]}2222"
    return replace(life.noted(complaint, at, None, assigned_to=to), assigned_to=to)


def asked(complaint: Complaint, at: str) -> Complaint:
    """An offer she took that somebody has to grant; one at a time."""
    if life.waits_for(complaint) == "approval":
        raise life.forbidden(complaint)
    complaint = life.offered(complaint, at, None, offer="gift", text=None, taken=True)
    return granted.awaiting(complaint, f"A-{len(complaint.offers)}", at, None, text=None)


def decided(complaint: Complaint, at: str, *, approve: bool) -> Complaint:
    """The decision it waits for."""
    if life.waits_for(complaint) != "approval":
        raise life.forbidden(complaint)
    asked_for = [line["approval"] for line in complaint.offers if "approval" in line]
    given_ = Approval(
        id=asked_for[-1], about=complaint.id, on=MONDAY, kind="decision",
        post="shop_manager", what="offer", state="approved" if approve else "rejected",
    )  # fmt: skip
    return granted.gone_on(granted.answered(complaint, given_), at, None, text=None)


def moved_by(move: tuple[str, str], complaint: Complaint, at: str) -> Complaint:
    """The complaint after a move of the strategy."""
    kind, word = move
    if kind == "wait":
        if life.waits_for(complaint) == "approval":  # it ends with the decision
            raise life.forbidden(complaint)
        return life.waiting(complaint, word, at, None, text=None)
    if kind == "step":
        return steps.taken(complaint, word, at, None, POLICY)[0]
    if kind == "offer":
        return life.offered(complaint, at, None, offer=word, text=None, taken=None)
    plain: dict[str, Callable[[Complaint, str], Complaint]] = {
        "assign": assigned,
        "ask": asked,
        "approve": lambda c, a: decided(c, a, approve=True),
        "refuse": lambda c, a: decided(c, a, approve=False),
        "resume": lambda c, a: life.resumed(c, a, None, text=None),
    }
    return plain[kind](complaint, at) if kind in plain else life.moved(complaint, kind, at, None)


MOVES = st.one_of(
    st.tuples(
        st.sampled_from(["resolved", "resolved", "reopened", "closed", "understood", "assign",
                         "ask", "approve", "refuse", "resume"]),
        st.just(""),
    ),
    st.tuples(st.just("wait"), st.sampled_from([each for each in WAITS if each != "approval"])),
    st.tuples(st.just("step"), st.sampled_from(STEPS)),
    st.tuples(st.just("offer"), st.sampled_from(["gift", "discount"])),
)  # fmt: skip
LIVES = st.lists(st.tuples(st.integers(0, 3), MOVES), max_size=14)


def lived(life_: list[tuple[int, tuple[str, str]]]) -> tuple[Complaint, dict[date, Complaint]]:
    """A complaint moved as far as the rules let it, and how it stood each night."""
    complaint, day = NEW, MONDAY
    nights = {day: complaint}
    for minute, (later, move) in enumerate(life_):
        for _ in range(later):
            day += timedelta(days=1)
            nights[day] = complaint
        at = f"{day}T{9 + minute // 60:02}:{minute % 60:02}"
        try:
            complaint = moved_by(move, complaint, at)
        except SvcError:
            continue
        nights[day] = complaint
    return complaint, nights


@settings(max_examples=150)
@given(LIVES)
def test_a_complaint_is_given_back_as_it_stood_each_night(
    life_: list[tuple[int, tuple[str, str]]],
) -> None:
    """Whatever the rules allowed to happen to it: state, days, logs, who sees to it."""
    complaint, nights = lived(life_)
    for night, then in nights.items():
        assert as_of(complaint, night) == then
    assert as_of(complaint, MONDAY - timedelta(days=1)) is None


@settings(max_examples=60)
@given(LIVES, st.integers(0, 12), st.integers(0, 12))
def test_it_is_the_same_by_way_of_a_later_day(
    life_: list[tuple[int, tuple[str, str]]], one: int, other: int
) -> None:
    """Cut twice is cut once, and what was known stays known: logs only grow."""
    complaint, _ = lived(life_)
    early, late = sorted(MONDAY + timedelta(days=each) for each in (one, other))
    later, earlier = as_of(complaint, late), as_of(complaint, early)
    assert later is not None
    assert earlier is not None
    assert as_of(later, early) == earlier
    assert as_of(earlier, late) == earlier
    for log in ("history", "steps", "offers", "waits"):
        assert len(getattr(earlier, log)) <= len(getattr(later, log))


@settings(max_examples=40)
@given(LIVES)
def test_no_later_entry_changes_the_figures_of_a_past_week(
    life_: list[tuple[int, tuple[str, str]]],
) -> None:
    """Reckoned from what is on file now, or from what was on file that night: the same."""
    complaint, nights = lived(life_)
    whole = Policy()
    for night, then in nights.items():
        found = cases_between([complaint], MONDAY, night, whole)
        assert found == cases_between([then], MONDAY, night, whole)


SETTLED = {"state": "resolved", "resolved_on": the(20)}
CLOSED = {"state": "closed", "resolved_on": the(20), "closed_on": the(24)}


def test_nothing_new_is_made_of_a_record_nothing_was_noted_of_since() -> None:
    """The record itself is given back: most of a year's are."""
    complaint, _ = lived([(1, ("resolved", "")), (1, ("closed", ""))])
    assert as_of(complaint, the(18)) is complaint
    assert as_of(complaint, the(30)) is complaint


@pytest.mark.parametrize(
    ("fields", "day", "state", "resolved_on"),
    [
        (SETTLED, 19, "logged", None),
        (SETTLED, 20, "resolved", the(20)),
        (CLOSED, 19, "logged", None),
        (CLOSED, 23, "resolved", the(20)),
        (CLOSED, 24, "closed", the(20)),
        ({"state": "closed", "closed_on": the(24)}, 23, "logged", None),
        ({"state": "proposed"}, 16, "proposed", None),
    ],
)  # fmt: skip
def test_one_without_a_log_is_judged_by_its_days(
    fields: dict[str, Any], day: int, state: str, resolved_on: date | None
) -> None:
    """Complaints from before moves were kept."""
    found = as_of(replace(NEW, history=(), **fields), the(day))
    assert found is not None
    assert (found.state, found.resolved_on) == (state, resolved_on)


# ---- from when a record counts


@pytest.mark.parametrize(
    ("record", "day"),
    [
        (NEW, 16),
        (replace(NEW, on=the(13)), 16),
        (replace(NEW, on=the(20)), 20),
        (replace(NEW, id="no id"), 16),
        (Part(id="N-261117-111111", on=the(16), move="in", code="X1", qty=1), 17),
        (Return(id="R-261113-111111", customer="C", on=the(13), purchase="P", cause="quality",
                history=({"at": "2026-11-16T09:00", "state": "approved"},)), 16),
        (Return(id="R-261113-111111", customer="C", on=the(13), purchase="P", cause="quality",
                history=({"at": "2026-11-16T09:00", "state": "settled"},)), 13),
        (Callback(id="purchase.P-261101-111111", kind="purchase", customer="C", about="P",
                  due=the(8), done_on=the(12), result="reached"), 12),
        (Callback(id="purchase.P-261101-111111", kind="purchase", customer="C", about="P",
                  due=the(8), done_on=the(12), result="reached",
                  tries=({"on": "2026-11-09", "result": "no-answer"},
                         {"on": "2026-11-12", "result": "reached"})), 9),
        (Message(id="sms-x", kind="birthday", customer="C", template="t", due=the(20), text="!",
                 history=({"at": "2026-11-17T09:00", "state": "approved"},)), 17),
        (Message(id="sms-x", kind="birthday", customer="C", template="t", due=the(20), text="!"),
         20),
    ],
)  # fmt: skip
def test_a_record_counts_from_the_day_it_was_written_down(record: Record, day: int) -> None:
    """So what is noted on Monday for Friday changes no report of the week before."""
    assert entered_on(record) == the(day)
    assert as_of(record, the(day - 1)) is None
    assert as_of(record, the(day)) is not None


# ---- everything else, as the commands leave it

STORY = """
2026-11-09 purchase add --customer {c} --item sku=T1,category=textile,price=300.00
2026-11-09 purchase add --customer {c} --item sku=T2,category=textile,price=200.00
2026-11-10 return open --purchase {p1} --cause quality
2026-11-10 delivery plan --purchase {p2} --on 2026-11-12
2026-11-10 repair open --customer {c} --problem seam
2026-11-10 repair open --customer {c} --problem zip
2026-11-11 delivery move {d} --on 2026-11-13
2026-11-11 repair receive {r}
2026-11-11 repair diagnose {r} --text cut --price 20.00 --caused-by customer
2026-11-12 callback done purchase.{p1} --result no-answer
2026-11-12 repair wait {r} --for customer
2026-11-12 return settle {w} --paid-by cash --signed
2026-11-12 repair help {r} --by somebody
2026-11-13 repair resume {r}
2026-11-13 delivery fail {d} --text nobody
2026-11-13 repair cancel {r2}
2026-11-16 callback done purchase.{p1} --satisfied no --settle-on 2026-11-20 --forward region
2026-11-16 repair done {r}
2026-11-16 delivery move {d} --on 2026-11-17
2026-11-17 callback answer purchase.{p1} --text cold
2026-11-18 repair hand-back {r} --invoice 77 --paid-by cash
2026-11-18 delivery done {d} --on 2026-11-17
2026-11-18 callback answer purchase.{p1} --told
2026-11-19 repair sign {r}
2026-11-19 repair to-finance {r}
2026-11-19 delivery sign {d}
"""


def test_every_record_is_given_back_as_the_commands_had_left_it(
    svc: Call, shop: Path, wang: str
) -> None:
    """A return, two repairs, a delivery, a callback, their approvals: night by night."""
    names = {"c": wang}
    nights: dict[date, list[Record]] = {}
    for line in STORY.strip().splitlines():
        day, call = line.split(" ", 1)
        svc("--today", day, *call.format(**names).split(), code=None)
        names |= ids(shop)
        nights[date.fromisoformat(day)] = on_file(shop)
    final = on_file(shop)
    assert {type(each) for each in final} == {Return, Repair, Delivery, Callback, Approval}
    states = {
        each.id: each.state for each in final if isinstance(each, Repair | Delivery | Return)
    }
    assert set(states.values()) == {"settled", "handed_back", "cancelled", "done"}
    for night, then in nights.items():
        found = {each.id: got for each in final if (got := as_of(each, night)) is not None}
        assert found.keys() == {each.id for each in then}
        for each in then:
            assert plain(found[each.id]) == plain(each), night
        for earlier in nights:  # by way of a later night it is the same
            for got in found.values() if earlier <= night else ():
                whole = next(each for each in final if each.id == got.id)
                assert as_of(got, earlier) == as_of(whole, earlier), (earlier, night)


UNDATED: dict[type, tuple[str, ...]] = {Return: ("phone", "signed"), Repair: ("free", "terms")}
"""What is noted of a return's slip and of a repair's terms without saying when."""


def plain(record: Record) -> dict[str, Any]:
    """A record without what nobody can say since when it is so."""
    undated = UNDATED.get(type(record), ())
    return {name: each for name, each in record.to_raw().items() if name not in undated}


def ids(shop: Path) -> dict[str, str]:
    """The ids of what the story has made so far, by its names for them."""
    store = Store(shop)
    found: dict[str, str] = {}
    for table, names in (("purchases", ("p1", "p2")), ("returns", ("w",)), ("deliveries", ("d",)),
                         ("repairs", ("r", "r2"))):  # fmt: skip
        made = sorted(
            getattr(store, table).all(), key=lambda each: each.to_raw().get("problem", "")
        )
        if table == "purchases":
            made.sort(key=lambda each: -each.total)
        found |= {name: each.id for name, each in zip(names, made, strict=False)}
    return found


def on_file(shop: Path) -> list[Record]:
    """All that is on file of what a report counts."""
    store = Store(shop)
    tables = (store.returns, store.repairs, store.deliveries, store.callbacks, store.approvals)
    return [record for table in tables for record in table.all()]


def test_a_message_stands_as_it_did_that_night() -> None:
    """What went out later had not gone."""
    queued = Message(
        id="sms-x", kind="birthday", customer="C", template="t", due=the(16), text="!"
    )
    approved = outbox.moved(queued, "approve", "2026-11-17T09:00", staff="S")
    begun = outbox.moved(approved, "begin", "2026-11-18T09:00", via="alpha")
    sent = outbox.moved(begun, "sent", "2026-11-18T09:01", via="alpha", reference="r")
    for day, then in ((16, queued), (17, approved), (18, sent), (30, sent)):
        assert as_of(sent, the(day)) == then


def test_a_try_that_reached_her_brought_what_she_said() -> None:
    """The night before, only the first try was known."""
    due = Callback(id="purchase.P-261101-111111", kind="purchase", customer="C", about="P",
                   due=the(8), done_on=the(8), result="no-answer")  # fmt: skip
    first = noting.noted(due, "no-answer", {"text": "engaged"}, the(9), "S")
    second = noting.noted(first, "reached", {"satisfied": True, "text": "fine"}, the(12), "T")
    assert as_of(second, the(11)) == first
    assert as_of(second, the(12)) is second


def test_money_named_by_an_approver_was_not_named_before() -> None:
    """A quote that only goes upward names none (S2-065); a price as a second comes when given."""
    lines = (
        {"at": "2026-11-16T09:00", "state": "waiting"},
        {"at": "2026-11-17T09:00", "state": "approved", "amount": "80.00"},
        {"at": "2026-11-18T09:00", "state": "price_second", "text": "50.00"},
        {"at": "2026-11-19T09:00", "state": "settled"},
        {"at": "2026-11-20T09:00", "state": "check_refund"},
    )
    full = Return(
        id="R-261116-111111", customer="C", on=MONDAY, purchase="P", cause="quality",
        state="settled", fee=Decimal("20.00"), refund=Decimal("80.00"), settled_on=the(19),
        second_price=Decimal("50.00"), paid_by="cash", checked_by="S", history=lines,
        invoice_amount=Decimal("100.00"), quote={"decision": "hand_upward"},
    )  # fmt: skip
    stood = {
        16: ("waiting", None, None, None, None, None),
        17: ("approved", "80.00", None, None, None, None),
        18: ("approved", "80.00", "50.00", None, None, None),
        19: ("settled", "80.00", "50.00", the(19), "cash", None),
        20: ("settled", "80.00", "50.00", the(19), "cash", "S"),
    }
    for day, expected in stood.items():
        found = as_of(full, the(day))
        assert found is not None
        refund, second = (
            None if money is None else str(money) for money in (found.refund, found.second_price)
        )
        assert (
            found.state, refund, second, found.settled_on, found.paid_by, found.checked_by
        ) == expected, day  # fmt: skip


@pytest.mark.parametrize(
    ("day", "satisfied", "settle_on"),
    [(10, True, None), (11, True, None), (12, False, 20), (13, False, 25), (30, False, 25)],
)
def test_what_was_told_of_a_contact_later_was_not_known_before(
    day: int, satisfied: bool, settle_on: int | None
) -> None:
    """Content on the 10th, not so on the 12th with a promise, which was moved on the 13th."""
    due = date(2026, 11, 10)
    made = Callback(
        id="purchase.P-261103-AAAAAA", kind="purchase", customer="C-1", about="P-261103-AAAAAA",
        due=due, done_on=due, result="no-answer",
    )  # fmt: skip
    told: list[tuple[int, dict[str, Any]]] = [
        (10, {"satisfied": True}),
        (11, {"text": "x"}),
        (12, {"satisfied": False, "settle_on": date(2026, 11, 20)}),
        (13, {"satisfied": False, "settle_on": date(2026, 11, 25)}),
        (13, {"satisfied": False, "settle_on": date(2026, 11, 25)}),
    ]
    for on, said in told:
        made = noted(made, "reached", said, date(2026, 11, on), "T")
    assert len(made.tries) == 3, "what changes nothing leaves no line"
    assert len(attempts(made.tries)) == 1
    known = as_of(made, date(2026, 11, day))
    assert known is not None
    assert (known.result, known.done_on, known.satisfied) == ("reached", due, satisfied)
    assert known.settle_on == (date(2026, 11, settle_on) if settle_on else None)
