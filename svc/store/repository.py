"""What git says of a shop's folder. Nothing here changes anything."""

from __future__ import annotations

import os
import re
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from svc.errors import SvcError
from svc.i18n import say
from svc.store.finding import Answer
from svc.store.settings import FILE, read_settings
from svc.store.shards import LOCK

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

OLDEST = (2, 38)
"""The version of git from which it can merge without touching the files."""
BY_HAND = say("Finish it, or stop it: git rebase --abort.")
UNDER_WAY = {
    "MERGE_HEAD": (say("git is in the middle of a merge."), say("`svc resolve` settles it.")),
    "rebase-merge": (say("git is in the middle of a rebase."), BY_HAND),
    "rebase-apply": (say("git is in the middle of a rebase."), BY_HAND),
    "CHERRY_PICK_HEAD": (
        say("git is in the middle of a cherry-pick."),
        say("git cherry-pick --abort stops it."),
    ),
    "REVERT_HEAD": (say("git is in the middle of a revert."), say("git revert --abort stops it.")),
    "BISECT_LOG": (say("git is in the middle of a search."), say("git bisect reset ends it.")),
}
"""Files git keeps while it is at something, what that is, and the way out."""


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
    """Git is installed, and new enough to merge."""
    answer = git(folder, "--version")
    if answer is None:
        return Answer(
            "warning", say("git is not installed."), say("Without it nothing keeps history.")
        )
    version = answer[1].split(" (")[0]
    number = re.search(r"([0-9]+)\.([0-9]+)", version)
    if number and (int(number[1]), int(number[2])) < OLDEST:
        return Answer(
            "warning",
            say("{version} is installed, which is too old to merge what two tills did.",
                version=version),
            say("`svc sync` needs git {n} or newer.", n=".".join(map(str, OLDEST))),
        )  # fmt: skip
    return Answer("ok", say("{version} is installed.", version=version))


def watched(folder: Path) -> Answer:
    """The folder is versioned, and git trusts who owns it."""
    if _in_repository(folder):
        return Answer("ok", say("git watches over the folder."))
    if git(folder, "--version") and any(
        (up / ".git").exists() for up in (folder, *folder.parents)
    ):
        return Answer(
            "warning",
            say("git does not work here: the repository may be another user's."),
            say("git config --global --add safe.directory {folder}", folder=folder),
        )
    return Answer(
        "warning", say("The folder is no git repository."), say("`git init` there begins one.")
    )


def under_way(folder: Path) -> Answer:
    """Git is not in the middle of something, and no killed git left its lock."""
    answer = git(folder, "rev-parse", "--absolute-git-dir")
    if answer is not None and answer[0] == 0:
        place = answer[1]
        if os.path.exists(lock := os.path.join(place, "index.lock")):
            return Answer(
                "warning",
                say("Another git is at work here, or one was killed and left its lock."),
                say("Where no git runs, remove {file}.", file=lock),
            )
        for name, (what, way) in UNDER_WAY.items():
            if os.path.exists(os.path.join(place, name)):
                return Answer("warning", what, way)
    return Answer("ok", say("git is not in the middle of anything."))


def shared_with(folder: Path) -> Answer:
    """With which repository this one is synced, as far as is known here: nobody is asked."""
    remotes = git(folder, "remote")
    if remotes is None or remotes[0] != 0 or not remotes[1]:
        return Answer("ok", say("No other computer is set up to sync with."))
    name = remotes[1].split("\n")[0]
    counted = git(folder, "rev-list", "--left-right", "--count", "@{upstream}...HEAD")
    if counted is None or counted[0] != 0:
        return Answer("ok", say("{name} is set up; nothing was synced yet.", name=name))
    theirs, ours = counted[1].split()
    when = _fetched(folder)
    if when is None:
        return Answer("ok", say("{name}: {n} commits are to be pushed.", name=name, n=ours))
    return Answer(
        "ok",
        say("{name}, last looked at on {day}: {n} commits are to be pushed, {m} to be merged.",
            name=name, day=when, n=ours, m=theirs),
    )  # fmt: skip


def _fetched(folder: Path) -> str | None:
    """The day of the last fetch, or None before the first."""
    answer = git(folder, "rev-parse", "--path-format=absolute", "--git-path", "FETCH_HEAD")
    try:
        seen = os.stat(answer[1] if answer else "").st_mtime
    except OSError:
        return None
    return datetime.fromtimestamp(seen, UTC).date().isoformat()


def commits(folder: Path) -> Answer:
    """Whether svc commits by itself, and can."""
    try:
        wish = read_settings(folder).git_commit
    except SvcError as error:
        return Answer("warning", error.message, error.hint)
    if wish == "off":
        return Answer("ok", say("git.commit is off: a person commits by hand."))
    if not _in_repository(folder):
        return Answer(
            "warning",
            say("git.commit is {wish}, but git does not watch over the folder.", wish=wish),
            say('`git init` there, or set git.commit = "off" in {file}.', file=FILE),
        )
    who = git(folder, "var", "GIT_COMMITTER_IDENT")
    if who is None or who[0] != 0:
        return Answer(
            "warning",
            say("git.commit is {wish}, but git does not know who commits.", wish=wish),
            say("git config user.name TILL; git config user.email TILL@EXAMPLE.COM"),
        )
    return Answer("ok", say("git.commit is {wish}.", wish=wish))


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
