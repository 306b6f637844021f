"""`bench.figures`: ratios, exponents, and when a peer is no longer asked."""

from __future__ import annotations

from typing import Any

import pytest

from bench import figures

RESULTS: figures.Results = {
    1000: {
        "id": {
            "bare": {"median": 0.040},
            "svc": {"median": 0.044},
            "tinydb": {"median": 0.140},
            "jq": {"note": "not there: needs the package jq"},
        }
    },
    10_000: {
        "id": {
            "bare": {"median": 0.050},
            "svc": {"median": 0.055},
            "tinydb": {"median": 1.050},
        },
        "commit": {"bare": {"median": 0.040}, "git": {"median": 0.010}},
    },
    100_000: {"id": {"bare": {"median": 0.040}, "tinydb": {"median": 10.04}}},
}


def test_a_ratio_is_to_the_bare_program_of_the_same_row_and_size() -> None:
    assert figures.ratio(RESULTS, 1000, "id", "svc") == pytest.approx(1.1)
    assert figures.ratio(RESULTS, 10_000, "id", "svc") == pytest.approx(1.1)
    assert figures.ratio(RESULTS, 10_000, "id", "tinydb", to="svc") == pytest.approx(1.05 / 0.055)
    assert figures.ratio(RESULTS, 1000, "id", "jq") is None
    assert figures.ratio(RESULTS, 100_000, "id", "svc") is None


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0, 2.0])
def test_the_exponent_of_a_power_is_the_power(power: float) -> None:
    points = [(size, 0.003 * size**power) for size in (1000, 10_000, 100_000)]
    assert figures.slope(points) == pytest.approx(power)


@pytest.mark.parametrize(
    "points", [[], [(1000, 1.0)], [(1000, 1.0), (1000, 2.0)], [(1, 0.0), (2, 1)]]
)
def test_no_exponent_of_what_has_none(points: list[tuple[float, float]]) -> None:
    assert figures.slope(points) is None


def test_exponents_of_the_whole_time_and_of_what_is_beyond_bare() -> None:
    """TinyDB: 0.1, 1.0, 10.0 s beyond bare: that is n^1; its whole time grows less steeply."""
    whole, beyond = figures.exponents(RESULTS, "id", "tinydb")
    assert beyond == pytest.approx(1.0)
    assert whole is not None
    assert 0.9 < whole < 0.95


def test_what_is_only_noise_beyond_bare_has_no_exponent() -> None:
    cells: dict[str, Any] = {"bare": {"median": 0.040}, "svc": {"median": 0.0405}}
    results = {1000: {"id": cells}, 10_000: {"id": cells}}
    whole, beyond = figures.exponents(results, "id", "svc")
    assert whole == pytest.approx(0.0)
    assert beyond is None


def test_a_peer_that_was_too_slow_is_not_asked_of_a_larger_shop() -> None:
    assert figures.stopped(RESULTS, "id", "tinydb", 1_000_000, 5.0) == "stopped at 100,000: 10 s"
    assert figures.stopped(RESULTS, "id", "tinydb", 100_000, 5.0) is None
    assert figures.stopped(RESULTS, "id", "tinydb", 100_000, 1.0) == "stopped at 10,000: 1.1 s"


def test_what_stopped_once_stays_stopped() -> None:
    results = {1000: {"add": {"recutils": {"note": "stopped at 1,000: over 60 s"}}}}
    assert (
        figures.stopped(results, "add", "recutils", 10_000, 5.0) == "stopped at 1,000: over 60 s"
    )


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.0021, "2.1 ms"), (0.0432, "43 ms"), (0.9994, "999 ms"), (1.26, "1.3 s"), (38.2, "38 s")],
)
def test_times_as_people_read_them(seconds: float, told: str) -> None:
    assert figures.spell(seconds) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [(None, "-"), (1.084, "1.08x"), (9.99, "9.99x"), (12.34, "12.3x"), (340.4, "340x")],
)
def test_ratios_as_people_read_them(value: float | None, told: str) -> None:
    assert figures.times(value) == told


def test_the_history_keeps_the_ratios_of_svc_and_of_git() -> None:
    assert figures.svc_ratios(RESULTS) == {
        "id": {"1000": 1.1, "10000": 1.1},
        "commit": {"10000": 0.25},
    }
