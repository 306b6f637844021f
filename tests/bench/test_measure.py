"""`bench.measure`: who is run when, and what a run took."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from bench.measure import Patience, Series, Spent, interleave, run, run_step, turns
from bench.work import Step, Work

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def nowhere() -> Iterator[int]:
    """Where output goes that nobody reads."""
    handle = os.open(os.devnull, os.O_WRONLY)
    yield handle
    os.close(handle)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.work.WORK", tmp_path)


WORTH = Patience(budget=2.0, enough=8.0)


def order(costs: dict[str, float], rounds: int) -> str:
    """The names in the order they are run."""
    return "".join(name for _number, name in turns(list(costs), rounds, costs, WORTH))


def test_everyone_in_turn() -> None:
    assert order({"A": 0.1, "B": 0.1, "C": 0.1}, 3) == "ABCABCABC"


def test_the_slow_drop_out_when_their_budget_is_spent_but_not_before_three_runs() -> None:
    assert order({"A": 0.0, "B": 2.0, "C": 0.5}, 6) == "ABCABCABCACAA"


def test_one_run_where_one_spends_the_budget_none_where_the_first_is_enough() -> None:
    assert order({"A": 0.0, "B": 3.0, "C": 9.0}, 3) == "ABAA"


def test_who_is_too_slow_to_be_run_again_is_told_by_the_first_run() -> None:
    first = {"slow": Spent(9.0, 8.0, 77, 0), "quick": Spent(0.1, 0.1, 5, 0)}
    found = interleave(["quick", "slow"], 3, first, WORTH, lambda _n, _i: Spent(0.2, 0.1, 6, 0))
    assert found["slow"].seconds == [9.0]
    assert found["slow"].peak == 77
    assert found["quick"].seconds == [0.2, 0.2, 0.2]


def test_a_run_that_fails_stops_the_bench() -> None:
    with pytest.raises(RuntimeError, match="A ended with 3"):
        interleave(["A"], 1, {}, WORTH, lambda _name, _number: Spent(0.1, 0.1, 1, 3))


def test_a_run_that_was_ended_is_no_figure() -> None:
    found = interleave(["A"], 2, {}, WORTH, lambda _n, _i: Spent(60.0, 1.0, 1, -9, ended=True))
    assert found == {}


def test_median_and_least() -> None:
    series = Series()
    for seconds in (0.3, 0.1, 0.2):
        series.add(Spent(seconds, seconds, 10, 0))
    assert (series.median, series.least) == (0.2, 0.1)


def test_a_process_is_timed_whole_and_its_exit_code_kept(nowhere: int) -> None:
    spent = run_step(Step(("sh", "-c", "exit 7")), 10.0, nowhere, nowhere)
    assert spent.code == 7
    assert 0 < spent.seconds < 10
    assert not spent.ended
    assert spent.peak > 0


def test_what_takes_too_long_is_ended_with_its_children() -> None:
    """A pipe both would hold open is closed: neither is left."""
    reading, writing = os.pipe()
    spent = run_step(Step(("sh", "-c", "sleep 600 & wait")), 0.1, writing, writing)
    os.close(writing)
    assert spent.ended
    assert os.read(reading, 1) == b""
    os.close(reading)


def test_steps_are_timed_together_and_what_comes_before_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[str] = []

    def took(step: Step, *_rest: object) -> Spent:
        done.append(step.argv[0])
        return Spent(0.2, 0.1, 100 if step.argv[0] == "a" else 50, 0)

    monkeypatch.setattr("bench.measure.run_step", took)
    work = Work((Step(("a",)), Step(("b",))), before=lambda: done.append("before"))
    spent = run(work, 10.0, 1, 2)
    assert done == ["before", "a", "b"]
    assert (spent.seconds, spent.cpu, spent.peak) == (0.4, 0.2, 100)


def test_a_step_that_fails_is_the_last(nowhere: int, tmp_path: Path) -> None:
    made = tmp_path / "made"
    steps = (Step(("false",)), Step(("touch", str(made))))
    assert run(Work(steps), 10.0, nowhere, nowhere).code == 1
    assert not made.exists()


def test_stdin_is_a_file(tmp_path: Path) -> None:
    told, out = tmp_path / "in", tmp_path / "out"
    told.write_text("refs\n")
    with out.open("wb") as file:
        run_step(Step(("cat",), stdin=told), 10.0, file.fileno(), file.fileno())
    assert out.read_text() == "refs\n"
