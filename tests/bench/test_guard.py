"""`bench.guard`: that it bites, and by which record."""

from __future__ import annotations

from typing import Any

import pytest

from bench import guard

RECORD: dict[str, Any] = {
    "3.11": {"ratios": {"id 1000": 1.2, "add 1000": 1.3}},
    "3.13": {"ratios": {"id 1000": 1.4, "add 1000": 1.5}},
}


def test_a_row_that_slips_by_a_quarter_fails() -> None:
    code, said = guard.judge(RECORD, "3.11", {"id 1000": 1.2, "add 1000": 1.64})
    assert code == 1
    assert "SLIPPED: +26.2%" in said
    assert "Slipped by a quarter or more: add 1000." in said


def test_less_than_a_quarter_passes_and_is_shown() -> None:
    code, said = guard.judge(RECORD, "3.11", {"id 1000": 1.0, "add 1000": 1.62})
    assert code == 0
    assert "+24.6%" in said
    assert "-16.7%" in said
    assert "Slipped" not in said


def test_a_row_that_no_longer_answers_fails() -> None:
    code, said = guard.judge(RECORD, "3.11", {"id 1000": 1.2})
    assert code == 1
    assert "no answer" in said


def test_a_row_that_is_new_is_said_to_be_new() -> None:
    code, said = guard.judge(RECORD, "3.11", {"id 1000": 1.2, "add 1000": 1.3, "due 1000": 9.0})
    assert code == 0
    assert "not on record yet" in said


@pytest.mark.parametrize(
    ("version", "by"),
    [("3.12", "3.13"), ("3.10", "3.11"), ("3.14", "3.13"), ("3.9", "3.11"), ("4.0", "3.13")],
)
def test_a_python_not_on_record_is_judged_by_the_nearest_and_said(version: str, by: str) -> None:
    known, told = guard.nearest(RECORD, version)
    assert known == by
    assert told == f"Python {version} is not on record: judged by the nearest, {by}."
    code, said = guard.judge(RECORD, version, {"id 1000": 99.0, "add 1000": 1.0})
    assert code == 1
    assert told in said


def test_a_python_on_record_is_judged_by_its_own_without_a_word() -> None:
    assert guard.nearest(RECORD, "3.11") == ("3.11", None)


def test_nothing_on_record_is_said() -> None:
    code, said = guard.judge({}, "3.11", {"id 1000": 1.2})
    assert code == 0
    assert "Nothing is on record" in said


def test_the_record_is_there_and_holds_the_rows_of_the_guard() -> None:
    """Each row at both sizes, but those that no size touches."""
    for record in guard.read().values():
        rows = {name.split()[0] for name in record["ratios"]}
        assert rows <= set(guard.ROWS)
        assert {"version", "id", "phone", "add", "sell", "due", "today"} <= rows
