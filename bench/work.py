"""One piece of work: what is started, what is laid ready before, how its answer is read."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bench.places import TODAY, WORK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

VENV = WORK / "venv"
BIN = VENV / "bin"


def environment() -> dict[str, str]:
    """What every process sees: a Chinese shop's day, and nothing of who runs the bench."""
    home = WORK / "home"
    home.mkdir(parents=True, exist_ok=True)
    return {
        "PATH": f"{BIN}:{os.defpath}",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "SVC_TODAY": TODAY,
        "SVC_LANG": "zh",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "till",
        "GIT_AUTHOR_EMAIL": "till@example.com",
        "GIT_COMMITTER_NAME": "till",
        "GIT_COMMITTER_EMAIL": "till@example.com",
    }


@dataclass(frozen=True)
class Step:
    """One process: its arguments, the file it reads on stdin, what its environment has more."""

    argv: tuple[str, ...]
    stdin: Path | None = None
    env: Mapping[str, str] = field(default_factory=dict)


def as_json(printed: bytes) -> Any:
    """The answer of a program that prints JSON."""
    return json.loads(printed)


def nothing(_printed: bytes) -> None:
    """The answer of a program that need not print one."""
    return


@dataclass(frozen=True)
class Work:
    """Processes run one after the other, timed together; `before` is not timed."""

    steps: tuple[Step, ...]
    read: Callable[[bytes], Any] = nothing
    before: Callable[[], None] | None = None


def one(
    *argv: object,
    read: Callable[[bytes], Any] = nothing,
    stdin: Path | None = None,
    before: Callable[[], None] | None = None,
    env: Mapping[str, str] | None = None,
) -> Work:
    """Work of one process."""
    return Work((Step(tuple(map(str, argv)), stdin, env or {}),), read, before)


def written(file: Path, text: str) -> Callable[[], None]:
    """Lays a small file ready."""

    def before() -> None:
        file.write_text(text, encoding="utf-8")

    return before


def removed(file: Path) -> Callable[[], None]:
    """Takes away what the last run left."""
    return lambda: file.unlink(missing_ok=True)


@dataclass(frozen=True)
class Turn:
    """What one run is given: the size's folder, the contender's files, and what is asked for."""

    number: int
    size: Path
    files: Path
    facts: Mapping[str, Any]

    @property
    def shop(self) -> Path:
        """The generated shop, or the copy of it that this contender may change."""
        return self.files if (self.files / "svc.toml").exists() else self.size / "shop"

    @property
    def pick(self) -> Mapping[str, str]:
        """The customer asked for: each round another, each contender the same."""
        picks: list[Mapping[str, str]] = self.facts["picks"]
        return picks[self.number % len(picks)]

    @property
    def phone(self) -> str:
        """A phone number nobody has yet."""
        return f"199{self.number:08d}"

    def asking_for(self, pick: Mapping[str, str]) -> Turn:
        """The same turn, but somebody else is asked for."""
        return replace(self, facts={**self.facts, "picks": [pick]})

    def new_id(self, letter: str) -> str:
        """An id for those that draw none themselves."""
        return f"{letter}-{TODAY[2:].replace('-', '')}-Z{self.number:05d}"


@dataclass(frozen=True)
class Contender:
    """A program that does the work: how its files are made from a shop, and its commands by row.

    `needs` are the programs and packages without which it cannot be asked; `stamp` names the
    files of the bench that decide what `load` makes; `shares` is whose files it uses too.
    """

    name: str
    title: str
    works: Mapping[str, Callable[[Turn], Work]]
    load: Callable[[Path, Path], None] | None = None
    needs: tuple[str, ...] = ()
    stamp: tuple[str, ...] = ()
    shares: str | None = None
