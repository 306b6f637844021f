"""The bench: `python -m bench.run`, or `make bench`; `--quick` for the five-minute version.

Whole runs write `bench/README.md`, the curves and a line of `bench/history.jsonl`; quick ones the
line alone, and the page beside their other files; runs of some rows or sizes only print.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from typing import TYPE_CHECKING

from bench import history, install, report
from bench.machine import machine
from bench.measure import Patience
from bench.places import CURVES, README, SIZES, WORK
from bench.proof import Different
from bench.rows import BY_NAME, CONTENDERS, ROWS
from bench.stand import Stand

if TYPE_CHECKING:
    from pathlib import Path

    from bench.figures import Results
    from bench.rows import Row

QUICK_SIZES = (1_000, 10_000)
QUICK, WHOLE, PART = "quick", "whole", "part"
PATIENCE = {
    QUICK: Patience(budget=0.7, enough=1.0),
    WHOLE: Patience(budget=4.0, enough=8.0),
    PART: Patience(budget=4.0, enough=10.0),
}
CAPS = {QUICK: (10.0, 60.0), WHOLE: (900.0, 600.0), PART: (900.0, 600.0)}
"""Seconds after which a peer's run is ended, and after which its files are not waited for."""
ROUNDS = {QUICK: 5, WHOLE: 21, PART: 11}


def options() -> argparse.Namespace:
    """What is asked for on the command line."""
    parser = argparse.ArgumentParser(prog="bench", description="Measure svc against its peers.")
    parser.add_argument("--quick", action="store_true", help="the five-minute version")
    parser.add_argument("--rows", help=f"only these of: {' '.join(BY_NAME)}")
    parser.add_argument("--sizes", help="only shops of so many customers: 1000,10000")
    parser.add_argument("--only", help=f"only these beside bare: {' '.join(CONTENDERS)}")
    parser.add_argument("--rounds", type=int, help="at most so many rounds")
    parser.add_argument("--resume", action="store_true", help="go on with a run that was stopped")
    parser.add_argument(
        "--tell", action="store_true", help="measure nothing more: write what was found so far"
    )
    parser.add_argument(
        "--compare", action="store_true", help="measure nothing: compare the last run"
    )
    return parser.parse_args()


def main() -> int:
    """Run what is asked for; 1 if answers differ."""
    asked = options()
    if asked.compare:
        print(history.compared(history.read()))
        return 0
    part = bool(asked.rows or asked.sizes or asked.only)
    kind = PART if part else QUICK if asked.quick else WHOLE
    rows = [BY_NAME[name] for name in asked.rows.split(",")] if asked.rows else list(ROWS)
    default = QUICK_SIZES if asked.quick else SIZES
    sizes = [int(size) for size in asked.sizes.split(",")] if asked.sizes else list(default)
    with install.alone():
        return measured(asked, kind, rows, sizes)


def measured(asked: argparse.Namespace, kind: str, rows: list[Row], sizes: list[int]) -> int:
    """Install, measure, tell; 1 if answers differ."""
    lacking = install.programs(name for name in install.DEBIAN if name != "valgrind")
    lacking |= install.venv()
    stand = Stand(
        patience=PATIENCE[kind],
        rounds=asked.rounds or ROUNDS[kind],
        lacking=lacking,
        cap=CAPS[kind][0],
        load_cap=CAPS[kind][1],
        only=frozenset(asked.only.split(",")) if asked.only else frozenset(),
    )
    kept = WORK / f"results-{kind}.json"
    if asked.tell:
        stand.results |= earlier(kept)
        tell(kind, stand, kept)
        return 0
    if asked.resume:
        stand.results |= earlier(kept)
    try:
        measure_all(stand, rows, sizes, kept)
    except (Different, RuntimeError) as error:
        install.say(f"stopped: {error}")
        return 1
    tell(kind, stand, kept)
    return 0


def measure_all(stand: Stand, rows: list[Row], sizes: list[int], kept: Path) -> None:
    """Every row at every size, the small shops first; what is found is kept as it comes.

    What is there from a run that did not come to its end is not measured again.
    """
    for size in sorted(sizes):
        for row in rows:
            if row.largest is not None and size > row.largest:
                continue
            if row.name in stand.results.get(size, {}):
                continue
            began = time.perf_counter()
            stand.take(row, size)
            kept.write_text(
                json.dumps({"svc": install.installed(), "cells": stand.results}), encoding="utf-8"
            )
            install.say(f"{row.name} at {size:,}: {time.perf_counter() - began:.0f} s")


def earlier(kept: Path) -> Results:
    """What a run of the same svc found before it was stopped."""
    if not kept.exists():
        return {}
    told = json.loads(kept.read_text(encoding="utf-8"))
    if told["svc"] != install.installed():
        install.say("svc is another one than in the run to go on with: all is measured anew")
        return {}
    return {int(size): rows for size, rows in told["cells"].items()}


def tell(kind: str, stand: Stand, kept: Path) -> None:
    """Print what was found; write the page, the curves and the history's line."""
    results = stand.results
    print(report.as_text(results))
    print("\nGoals\n" + report.goals_as_text(results))
    run = history.entry(kind, results, install.all_versions(), machine())
    if kind == PART:
        return
    runs = [*history.read(), run]
    print("\n" + history.compared(runs, kind))
    history.append(run)
    page = README if kind == WHOLE else WORK / "quick" / README.name
    curves = page.parent / CURVES.name
    drawn: list[str] = []
    if "matplotlib" not in stand.lacking:
        shutil.rmtree(curves, ignore_errors=True)
        drawn = install.in_venv("bench.draw", kept, curves).split()
    page.parent.mkdir(exist_ok=True)
    page.write_text(report.readme(results, run, stand.lacking, drawn), encoding="utf-8")
    install.say(f"written: {page.relative_to(WORK.parent.parent)}")


if __name__ == "__main__":
    sys.exit(main())
