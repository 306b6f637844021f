"""`bench.report` and `bench.goals`: what is said of the figures."""

from __future__ import annotations

from typing import Any

import pytest

from bench import goals, report, stand
from bench.proof import Different
from bench.rows import BY_NAME, CONTENDERS, ROWS, asked

RESULTS: Any = {
    100_000: {
        "id": {"bare": {"median": 0.040}, "svc": {"median": 0.0484}},
        "due": {"bare": {"median": 0.040}, "svc": {"median": 0.050}, "jq": {"median": 1.0}},
        "import": {
            "bare": {"median": 0.040, "peak": 20_000},
            "svc": {"median": 12.0, "peak": 250_000},
            "python": {"median": 10.0, "peak": 90_000},
        },
    }
}


def verdict(title: str) -> goals.Verdict:
    """The verdict on one goal."""
    (found,) = (v for v in goals.verdicts(RESULTS) if v.goal.title == title)
    return found


def test_a_goal_missed_says_by_how_much() -> None:
    assert verdict("one customer by id at 100,000").words == "missed by 5 %"


@pytest.mark.parametrize(
    "title",
    [
        "due today at 100,000",
        "due today, times faster than jq, at 100,000",
        "import of 100,000 + 500,000, to Python's sqlite3",
        "import of 100,000 + 500,000, peak memory",
    ],
)
def test_goals_met(title: str) -> None:
    assert verdict(title).words == "met"


def test_a_goal_that_was_not_measured_says_so() -> None:
    assert verdict("one customer by id at 1,000,000").words == "not measured"


def test_growth_is_told_between_the_ratios_of_two_sizes() -> None:
    cells: Any = {
        1000: {"add": {"bare": {"median": 0.04}, "svc": {"median": 0.05}}},
        1_000_000: {"add": {"bare": {"median": 0.08}, "svc": {"median": 0.11}}},
    }
    assert goals.growth("add", 1000, 1_000_000)(cells) == pytest.approx(1.1)


def test_a_table_shows_ratio_and_time_and_why_there_is_none() -> None:
    results: Any = {
        1000: {"id": {"bare": {"median": 0.04}, "jq": {"median": 0.08}}},
        10_000: {"id": {"bare": {"median": 0.04}, "jq": {"note": "stopped at 1,000: 38 s"}}},
    }
    text = report.as_text(results)
    assert "2.00x 80 ms" in text
    assert "stopped at 1,000: 38 s" in text
    heading, lines = report.table_of(results, BY_NAME["id"])
    assert heading[1:3] == ["1,000", "10,000"]
    assert lines[0][:3] == ["bare click", "40 ms", "40 ms"]


def test_the_page_takes_over_the_notes_and_says_what_could_not_be_had() -> None:
    run = {
        "date": "2026-11-22T08:00Z",
        "commit": "c4d9faa",
        "versions": {"python": "3.11.7"},
        "machine": {
            "cores": 2, "ram": 24, "system": "Linux 6.1", "files": "ext4", "python": "3.11.7",
        },
    }  # fmt: skip
    page = report.readme(RESULTS, run, {"task": "the package cannot be installed"}, {"id"})
    assert "task: the package cannot be installed" in page
    assert "curves/id.svg" in page
    assert "curves/due.svg" not in page
    assert page.index("## Goals") < page.index("## Row by row")


def test_answers_that_differ_stop_the_bench() -> None:
    answers: Any = {"svc": [["a"], ["b"]], "jq": [["a"]]}
    with pytest.raises(Different, match="due at 1,000"):
        stand.same(BY_NAME["due"], 1000, answers)
    stand.same(BY_NAME["due"], 1000, {"svc": [["a"]], "jq": [["a"]]})


def test_every_row_is_done_by_svc_or_git_and_the_bare_program_comes_first() -> None:
    for row in ROWS:
        assert asked(row.name)[0] == "bare"
        assert {"svc", "git"} & set(asked(row.name))
    assert {row for c in CONTENDERS.values() for row in c.works} <= {"", *BY_NAME}
