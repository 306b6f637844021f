"""The guard: instructions counted, never seconds, and held against the record.

    python -m bench.guard             fails when a row slips by a quarter
    python -m bench.guard --record    puts this run's ratios on record

Each row's instructions are divided by those of a bare click program in the same run, so that
neither the machine nor Python's own speed shows; what is on record is kept for each Python.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bench import install
from bench.peers import svc
from bench.places import RECORD, WORK, of_size
from bench.rows import CONTENDERS
from bench.stand import REST, facts_of
from bench.work import BIN, Turn, Work, environment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SLIPS = 0.25
"""A row that takes so much more than on record fails."""
SIZES = (1_000, 10_000)
ROWS = (
    "version", "help", "id", "phone", "add", "sell", "due", "contacts", "today", "quote",
    "advise", "plan", "messages", "week", "complete",
)  # fmt: skip
SAME_AT_ANY_SIZE = frozenset(("version", "help"))
COUNTED = re.compile(rb"Collected\s*:\s*([0-9]+)")
FIELDS = WORK / "guard"
MESSAGES = 100
"""Fewer than the bench renders: under valgrind each takes fifty times as long."""
CAP = 120
WARM = 2


class NotThere(Exception):
    """A command that does not answer yet."""


def instructions(work: Work) -> int:
    """The instructions of a work's one process."""
    done = _run(work, "valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null")
    if work.read(done.stdout) is False:
        raise NotThere("no answer")
    found = COUNTED.search(done.stderr)
    if found is None:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    return int(found[1])


def _run(work: Work, *watch: str) -> subprocess.CompletedProcess[bytes]:
    """Run a work's process, watched or not."""
    (step,) = work.steps
    env = environment() | dict(step.env) | {"PYTHONHASHSEED": "0"}
    command = [*watch, str(BIN / "python"), *step.argv]
    with open(step.stdin or "/dev/null", "rb") as told:  # noqa: PTH123
        done = subprocess.run(
            command, check=False, stdin=told, capture_output=True, env=env, timeout=CAP
        )
    if done.returncode != 0:
        raise NotThere(done.stderr.decode(errors="replace")[-300:])
    return done


def counted(row: str, turn: Turn) -> int | None:
    """The instructions of a row once all that is derived is there; None if svc cannot do it.

    Before it is counted it is run twice, each for another customer, and the files come to rest.
    """
    try:
        for number in range(WARM):
            _run(_work(row, replace(turn, number=number)))
            time.sleep(REST)
        return instructions(_work(row, replace(turn, number=WARM)))
    except NotThere as error:
        install.say(f"{row}: not counted: {error}")
        return None


def _work(row: str, turn: Turn) -> Work:
    work = CONTENDERS["svc"].works[row](turn)
    return _fewer(work, turn) if row == "messages" else work


def _fewer(work: Work, turn: Turn) -> Work:
    """The same messages for some of the customers."""
    refs = (turn.size / "refs.txt").read_text(encoding="utf-8").splitlines(keepends=True)
    few = turn.files / "refs.txt"
    few.write_text("".join(refs[:MESSAGES]), encoding="utf-8")
    (step,) = work.steps
    return Work((type(step)(step.argv, few, step.env),), work.read)


def measured() -> dict[str, float]:
    """Each row's instructions as a multiple of the bare program's, each on a shop of its own."""
    shutil.rmtree(FIELDS, ignore_errors=True)
    jobs = {
        row if row in SAME_AT_ANY_SIZE else f"{row} {size}": (row, size)
        for row in ROWS for size in SIZES
        if size == SIZES[0] or row not in SAME_AT_ANY_SIZE
    }  # fmt: skip
    turns = {}
    for name, (_row, size) in jobs.items():
        facts, copy = facts_of(size), FIELDS / name.replace(" ", "-")
        svc.load(of_size(size), copy)
        turns[name] = Turn(0, of_size(size), copy, facts)
    time.sleep(REST)
    bare = instructions(CONTENDERS["bare"].works[""](Turn(0, WORK, WORK, {})))
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda name: counted(jobs[name][0], turns[name]), jobs)
        told = dict(zip(jobs, found, strict=True))
    shutil.rmtree(FIELDS)
    return {name: round(n / bare, 4) for name, n in told.items() if n is not None}


