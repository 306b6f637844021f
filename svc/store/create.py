"""Opening a shop: the folder, its settings, its own copy of the policy, and what git needs."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

from svc.errors import OtherProgramFailed, Refused
from svc.i18n import say
from svc.store import files
from svc.store.settings import FILE, Settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

GITIGNORE = """\
# .svc holds this computer's lock and journal: it is nobody else's.
.svc/
*.tmp
"""
GITATTRIBUTES = """\
# One record a line, the same bytes on every system.
*.jsonl text eol=lf
*.toml text eol=lf
templates/** text eol=lf
"""
FOLDERS = ("data", "policy", "templates/sms", "templates/card", ".svc")


def create(folder: Path, settings: Settings, policy: Mapping[str, str], *, git: bool) -> bool:
    """Make a shop's folder; gives whether a git repository was begun in it.

    `policy` holds the texts of its policy files by name. Files that are there already stay;
    `svc.toml` comes last, so that a half-made folder is no shop.

    Raises:
        Refused: the folder is a shop already.
        CannotReadOrWrite: it cannot be written.
        OtherProgramFailed: git failed.
    """
    if (folder / FILE).exists():
        raise Refused(
            say("{folder} is a shop already.", folder=folder),
            say("Nothing was changed. `svc --store {folder} check` looks it over.", folder=folder),
        )
    texts = {f"policy/{name}.toml": text for name, text in policy.items()}
    texts |= {
        "templates/sms/.gitkeep": "",
        "templates/card/.gitkeep": "",
        "data/.gitkeep": "",
        ".gitignore": GITIGNORE,
        ".gitattributes": GITATTRIBUTES,
        FILE: settings.to_toml(),
    }
    with files.plain_errors(folder):
        for name in FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            if not (folder / name).exists():
                files.replace_one(folder / name, text.encode(), folder)
    return git and _begin_repository(folder)


def _begin_repository(folder: Path) -> bool:
    try:
        inside = subprocess.run(
            ["git", "-C", str(folder), "rev-parse", "--is-inside-work-tree"],
            capture_output=True, check=False,
        )  # fmt: skip
        if inside.returncode == 0:
            return False
        begun = subprocess.run(
            ["git", "-C", str(folder), "init", "--quiet"],
            capture_output=True, check=False, text=True,
        )  # fmt: skip
    except FileNotFoundError:
        raise OtherProgramFailed(
            say("The shop is made, but git is not installed, so nothing versions it."),
            say("Install git and run `git init` there, or use --no-git."),
        ) from None
    if begun.returncode != 0:
        raise OtherProgramFailed(
            say("The shop is made, but git said: {text}", text=begun.stderr.strip()),
            say("Run `git init` there yourself, or use --no-git."),
        )
    return True


_HEADER = re.compile(r"^\[([A-Za-z0-9_]+)\][ \t]*(?:#.*)?$", re.MULTILINE)


def _sections(text: str) -> dict[str, str]:
    """A policy file cut at its entries, comments above an entry going with it; '' is the head."""
    starts: list[tuple[str, int]] = []
    for match in _HEADER.finditer(text):
        start = match.start()
        lines_before = text[:start].split("\n")[:-1]
        while lines_before and lines_before[-1].startswith("#"):
            start -= len(lines_before.pop()) + 1
        starts.append((match[1], start))
    cuts = [start for _name, start in starts] + [len(text)]
    found = {"": text[: cuts[0]]}
    for (name, start), end in zip(starts, cuts[1:], strict=True):
        found[name] = text[start:end].rstrip("\n") + "\n\n"
    return found


def overlay(shipped: str, preset: str) -> str:
    """The shipped text of a policy file with the entries that a preset has of its own."""
    merged = _sections(shipped) | {k: v for k, v in _sections(preset).items() if k}
    return "".join(merged.values()).rstrip("\n") + "\n"
