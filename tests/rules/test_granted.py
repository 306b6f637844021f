"""Offers somebody has to grant: when a complaint waits, goes on, and who may settle it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from svc.errors import Refused
from svc.frozen import replace
from svc.records.approval import Approval
from svc.records.complaint import Complaint
from svc.rules import complaint as life
from svc.rules.answer import POSTS
from svc.rules.authority import POST_NAMES, Acting
from svc.rules.granted import (
    answered,
    awaiting,
    gone_on,
    refuse_twice,
    refuse_unsettled,
    waiting_for_decision,
    waits_already,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY = date(2026, 11, 20)
THEN, NOW = "2026-11-20T10:00", "2026-11-21T15:30"
FIRST, SECOND, THIRD = "A-261120-111111", "A-261120-222222", "A-261121-333333"
OPEN = ("logged", "acknowledged", "understood", "proposed", "reopened")


def complaint(state: str = "proposed", *offers: Mapping[str, Any]) -> Complaint:
    """A complaint in a state that does not wait, with these offers."""
    history = tuple({"at": THEN, "state": each} for each in dict.fromkeys(("logged", state)))
    return Complaint(
        id="K-261120-111111", customer="C-261120-222222", on=DAY, category="price",
        text="cheaper today", state=state, history=history, offers=offers,
    )  # fmt: skip


def approval(key: str = FIRST, post: str = "regional_manager", state: str = "waiting") -> Approval:
    """What was asked for about one of its offers."""
    return Approval(
        id=key, about="K-261120-111111", on=DAY, kind="consent", post=post, what="offer",
        state=state,
    )  # fmt: skip


def offer(key: str, asked: str | None = None, **more: Any) -> dict[str, Any]:
    """A line of the log of offers."""
    line = {"at": THEN, "offer": key, "taken": True, **more}
    return line if asked is None else {**line, "approval": asked}


# ---- asked for once


@pytest.mark.parametrize(
    ("offers", "pending", "named"),
    [
        ([], [FIRST], None),
        ([offer("refund")], [FIRST], None),
        ([offer("refund", FIRST)], [], None),
        ([offer("refund", FIRST)], [SECOND], None),
        ([offer("other_item", FIRST)], [FIRST], None),
        ([offer("refund", FIRST)], [FIRST], FIRST),
        ([offer("refund", FIRST, refused=True), offer("refund", SECOND)], [SECOND], SECOND),
        ([offer("other_item", FIRST), offer("refund", SECOND)], [FIRST], None),
        ([offer("refund"), offer("refund", SECOND)], [FIRST, SECOND], SECOND),
    ],
)
@pytest.mark.fact("X-09", command="svc complaint offer --taken")
def test_an_offer_is_asked_for_once(
    offers: list[dict[str, Any]], pending: list[str], named: str | None
) -> None:
    """Only the same offer, whose approval still waits, may not be asked for again."""
    about = complaint("proposed", *offers)
    if named is None:
        refuse_twice(about, "refund", pending)
        return
    with pytest.raises(Refused, match=f"{about.id}: refund waits for {named}") as refused:
        refuse_twice(about, "refund", pending)
    assert named in str(refused.value.hint)


def test_a_decision_is_asked_for_once() -> None:
    """The error names the complaint, and what it waits for."""
    error = waits_already(complaint(), approval(SECOND))
    assert str(error.message) == f"K-261120-111111 waits for {SECOND} already."
    assert SECOND in str(error.hint)


# ---- it waits


@pytest.mark.parametrize("state", OPEN)
@pytest.mark.fact("X-09", command="svc complaint offer --taken")
def test_from_every_open_state_it_waits(state: str) -> None:
    """The move and the wait are noted with who asked, when and why."""
    before = complaint(state)
    after = waiting_for_decision(before, NOW, "T-1", text="she insists")
    assert (after.state, life.waits_for(after), after.offers) == ("waiting", "approval", ())
    assert after.history == (
        *before.history,
        {"at": NOW, "state": "waiting", "for": "approval", "staff": "T-1", "text": "she insists"},
    )
    assert after.waits == ({"at": NOW, "for": "approval", "staff": "T-1", "text": "she insists"},)


@pytest.mark.parametrize("other", ["customer", "parts"])
def test_another_wait_gives_way(other: str) -> None:
    """It ends at that moment; the complaint stood where it stands, and waits anew."""
    before = life.waiting(complaint("understood"), other, THEN, "T-2", text="call her")
    after = waiting_for_decision(before, NOW, "T-1", text="she came")
    assert [(each["for"], each.get("until")) for each in after.waits] == [
        (other, NOW), ("approval", None),
    ]  # fmt: skip
    assert after.history == (
        *before.history,
        {"at": NOW, "state": "understood", "staff": "T-1"},
        {"at": NOW, "state": "waiting", "for": "approval", "staff": "T-1", "text": "she came"},
    )
    assert life.standing(after) == "understood"


def test_what_waits_for_a_decision_waits_on() -> None:
    """A second thing to decide is no second wait."""
    before = waiting_for_decision(complaint(), THEN, "T-2", text=None)
    assert waiting_for_decision(before, NOW, "T-1", text="more") == before


@pytest.mark.parametrize("state", ["resolved", "closed"])
def test_what_is_settled_does_not_wait(state: str) -> None:
    """It has to be reopened first."""
    with pytest.raises(Refused):
        waiting_for_decision(complaint(state), NOW, "T-1", text=None)


def test_the_offer_noted_last_is_the_one() -> None:
    """Its line names the approval; those before stay as they are."""
    lines = (offer("refund", FIRST), offer("other_item"), offer("refund"))
    after = awaiting(complaint("proposed", *lines), THIRD, NOW, "T-1", text="yes")
    assert after.offers == (*lines[:2], {**lines[2], "approval": THIRD})
    assert (after.state, life.waits_for(after)) == ("waiting", "approval")
    assert (after.waits[-1]["at"], after.waits[-1]["staff"]) == (NOW, "T-1")
    assert after.waits[-1]["text"] == "yes"


# ---- it goes on


@pytest.mark.parametrize(("state", "mark"), [("approved", "approved"), ("rejected", "refused")])
@pytest.mark.fact("X-09", command="svc approval approve")
def test_the_answer_marks_its_offer(state: str, mark: str) -> None:
    """The offer it was asked for, and no other."""
    lines = (
        offer("refund", FIRST, refused=True), offer("other_item"), offer("refund", SECOND),
        offer("gift", THIRD),
    )  # fmt: skip
    after = answered(complaint("proposed", *lines), approval(SECOND, state=state))
    assert after.offers == (*lines[:2], {**lines[2], mark: True}, lines[3])
    assert after == replace(complaint("proposed", *lines), offers=after.offers)


@pytest.mark.parametrize("state", ["acknowledged", "understood", "proposed"])
def test_answered_it_stands_where_it_stood(state: str) -> None:
    """The wait ends with who answered, when and how."""
    before = waiting_for_decision(complaint(state), THEN, "T-2", text="she insists")
    after = gone_on(before, NOW, "T-1", text="granted")
    assert after.state == state
    assert after.history == (
        *before.history,
        {"at": NOW, "state": state, "staff": "T-1", "text": "granted"},
    )
    assert after.waits == ({**before.waits[0], "until": NOW},)


@pytest.mark.parametrize("what", [None, "customer", "parts"])
def test_what_waits_for_no_decision_stays(what: str | None) -> None:
    """An answer ends no wait for something else, and moves nothing that does not wait."""
    before = complaint()
    if what is not None:
        before = life.waiting(before, what, THEN, None, text=None)
    assert gone_on(before, NOW, "T-1", text="granted") == before


# ---- who settles it


@pytest.mark.parametrize("by", POSTS)
@pytest.mark.parametrize("post", POSTS)
@pytest.mark.fact("X-09", command="svc complaint resolve")
def test_who_may_settle_what_waits(by: str, post: str) -> None:
    """The post it waits for and those above it; for the others the error names it."""
    pending = [approval(SECOND, post)]
    acting = Acting(staff="T-1", posts=(by,))
    if POSTS.index(by) >= POSTS.index(post):
        refuse_unsettled(complaint(), pending, acting)
        return
    with pytest.raises(Refused) as refused:
        refuse_unsettled(complaint(), pending, acting)
    assert str(refused.value.message) == (
        f"K-261120-111111 cannot be settled: {SECOND} still waits for {POST_NAMES[post]}."
    )
    assert SECOND in str(refused.value.hint)


@pytest.mark.parametrize(
    ("posts", "named"),
    [
        ([], None),
        (["clerk", "shop_manager"], None),
        (["clerk", "regional_manager", "company"], (1, "the regional manager")),
        (["company", "regional_manager"], (0, "the company")),
        (["boss"], (0, "boss")),
    ],
)
def test_the_first_that_is_anothers_is_named(
    posts: list[str], named: tuple[int, str] | None
) -> None:
    """All that waits counts; a post there is not, edited by hand, is nobody's to grant."""
    keys = (FIRST, SECOND, THIRD)
    pending = [approval(key, post) for key, post in zip(keys, posts, strict=False)]
    acting = Acting(staff=None, posts=("shop_manager",))
    if named is None:
        refuse_unsettled(complaint(), pending, acting)
        return
    place, post = named
    with pytest.raises(Refused, match=f"{keys[place]} still waits for {post}"):
        refuse_unsettled(complaint(), pending, acting)
