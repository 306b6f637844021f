"""One row at one size: files laid ready, answers compared, then everyone timed in turn."""

from __future__ import annotations

import json
import os
import shutil
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bench import measure
from bench.figures import Cell, Results, stopped
from bench.install import TookTooLong, in_venv, say
from bench.places import WORK, of_size, stamp
from bench.proof import Different, Failed, NotThere, TooSlow, answer
from bench.rows import BARE, CONTENDERS, OURS, PATIENCE, Row, asked
from bench.work import Turn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bench.work import Contender, Work

LOADS = WORK / "loads"
FIELDS = WORK / "fields"
WARM_AGAIN = 2.0
"""Seconds below which a peer is run again before it is timed; svc always is."""
COLD = ("import", "cloned")
"""Rows whose first run is like every other."""
WARM = 3
"""Runs before the timed ones, the one for the answer among them."""
REST = 2.2
"""Seconds after which svc takes a file to be at rest: a file's time may tick every two."""


@dataclass
class Stand:
    """A run of the bench: whom it asks, how patiently, and what it has found."""

    patience: measure.Patience
    rounds: int
    lacking: dict[str, str]
    cap: float = PATIENCE
    load_cap: float = PATIENCE
    only: frozenset[str] = frozenset()
    results: Results = field(default_factory=dict)

    def files(self, size: int, contender: Contender) -> Path:
        """A contender's files of a size; made if they are not there."""
        if contender.load is None:
            return WORK
        owner = CONTENDERS[contender.shares] if contender.shares else contender
        mark = stamp(*owner.stamp)
        folder = LOADS / f"{of_size(size).name}-{owner.name}-{mark}"
        if not folder.exists():
            for old in LOADS.glob(f"{size}-*-{owner.name}-*"):
                shutil.rmtree(old)
            LOADS.mkdir(exist_ok=True)
            say(f"{owner.title} takes in the shop of {size:,}")
            in_venv("bench.load", owner.name, of_size(size), folder, cap=self.load_cap)
        return folder

    def take(self, row: Row, size: int) -> None:
        """Measure a row at a size; what was found is kept in `results`."""
        facts = facts_of(size)
        cells = self.results.setdefault(size, {}).setdefault(row.name, {})
        cells.clear()
        places: dict[str, Path] = {}
        for name in asked(row.name):
            if name != BARE and self.only and name not in self.only:
                continue
            if (why := self._unasked(row, name, size)) is not None:
                cells[name] = {"note": why}
                continue
            try:
                places[name] = self._place(row, size, CONTENDERS[name])
            except TookTooLong:
                why = f"stopped at {size:,}: not loaded in {self.load_cap:.0f} s"
                cells[name] = {"note": why}
        try:
            self._run(row, size, facts, places, cells)
        finally:
            shutil.rmtree(FIELDS, ignore_errors=True)

    def cap_of(self, row: Row, name: str) -> float:
        """Seconds after which a run is ended."""
        return row.cap_of(name) if name in OURS else min(row.cap_of(name), self.cap)

    def _unasked(self, row: Row, name: str, size: int) -> str | None:
        for need in CONTENDERS[name].needs:
            if need in self.lacking:
                return f"not there: {self.lacking[need]}"
        if name in OURS or name == "python":
            return None
        return stopped(self.results, row.name, name, size, row.usable)

    def _place(self, row: Row, size: int, contender: Contender) -> Path:
        """The contender's files, copied where the row writes or lays files beside them."""
        files = self.files(size, contender)
        if contender.load is None or not (row.writes or row.proof or contender.name == "python"):
            return files
        copy = FIELDS / contender.name
        shutil.rmtree(copy, ignore_errors=True)
        if row.proof == "import":
            copy.mkdir(parents=True)
        else:
            shutil.copytree(files, copy)
        return copy

    def _run(
        self, row: Row, size: int, facts: dict[str, Any], places: dict[str, Path],
        cells: dict[str, Cell],
    ) -> None:  # fmt: skip
        def turn(name: str, number: int) -> Turn:
            return Turn(number, of_size(size), places[name], facts)

        def work(name: str, number: int) -> Work:
            return CONTENDERS[name].works["" if name == BARE else row.name](turn(name, number))

        first: dict[str, measure.Spent] = {}
        answers: dict[str, Any] = {}
        for name in list(places):
            if name == BARE:
                continue
            try:
                kept = WORK / "answer"
                answers[name], first[name] = answer(
                    row, CONTENDERS[name], turn(name, 0), self.cap_of(row, name), kept
                )
            except TooSlow as error:
                cells[name] = {"note": f"stopped at {size:,}: {error}"}
            except NotThere:
                cells[name] = {"note": "not there yet"}
            except Failed as error:
                if name in OURS or size == min(self.results):
                    raise
                say(f"{name}: {error}")
                cells[name] = {"note": f"stopped at {size:,}: failed"}
            if name not in answers:
                del places[name]
        same(row, size, answers)
        rest()
        self._warm(row, places, first, work)

        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            series = measure.interleave(
                list(places), min(row.rounds, self.rounds), first, self.patience,
                lambda name, n: measure.run(
                    work(name, n + WARM), self.cap_of(row, name), nowhere, nowhere
                ),
            )  # fmt: skip
        finally:
            os.close(nowhere)
        for name, told in series.items():
            cells[name] = {
                "median": told.median, "least": told.least, "runs": len(told.seconds),
                "cpu": sorted(told.cpu)[len(told.cpu) // 2], "peak": told.peak,
            }  # fmt: skip
        for name in places:
            cells.setdefault(
                name, {"note": f"stopped at {size:,}: over {self.cap_of(row, name):.0f} s"}
            )

    def _warm(
        self, row: Row, places: dict[str, Path], first: dict[str, measure.Spent],
        work: Callable[[str, int], Work],
    ) -> None:  # fmt: skip
        """Run everyone again: the first run may have made what is derived and kept."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for name in places:
            quick = name not in first or first[name].seconds < WARM_AGAIN
            if row.name not in COLD and (name == "svc" or quick):
                for number in range(1, WARM):
                    spent = measure.run(
                        work(name, number), self.cap_of(row, name), nowhere, nowhere
                    )
                    first[name] = measure.succeeded(name, spent)
        os.close(nowhere)


def rest() -> None:
    """Let files lie until every contender takes them to be at rest, and the disk be done."""
    os.sync()
    time.sleep(REST)


def facts_of(size: int) -> dict[str, Any]:
    """What is asked of a shop of this size; the shop is made if it is not there."""
    file = of_size(size) / "facts.json"
    if not file.exists():
        say(f"making a shop of {size:,}")
        in_venv("bench.prepare", size, of_size(size))
    told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return told


def same(row: Row, size: int, answers: dict[str, Any]) -> None:
    """Hold every answer against the first one's.

    Raises:
        Different: two are not equal; both are shown as far as they differ.
    """
    names = list(answers)
    for name in names[1:]:
        if answers[name] != answers[names[0]]:
            said = "\n".join(f"  {n}: {_short(answers[n], answers[names[0]])}" for n in names)
            raise Different(f"{row.name} at {size:,}: the answers are not the same\n{said}")


def _short(mine: Any, other: Any) -> str:
    if isinstance(mine, list) and isinstance(other, list):
        extra = [item for item in mine if item not in other][:3]
        lacks = [item for item in other if item not in mine][:3]
        return f"{len(mine)} rows, alone {extra}, lacks {lacks}"
    return repr(mine)[:600]
