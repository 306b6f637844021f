"""The goals of the ground floor, and how far each is met or missed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.figures import Results, cell, ratio, times

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Goal:
    """One promise: what is measured, how it is spelled, and the bound it is to keep."""

    title: str
    bound: float
    measure: Callable[[Results], float | None]
    spell: Callable[[float], str] = times
    at_least: bool = False

    def met(self, value: float) -> bool:
        """Whether a figure keeps the bound."""
        return value >= self.bound if self.at_least else value <= self.bound


@dataclass(frozen=True)
class Verdict:
    """What became of a goal; `value` is None where it was not measured."""

    goal: Goal
    value: float | None

    @property
    def words(self) -> str:
        """Met or missed, and by how much."""
        if self.value is None:
            return "not measured"
        if self.goal.met(self.value):
            return "met"
        over = self.goal.bound / self.value if self.goal.at_least else self.value / self.goal.bound
        return f"missed by {(over - 1) * 100:.0f} %"


def of_svc(row: str, size: int, to: str = "bare") -> Callable[[Results], float | None]:
    """Svc's median at a size as a multiple of another's."""
    return lambda results: ratio(results, size, row, "svc", to)


def growth(row: str, small: int, large: int) -> Callable[[Results], float | None]:
    """A row's cost in the large shop as a multiple of that in the small one, each to bare."""

    def value(results: Results) -> float | None:
        least, most = (ratio(results, size, row, "svc") for size in (small, large))
        return most / least if least and most else None

    return value


PLANNED = 2_407
"""The rows of a usual day's plan in the generated shop of 100,000."""


def less_a_message(row: str, size: int, messages: int) -> Callable[[Results], float | None]:
    """Svc's median less 50 µs for each message, as a multiple of bare click's."""

    def value(results: Results) -> float | None:
        mine, bare = cell(results, size, row, "svc"), cell(results, size, row, "bare")
        if "median" not in mine or "median" not in bare:
            return None
        return (float(mine["median"]) - 50e-6 * messages) / float(bare["median"])

    return value


def of(name: str, row: str, size: int, key: str, unit: float) -> Callable[[Results], float | None]:
    """A bare figure of a row: milliseconds, megabytes."""

    def value(results: Results) -> float | None:
        told = cell(results, size, row, name).get(key)
        return None if told is None else float(told) / unit

    return value


def inverse(measure: Callable[[Results], float | None]) -> Callable[[Results], float | None]:
    """How many times faster instead of slower."""

    def value(results: Results) -> float | None:
        found = measure(results)
        return 1 / found if found else None

    return value


def _ms(value: float) -> str:
    return f"{value:.1f} ms"


def _mb(value: float) -> str:
    return f"{value:.0f} MB"


K1, K10, K100, M1 = 1_000, 10_000, 100_000, 1_000_000
GOALS = (
    Goal("`--version`, to bare click", 1.1, of_svc("version", K1)),
    Goal("`--help`, to bare click", 1.1, of_svc("help", K1)),
    Goal("one customer by id at 100,000", 1.15, of_svc("id", K100)),
    Goal("one customer by id at 1,000,000", 1.15, of_svc("id", M1)),
    Goal("by phone at 100,000", 1.25, of_svc("phone", K100)),
    Goal("add a customer at 100,000", 1.4, of_svc("add", K100)),
    Goal("add a customer: 1,000,000 over 1,000", 1.05, growth("add", K1, M1)),
    Goal("due today at 100,000", 1.35, of_svc("due", K100)),
    Goal("due today at 1,000,000", 3.0, of_svc("due", M1)),
    Goal(
        "due today, times faster than jq, at 100,000", 15.0, inverse(of_svc("due", K100, "jq")),
        at_least=True,
    ),
    Goal("the morning board at 100,000", 1.6, of_svc("today", K100)),
    Goal("the board with 5,000 open cases at 100,000", 2.0, of_svc("cases", K100)),
    Goal("a refund quote at 100,000", 1.5, of_svc("quote", K100)),
    Goal("advice on a complaint at 100,000", 1.5, of_svc("advise", K100)),
    Goal("1,000 messages at 100,000", 1.8, of_svc("messages", K100)),
    Goal(
        "the day's messages at 100,000, less 50 µs each", 2.0,
        less_a_message("plan", K100, PLANNED),
    ),
    Goal(
        "Spring Festival's 100,000 messages, less 50 µs each", 2.0,
        less_a_message("festival", K100, K100),
    ),
    Goal(
        "the report of a week at 100,000, to parsing its two weeks", 3.0,
        of_svc("week", K100, "parse"),
    ),
    Goal(
        "the report of a year at 100,000, to a full strict read", 3.0,
        of_svc("year", K100, "parse"),
    ),
    Goal(
        "import of 100,000 + 500,000, to Python's sqlite3", 1.2, of_svc("import", K100, "python"),
    ),
    Goal(
        "import of 100,000 + 500,000, peak memory", 300.0,
        of("svc", "import", K100, "peak", 1000), _mb,
    ),
    Goal(
        "completion of a phone at 100,000", 100.0,
        of("svc", "complete", K100, "median", 1e-3), _ms,
    ),
    Goal(
        "git's own time for a commit at 10,000", 20.0,
        of("git", "commit", K10, "median", 1e-3), _ms,
    ),
)  # fmt: skip


def verdicts(results: Results) -> list[Verdict]:
    """Every goal with what was found."""
    return [Verdict(goal, goal.measure(results)) for goal in GOALS]
