"""Every changing command, at every system call that touches the shop: killed, no room, failing.

strace stops the real program. `SVC_FAULTS=short` takes the kinds of writing there are instead of
all commands.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from svc.errors import FAULT_OF_OURS
from svc.records.customer import Customer
from svc.store.store import Store
from svc.store.survey import Survey
from tests.faults import stories
from tests.faults.conftest import Figures
from tests.faults.points import CALLS, Said, State, points, restored, state
from tests.faults.stage import Case, Stage, between, staged

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace"),
]
KINDS = {
    "init", "customer add", "customer edit", "customer merge", "customer unmerge",
    "customer erase", "return settle", "delivery done", "sms queue", "sms send",
    "import customers", "import purchases", "fmt", "undo", "repair-store", "resolve",
}  # fmt: skip
"""A line added, one replaced, several files, a removal, many lines, files outside data/."""

ASIDE = "shop/data/quarantine"
CASES = [
    pytest.param(story, number, id=f"{number}-{line.command}")
    for story, number in stories.cases()
    if (line := stories.lines(stories.STORIES[story])[number])
    and (os.environ.get("SVC_FAULTS") != "short" or line.command in KINDS)
]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The stories, played."""
    with staged(tmp_path_factory.mktemp("stage")) as made:
        yield made


def judged(case: Case, said: Said, before: State, after: State, till: Path) -> tuple[str, str]:
    """Whether a till is old, new or `between`, and what is wrong with that, if anything is."""
    found = state(till)
    name = "old" if found == before else "new" if found == after else "other"
    if case.command == "init" and not (till / "shop/svc.toml").exists():
        name = "old"
    if name == "other" and case.command == "sms send" and between(found, before, after):
        name = "between"
    if name == "other":
        return name, "neither old nor new"
    if case.command == "repair-store" and name == "new" and not (till / ASIDE).is_dir():
        return name, "taken out, and not set aside"
    if said.code == case.code and name != "new":
        return name, "acknowledged, but not there"
    if said.code < 0 and said.out.endswith("\n") and name == "old":
        return name, "told, but not there"
    if "Nothing has been changed" in said.err and name != "old":
        return name, "said to be as it was, but changed"
    if said.code == FAULT_OF_OURS or "Traceback" in said.err:
        return name, "a fault of ours"
    return name, ""


def afterwards(case: Case, stage: Stage) -> str:
    """What is wrong with the command that comes next: it must work, and tidy up."""
    shop = stage.till / "shop"
    if case.command == "init":
        if not (shop / "svc.toml").exists() and stage.run(case, again=1000).code != 0:
            return "init cannot be called again"
        return ""
    with Store(shop).change() as change:
        change.put(Customer(id="C-261122-FFFFFF", name="赵", phone="13800138009"))
    seen = Survey(shop / "data")
    list(seen.lines())
    wrong = any(each.level == "error" for each in seen.problems)
    if wrong and case.command not in {"fmt", "repair-store"}:
        return "something cannot be read afterwards"
    return "a journal was left" if (shop / ".svc/journal").exists() else ""


@pytest.mark.parametrize(("story", "number"), CASES)
def test_every_call_at_which_a_command_may_end(
    story: str, number: int, stage: Stage, figures: Figures
) -> None:
    """Old or new, never half; new where it was acknowledged; and the next command works."""
    case, till = stage.cases[story, number], stage.till
    restored(case.model, till)
    before = state(till)
    said = stage.run(case, "-e", "trace=" + ",".join(CALLS))
    assert said.code == case.code, said
    calls = points(stage.warm.log, till)
    after = state(till)
    assert after != before
    runs: Counter[str] = Counter()
    bad: list[Any] = []
    for call, many, fault in calls:
        restored(case.model, till)
        inject = f"inject={call}:{fault}:when={many}"
        said = stage.run(case, "-e", f"trace={call}", "-e", inject)
        name, wrong = judged(case, said, before, after, till)
        runs[name] += 1
        if wrong := wrong or afterwards(case, stage):
            bad.append((wrong, call, many, fault, said, stage.warm.log.read_text()[-300:]))
    print(f"\n{case.command}: {runs.total()} runs, {dict(runs)}")
    for each in bad[:: len(bad) // 6 + 1]:
        print(each)
    assert runs["old"] > 5
    assert runs["new"] > 5
    scope = "every kind of writing" if os.environ.get("SVC_FAULTS") == "short" else "commands"
    figures(
        "P1", f"all {len(stories.commands())} changing {scope}, stopped at each system call that "
        "touches the shop: killed, disk full, input/output error",
        runs=runs.total(), bad=len(bad),
    )  # fmt: skip
