"""Rewards and penalties: which rule applies to whom, and which rows are rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from svc.errors import BadPolicy
from svc.policy import Policy
from svc.policy.what_if import WhatIf
from svc.rules.conduct import Found
from svc.rules.findings import Finding
from svc.rules.reward import Standing, applying, is_rule, rules
from svc.rules.staff_values import of_staff

DAY = date(2026, 11, 22)
POLICY = Policy().at(DAY)
GOOD: dict[str, Any] = {
    "key": "x", "en": "X", "zh": "甲", "when": {"contest_rank": 1}, "does": ["reward"],
}  # fmt: skip


def found(category: str, finding: str) -> Found:
    """What was found of her."""
    return Found(complaint="K-1", category=category, finding=finding, on="2026-11-01", staff="li")


@pytest.mark.fact("S3-045", "S3-026", "S3-027", "S0-019", command="svc report staff")
@pytest.mark.parametrize(
    ("category", "finding", "gives"),
    [
        ("attitude", "light", {"warning", "deduct_bonus", "apologise"}),
        ("attitude", "serious", {"warning", "deduct_bonus", "leave"}),
        ("attitude", "none", set()),
        ("cashier", "light", {"apologise", "pay_loss"}),
        ("cashier", "serious", {"leave"}),
        ("cashier", "none", set()),
    ],
)
def test_what_the_rules_say_of_a_finding(category: str, finding: str, gives: set[str]) -> None:
    """Attitude found true: warning and the bonus; light and serious as the decision table says."""
    standing = Standing(found=(found(category, finding),))
    applies = applying(rules(POLICY, "penalties"), standing)
    assert {word for each in applies for word in each.rule.does} == gives
    assert all(each.cases == ("K-1",) for each in applies)
    assert all(each.to_json()["amount"] is None for each in applies)


@pytest.mark.parametrize(
    ("when", "standing", "holds"),
    [
        ({"contest_rank": 2}, Standing(contest_rank=2), True),
        ({"contest_rank": 2}, Standing(contest_rank=3), False),
        ({"contest_rank": 2}, Standing(), False),
        ({"effective_rank": 1}, Standing(effective_rank=1), True),
        ({"score_at_least": 90}, Standing(score=Decimal("89.9")), False),
        ({"score_at_least": 90}, Standing(score=Decimal("90.0")), True),
        ({"score_at_least": 90}, Standing(score=Decimal("90.1")), True),
        ({"score_at_least": 90}, Standing(), False),
        ({"referrals_at_least": 3}, Standing(referrals=2), False),
        ({"referrals_at_least": 3}, Standing(referrals=3), True),
        ({"contest_rank": 1, "score_at_least": 90}, Standing(contest_rank=1), False),
        ({"category": "cashier"}, Standing(found=(found("attitude", "light"),)), False),
        ({"category": "cashier"}, Standing(found=(found("cashier", "light"),)), True),
        ({"finding": "light"}, Standing(found=(found("cashier", "light"),)), True),
        ({"category": "cashier", "score_at_least": 1},
         Standing(found=(found("cashier", "light"),)), False),
    ],
)  # fmt: skip
def test_all_conditions_must_hold(when: dict[str, Any], standing: Standing, holds: bool) -> None:
    """A rank from the first on, figures from so much on, cases of this kind found true."""
    row = GOOD | {"when": when, "amount": "50"}
    policy = WhatIf(Policy(), values={"staff.rewards": [row, {**row, "key": "y", "on": False}]})
    applies = applying(rules(policy.at(DAY), "rewards"), standing)
    assert [each.to_json()["rule"] for each in applies] == (["x"] if holds else [])
    assert all(each.to_json()["amount"] == "50.00" for each in applies)


WRONG: list[dict[str, Any]] = [
    {"when": {}}, {"when": {"moon": 1}}, {"when": {"contest_rank": 0}},
    {"when": {"score_at_least": "90"}}, {"when": {"finding": ["none"]}},
    {"when": {"finding": []}}, {"when": {"finding": 3}}, {"when": {"category": "quality"}},
    {"when": None}, {"does": []}, {"does": ["prison"]}, {"does": "reward"}, {"does": [["reward"]]},
    {"amount": "-1"}, {"amount": 5}, {"key": ""}, {"en": None}, {"zh": 3}, {"on": "no"},
    {"sources": "S2-007"}, {"sources": [7]}, {"colour": "red"},
]  # fmt: skip


@pytest.mark.parametrize("more", WRONG, ids=str)
def test_what_is_no_rule(more: dict[str, Any]) -> None:
    """The check says so, and the report refuses to guess."""
    assert is_rule(GOOD)
    row = GOOD | more
    assert not is_rule(row)
    assert list(of_staff("staff", "penalties", [row]))
    policy = WhatIf(Policy(), values={"staff.penalties": [row]}).at(DAY)
    with pytest.raises(BadPolicy, match=r"staff\.penalties"):
        rules(policy, "penalties")


def told(topic: str, name: str, value: Any) -> list[Finding]:
    """What the check finds wrong with a value."""
    return list(of_staff(topic, name, value))


@pytest.mark.parametrize("topic", ["staff", "fading", "silence"])
def test_what_is_shipped_is_in_order(topic: str) -> None:
    """Every value of the three files."""
    for name, entry in Policy().topic(topic).items():
        for value in entry.values:
            assert told(topic, name, value.value) == []


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("staff.care", {"contacts": "1"}),
        ("staff.care", dict.fromkeys(
            ("contacts", "files", "timeliness", "satisfaction", "complaints"), "0")),
        ("staff.care", None),
        ("staff.contacts", {"reached": 1, "message": "0.1"}),
        ("staff.contacts", {"reached": "Infinity", "message": "0.1"}),
        ("staff.least", {"contacts": 30}),
        ("staff.conduct", {"light": "30", "serious": 100}),
        ("staff.rewards", "x"),
        ("staff.rewards", [GOOD, GOOD]),
        ("fading.rhythm", {"times": "0.5", "purchases": 3, "least": 60, "gone": 730}),
        ("fading.rhythm", {"times": "2", "purchases": 1, "least": 60, "gone": 730}),
        ("fading.rhythm", {"times": "2", "purchases": 3, "least": -1, "gone": 730}),
        ("fading.rhythm", {"times": "x", "purchases": 3, "least": 60, "gone": 730}),
        ("fading.rhythm", {"times": "2", "purchases": 3, "least": 60, "gone": 0}),
        ("fading.rhythm", {"times": "2", "purchases": 3, "least": 60}),
        ("silence.spoken", {"speak": "0", "leave": "0.96", "never_back": "0.90"}),
        ("silence.spoken", {"speak": "0.04", "leave": "1.01", "never_back": "0.90"}),
        ("silence.told", {"low": 12, "high": 8, "on": "0.20", "each": 20}),
        ("silence.told", {"low": "8", "high": 12, "on": "0.20", "each": 20}),
        ("silence.back", {"in_time_low": "0.95", "in_time_high": "0.80", "delayed": "0.70"}),
        ("silence.back", None),
    ],
)  # fmt: skip
def test_what_the_check_finds(entry: str, value: Any) -> None:
    """Each wrong value is told, with what to do."""
    topic, _dot, name = entry.partition(".")
    assert told(topic, name, value)
