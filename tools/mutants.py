"""Do the tests bite? Break the code in small ways, one at a time, and count what no test notices.

    python tools/mutants.py [GROUP …] [--only FILE …] [--children N]

mutmut makes the mutants and runs, for each, the tests that reach its function. It works on a copy
under build/mutants, so that a run may be stopped at any time. Sentences for people are left out:
golden files and tests/test_languages.py hold those. The score of each group is written to
build/figures.jsonl, from which tools/reliability.py writes docs/reliability.md (promise P19).

What lived is named. To see what was changed, stand in build/mutants/GROUP and ask

    python -m mutmut show svc.store.ids.x_draw__mutmut_3

and write the test that notices it, or, where nobody could notice, leave it. With `--only` just
those files of a group are changed, under build/mutants/GROUP-some, and no figure is written.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).parent.parent
PLACE = ROOT / "build/mutants"
FIGURES = ROOT / "build/figures.jsonl"
COPIED = ("svc", "tests", "templates", "tools", "setup.cfg", "README.md", "Makefile")
SENTENCES = [r"\bsay\(", r"\b_\(", r'^\s*f?"[^"]* [^"]*"[,)]*$', r'^\s*r?"""']
GOAL = 90
LIVED = ("survived", "no tests")
UNFINISHED = ("not checked", "check was interrupted by user")


@dataclass(frozen=True)
class Group:
    """Modules that stand for one thing, and the tests that are to notice when they go wrong."""

    files: tuple[str, ...]
    tests: tuple[str, ...]
    without: str = ""
    """A mark of pytest whose tests are left out: random ones are slow, and differ by the run."""


GROUPS = {
    "money": Group(
        files=(
            "svc/money.py", "svc/rules/refund.py", "svc/rules/quality.py", "svc/rules/sold.py",
            "svc/rules/agreed.py",
        ),
        tests=(
            "tests/rules/test_refund.py", "tests/rules/test_return.py", "tests/test_entry.py",
            "tests/rules/test_return_settled.py", "tests/rules/test_sold.py",
            "tests/rules/test_agreed.py", "tests/commands/test_refund.py",
            "tests/commands/test_purchase.py",
        ),
    ),
    "authority": Group(
        files=(
            "svc/rules/authority.py", "svc/rules/granted.py", "svc/rules/return_.py",
            "svc/rules/quoted.py", "svc/rules/backdated.py", "svc/rules/escalation.py",
        ),
        tests=(
            "tests/rules/test_authority.py", "tests/rules/test_granted.py",
            "tests/rules/test_return.py", "tests/rules/test_return_settled.py",
            "tests/rules/test_quoted.py", "tests/rules/test_backdated.py",
            "tests/rules/test_complaint.py",
        ),
    ),
    "approvals": Group(
        files=("svc/approvals.py",),
        tests=("tests/test_approvals.py", "tests/commands/test_approval.py"),
    ),
    "storage": Group(
        files=(
            "svc/store/lines.py", "svc/store/strict.py", "svc/store/sorted_lines.py",
            "svc/store/journal.py", "svc/store/files.py", "svc/store/ids.py",
            "svc/store/lock.py", "svc/store/change.py", "svc/store/replacing.py",
        ),
        tests=(
            "tests/store/test_lines.py", "tests/store/test_files.py", "tests/store/test_ids.py",
            "tests/store/test_strict.py",
            "tests/store/test_journal.py", "tests/store/test_lock.py",
            "tests/store/test_shards.py", "tests/store/test_store.py",
            "tests/store/test_sorted_lines.py", "tests/store/test_change.py",
            "tests/store/test_tinydb.py",
            "tests/store/test_twins.py::test_what_is_not_canonical",
        ),
        without="hypothesis",
    ),
    "merge": Group(
        files=(
            "svc/store/three_way.py", "svc/store/united.py", "svc/store/units.py",
            "svc/store/sides.py", "svc/store/cleared.py", "svc/store/lives.py",
            "svc/rules/conflict.py",
        ),
        tests=(
            "tests/store/test_three_way.py", "tests/store/test_united.py",
            "tests/store/test_sides.py", "tests/store/test_lives.py",
            "tests/rules/test_conflict.py",
        ),
    ),
}  # fmt: skip
"""Not here: what starts git (`unmerged`, `syncing`), what mends a store, what only remembers
(`undoing`). Their tests take seconds each, and `make faults` kills them at every system call."""


