"""What silence costs: each step of the reckoning, and who bought again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.errors import BadPolicy
from svc.policy import Policy
from svc.policy.what_if import WhatIf
from svc.records.complaint import Complaint
from svc.reports.silence import arranged
from svc.rules.silence import Silence, silence

LAST = date(2026, 11, 30)
POLICY = Policy()


def complaint(customer: str = "C-1", on: str = "2026-11-16", **more: Any) -> Complaint:
    """A complaint, logged in the morning."""
    known: dict[str, Any] = {
        "id": f"K-{on}-{customer}", "customer": customer, "on": date.fromisoformat(on),
        "category": "quality", "text": "x", "history": ({"at": f"{on}T09:00", "state": "logged"},),
    }  # fmt: skip
    return Complaint(**known | more)


def settled(at: str, **more: Any) -> Complaint:
    """A complaint of Monday 16 November, due on Wednesday at 18:00, settled at a moment."""
    history = ({"at": "2026-11-16T09:00", "state": "logged"}, {"at": at, "state": "resolved"})
    on = date.fromisoformat(at[:10])
    fields: dict[str, Any] = {"history": history, "state": "resolved", "resolved_on": on}
    return complaint(**fields | more)


def sheet(
    *complaints: Complaint,
    bought: dict[str, str] | None = None,
    spent: tuple[str, ...] = (),
    policy: Policy = POLICY,
) -> Silence:
    """The sheet of these complaints."""
    return silence(complaints, bought or {}, [Decimal(each) for each in spent], policy, LAST)


@pytest.mark.fact("S0-036", "S0-037", command="svc report silence")
def test_step_by_step() -> None:
    """Twelve who spoke stand for 300: 288 left without a word, 259 of them for good."""
    found = sheet(
        *(complaint(f"C-{nth}") for nth in range(12)), spent=("100.00", "200.00", "600.00", "0.00")
    )
    steps = [(each["step"], each["low"], each["high"]) for each in found.to_json()["steps"]]
    assert steps == [
        ("spoke", 12, 12), ("unhappy", 300, 300), ("left", 288, 288), ("never_back", 259, 259),
        ("heard", 2304, 3456), ("tell_on", 461, 691), ("heard_on", 9216, 13824),
        ("all", 11520, 17280), ("at_stake", "51840.00", "77760.00"),
    ]  # fmt: skip
    assert (str(found.median), str(found.mean), found.spenders) == ("200.00", "300.00", 3)
    shown = {each["step"]: each for each in found.to_json()["steps"]}
    assert shown["unhappy"] == {
        "step": "unhappy", "name": "dissatisfied customers", "of": "spoke", "does": "÷",
        "factor": ["0.04", "0.04"], "policy": "silence.spoken", "sources": ["S0-036"],
        "low": 300, "high": 300,
    }  # fmt: skip
    assert shown["heard"]["factor"] == ["8", "12"]
    assert shown["heard"]["sources"] == ["S0-037"]


def test_who_complains_twice_is_one_customer() -> None:
    """Customers speak; what is estimated is customers."""
    found = sheet(complaint(on="2026-11-16"), complaint(on="2026-11-17"))
    assert (found.complaints, found.complainants) == (2, 1)
    assert found.steps[1].low == 25


@pytest.mark.parametrize(("customers", "few"), [(29, True), (30, False), (31, False)])
def test_few_complaints_are_said_to_be_few(customers: int, few: bool) -> None:
    """Below report.few the estimate is marked."""
    assert sheet(*(complaint(f"C-{nth}") for nth in range(customers))).few is few


@pytest.mark.parametrize(("ever", "exceeds"), [(20, 20), (258, 258), (259, None), (900, None)])
def test_a_shop_too_small_for_the_shares(ever: int, exceeds: int | None) -> None:
    """Twelve who spoke stand for 259 lost: more than ever bought is said, in a sentence."""
    spoke = [complaint(f"C-{nth}") for nth in range(12)]
    found = silence(spoke, {}, [Decimal("9000.00")], POLICY, LAST, lambda: ever)
    assert found.to_json()["exceeds_buyers"] == exceeds
    told = arranged(found, (LAST, LAST), "shop")
    notes = " ".join(str(note) for note in told.sections[0].notes)
    assert (f"(259) than ever bought here ({ever})" in notes) is (exceeds is not None)
    assert str(told.figures[2].value) == "11,520 to 17,280"
    assert str(told.figures[3].value) == "¥2,332,800.00"


def test_nothing_to_reckon_from() -> None:
    """No complaint: nothing; nobody bought: no money."""
    found = sheet()
    assert {step.high for step in found.steps} == {0}
    assert "at_stake" not in {step.key for step in found.steps}
    assert (found.median, found.mean) == (None, None)
    assert all(each["share"] is None for each in found.to_json()["bought_again"].values())


@pytest.mark.fact("S0-038", command="svc report silence")
@pytest.mark.parametrize(
    ("one", "how"),
    [
        (settled("2026-11-18T18:00"), "in_time"),
        (settled("2026-11-19T09:01"), "late"),
        (complaint(), "unsettled"),
        (complaint(on="2026-11-30"), "unsettled"),
    ],
)
@pytest.mark.parametrize(
    ("bought", "again"), [("2026-11-15", 0), ("2026-11-16", 0), ("2026-11-17", 1), ("", 0)]
)
def test_who_bought_again(one: Complaint, how: str, bought: str, again: int) -> None:
    """On a later day than that of her complaint, by how it ended."""
    if one.on.day == 30:
        again = 0
    found = sheet(one, bought={"C-1": bought}).to_json()["bought_again"]
    assert {key: each["customers"] for key, each in found.items()} == {
        key: int(key == how) for key in ("in_time", "late", "unsettled")
    }
    assert found[how] == {
        "customers": 1, "bought_again": again, "share": f"{again}.0000", "few": True,
    }  # fmt: skip
    assert sheet(one).to_json()["expected"] == {"in_time": ["0.80", "0.95"], "late": ["0.70"] * 2}


def test_her_last_complaint_tells() -> None:
    """Two complaints of one customer: the later one."""
    first = settled("2026-11-17T09:00")
    found = sheet(complaint(on="2026-11-20"), first, bought={"C-1": "2026-11-18"})
    assert {k: each.n for k, each in found.came.shares.items()} == {
        "in_time": 0, "late": 0, "unsettled": 1,
    }  # fmt: skip
    assert found.came.shares["unsettled"].satisfied == 0


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("silence.spoken", {"speak": "0", "leave": "0.96", "never_back": "0.90"}),
        ("silence.spoken", {"speak": "0.04", "leave": "0.96"}),
        ("silence.spoken", {"speak": "x", "leave": "0.96", "never_back": "0.90"}),
        ("silence.told", {"low": 13, "high": 12, "on": "0.20", "each": 20}),
        ("silence.told", {"low": -1, "high": 12, "on": "0.20", "each": 20}),
        ("silence.back", {"in_time_low": "0.96", "in_time_high": "0.95", "delayed": "0.70"}),
    ],
)
def test_a_policy_that_cannot_be_worked_with(entry: str, value: dict[str, Any]) -> None:
    """It says which entry."""
    with pytest.raises(BadPolicy, match=entry):
        sheet(policy=WhatIf(POLICY, values={entry: value}))


@given(
    st.integers(0, 40),
    st.lists(st.decimals(0, 99999, places=2, allow_nan=False), max_size=9),
)
def test_ranges_stay_ranges(customers: int, spent: list[Decimal]) -> None:
    """No step's low end is above its high end, and each follows from the one it names."""
    found = silence([complaint(f"C-{nth}") for nth in range(customers)], {}, spent, POLICY, LAST)
    by_key = {step.key: step for step in found.steps}
    for step in found.steps:
        assert 0 <= step.low <= step.high
        if step.of and step.times in {"×", "÷"} and step.factor:
            before, (low, high) = by_key[step.of], step.factor
            ends = (before.low / low, before.high / high) if step.times == "÷" else (
                before.low * low, before.high * high)  # fmt: skip
            assert (step.low, step.high) == ends
