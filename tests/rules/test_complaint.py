"""How a complaint moves: the table of moves, what each leaves, what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from svc.errors import BadInput, Refused
from svc.frozen import replace
from svc.policy import Policy
from svc.records.complaint import SETTLED, STATES, WAITS, Complaint
from svc.rules import complaint as life
from svc.rules import steps
from svc.rules.answer import Citations
from svc.rules.check import check
from svc.rules.checks.snapshot import Line
from svc.rules.complaint import MOVES, PROGRESS, nth_about_the_same, standing
from svc.rules.deadlines import deadlines
from svc.rules.escalation import next_post

if TYPE_CHECKING:
    from svc.problem import Problem

LOGGED = date(2026, 11, 20)
NOW = "2026-11-20T10:00"
NEW = Complaint(
    id="K-261120-111111", customer="C-261120-222222", on=LOGGED, category="quality",
    text="it faded", history=({"at": "2026-11-20T09:00", "state": "logged"},),
)  # fmt: skip
KEYS = [step.key for name in steps.LISTS for step in steps.list_named(name, Policy().at(LOGGED))]


def brought_to(state: str) -> Complaint:
    """A complaint in a state, by the shortest way the table allows."""
    way = {
        "logged": (), "closed": ("resolved", "closed"), "reopened": ("resolved", "reopened"),
    }.get(state, (state,))  # fmt: skip
    found = NEW
    for each in way:
        if each == "waiting":
            found = life.waiting(found, "parts", NOW, None, text=None)
        else:
            found = life.moved(found, each, NOW, None)
    return found


@pytest.mark.fact("S0-017", command="svc complaint show")
def test_the_table_of_moves() -> None:
    """The rules for complaints: one table says which state may follow which."""
    assert tuple(MOVES) == STATES
    assert {state for states in MOVES.values() for state in states} == set(STATES) - {"logged"}
    for state in STATES:
        assert ("resolved" in MOVES[state]) is (state not in SETTLED), state
        assert ("reopened" in MOVES[state]) is (state in SETTLED), state
        assert ("closed" in MOVES[state]) is (state == "resolved"), state
    assert set(PROGRESS) < set(STATES)


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_every_move_there_is_and_is_not(before: str, after: str) -> None:
    """What the table has is done and noted; what it has not is refused, naming what may follow."""
    complaint = brought_to(before)
    assert complaint.state == before
    if after in MOVES[before]:
        moved = life.moved(complaint, after, NOW, "T-1", text="why")
        assert moved.state == after
        assert moved.history[:-1] == complaint.history
        assert moved.history[-1] == {"at": NOW, "state": after, "staff": "T-1", "text": "why"}
        assert (moved.resolved_on is None) is (after not in SETTLED)
        assert (moved.closed_on is None) is (after != "closed")
        assert all(wait.get("until") for wait in moved.waits)
    else:
        with pytest.raises(Refused) as refused:
            life.moved(complaint, after, NOW, None)
        said = str(refused.value.message)
        assert f"is {before} since 2026-11-20" in said
        assert all(state in said for state in MOVES[before])


@pytest.mark.parametrize(("day", "refused"), [(-1, True), (0, False), (1, False)])
def test_nothing_comes_before_what_is_on_file(day: int, refused: bool) -> None:
    """The day before the last entry is a slip of the clock, also where that was only a step."""
    policy = Policy().at(LOGGED)
    stepped, _ = steps.taken(brought_to("understood"), "talk", "2026-11-25", None, policy)
    at = (date(2026, 11, 25) + timedelta(days=day)).isoformat()
    if refused:
        with pytest.raises(BadInput, match="2026-11-25"):
            life.resolved(stepped, at, None, text=None)
    else:
        assert life.resolved(stepped, at, None, text=None).state == "resolved"


@pytest.mark.parametrize(
    ("state", "resumes"),
    [("logged", "acknowledged"), ("acknowledged", "acknowledged"), ("understood", "understood"),
     ("proposed", "proposed"), ("reopened", "acknowledged")],
)  # fmt: skip
def test_a_wait_ends_where_it_began(state: str, resumes: str) -> None:
    """Who let it wait had heard of it: it is acknowledged at least."""
    waiting = life.waiting(brought_to(state), "customer", NOW, "T-1", text="an address")
    assert (waiting.state, life.waits_for(waiting), standing(waiting)) == (
        "waiting", "customer", resumes,
    )  # fmt: skip
    assert waiting.waits == ({"at": NOW, "for": "customer", "staff": "T-1", "text": "an address"},)
    with pytest.raises(Refused):
        life.waiting(waiting, "parts", NOW, None, text=None)
    passed_on = life.noted(waiting, NOW, None, post="company")
    assert standing(passed_on) == resumes
    resumed = life.resumed(passed_on, "2026-11-21", None, text=None)
    assert (resumed.state, resumed.waits[0]["until"]) == (resumes, "2026-11-21")
    assert life.waits_for(resumed) is None
    with pytest.raises(Refused):
        life.resumed(resumed, NOW, None, text=None)


def test_what_is_settled_while_it_waits() -> None:
    """The wait ends with it."""
    settled = life.resolved(brought_to("waiting"), "2026-11-21", None, text=None)
    assert settled.waits[0]["until"] == "2026-11-21"


@pytest.mark.fact("S2-051", "S2-053", command="svc complaint offer")
def test_offers() -> None:
    """An offer proposes a way out from wherever the complaint stands, and what came of it stays.

    It never goes back: a second one after the first was declined is one more line.
    """
    first = life.offered(brought_to("logged"), NOW, "T-1", offer="gift", text=None, taken=False)
    assert first.state == "proposed"
    last = life.offered(first, NOW, None, offer=None, text="改衣免费", taken=True)
    assert last.offers == (
        {"at": NOW, "offer": "gift", "staff": "T-1", "taken": False},
        {"at": NOW, "text": "改衣免费", "taken": True},
    )
    assert last.history == first.history
    for state in SETTLED:
        with pytest.raises(Refused):
            life.offered(brought_to(state), NOW, None, offer="gift", text=None, taken=None)


@pytest.mark.fact("S2-054", command="svc complaint reopen")
def test_a_second_chance() -> None:
    """A first answer that did not hold is taken up again; what was done stays on file."""
    closed = brought_to("closed")
    again = life.moved(closed, "reopened", "2026-11-25", None, text="it faded again")
    assert (again.is_open, again.resolved_on, again.closed_on) == (True, None, None)
    assert [line["state"] for line in again.history] == [
        "logged", "resolved", "closed", "reopened",
    ]  # fmt: skip


@pytest.mark.fact("S3-026", "S3-027", command="svc complaint resolve")
@pytest.mark.parametrize("category", ["attitude", "cashier", "quality"])
def test_what_was_found_of_staff(category: str) -> None:
    """Complaints of attitude and the till are looked into: light, serious, or nothing in it."""
    complaint = replace(NEW, category=category)
    if category == "quality":
        with pytest.raises(BadInput, match="people of the shop"):
            life.resolved(complaint, NOW, None, text=None, finding="light")
        return
    found = life.resolved(complaint, NOW, None, text="员工道歉", satisfied=False, finding="light")
    assert found.history[-1] == {
        "at": NOW, "state": "resolved", "text": "员工道歉", "satisfied": False, "finding": "light",
    }  # fmt: skip
    found = life.resolved(complaint, NOW, None, text="x", finding="serious", of="E-1")
    assert found.history[-1]["of"] == "E-1"
    for finding in (None, "none"):
        with pytest.raises(BadInput, match="Whose conduct"):
            life.resolved(complaint, NOW, None, text="x", finding=finding, of="E-1")


@pytest.mark.fact("S3-026", "S3-027", command="svc complaint escalate")
@pytest.mark.parametrize(
    ("category", "at", "wanted", "goes_to"),
    [
        ("attitude", "clerk", None, "shop_manager"),
        ("attitude", "shop_manager", None, "regional_manager"),
        ("attitude", "regional_manager", None, "company"),
        ("cashier", "regional_manager", None, "company"),
        ("quality", "regional_manager", None, "company_service"),
        ("quality", "company_service", None, "company"),
        ("quality", "clerk", "company", "company"),
        ("attitude", "company", None, None),
        ("quality", "company", "company", None),
        ("quality", "regional_manager", "regional_manager", None),
        ("quality", "regional_manager", "clerk", None),
    ],
)
def test_the_ladder(category: str, at: str, wanted: str | None, goes_to: str | None) -> None:
    """Up the ladder of the decision table; without one post by post; never down."""
    cited = Citations(Policy().at(LOGGED))
    complaint = replace(NEW, category=category)
    if goes_to is None:
        with pytest.raises(Refused, match="already" if wanted in (None, at) else "not down"):
            next_post(complaint, at, cited, wanted)
    else:
        assert next_post(complaint, at, cited, wanted) == goes_to


def test_the_how_manieth_it_is() -> None:
    """Of one line of a purchase; where none is named, of the purchase; else it is the first."""

    def about(key: str, day: int, item: str | None, purchase: str | None = "P-1") -> Complaint:
        on = date(2026, 11, day)
        return replace(NEW, id=key, on=on, purchase=purchase, item=item, history=())

    first, coat = about("K-1", 1, None), about("K-2", 2, "coat")
    scarf, again = about("K-3", 2, "scarf"), about("K-4", 3, "coat")
    other = about("K-5", 1, None, None)
    everything = [again, scarf, other, coat, first]
    assert [nth_about_the_same(each, everything) for each in (first, coat, scarf, again)] == [
        1, 1, 1, 2,
    ]  # fmt: skip
    assert nth_about_the_same(about("K-6", 9, None), everything) == 5
    assert nth_about_the_same(other, everything) == 1
    assert nth_about_the_same(replace(coat, repeat=3), everything) == 3


def problems_of(complaint: Complaint) -> list[Problem]:
    """What `svc check` finds in a complaint, but for the customer, who is not on file."""
    line = Line(
        table="complaints", file="data/complaints/2026-11.jsonl", number=1, id=complaint.id,
        day=complaint.on, raw=complaint.to_raw(),
    )  # fmt: skip
    return [found for found in check([line]) if found.rule != "unknown-customer"]


class Life(RuleBasedStateMachine):
    """A complaint's life, whatever comes: allowed moves keep it whole, others change nothing."""

    complaint = NEW
    clock = 0

    @initialize(channel=st.sampled_from([None, "call", "letter"]), urgent=st.booleans())
    def logged(self, channel: str | None, urgent: bool) -> None:
        self.complaint = replace(NEW, channel=channel, urgent=urgent)

    @property
    def now(self) -> str:
        return (LOGGED + timedelta(days=self.clock)).isoformat() + "T10:00"

    @rule(days=st.integers(0, 9))
    def time_goes_by(self, days: int) -> None:
        self.clock += days

    @rule(state=st.sampled_from([each for each in STATES if each != "waiting"]))
    def move(self, state: str) -> None:
        before = self.complaint
        if state in MOVES[before.state]:
            self.complaint = life.moved(before, state, self.now, None)
            assert self.complaint.state == state
        else:
            with pytest.raises(Refused):
                life.moved(before, state, self.now, None)

    @rule(what=st.sampled_from(WAITS))
    def wait(self, what: str) -> None:
        before = self.complaint
        if "waiting" in MOVES[before.state]:
            self.complaint = life.waiting(before, what, self.now, None, text=None)
        else:
            with pytest.raises(Refused):
                life.waiting(before, what, self.now, None, text=None)

    @rule()
    def resume(self) -> None:
        before = self.complaint
        if before.state == "waiting":
            self.complaint = life.resumed(before, self.now, None, text=None)
            assert self.complaint.state == standing(before)
        else:
            with pytest.raises(Refused):
                life.resumed(before, self.now, None, text=None)

    @rule(taken=st.sampled_from([None, True, False]))
    def offer(self, taken: bool | None) -> None:
        before = self.complaint
        if before.is_open:
            self.complaint = life.offered(
                before, self.now, None, offer="gift", text=None, taken=taken
            )
            assert standing(self.complaint) == "proposed"
        else:
            with pytest.raises(Refused):
                life.offered(before, self.now, None, offer="gift", text=None, taken=taken)

    @rule(key=st.sampled_from(KEYS))
    def step(self, key: str) -> None:
        before, policy = self.complaint, Policy().at(LOGGED)
        if before.state == "closed":
            with pytest.raises(Refused):
                steps.taken(before, key, self.now, None, policy)
            return
        self.complaint, _warnings = steps.taken(before, key, self.now, None, policy)
        assert self.complaint.steps[-1]["step"] == key
        before_rank = PROGRESS.get(standing(before), 0)
        assert PROGRESS.get(standing(self.complaint), 0) >= before_rank

    @rule()
    def pass_up(self) -> None:
        if self.complaint.is_open:
            self.complaint = life.noted(self.complaint, self.now, None, post="company")

    @invariant()
    def is_whole(self) -> None:
        """What is on file is what `svc check` finds in order, and can be read and judged."""
        assert problems_of(self.complaint) == []
        assert Complaint.from_raw(self.complaint.to_raw()) == self.complaint
        found = deadlines(self.complaint, POLICY, self.now)
        assert (found["resolve"].met_at is None) is self.complaint.is_open
        assert found["plan"].met_at is not None or self.complaint.is_open
        assert found["resolve"].paused is (self.complaint.state == "waiting")


POLICY = Policy()
TestLife = Life.TestCase
