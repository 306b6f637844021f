"""git itself: what a day's commit costs in a shop's folder."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from bench.peers import svc
from bench.work import Contender, Step, Turn, Work, environment

if TYPE_CHECKING:
    from pathlib import Path


def git(shop: Path, *arguments: str) -> bytes:
    """Run git in a shop; gives what it prints."""
    done = subprocess.run(
        ["git", "-C", str(shop), *arguments], check=True, capture_output=True, env=environment()
    )
    return done.stdout


def load(size: Path, folder: Path) -> None:
    """The shop, all of it committed."""
    shutil.copytree(size / "shop", folder)
    git(folder, "init", "--quiet")
    git(folder, "add", "-A")
    git(folder, "commit", "--quiet", "-m", "open")
    git(folder, "gc", "--quiet")
    git(folder, "status")


def commit(turn: Turn) -> Work:
    """One purchase more, added by svc beforehand, is staged and committed."""
    place = ("git", "-C", str(turn.shop))
    steps = (Step((*place, "add", "-A")), Step((*place, "commit", "--quiet", "-m", "sale")))

    def before() -> None:
        (step,) = svc.sell(turn).steps
        subprocess.run(step.argv, check=True, capture_output=True, env=environment())

    return Work(steps, before=before)


CONTENDERS = (
    Contender("git", "git", {"commit": commit}, load, ("git",), stamp=("peers/git.py",)),
)
