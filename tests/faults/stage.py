"""The stories played once: before each chosen call the till is put aside, to be put back often."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from string import Template
from tempfile import mkdtemp
from typing import Any

from tests.faults import stories
from tests.faults.points import TODAY, Said, State, Warm


@dataclass(frozen=True)
class Case:
    """A call about to be made: its words, its day, its seed, and the till as it was before."""

    words: tuple[str, ...]
    day: str
    number: int
    code: int
    model: Path
    command: str


class Stage:
    """The stories played once: before each chosen call the till was put aside."""

    def __init__(self, place: Path) -> None:
        self.till = place / "till"
        self.warm = Warm(place)
        self.cases: dict[tuple[str, int], Case] = {}
        for name, story in stories.STORIES.items():
            shutil.rmtree(self.till, ignore_errors=True)
            self.till.mkdir()
            self._play(name, story, place)

    def _play(self, name: str, story: str, place: Path) -> None:
        ids: dict[str, str] = {}
        for number, line in enumerate(stories.lines(story)):
            if line.writes:
                file = self.till / line.writes
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(Template(line.words[0]).substitute(ids))
                continue
            words = tuple(Template(word).substitute(ids) for word in line.words)
            model = place / f"{name}-{number}"
            case = Case(words, line.day or TODAY, number, line.code, model, line.command)
            if line.chosen:
                shutil.copytree(self.till, model, symlinks=True)
                self.cases[name, number] = case
            said = self.run(case)
            assert said.code == line.code, (words, said)
            if line.keeps.startswith("approval"):
                found = re.search(r"A-\d{6}-\w{6}", said.err)
                assert found is not None
                ids[line.keeps] = found[0]
            elif line.keeps:
                ids[line.keeps] = said.out.split("\n")[0]

    def run(self, case: Case, *strace: str, again: int = 0) -> Said:
        """Make the call."""
        seed = case.number + again
        return self.warm.run(case.words, self.till, seed=seed, today=case.day, strace=strace)


@contextmanager
def staged(spare: Path) -> Iterator[Stage]:
    """The stories played, in memory where there is such a place: nothing waits for a disk."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        memory = spare
    place = Path(mkdtemp(dir=memory))
    made = Stage(place)
    try:
        yield made
    finally:
        made.warm.close()
        shutil.rmtree(place, ignore_errors=True)


def between(found: State, before: State, after: State) -> bool:
    """Of `sms send`, each of whose messages is changed by itself: a state on the way."""

    def held(each: State) -> tuple[State, dict[str, Any]]:
        rest = {name: each[name] for name in each if not name.startswith("data/messages/")}
        lines = [row for name in each if name not in rest for row in each[name].splitlines()]
        return rest, {(row := json.loads(line))["id"]: row["text"] for line in lines}

    rest, texts = held(found)
    return rest in (held(before)[0], held(after)[0]) and texts == held(after)[1]
