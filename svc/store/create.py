"""Opening a shop: the folder, its settings, its own copy of the policy, and what git needs."""

from __future__ import annotations

import os
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
# One record a line, the same bytes on every system; svc merges and shows them (svc git setup).
*.jsonl text eol=lf
data/**/*.jsonl text eol=lf merge=svc diff=svc
*.toml text eol=lf
templates/** text eol=lf
"""
FOLDERS = ("data", "policy", "templates/sms", "templates/card", ".svc")


SHARED = 0o2770
"""A folder of the group's: what is made in it is the group's, too."""


def create(
    folder: Path,
    settings: Settings,
    policy: Mapping[str, str],
    *,
    git: bool,
    shared: bool = False,
) -> bool:
    """Make a shop's folder; gives whether a git repository was begun in it.

    `policy` holds the texts of its policy files by name. Files that are there already stay;
    `svc.toml` comes last, so that a half-made folder is no shop. In a `shared` one all may read
    and write who are in the group the folder is of; what is written later keeps that.

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
        if shared:
            _share(folder)
        elif os.name != "nt":  # a folder that was there before may be open to all
            for place in (folder, *(folder / name for name in FOLDERS)):
                place.chmod(place.stat().st_mode & 0o700)
        for name, text in texts.items():
            if not (folder / name).exists():
                files.replace_one(folder / name, text.encode(), folder)
    return git and _begin_repository(folder, shared=shared)


def _share(folder: Path) -> None:
    """Open a new shop's folders to the group its own folder is of."""
    group = folder.stat().st_gid
    for place in (folder, *(folder / name for name in sorted({*FOLDERS, "templates"}))):
        if place.stat().st_gid != group:
            os.chown(place, -1, group)
        place.chmod(SHARED)


def _begin_repository(folder: Path, *, shared: bool) -> bool:
    try:
        inside = subprocess.run(
            ["git", "-C", str(folder), "rev-parse", "--is-inside-work-tree"],
            capture_output=True, check=False,
        )  # fmt: skip
        if inside.returncode == 0:
            return False
        begun = subprocess.run(
            ["git", "-C", str(folder), "init", "--quiet", *(["--shared=group"] * shared)],
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
