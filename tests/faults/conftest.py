"""What the campaigns share: the count of what they did, kept for `docs/reliability.md`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "build" / "figures.jsonl"
Figures = Callable[..., None]


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Figures:
    """Count a campaign: `figures("P6", "random merges of two tills", runs=500, bad=0)`.

    A line goes to `build/figures.jsonl`, from which `tools/reliability.py` writes the table of
    `docs/reliability.md`. Lines of the same promise and the same words are added up there, so the
    cases of one parametrized test may each report theirs. `bad` must be 0 for the test to pass.
    """
    test = request.node.path.relative_to(ROOT).as_posix()

    def count(promise: str, what: str, *, runs: int, bad: int, note: str = "") -> None:
        row = {"promise": promise, "what": what, "runs": runs, "bad": bad}
        line = json.dumps({**row, "note": note, "test": test}, ensure_ascii=False) + "\n"
        FIGURES.parent.mkdir(exist_ok=True)
        handle = os.open(FIGURES, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(handle, line.encode())  # in one piece: campaigns run side by side
        finally:
            os.close(handle)
        print(f"\n{promise}: {what}: {runs} runs, {bad} bad{note and f' ({note})'}")
        assert bad == 0, what

    return count
