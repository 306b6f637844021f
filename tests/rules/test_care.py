"""Care scores: each part by its rule, the mean of those that count, ranks, and why."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.errors import BadPolicy
from svc.policy import Policy
from svc.policy.what_if import WhatIf
from svc.records.staff import Staff
from svc.rules.care import Care, cares
from svc.rules.care_parts import PARTS, Known, marks
from svc.rules.conduct import Found, Share
from svc.rules.contest import Score
from svc.rules.tally import Tally

if TYPE_CHECKING:
    from svc.policy import DatedPolicy

DAY = date(2026, 10, 31)
POLICY = Policy().at(DAY)
LI, WU, ZHOU = (Staff(id=f"S-{name}", name=name) for name in ("li", "wu", "zhou"))


def tally(reached: int = 0, messages: int = 0, good: int = 0, bad: int = 0) -> Tally:
    """What somebody did."""
    counts = {"reached": reached, "messages": messages, "contacts": reached, "satisfied": good}
    return Tally(staff=None, counts=Counter({**counts, "unsatisfied": bad}))


def files(n: int, quality: str, back: int = 0, score: str = "0.5000") -> Score:
    """The contest's score of so many files."""
    return Score(rank=1, staff="", files=n, complete=0, back=back, quantity=Decimal(1),
                 quality=Decimal(quality), score=Decimal(score), asked=0, satisfied=0)  # fmt: skip


def found(staff: str, finding: str, category: str = "attitude") -> Found:
    """What was found of somebody."""
    return Found(complaint=f"K-{staff}-{finding}", category=category, finding=finding,
                 on="2026-10-05", staff=staff)  # fmt: skip


def scored(known: Known, *members: Staff, policy: DatedPolicy = POLICY) -> dict[str, Care]:
    """The scores by id."""
    return {each.staff: each for each in cares(members or (LI, WU), known, policy)}


@pytest.mark.fact("S2-017", "S2-037", "S0-062", command="svc report staff")
def test_a_score_with_its_parts() -> None:
    """Every part from 0 to 100, weighed alike until the shop says otherwise; all is shown."""
    known = Known(
        tallies={LI.id: tally(60, 100, 24, 6), WU.id: tally(35)},
        files={LI.id: files(10, "0.8200", back=3)},
        cases={LI.id: Share(10, 9)},
        calls={LI.id: Share(30, 27)},
        sheets={LI.id: Share(10, 9)},
        found=(found(LI.id, "light"), found(LI.id, "none")),
    )
    shown = scored(known)[LI.id].to_json()
    parts = {name: part["score"] for name, part in shown["parts"].items()}
    assert parts == {
        "contacts": "100.0", "files": "82.0", "timeliness": "90.0", "satisfaction": "82.5",
        "complaints": "70.0",
    }  # fmt: skip
    assert (shown["score"], shown["rank"], shown["name"]) == ("84.9", 1, "li")
    assert shown["parts"]["contacts"] == {
        "score": "100.0", "n": 160, "few": False, "reached": 60, "messages": 100, "tries": 60,
        "points": "70.0", "most": "70.0", "why": shown["why"][1],
    }  # fmt: skip
    assert shown["parts"]["satisfaction"].items() >= {
        "n": 40, "asked": 40, "satisfied": 33, "in_callbacks": 30, "on_sheets": 10,
    }.items()  # fmt: skip
    assert shown["why"][0] == "Score 84.9, rank 1 of 2 who are judged."
    assert len(shown["why"]) == 1 + len(PARTS)


@pytest.mark.parametrize(
    ("contacts", "is_judged"), [(29, False), (30, True), (31, True)], ids=str
)  # fmt: skip
def test_nobody_is_judged_on_a_few_contacts(contacts: int, is_judged: bool) -> None:
    """No score and no rank, and it is said; who is judged comes first."""
    known = Known(tallies={LI.id: tally(contacts), WU.id: tally(100)})
    li = scored(known)[LI.id]
    assert (li.score is not None, li.rank is not None) == (is_judged, is_judged)
    assert [each.staff for each in cares([LI, WU], known, POLICY)] == [WU.id, LI.id]
    if not is_judged:
        assert str(li.why[0]).startswith("Not judged: 29 contacts")


@pytest.mark.parametrize(
    ("part", "known", "few"),
    [
        ("files", {"files": {LI.id: files(9, "0.9000")}}, 9),
        ("timeliness", {"cases": {LI.id: Share(9, 9)}, "calls": {LI.id: Share(20, 20)}}, 29),
        ("satisfaction", {"sheets": {LI.id: Share(29, 29)}}, 29),
    ],
)
def test_parts_of_a_few_figures_are_left_out(part: str, known: dict[str, Any], few: int) -> None:
    """They are told with their number, and change no score."""
    contacts = {LI.id: tally(40), WU.id: tally(80)}
    bare = scored(Known(tallies=contacts))[LI.id]
    li = scored(Known(tallies=contacts, **known))[LI.id]
    assert (li.parts[part].n, li.parts[part].few) == (few, True)
    assert li.parts[part].score is not None
    assert li.score == bare.score == Decimal("75.0")
    assert any(f"Left out, too few to say (n = {few})" in str(each) for each in li.why)


