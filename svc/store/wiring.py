"""What makes git merge and show records: lines in .gitattributes, and the settings of a clone.

Attributes are the shop's and travel with it; the program git calls is this computer's, so each
clone is wired by itself (`svc git setup`), and looked over by `svc doctor`.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from typing import TYPE_CHECKING

from svc.errors import OtherProgramFailed, Refused
from svc.i18n import Sentence, say
from svc.store import files
from svc.store.finding import Answer
from svc.store.repository import git

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ATTRIBUTES = "data/**/*.jsonl text eol=lf merge=svc diff=svc"
"""The line that hands the records to svc."""
WANTED = {"text": "set", "eol": "lf", "merge": "svc", "diff": "svc"}
SAMPLE = "data/customers/2026-11.jsonl"
FILE = ".gitattributes"
RENAMES = {
    "merge.renames": "false",
    "merge.directoryrenames": "false",
    "pull.twohead": "recursive",
}
"""Git may not take one month's file for another's new name: it would merge them into one.

The strategy is named, too: the newer one of git before 2.50 looks for renames whatever it is told.
"""
SETUP = say("`svc git setup` wires this clone.")
LONGEST = 30.0
"""Seconds the program that git calls may take to say its version."""


def settings_for(program: Sequence[str]) -> dict[str, str]:
    """The settings of a clone whose git calls this program; keys as git lists them."""
    called = shlex.join(program)
    driver = called.replace("%", "%%") + " git merge-driver"
    return {
        "merge.svc.name": "svc: record by record",
        "merge.svc.driver": f"{driver} %O %A %B %P",
        "merge.svc.recursive": "svc-inner",
        "merge.svc-inner.name": "svc: record by record, between ancestors",
        "merge.svc-inner.driver": f"{driver} --inner %O %A %B %P",
        "diff.svc.textconv": f"{called} git textconv",
        "diff.svc.cachetextconv": "false",
        **RENAMES,
    }


def wire(folder: Path, program: Sequence[str], *, dry_run: bool = False) -> list[Sentence]:
    """Wire the clone a shop's folder is in; gives what was done, nothing where all was in place.

    Raises:
        Refused: the folder is in no repository.
        OtherProgramFailed: there is no git, or it failed.
        CannotReadOrWrite: .gitattributes cannot be written.
    """
    _refuse_outside(folder)
    done: list[Sentence] = []
    if _attributes(folder) != WANTED:
        done.append(say("{file}: {line}", file=FILE, line=ATTRIBUTES))
        if not dry_run:
            _append(folder)
    held = _config(folder)
    for key, value in settings_for(program).items():
        if held.get(key) != value:
            done.append(say("git config {key} = {value}", key=key, value=value))
            if not dry_run:
                _set(folder, key, value)
    return done


def _refuse_outside(folder: Path) -> None:
    inside = git(folder, "rev-parse", "--is-inside-work-tree")
    if inside is None:
        raise OtherProgramFailed(
            say("git is not installed."), say("Install git; nothing was changed.")
        )
    if inside != (0, "true"):
        raise Refused(
            say("{folder} is in no git repository.", folder=folder),
            say("`git init` there begins one; then run this again."),
        )


def _attributes(folder: Path) -> dict[str, str]:
    """What git makes of a file of records; attributes it does not have are left out."""
    asked = git(folder, "check-attr", "-z", *WANTED, "--", SAMPLE)
    parts = (asked[1] if asked else "").split("\0")
    found = zip(parts[1::3], parts[2::3], strict=False)
    return {name: value for name, value in found if value != "unspecified"}


def _append(folder: Path) -> None:
    """Add our line below the shop's own: of two lines the later holds."""
    path = folder / FILE
    with files.plain_errors(path):
        content = path.read_bytes() if path.exists() else b""
        if content and not content.endswith(b"\n"):
            content += b"\n"
        files.replace_one(path, content + ATTRIBUTES.encode() + b"\n", folder)


def _config(folder: Path) -> dict[str, str]:
    """The settings of this clone; of one that stands several times nothing is known."""
    asked = git(folder, "config", "--local", "--list", "-z")
    rows = [row.partition("\n") for row in (asked[1] if asked else "").split("\0") if row]
    names = [name for name, _mark, _value in rows]
    return {name: value for name, _mark, value in rows if names.count(name) == 1}


def _set(folder: Path, key: str, value: str) -> None:
    done = subprocess.run(
        ["git", "-C", str(folder), "config", "--local", "--replace-all", key, value],
        capture_output=True, check=False, text=True, encoding="utf-8", errors="replace",
    )  # fmt: skip
    if done.returncode != 0:
        raise OtherProgramFailed(
            say("git said: {text}", text=done.stderr.strip()),
            say("See who owns .git/config, then run this again."),
        )


def wired(folder: Path) -> Answer:
    """Git hands the records of this clone to svc, and the svc it calls is there."""
    inside = git(folder, "rev-parse", "--is-inside-work-tree")
    if inside != (0, "true"):
        return Answer("ok", say("There is no repository to be wired."))
    found = _attributes(folder)
    if found.get("merge") != "svc" or found.get("diff") != "svc":
        return Answer("warning", say("git does not hand the records to svc."), SETUP)
    held = _config(folder)
    for key in ("merge.svc.driver", "merge.svc-inner.driver", "diff.svc.textconv"):
        if key not in held:
            return Answer(
                "warning", say("This clone is not wired: {key} is not set.", key=key), SETUP
            )
        if not _runs(program := _program(held[key])):
            return Answer(
                "error",
                say("What git calls does not run: {program}.", program=shlex.join(program)),
                SETUP,
            )
    if any(held.get(key) != value for key, value in RENAMES.items()):
        return Answer("warning", say("git may take one month's file for another's."), SETUP)
    return Answer("ok", say("git merges and shows the records by svc."))


def _program(command: str) -> list[str]:
    """The words of a command of ours up to `git`."""
    try:
        words = [word.replace("%%", "%") for word in shlex.split(command)]
    except ValueError:
        return [command]
    return words[: words.index("git")] if "git" in words else words


def _runs(program: Sequence[str]) -> bool:
    if not program or not os.access(program[0], os.X_OK):
        return False
    try:
        done = subprocess.run(
            [*program, "--version"], capture_output=True, check=False, timeout=LONGEST,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and done.stdout.startswith(b"svc ")
