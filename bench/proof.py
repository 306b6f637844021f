"""Whether all contenders give the same answer: looked at before anything is timed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bench import measure
from bench.install import in_venv
from bench.peers.git import git

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bench.rows import Row
    from bench.work import Contender, Turn, Work


class Different(Exception):
    """Two contenders gave different answers, or one gave none."""


class Failed(Different):
    """A contender ended with an error."""


class NotThere(Exception):
    """A command that svc does not have yet."""


class TooSlow(Exception):
    """A run that had to be ended."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"over {seconds:.0f} s")


WRONG_USAGE = 2


def printed(work: Work, cap: float, kept: Path) -> tuple[bytes, measure.Spent]:
    """What a work prints, and what it took; it must succeed."""
    told = kept.with_suffix(".err")
    with kept.open("w+b") as out, told.open("w+b") as err:
        spent = measure.run(work, cap, out.fileno(), err.fileno())
        out.seek(0)
        err.seek(0)
        if spent.ended:
            raise TooSlow(cap)
        if spent.code == WRONG_USAGE and work.steps[0].argv[0].endswith("/svc"):
            raise NotThere(err.read().decode(errors="replace").strip())
        if spent.code != 0:
            words = err.read().decode(errors="replace")[-2000:]
            raise Failed(f"{' '.join(work.steps[0].argv)[:300]} ended with {spent.code}:\n{words}")
        return out.read(), spent


def answer(
    row: Row, contender: Contender, turn: Turn, cap: float, kept: Path
) -> tuple[Any, measure.Spent]:
    """A contender's answer, in the words all have in common, and what the first run took."""
    work = contender.works[row.name](turn)
    out, spent = printed(work, cap, kept)
    told = work.read(out)
    if row.proof:
        told = PROOFS[row.proof](contender, turn, cap, kept)
    elif row.name == "complete" and told is not True:
        raise NotThere("no completion of phones")
    return told, spent


def added(contender: Contender, turn: Turn, cap: float, kept: Path) -> Any:
    """She is found by her phone afterwards, and the same phone is refused."""
    with kept.open("wb") as out:
        again = measure.run(contender.works["add"](turn), cap, out.fileno(), out.fileno())
    if again.code == 0:
        raise Different(f"{contender.name} added the same phone twice")
    asked = turn.asking_for({"id": "", "name": "新顾客", "phone": turn.phone})
    work = contender.works["phone"](asked)
    found = work.read(printed(work, cap, kept)[0])
    return {key: found[key] for key in ("name", "phone", "total", "purchases")}


def sold(contender: Contender, turn: Turn, cap: float, kept: Path) -> Any:
    """Her history is one purchase longer, with the price paid."""
    work = contender.works["history"](turn)
    bought = work.read(printed(work, cap, kept)[0])
    return [[day, total] for day, _id, total in bought]


def imported(contender: Contender, turn: Turn, _cap: float, _kept: Path) -> Any:
    """So many customers, so many purchases, and what they paid in all."""
    place = {"svc": "fresh/data", "python": "new.db", "sqlite-utils": "new.db", "recutils": "",
             "tinydb": "new.json"}[contender.name]  # fmt: skip
    return json.loads(in_venv("bench.tally", turn.files / place))


def committed(_contender: Contender, turn: Turn, _cap: float, _kept: Path) -> Any:
    """One added purchase was one added line, and nothing is left to commit."""
    changed = git(turn.shop, "diff", "--numstat", "HEAD~1", "HEAD").decode().split("\n")[:-1]
    left = git(turn.shop, "status", "--porcelain").decode()
    if [line.split("\t")[:2] for line in changed] != [["1", "0"]] or left:
        raise Different(f"a purchase added is in git: {changed}, left: {left!r}")
    return "one added line"


PROOFS: dict[str, Callable[[Contender, Turn, float, Path], Any]] = {
    "add": added, "sell": sold, "import": imported, "commit": committed,
}  # fmt: skip