def test_equal_scores_share_a_rank() -> None:
    """And the next rank is left out; the order among them is that of ids."""
    known = Known(tallies={LI.id: tally(40), WU.id: tally(80), ZHOU.id: tally(80)})
    shown = [(each.rank, each.staff) for each in cares([ZHOU, LI, WU], known, POLICY)]
    assert shown == [(1, WU.id), (1, ZHOU.id), (3, LI.id)]


def test_alone_there_is_nobody_to_compare_with() -> None:
    """Then contacts are told and left out, and the other parts tell the score."""
    known = Known(tallies={LI.id: tally(40, good=30, bad=10)})
    li = scored(known, LI)[LI.id]
    assert li.parts["contacts"].score is None
    assert li.score == Decimal("87.5")
    assert "Nobody else made contacts to compare with: they are left out." in map(str, li.why)


def test_nobody_on_the_staff_or_nothing_done() -> None:
    """No rows; or rows without a rank."""
    assert cares([], Known(), POLICY) == []
    (li,) = cares([LI], Known(), POLICY)
    assert (li.rank, li.score) == (None, None)


@pytest.mark.parametrize(
    ("findings", "score"),
    [((), "100.0"), (("none",), "100.0"), (("light",), "70.0"), (("light",) * 4, "0.0"),
     (("serious",), "0.0")],
)  # fmt: skip
def test_complaints_take_points_off(findings: tuple[str, ...], score: str) -> None:
    """By what was found, never below nothing; of others they change nothing."""
    known = Known(found=tuple(found(LI.id, each) for each in findings))
    shown = scored(known)
    assert shown[LI.id].parts["complaints"].score == Decimal(score)
    assert shown[WU.id].parts["complaints"].score == Decimal(100)


@pytest.mark.fact("S2-007", "S0-019", command="svc report staff")
def test_rewards_and_penalties_of_the_rules() -> None:
    """The most complete and the most effective files; what was found of her, with the cases."""
    known = Known(
        files={LI.id: files(10, "0.9", back=2, score="0.9"), WU.id: files(12, "0.5", back=6)},
        found=(found(WU.id, "light"),),
    )
    shown = {who: each.to_json() for who, each in scored(known).items()}
    assert [each["rule"] for each in shown[LI.id]["rewards"]] == ["best_files"]
    assert [each["rule"] for each in shown[WU.id]["rewards"]] == ["most_effective_files"]
    assert [(each["rule"], each["does"], each["cases"]) for each in shown[WU.id]["penalties"]] == [
        ("attitude", ["warning", "deduct_bonus"], ["K-S-wu-light"]),
        ("attitude_light", ["apologise"], ["K-S-wu-light"]),
    ]
    few = Known(files={LI.id: files(9, "0.9", back=2, score="0.9")})
    assert scored(few)[LI.id].rewards == ()


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("staff.care", {"contacts": "1"}),
        ("staff.care", dict.fromkeys(PARTS, 1)),
        ("staff.care", dict.fromkeys(PARTS, "-1")),
        ("staff.care", dict.fromkeys(PARTS, "NaN")),
        ("staff.contacts", {"reached": "1"}),
        ("staff.least", {"contacts": "30", "files": 10}),
        ("staff.conduct", {"light": -1, "serious": 10}),
        ("staff.rewards", [{"key": "x"}]),
    ],
)
def test_a_policy_that_cannot_be_worked_with(entry: str, value: Any) -> None:
    """It says which entry."""
    policy = WhatIf(Policy(), values={entry: value}).at(DAY)
    with pytest.raises(BadPolicy, match=entry):
        cares([LI], Known(), policy)


COUNTS = st.integers(0, 200)


@given(
    st.lists(st.tuples(COUNTS, COUNTS, COUNTS, COUNTS, st.integers(0, 5)), min_size=1, max_size=6),
    st.lists(st.integers(0, 9), min_size=5, max_size=5).filter(any),
)
def test_a_score_lies_between_its_parts(rows: list[tuple[int, ...]], weights: list[int]) -> None:
    """Whatever the weights: between the lowest and the highest part that counts, 0 to 100."""
    members = [Staff(id=f"S-{nth}", name=str(nth)) for nth in range(len(rows))]
    named = dict(zip((member.id for member in members), rows, strict=True))
    known = Known(
        tallies={who: tally(row[0], row[1], row[2], row[3]) for who, row in named.items()},
        found=tuple(found(who, "light") for who, row in named.items() for _ in range(row[4])),
    )
    weighed = {part: str(each) for part, each in zip(PARTS, weights, strict=True)}
    policy = WhatIf(Policy(), values={"staff.care": weighed}).at(DAY)
    held = marks(policy).weights
    for each in cares(members, known, policy):
        counting = [
            part.score
            for name, part in each.parts.items()
            if part.counts and part.score is not None and held[name]
        ]
        if each.score is not None:
            assert min(counting) <= each.score <= max(counting) <= 100
            assert each.rank == 1 + sum(
                other.score is not None and other.score > each.score
                for other in cares(members, known, policy)
            )