def copy(group: str, only: Sequence[str]) -> Path:
    """A fresh copy of the project for one group, with mutmut told what to do."""
    place, wanted = PLACE / (f"{group}-some" if only else group), GROUPS[group]
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for name in COPIED:
        if (ROOT / name).is_dir():
            leave = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, place / name, ignore=leave)
        else:
            shutil.copy(ROOT / name, place / name)
    told = {
        "source_paths": ["svc"],
        "only_mutate": list(only or wanted.files),
        "do_not_mutate_patterns": SENTENCES,
        "also_copy": ["templates", "tools", "README.md", "Makefile"],
        "pytest_add_cli_args_test_selection": list(wanted.tests),
        "pytest_add_cli_args": ["-m", f"not {wanted.without}"] if wanted.without else [],
        "use_git_change_detection": False,
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in told.items()]
    (place / "pyproject.toml").write_text("[tool.mutmut]\n" + "\n".join(lines) + "\n")
    return place


def run(group: str, only: Sequence[str], children: int) -> dict[str, str]:
    """The fate of each mutant of a group, by its name."""
    place = copy(group, only)
    program = [sys.executable, "-m", "mutmut"]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with (place / "log").open("w") as log:
        subprocess.run(
            [*program, "run", "--max-children", str(children)],
            cwd=place, stdout=log, stderr=log, env=environment, check=False,
        )  # fmt: skip
    told = subprocess.run(
        [*program, "results", "--all", "true"],
        cwd=place, capture_output=True, text=True, env=environment, check=True,
    )  # fmt: skip
    rows = (line.strip().partition(": ") for line in told.stdout.splitlines())
    return {name: fate for name, colon, fate in rows if colon}


def by_module(fates: Mapping[str, str]) -> list[str]:
    """A line for each module: how many of its mutants, and what share of them was noticed."""
    all_of, alive = Counter[str](), Counter[str]()
    for name, fate in fates.items():
        module = name.rpartition(".")[0]
        all_of[module] += 1
        alive[module] += fate in LIVED
    return [
        f"  {module}: {score(many, alive[module]):.1f} % of {many}"
        for module, many in sorted(all_of.items())
    ]


def score(many: int, alive: int) -> float:
    """The share of mutants that were noticed, in per cent."""
    return 100 * (many - alive) / many


def main() -> int:
    """Run the groups asked for; exit 1 where one's score is below the goal."""
    asked = argparse.ArgumentParser()
    asked.add_argument("groups", nargs="*", metavar="GROUP", help=", ".join(GROUPS))
    asked.add_argument("--only", nargs="+", default=[], metavar="FILE")
    asked.add_argument("--children", type=int, default=os.cpu_count() or 1)
    options = asked.parse_args()
    if unknown := [group for group in options.groups if group not in GROUPS]:
        sys.exit(f"no such group: {', '.join(unknown)}; those there are: {', '.join(GROUPS)}")
    below = False
    for group in options.groups or GROUPS:
        began = time.monotonic()
        fates = run(group, options.only, options.children)
        if not fates:
            sys.exit(f"{group}: no mutants; see the log under {PLACE}")
        if open_ones := sum(fate in UNFINISHED for fate in fates.values()):
            sys.exit(f"{group}: the run ended early, {open_ones} of {len(fates)} not tried")
        alive = [name for name, fate in fates.items() if fate in LIVED]
        reached = score(len(fates), len(alive))
        below = below or reached < GOAL
        minutes = (time.monotonic() - began) / 60
        counts = dict(Counter(fates.values()))
        print(f"{group}: {reached:.1f} % of {len(fates)} mutants noticed; {counts};", end=" ")
        print(f"{minutes:.0f} minutes")
        print("\n".join([*by_module(fates), *(f"    {name}" for name in alive)]), flush=True)
        if options.only:
            continue
        figure = {
            "promise": "P19", "what": f"mutants of {group}", "runs": len(fates),
            "bad": len(alive), "note": f"{reached:.1f} % noticed",
        }  # fmt: skip
        FIGURES.parent.mkdir(exist_ok=True)
        with FIGURES.open("a", encoding="utf-8") as figures:
            figures.write(json.dumps(figure) + "\n")
    return int(below)


if __name__ == "__main__":
    sys.exit(main())
