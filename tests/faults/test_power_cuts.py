"""Every changing command, and the power goes: 3,000 states of the disk that a cut may leave.

The recorder of `tests/store/test_power_cut.py` follows the command line in this process. Files
that are written past it (`.svc/seal`, `.svc/index`, the log of changes) are not part of the
states: none is synced, and svc does without them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from svc.store.store import Store
from tests.faults import stories
from tests.faults.conftest import Figures
from tests.faults.points import State, restored, state
from tests.faults.stage import Case, Stage, between, staged
from tests.store.test_power_cut import Recorder

pytestmark = pytest.mark.faults
STATES = 300 if os.environ.get("SVC_FAULTS") == "short" else 3000
CASES = [pytest.param(*each, id=stories.name_of(*each)) for each in stories.cases()]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The stories, played."""
    with staged(tmp_path_factory.mktemp("stage")) as made:
        yield made


def recorded(
    case: Case, till: Path, svc: Callable[..., Any], states_a_step: int
) -> tuple[Recorder, State, State]:
    """Make the call before a recorder; what it took down, and the till before and after."""
    restored(case.model, till)
    os.chdir(till)
    before = state(till)
    recorder = Recorder(till, states_a_step=states_a_step)
    with recorder.recording():
        svc(*case.words, code=case.code)
    recorder.step()  # and after it was acknowledged
    return recorder, before, state(till)


class Place:
    """A till in which one state after another is laid out: what they share stays."""

    def __init__(self, model: Path, place: Path, recorder: Recorder) -> None:
        self.till = place
        restored(model, place)
        (place / "shop/.svc").mkdir(parents=True, exist_ok=True)
        cuts = recorder.cuts
        names = {name for cut in cuts for name in cut}
        self.changing = [
            name
            for name in names
            if len({cut.get(name) for cut in cuts}) > 1 or name not in cuts[0]
        ]

    def lay(self, cut: dict[str, bytes]) -> None:
        """Put the files of a state there, and take away what recovery has left."""
        for name in self.changing:
            file = self.till / name
            file.unlink(missing_ok=True)
            if (content := cut.get(name)) is not None:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
        for name in ("journal", "seal", "index", "changes.jsonl"):
            if f"shop/.svc/{name}" not in cut:
                (self.till / "shop/.svc" / name).unlink(missing_ok=True)


def is_good(case: Case, till: Path, before: State, after: State, *, acknowledged: bool) -> bool:
    """Whether a state is old or new, read and after the next command; new once it was said."""
    found = state(till)
    half = not (till / "shop/svc.toml").exists()
    if case.command == "init" and half:
        return not acknowledged
    allowed = (after,) if acknowledged else (before, after)
    is_way = not acknowledged and case.command == "sms send" and between(found, before, after)
    if found not in allowed and not is_way:
        return False
    with Store(till / "shop").locked():
        pass
    return state(till) == found and not (till / "shop/.svc/journal").exists()


@pytest.mark.parametrize(("story", "number"), CASES)
def test_a_power_cut_leaves_the_old_or_the_new(
    story: str,
    number: int,
    stage: Stage,
    svc: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    figures: Figures,
) -> None:
    """Whatever was not synced, in any mixture, at every step of the command."""
    case, till = stage.cases[story, number], stage.till
    monkeypatch.setenv("SVC_STORE", str(till / "shop"))
    monkeypatch.setenv("SVC_TODAY", case.day)
    first, *_ = recorded(case, till, svc, 1)
    steps = len(first.cuts)
    recorder, before, after = recorded(case, till, svc, -(-STATES // steps))
    place = Place(case.model, till.parent / "cut", recorder)
    last = len(recorder.cuts) - recorder.states_a_step
    known: dict[Any, bool] = {}
    bad = 0
    for at, cut in enumerate(recorder.cuts):
        acknowledged = at >= last
        key = (acknowledged, *sorted(cut.items()))
        if key not in known:  # many cuts leave the same
            place.lay(cut)
            try:
                good = is_good(case, place.till, before, after, acknowledged=acknowledged)
            except Exception as error:  # noqa: BLE001 - any way to fail is a bad state
                print(repr(error)[:300], str(error)[:300])
                good = False
            known[key] = not good
        bad += known[key]
    print(f"\n{case.command}: {steps} steps, {len(known)} states differ")
    what = f"power cuts modelled at every step of all {len(stories.commands())} changing commands"
    runs = len(recorder.cuts)
    figures("P2", f"{what}, {STATES:,} states of the disk for each", runs=runs, bad=bad)
    figures("P2", f"{what}: of these, states that differ", runs=len(known), bad=bad)