@dataclass(frozen=True)
class Held:
    """A row held against the record; either figure may be missing."""

    row: str
    on_record: float | None
    now: float | None

    @property
    def slipped(self) -> bool:
        """Whether it takes a quarter more, or no longer answers."""
        if self.on_record is None:
            return False
        return self.now is None or self.now > self.on_record * (1 + SLIPS)

    @property
    def words(self) -> str:
        """What is said of it."""
        if self.on_record is None:
            return "not on record yet"
        if self.now is None:
            return "SLIPPED: no answer"
        change = f"{self.now / self.on_record - 1:+.1%}"
        return f"SLIPPED: {change}" if self.slipped else change


def held(record: Mapping[str, float], now: Mapping[str, float]) -> list[Held]:
    """Every row on record or measured, in the order of the table of rows."""
    rows = list(dict.fromkeys([*record, *now]))
    return [Held(row, record.get(row), now.get(row)) for row in rows]


def nearest(records: Mapping[str, Any], version: str) -> tuple[str | None, str | None]:
    """The Python on record to judge by, and what to say if it is another one."""
    if version in records:
        return version, None
    if not records:
        return None, f"Nothing is on record for any Python: {version} is not judged."
    wanted = _number(version)
    found = min(records, key=lambda known: (abs(_number(known) - wanted), -_number(known)))
    return found, f"Python {version} is not on record: judged by the nearest, {found}."


def _number(version: str) -> int:
    """3.11 as 311, so that the nearest can be told."""
    major, minor = version.split(".")[:2]
    return int(major) * 100 + int(minor)


def table(rows: list[Held]) -> str:
    """The rows for a terminal."""
    lines = [["row", "on record", "now", ""]]
    for row in rows:
        figures = ["-" if x is None else f"{x:.3f}x" for x in (row.on_record, row.now)]
        lines.append([row.row, *figures, row.words])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)


def read(file: Path = RECORD) -> dict[str, Any]:
    """The record, by Python."""
    if not file.exists():
        return {}
    told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return told


def judge(records: Mapping[str, Any], version: str, now: Mapping[str, float]) -> tuple[int, str]:
    """The exit code, and what is printed: the table, and what slipped."""
    known, told = nearest(records, version)
    rows = held(records[known]["ratios"] if known else {}, now)
    said = [line for line in (told, table(rows)) if line]
    if slipped := [row.row for row in rows if row.slipped]:
        said.append(f"Slipped by a quarter or more: {', '.join(slipped)}.")
        said.append("Make it fast again, or say why not and run `python -m bench.guard --record`.")
    return (1 if slipped else 0), "\n".join(said)


def main() -> int:
    """Count, compare; 1 if a row slipped."""
    parser = argparse.ArgumentParser(prog="guard", description="Count instructions.")
    parser.add_argument("--record", action="store_true", help="put this run on record")
    asked = parser.parse_args()
    WORK.mkdir(exist_ok=True)
    if lacking := install.programs(["valgrind"]):
        print(f"The guard cannot run: {lacking}", file=sys.stderr)
        return 1
    with install.alone():
        install.venv(packages=())
        now = measured()
    version = ".".join(platform.python_version_tuple()[:2])
    records = read()
    if asked.record:
        click = install.versions()["click"]
        records[version] = {
            "date": datetime.now(UTC).strftime("%Y-%m-%d"), "python": platform.python_version(),
            "click": click, "ratios": now,
        }  # fmt: skip
        RECORD.write_text(json.dumps(records, indent=2) + "\n", encoding="utf-8")
    code, said = judge(records, version, now)
    print(said)
    print(f"{len(now)} rows counted.")
    return code


if __name__ == "__main__":
    sys.exit(main())
