"""Two tills that work apart and are merged by real git, many times over (P6)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Result
from tests.store.two_tills import Outcome, git, run, shop_with_a_past

pytestmark = pytest.mark.faults
Figures = Callable[..., None]
RUNS = int(os.environ.get("TWO_TILLS", "500"))


@pytest.fixture
def base(svc: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shop with a past."""
    for name in ("SVC_STORE", "SVC_STAFF"):
        monkeypatch.setenv(name, "")
    shop_with_a_past(svc, tmp_path / "shop")
    return tmp_path / "shop"


def test_merged_by_svc(svc: Callable[..., Result], base: Path, figures: Figures) -> None:
    """None silently wrong; a conflict only where the same unit changed to two values."""
    outcome = Outcome()
    for seed in range(RUNS):
        run(svc, base, seed, outcome, is_wired=True)
    note = f"{outcome.torn} true conflicts, {outcome.needless} needless"
    figures("P6", "random merges of two tills", runs=RUNS, bad=outcome.wrong, note=note)
    assert outcome.faults == []


def test_without_the_driver(svc: Callable[..., Result], base: Path, figures: Figures) -> None:
    """A clone that is not wired: git merges lines rightly, or says that it cannot."""
    for section in ("merge.svc", "merge.svc-inner"):
        git(base, "config", "--remove-section", section)
    outcome = Outcome()
    for seed in range(1000, 1000 + RUNS // 5):
        run(svc, base, seed, outcome, is_wired=False)
    note = f"{outcome.refused} left to `svc sync`, {outcome.torn} of them true conflicts"
    figures("P6", "merges without the driver", runs=RUNS // 5, bad=outcome.wrong, note=note)
    assert outcome.faults == []


def test_a_driver_that_dies(svc: Callable[..., Result], base: Path, figures: Figures) -> None:
    """Killed at some moment of its run, or done just before: never taken for merged half-way."""
    outcome = Outcome()
    count = RUNS // 5
    for n in range(count):
        moment = 0.02 + 0.25 * n / count
        driver = (
            f"timeout -s KILL {moment:.3f} {sys.executable} -P -m svc git merge-driver %O %A %B %P"
        )
        git(base, "config", "merge.svc.driver", driver)
        run(svc, base, 2000 + n, outcome, is_wired=False)
    note = f"{outcome.refused} left to `svc sync`, {outcome.torn} of them true conflicts"
    figures("P6", "merges by a driver that is killed", runs=count, bad=outcome.wrong, note=note)
    assert outcome.faults == []
