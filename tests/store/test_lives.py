"""A case two tills moved along: one story, or two of which somebody chooses one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from svc.rules import conflict as rule
from svc.store import lives
from svc.store.united import ABSENT
from svc.store.units import PLANS
from tests.store.test_three_way import entry, merge

Raw = dict[str, Any]


def moves(*told: tuple[str, str], **more: Any) -> list[Raw]:
    """Entries of a history by minute and state."""
    return [entry(clock, state=state, **more) for clock, state in told]


LOGGED = moves(("09:00", "logged"))
OPEN = {"state": "logged", "history": LOGGED}
PAID = {"state": "done", "paid_on": "2026-11-22"}


def paid(clock: str) -> Raw:
    """A repair paid for at a minute."""
    return {**PAID, "history": [entry(clock, state="done", did="pay")]}


ONE: Mapping[str, tuple[str, Raw, Raw, Raw, Raw]] = {
    "along one path": (
        "complaints",
        OPEN,
        {"state": "understood", "history": LOGGED + moves(("10:00", "understood"))},
        {"state": "acknowledged", "history": LOGGED + moves(("10:05", "acknowledged"))},
        {
            "state": "understood",
            "history": LOGGED + moves(("10:00", "understood"), ("10:05", "acknowledged")),
        },
    ),
    "told by both": (
        "complaints",
        OPEN,
        {"state": "resolved", "history": LOGGED + moves(("10:00", "resolved"))},
        {"state": "resolved", "history": LOGGED + moves(("10:05", "resolved"))},
        {
            "state": "resolved",
            "history": LOGGED + moves(("10:00", "resolved"), ("10:05", "resolved")),
        },
    ),
    "moved here, passed on there": (
        "complaints",
        OPEN,
        {"state": "resolved", "history": LOGGED + moves(("10:00", "resolved"))},
        {
            "state": "logged",
            "history": LOGGED + moves(("10:05", "logged"), assigned_to="T-1"),
        },
        {
            "state": "resolved",
            "history": [
                *LOGGED,
                *moves(("10:00", "resolved")),
                *moves(("10:05", "logged"), assigned_to="T-1"),
            ],
        },
    ),
    "approved by both": (
        "returns",
        {"state": "waiting"},
        {"state": "approved", "history": moves(("10:00", "approved"))},
        {"state": "approved", "history": moves(("10:05", "approved"))},
        {"state": "approved", "history": moves(("10:00", "approved"), ("10:05", "approved"))},
    ),
    "paid here, signed there": (
        "repairs",
        {"state": "done"},
        paid("10:00"),
        {"state": "done", "history": [entry("10:05", state="done", did="sign")]},
        {**PAID, "history": [*paid("10:00")["history"],
                             entry("10:05", state="done", did="sign")]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ONE)
def test_one_story(case: str) -> None:
    """Whichever side is ours."""
    table, base, ours, theirs, wanted = ONE[case]
    assert merge(table, base, ours, theirs) == (wanted, [])
    assert merge(table, base, theirs, ours) == (wanted, [])


APART: Mapping[str, tuple[Any, ...]] = {
    "waits here, settled there": (
        "complaints",
        OPEN,
        {
            "state": "waiting",
            "history": LOGGED + moves(("10:00", "waiting")),
            "waits": [entry("10:00", **{"for": "parts"})],
        },
        {
            "state": "resolved",
            "resolved_on": "2026-11-22",
            "history": LOGGED + moves(("10:05", "resolved")),
        },
    ),
    "waits at both": (
        "complaints",
        OPEN,
        *(
            {
                "state": "waiting",
                "history": LOGGED + moves((clock, "waiting")),
                "waits": [entry(clock, **{"for": "parts"})],
            }
            for clock in ("10:00", "10:05")
        ),
    ),
    "settled and closed at both": (
        "complaints",
        OPEN,
        *(
            {
                "state": "closed",
                "history": LOGGED + moves((clock, "resolved"), (clock, "closed")),
            }
            for clock in ("10:00", "10:05")
        ),
    ),
    "money given at both": (
        "returns",
        {"state": "approved"},
        *(
            {
                "state": "settled",
                "settled_on": "2026-11-22",
                "history": moves((clock, "settled")),
            }
            for clock in ("10:00", "10:05")
        ),
    ),
    "paid at both": ("repairs", {"state": "done"}, paid("10:00"), paid("10:05")),
    "handed back at both": (
        "repairs",
        {"state": "done"},
        *(
            {
                "state": "handed_back",
                "handed_back_on": "2026-11-22",
                "history": moves((clock, "handed_back")),
            }
            for clock in ("10:00", "10:05")
        ),
    ),
    "sent at both": (
        "messages",
        {"state": "approved", "text": "x"},
        *(
            {
                "state": "sent",
                "text": "x",
                "via": "a",
                "history": moves((clock, "sending"), (clock, "sent")),
            }
            for clock in ("10:00", "10:05")
        ),
    ),
    "delivered here, failed there": (
        "deliveries",
        {"state": "planned"},
        {"state": "done", "history": moves(("10:00", "done"))},
        {"state": "failed", "history": moves(("10:05", "failed"))},
    ),
}


@pytest.mark.parametrize("case", APART)
def test_two_stories(case: str) -> None:
    """Ours stands, whole; the other is told, whole, and taking it gives it as it was."""
    table, base, *sides = APART[case]
    for ours, theirs in (sides, sides[::-1]):
        raw, others = merge(table, base, ours, theirs)
        assert raw == ours
        assert len(others) == 1
        assert rule.taken(raw, "X", others) == {"id": "X", **theirs}
        assert merge(table, base, raw, theirs) == (raw, others)
        assert merge(table, base, raw, ours) == (raw, [])
        assert merge(table, base, ours, theirs, inner=True) == (base, [])
    assert rule.went_twice(raw, others[0]) is (
        case in {"money given at both", "paid at both", "handed back at both", "sent at both"}
    )


def test_what_moved_nothing_is_in_both_stories() -> None:
    """Somebody signed, and it was moved apart: whichever is chosen, that stays."""
    signed = entry("10:01", state="planned", did="edit")
    raw, others = merge(
        "deliveries",
        {"state": "planned"},
        {"state": "done", "history": moves(("10:00", "done"))},
        {"state": "failed", "history": [signed, *moves(("10:05", "failed"))]},
    )
    assert raw == {"state": "done", "history": [*moves(("10:00", "done")), signed]}
    assert others[0]["fields"]["history"] == [signed, *moves(("10:05", "failed"))]


# ---- taking another's word on a list or table

TAKEN: Mapping[str, tuple[Any, Any, Any, Any]] = {
    "a key that came since stays": (
        {"size": "L"}, {"size": "M"}, {"size": "L", "email": "e"}, {"size": "M", "email": "e"}),
    "a key it has not goes": ({"size": "L"}, None, {"size": "L", "email": "e"}, {"email": "e"}),
    "a key only it has comes": ({"a": 1}, {"a": 1, "b": 2}, {"c": 3}, {"c": 3, "b": 2}),
    "the last key goes": ({"size": "L"}, None, {"size": "L"}, None),
    "an entry in its place": ([1, 2, 3], [1, 4, 3], [1, 2, 3, 5], [1, 4, 3, 5]),
    "an entry that goes": ([1, 2], [1], [1, 2, 3], [1, 3]),
    "a first entry": ([2], [1, 2], [2, 3], [1, 2, 3]),
    "no list is left": ([1], None, [1], None),
}  # fmt: skip


@pytest.mark.parametrize("case", TAKEN)
def test_only_what_differed_is_taken(case: str) -> None:
    """What came into a list or table since the two met stays as it is."""
    stood, word, now, wanted = TAKEN[case]
    other = {"unit": "x", "fields": {"x": word}, "stood": {"x": stood}}
    raw = {"id": "X", "x": now}
    after = rule.taken(raw, "X", [other])
    assert after == ({"id": "X"} if wanted is None else {"id": "X", "x": wanted})
    assert rule.still_differs(raw, other)
    assert not rule.still_differs(after, other)


A, B = {"at": "1", "for": "parts"}, {"at": "2", "for": "customer"}


def test_rows_of_one_side_alone() -> None:
    """Known by what they are about: one that ended since is not new; what is no row counts too."""
    plan = PLANS["repairs"]
    side: Any = {"waits": [{**A, "until": "d"}, B, "x", "y"], "history": [A]}
    assert lives.own_rows(plan, "waits", {"waits": [A]}, side, {"waits": ["y"]}) == [B, "x"]
    found: list[Any] = lives.own_rows(plan, "waits", {"waits": [A]}, side, {"waits": [B]})
    assert found == ["x", "y"]
    assert lives.own_rows(plan, "waits", {"waits": "?"}, side, {}) == side["waits"]
    assert lives.own_rows(plan, "waits", {}, {}, side) == []


@pytest.mark.parametrize(
    ("value", "taken", "side", "left"),
    [
        ([A, B], [A], [], [B]), ([A, B], [], [], [A, B]), ([], [], ABSENT, []),
        ([A], [A], ABSENT, ABSENT), ([A], [A], [], []), ("x", [A], [], "x"),
        (ABSENT, [A], [], ABSENT), ([A, B], [{**A, "x": 1}], [], [A, B]),
    ],
)  # fmt: skip
def test_a_list_without_some_of_its_entries(
    value: Any, taken: list[Any], side: Any, left: Any
) -> None:
    """Where none is left it is as the side has it that has none."""
    assert lives.without(value, taken, side) == left


@pytest.mark.parametrize(
    ("history", "moves"),
    [
        (["x", {"at": "1"}, {"state": "logged"}], [2]),
        ([{"state": "logged"}, {"state": "logged"}], [0, 1]),
        ([{"state": "logged"}, {"state": "logged", "post": "x"}], [0]),
        ([{"state": "logged"}, {"state": "logged", "assigned_to": "x"}], [0]),
        ([{"state": "logged"}, {"state": "closed", "post": "x"}], [0, 1]),
        ([{"state": "logged"}, {"state": "closed", "did": "sign"}, {"state": "closed"}], [0, 2]),
        ([{"state": "logged"}, {"state": "closed", "did": "edit"}], [0]),
    ],
)
def test_which_entries_moved_a_case(history: list[Any], moves: list[int]) -> None:
    """Not those that pass it on as it stands, nor those that only note something."""
    life = PLANS["complaints"].life
    assert life is not None
    found = lives.own_moves(life, {}, {"history": history}, {})
    assert found == [history[n] for n in moves]
    assert lives.own_moves(life, {"history": history[:1]}, {"history": history}, {}) == [
        each for each in found if each != history[0]
    ]
