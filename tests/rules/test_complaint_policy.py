"""`svc policy check` on opening hours, time limits and steps: each slip is told with its entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from svc.policy import Policy
from svc.rules.policy_check import check_policy

if TYPE_CHECKING:
    from pathlib import Path

HOURS = "{ start = '18:00', end = '09:00' }"
STEP = "{ key = 'a', en = 'a', zh = '甲' }"


@pytest.mark.parametrize(
    ("entry", "value", "told"),
    [
        ("complaint.deadlines", "{ acknowledge = 1, plan = 8 }", "give resolve a whole number"),
        ("complaint.deadlines", "{ acknowledge = 1, plan = 8, resolve = -1 }", "give resolve"),
        ("complaint.deadlines_urgent", "{ plan = 8, resolve = 24 }", "give acknowledge"),
        ("complaint.with_parts", "-1", "-1 is not a whole number"),
        ("complaint.near", "-1", "-1 is not a whole number"),
        ("complaint.steps", '"seven"', "'seven' is not a word to choose"),
        ("complaint.steps_six", "[]", "list of rows"),
        ("complaint.steps_six", "['apology']", "list of rows"),
        ("complaint.steps_six", "[{ key = 'a', en = 'a' }]", "Row 1 lacks zh"),
        ("complaint.steps_nine", f"[{STEP}, {STEP}]", "Row 1: there are two steps 'a'"),
        (
            "complaint.steps_nine",
            "[{ key = 'a', en = 'a', zh = '甲', state = 'glad' }]",
            "no state 'glad'",
        ),
        ("hours.opening", HOURS, "no time people are at work"),
        ("hours.opening", "{}", "no time people are at work"),
        ("hours.calendar", '"always"', "'always' is not a word to choose"),
        ("hours.weekdays", "{ someday = false }", "no weekday 'someday'"),
        ("hours.weekdays", f"{{ monday = {HOURS} }}", "no time people are at work"),
        ("hours.exceptions", "{ '2027-02-30' = false }", "'2027-02-30' is no day"),
        ("hours.exceptions", "{ '20270217' = false }", "'20270217' is no day"),
        ("hours.exceptions", "{ '2027-02-17' = 'no' }", "no time people are at work"),
    ],
)
def test_each_slip_is_told(tmp_path: Path, entry: str, value: str, told: str) -> None:
    """In a sentence that names what is wrong."""
    topic, _, name = entry.partition(".")
    text = f'[{name}]\nsources = ["S0-022"]\n[[{name}.values]]\nvalue = {value}\n'
    (tmp_path / f"{topic}.toml").write_text(text, "utf-8")
    found = [each for each in check_policy(Policy(tmp_path)) if each.level == "error"]
    assert any(told in str(each.message) and each.rule == entry for each in found), [
        (str(each.message), each.rule) for each in found
    ]


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("complaint.deadlines", "{ acknowledge = 0, plan = 0, resolve = 1 }"),
        ("complaint.steps", '"nine"'),
        ("complaint.steps_six", f"[{STEP}]"),
        ("hours.opening", "{ start = '00:00', end = '24:00' }"),
        ("hours.calendar", '"every_day"'),
        ("hours.weekdays", "{ monday = false, sunday = { start = '10:00', end = '16:00' } }"),
        ("hours.exceptions", "{ '2027-02-17' = false, '2027-02-20' = true }"),
    ],
)
def test_what_is_in_order(tmp_path: Path, entry: str, value: str) -> None:
    """Is not told."""
    topic, _, name = entry.partition(".")
    text = f'[{name}]\nsources = ["S0-022"]\n[[{name}.values]]\nvalue = {value}\n'
    (tmp_path / f"{topic}.toml").write_text(text, "utf-8")
    assert [each for each in check_policy(Policy(tmp_path)) if each.level == "error"] == []
