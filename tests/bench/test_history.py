"""`bench.history`: a slower commit is seen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bench import history

if TYPE_CHECKING:
    from pathlib import Path


def a_run(kind: str = "whole", python: str = "3.11.7", **ratios: float) -> dict[str, Any]:
    """A run whose rows were measured at 1,000 customers."""
    return {
        "date": "2026-11-22T08:00Z",
        "commit": "c4d9faa",
        "kind": kind,
        "versions": {"python": python},
        "ratios": {row: {"1000": ratio} for row, ratio in ratios.items()},
    }


def test_a_row_slower_by_a_tenth_is_told_the_worst_first() -> None:
    before = a_run(id=1.0, phone=1.0, add=1.0, due=1.0)
    now = a_run(id=1.099, phone=1.1, add=1.5, due=0.7)
    assert [row.row for row in history.slower(before, now)] == ["add", "phone"]
    assert str(history.slower(before, now)[0]) == "add at 1,000: 1.00x -> 1.50x (+50%)"


def test_rows_and_sizes_that_were_not_there_are_not_judged() -> None:
    now = a_run(id=9.0, new=9.0)
    now["ratios"]["id"]["10000"] = 9.0
    before = a_run(id=9.0, gone=1.0)
    assert history.slower(before, now) == []


def test_a_run_is_compared_with_the_last_of_its_kind() -> None:
    runs = [a_run(id=1.0), a_run("quick", id=5.0), a_run("quick", id=4.0), a_run(id=1.2)]
    told = history.compared(runs)
    assert told.startswith("whole of")
    assert "id at 1,000: 1.00x -> 1.20x (+20%)" in told
    assert "no row is slower" in history.compared(runs, "quick")


def test_there_may_be_nothing_to_compare_with() -> None:
    for runs in ([], [a_run()], [a_run(), a_run("quick")]):
        assert "no earlier run" in history.compared(runs)


def test_another_python_is_said() -> None:
    runs = [a_run(python="3.11.7", id=1.0), a_run(python="3.12.1", id=1.0)]
    assert "Python differs: 3.11.7 -> 3.12.1" in history.compared(runs)


def test_one_line_a_run(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    history.append(a_run(id=1.0), file)
    history.append(a_run(id=2.0), file)
    assert len(file.read_text(encoding="utf-8").splitlines()) == 2
    assert history.read(file) == [a_run(id=1.0), a_run(id=2.0)]
    assert history.read(tmp_path / "none.jsonl") == []


def test_what_a_run_leaves_names_no_place(tmp_path: Path) -> None:
    """Neutral words only: no host, no folder."""
    from bench.machine import machine

    results = {1000: {"id": {"bare": {"median": 0.04}, "svc": {"median": 0.044}}}}
    told = history.entry("whole", results, {"python": "3.11.7"}, machine())
    assert told["ratios"] == {"id": {"1000": 1.1}}
    assert told["bare_ms"] == {"1000": 40.0}
    assert "/" not in json.dumps(told["machine"])
