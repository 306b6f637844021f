"""Checking policy files: every fault is told with its place, and none hides another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from svc.policy import Policy
from svc.rules.policy_check import check_policy

if TYPE_CHECKING:
    from pathlib import Path

    from svc.problem import Problem

HEAD = 'sources = ["S2-064"]\n'


def found(folder: Path, text: str | bytes, file: str = "refund.toml") -> list[Problem]:
    content = text if isinstance(text, bytes) else text.encode()
    (folder / file).write_bytes(content)
    return check_policy(Policy(folder))


def entry(name: str, value: str, head: str = HEAD) -> str:
    return f"[{name}]\n{head}[[{name}.values]]\nvalue = {value}\n"


@pytest.mark.parametrize("preset", ["clothing", "furniture"])
def test_shipped_policy_is_in_order(preset: str) -> None:
    """Every shipped entry has a source or is a marked default, and the fee table has no hole."""
    assert check_policy(Policy(preset=preset)) == []


@pytest.mark.parametrize("preset", ["clothing", "furniture"])
def test_shipped_entries_say_all_there_is_to_know(preset: str) -> None:
    """Titles in both languages, and a unit."""
    for each in Policy(preset=preset).entries():
        assert each.title_en != each.title_zh, each.id
        assert each.unit, each.id


@pytest.mark.parametrize(
    ("bands", "told"),
    [
        ("{ from = 17, to = 90, rate = '0.05' }", "No row covers days 16 to 16."),
        (
            "{ from = 16, to = 30, rate = '0.05' }, { from = 32, to = 60, rate = '0.1' }",
            "No row covers days 31 to 31.",
        ),
        (
            "{ from = 16, to = 30, rate = '0.05' }, { from = 30, to = 60, rate = '0.1' }",
            "Days 30 to 30 are in two rows.",
        ),
        ("{ from = 15, to = 90, rate = '0.05' }", "Days 15 to 15 are free and in the table."),
        ("{ from = 16, to = 90, rate = '1.01' }", "Row 1: the rate '1.01' is not from 0 to 1."),
        ("{ from = 16, to = 90, rate = '-0.1' }", "Row 1: the rate '-0.1' is not from 0 to 1."),
        ("{ from = 16, to = 90, rate = 0.05 }", "Row 1: the rate 0.05 is not from 0 to 1."),
        ("{ from = 16, to = 90 }", "Row 1: the rate None is not from 0 to 1."),
        ("{ to = 90, rate = '0.05' }", "Row 1 lacks its days."),
        ("{ from = 30, to = 16, rate = '0.05' }", "Row 1 ends on day 16, before it begins."),
    ],
)
def test_faults_of_the_fee_table(tmp_path: Path, bands: str, told: str) -> None:
    """S2-064, S2-065: gaps, overlaps, rates that are no share, days missing."""
    problems = found(tmp_path, entry("bands", f"[{bands}]"))
    assert [str(problem.message) for problem in problems] == [told]
    assert (problems[0].level, problems[0].rule, problems[0].line) == ("error", "refund.bands", 3)
    assert problems[0].file == f"{tmp_path.name}/refund.toml"


def test_free_days_that_reach_into_the_second_row(tmp_path: Path) -> None:
    """Each row says which of its days are free; no two rows are blamed for it."""
    rows = "{ from = 1, to = 10, rate = '0.05' }, { from = 11, to = 60, rate = '0.1' }"
    told = [str(problem.message) for problem in found(tmp_path, entry("bands", f"[{rows}]"))]
    assert told == [
        "Days 1 to 10 are free and in the table.",
        "Days 11 to 15 are free and in the table.",
    ]


def test_free_days_changed_later_leave_a_gap_from_then_on(tmp_path: Path) -> None:
    """X-02: the table is checked on every day on which it or the free days change."""
    text = entry("free_days", "15") + "[[free_days.values]]\nsince = 2027-01-01\nvalue = 10\n"
    problems = found(tmp_path, text)
    assert [str(problem.message) for problem in problems] == ["No row covers days 11 to 15."]


@pytest.mark.parametrize(
    ("file", "text", "rule", "told", "hint", "level"),
    [
        ("refund.toml", entry("fre_days", "15"), "refund.fre_days", "No rule asks", "free_days",
         "error"),
        ("refnd.toml", entry("free_days", "15"), "refnd", "No rule reads", "refund", "error"),
        ("warranty.toml", entry("lether", "6"), "warranty.lether", "new here", "leather",
         "warning"),
        ("refund.toml", entry("free_days", "15", head=""), "refund.free_days", "no source",
         "sources", "warning"),
        ("refund.toml", entry("free_days", '"15"'), "refund.free_days", "whole number", "15",
         "error"),
        ("refund.toml", entry("scheme", '"mine"'), "refund.scheme", "'mine'", "statutory",
         "error"),
        ("refund.toml", entry("free_days", "15", HEAD + 'changed_by = "clark"\n'),
         "refund.free_days", "no post 'clark'", "clerk", "error"),
        ("refund.toml", entry("free_days", "15", HEAD + 'title = "x"\n'), "refund.free_days",
         "key 'title'", "title_", "error"),
        ("refund.toml", "[free_days]\n" + HEAD, "refund.free_days", "no value", "values",
         "error"),
        ("refund.toml", "free_days = 15\n", "refund.free_days", "outside", "[free_days]",
         "error"),
        ("authority.toml", entry("attitude", '{ verb = "maybe", handler = "clerk" }'),
         "authority.attitude", "no verb 'maybe'", "alone", "error"),
        ("authority.toml", entry("attitude", '{ verb = "alone", handler = "boss" }'),
         "authority.attitude", "no post 'boss'", "clerk", "error"),
        ("authority.toml",
         entry("attitude", '{ verb = "alone", handler = "clerk", notify = "boss" }'),
         "authority.attitude", "no post 'boss'", "clerk", "error"),
        ("authority.toml", entry("attitude", '{ verb = "alone", handler = "clerk", ladder = 3 }'),
         "authority.attitude", "no post 3", "clerk", "error"),
        ("authority.toml", entry("unnamed", '"boss"'), "authority.unnamed", "'boss'", "clerk",
         "error"),
        ("authority.toml", entry("unnamed", "3"), "authority.unnamed", "3", "clerk", "error"),
        ("authority.toml", entry("limits", '"500.00"'), "authority.limits", "list of rows", "",
         "error"),
        ("authority.toml",
         entry("limits", '[{ from = 500, verb = "alone", handler = "clerk" }]'),
         "authority.limits", "Row 1: `from` is no amount", "in quotes", "error"),
        ("authority.toml",
         entry("limits", '[{ from = "500.001", verb = "alone", handler = "clerk" }]'),
         "authority.limits", "Row 1: `from` is no amount", "in quotes", "error"),
        ("authority.toml", entry("limits", '[{ verb = "alone", handler = "clerk" }]'),
         "authority.limits", "Row 1: `from` is no amount", "in quotes", "error"),
        ("authority.toml",
         entry("limits", '[{ from = "500.00", verb = "maybe", handler = "clerk" }]'),
         "authority.limits", "no verb 'maybe'", "consent_first", "error"),
        ("authority.toml",
         entry("limits", '[{ from = "500.00", verb = "alone", handler = "boss" }]'),
         "authority.limits", "no post 'boss'", "clerk", "error"),
        ("authority.toml",
         entry("limits",
               '[{ from = "500.00", verb = "alone", handler = "clerk", problem = "atitude" }]'),
         "authority.limits", "No row says who decides 'atitude'", "attitude", "error"),
        ("warranty.toml", entry("unknown_category", '"silk"'), "warranty.unknown_category",
         "no category 'silk'", "textile", "error"),
        ("warranty.toml", entry("also_called", '{ silk = ["绸"] }'), "warranty.also_called",
         "no category 'silk'", "textile", "error"),
        ("statute.toml", entry("region_hebei", '{ en = "x" }'), "statute.region_hebei",
         "what the article says", "", "error"),
        ("refund.toml", entry("free_days", "15") + "sinse = 2027-01-01\n", "refund.free_days",
         "key 'sinse'", "since", "error"),
        ("callback.toml", entry("lapse", '"14"'), "callback.lapse", "a different kind", "14",
         "error"),
    ],
)  # fmt: skip
def test_each_fault_is_told(
    *, tmp_path: Path, file: str, text: str, rule: str, told: str, hint: str, level: str
) -> None:
    """Unknown keys, posts and verbs, missing sources, and what is meant."""
    problems = found(tmp_path, text, file)
    assert [(problem.rule, problem.level) for problem in problems] == [(rule, level)]
    assert told in str(problems[0].message)
    assert hint in str(problems[0].hint or "")
    if file != "refnd.toml":
        assert problems[0].line is not None


@pytest.mark.parametrize(
    ("values", "told", "line"),
    [
        ("[[free_days.values]]\nsince = 2027-01-01\nvalue = 15\n", "first value has a start", 3),
        ("[[free_days.values]]\nvalue = 15\n[[free_days.values]]\nvalue = 15\n",
         "has no start date", 5),
        ('[[free_days.values]]\nvalue = 15\n[[free_days.values]]\nsince = "x"\nvalue = 15\n',
         "no date", 5),
        ("[[free_days.values]]\nvalue = 15\n"
         + "[[free_days.values]]\nsince = 2027-02-01\nvalue = 15\n" * 2,
         "Two of its values begin on 2027-02-01", 8),
        (("[[free_days.values]]\nvalue = 15\n"
         "[[free_days.values]]\nsince = 2027-02-01\nvalue = 15\n"
         "[[free_days.values]]\nsince = 2027-01-01\nvalue = 15\n"),
         "not after the value above", 8),
        ("[[free_days.values]]\nnote = 'x'\n", "value is missing", 3),
    ],
)  # fmt: skip
def test_faults_of_dates(tmp_path: Path, values: str, told: str, line: int) -> None:
    """The first value holds from the beginning, the others from a day each, in order."""
    problems = found(tmp_path, f"[free_days]\n{HEAD}{values}")
    assert [problem.line for problem in problems] == [line]
    assert told in str(problems[0].message)


@pytest.mark.parametrize("text", ["[free_days\n", b"\xff\xfe", "x = 1\nx = 2\n"])
def test_a_file_that_is_not_toml_is_one_problem(tmp_path: Path, text: str | bytes) -> None:
    """It is told once, and the other files are checked on."""
    (tmp_path / "warranty.toml").write_text(entry("textile", "-1"))
    problems = found(tmp_path, text)
    assert [problem.rule for problem in problems] == ["refund", "warranty.textile"]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Collect, do not stop at the first."""
    text = entry("free_days", "-1", head="") + entry("no_fit", "7") + entry("scheme", "1")
    rules = {(problem.rule, problem.level) for problem in found(tmp_path, text)}
    assert rules == {
        ("refund.free_days", "error"),
        ("refund.free_days", "warning"),
        ("refund.no_fit", "error"),
        ("refund.scheme", "error"),
    }


def test_a_shop_may_have_its_own_categories_and_provinces(tmp_path: Path) -> None:
    """S2-062 is about garments: a shop that sells shoes adds them, another province its law."""
    (tmp_path / "statute.toml").write_text(
        entry("region_guangdong", '{ en = "x", zh = "y", min_warranty_months = 4 }')
    )
    assert found(tmp_path, entry("shoes", "2"), "warranty.toml") == []
