"""Where the bench keeps what it makes, and how it sees the files a shop consists of."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
WORK = BENCH / ".work"
"""Everything that can be made again: never in git."""
CURVES = BENCH / "curves"
README = BENCH / "README.md"
NOTES = BENCH / "notes.md"
HISTORY = BENCH / "history.jsonl"
RECORD = BENCH / "guard.json"

TODAY = "2026-11-22"
"""The day every command takes for today: the last one of a generated shop."""
SIZES = (1_000, 10_000, 100_000, 1_000_000)
GENERATOR = ("generate.py", "town.py", "ledger.py", "cases.py", "prepare.py")
INSTALLED = WORK / "source" / "svc"
"""The copy of the working tree that svc was installed from: edits do not reach a run."""


@cache
def stamp(*names: str) -> str:
    """A mark of what these files of the bench hold: what was made from others is made again."""
    seen = hashlib.sha256()
    for name in names:
        seen.update((BENCH / name).read_bytes())
    return seen.hexdigest()[:8]


@cache
def stamp_of_shops() -> str:
    """A mark of what decides a generated shop's bytes."""
    ids = INSTALLED / "svc" / "store" / "ids.py"
    return hashlib.sha256(stamp(*GENERATOR).encode() + ids.read_bytes()).hexdigest()[:8]


def stamp_of_tree(folder: Path, names: Iterable[str]) -> str:
    """A mark of files and whole folders, compiled files left out."""
    seen = hashlib.sha256()
    for name in names:
        top = folder / name
        for file in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if file.is_file() and "__pycache__" not in file.parts:
                seen.update(file.relative_to(folder).as_posix().encode())
                seen.update(file.read_bytes())
    return seen.hexdigest()[:12]


def of_size(size: int) -> Path:
    """The folder of a size: the shop and all that is made from it."""
    return WORK / "sizes" / f"{size}-{stamp_of_shops()}"


def lines(shop: Path, table: str) -> Iterator[bytes]:
    """The lines of a table, one file after the other."""
    for file in sorted((shop / "data" / table).glob("*.jsonl")):
        with file.open("rb") as content:
            yield from content


def records(shop: Path, table: str) -> Iterator[dict[str, Any]]:
    """The records of a table, read the plain way."""
    return map(json.loads, lines(shop, table))


def without_year(birthday: str | None) -> str | None:
    """What two birthdays kept on the same day have in common: `05-12`, `lunar:08-15`."""
    if birthday is None:
        return None
    return ("lunar:" if birthday.startswith("lunar:") else "") + birthday[-5:]


def group(number: int) -> str:
    """A number with its thousands set apart."""
    return f"{number:,}"
