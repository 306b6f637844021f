"""What git says of a shop's folder. Nothing here changes anything."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from svc.i18n import say
from svc.store.finding import Answer
from svc.store.shards import LOCK

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def git(folder: Path, *args: str) -> tuple[int, str] | None:
    """Ask git something about a folder: its exit code and answer, or None without git."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *args],
            capture_output=True, check=False, text=True, encoding="utf-8", errors="replace",
        )  # fmt: skip
    except OSError:
        return None
    return done.returncode, done.stdout.strip("\n")


def unmerged(folder: Path) -> list[str]:
    """The files git could not merge and nobody settled yet; none outside a repository."""
    answer = git(folder, "ls-files", "--unmerged", "-z")
    if answer is None or answer[0] != 0:
        return []
    entries = [entry for entry in answer[1].split("\0") if "\t" in entry]
    return sorted({entry.partition("\t")[2] for entry in entries})


def installed(folder: Path) -> Answer:
    """Git is installed."""
    answer = git(folder, "--version")
    if answer is None:
        return Answer(
            "warning", say("git is not installed."), say("Without it nothing keeps history.")
        )
    return Answer("ok", say("{version} is installed.", version=answer[1].split(" (")[0]))


def watched(folder: Path) -> Answer:
    """The folder is versioned."""
    if _in_repository(folder):
        return Answer("ok", say("git watches over the folder."))
    return Answer(
        "warning", say("The folder is no git repository."), say("`git init` there begins one.")
    )


def ignored(folder: Path) -> Answer:
    """The lock and the journal of this computer stay out of git."""
    answer = git(folder, "check-ignore", "--quiet", LOCK)
    if not _in_repository(folder) or (answer and answer[0] == 0):
        return Answer("ok", say(".svc stays out of git."))
    return Answer(
        "warning", say("git would take up .svc."), say("Add a line `.svc/` to .gitignore.")
    )


def line_ends(folder: Path) -> Answer:
    """Git does not change the files it hands out."""
    asked = git(folder, "config", "core.autocrlf")
    attribute = git(folder, "check-attr", "eol", "--", "data/customers/2026-11.jsonl")
    kept = attribute is not None and attribute[1].endswith(": lf")
    if not _in_repository(folder) or kept or asked is None or asked[1] != "true":
        return Answer("ok", say("git leaves line ends alone."))
    return Answer(
        "warning",
        say("core.autocrlf makes git change line ends."),
        say("Add a line `*.jsonl text eol=lf` to .gitattributes."),
    )


def _in_repository(folder: Path) -> bool:
    answer = git(folder, "rev-parse", "--is-inside-work-tree")
    return answer is not None and answer[1] == "true"


def is_tracked(file: Path) -> bool:
    """Whether git keeps a file: it may have come from another computer."""
    found = git(file.parent, "ls-files", "--error-unmatch", "--", file.name)
    return found is not None and found[0] == 0


def in_history(folder: Path, text: str, files: Iterable[str]) -> bool:
    """Whether a commit, or what is staged, holds a text in one of these files."""
    paths = [os.path.relpath(file, folder) for file in files]
    if not paths:
        return False
    committed = git(folder, "log", "--all", "-1", "--format=%h", f"-S{text}", "--", *paths)
    staged = git(folder, "grep", "--cached", "--quiet", "--fixed-strings", text, "--", *paths)
    was_committed = committed is not None and committed[0] == 0 and bool(committed[1])
    return was_committed or (staged is not None and staged[0] == 0)
