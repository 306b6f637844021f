"""A change commits itself: exactly the files it wrote, and a message of ids and counts.

What git will not do never loses or fails a change: it is told, and the next one, or `svc sync`,
takes up what was left. No message holds a name, a phone or a text.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from svc.errors import Refused, SvcError
from svc.i18n import say
from svc.store import files
from svc.store.git import Git

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from svc.store.change import Change
    from svc.store.store import Store, Told

DAY = ".svc/day"
"""Which day the last change was of, where a day's changes are committed together."""
OF_A_SHOP = ("data", "policy", "templates", "svc.toml", ".gitattributes", ".gitignore")
"""What of a shop's folder svc commits of its own accord."""
NAMED = 3
"""So many ids are named in a message; more are counted."""


def write(store: Store, change: Change) -> None:
    """Write a change and have git keep it, as `git.commit` says; call it with the lock held.

    Raises:
        SvcError: what `Change.commit` raises; what git says is only told.
    """
    told = store.told()  # before anything is written: a stranger's --staff changes nothing
    if store.settings.git_commit == "day" and told.today is not None:
        _end_of_day(store, told)
    change.commit()
    if store.settings.git_commit == "each" and change.files:
        try:
            git = Git(store.root)
            below = [os.path.relpath(file, store.root) for file in change.files]
            paths = [git.prefix + path.replace(os.sep, "/") for path in below]
            commit(git, paths, told.command, ids=change.ids, by=told.staff)
        except SvcError as error:
            _tell(told, error)


def _end_of_day(store: Store, told: Told) -> None:
    """Commit what earlier days left, at the first change of another day."""
    today = told.today().isoformat() if told.today is not None else ""
    place = os.path.join(store.root, DAY)
    try:
        try:
            last = files.read(place).decode("ascii", "replace").strip()[:10]
        except FileNotFoundError:
            last = ""
        if last == today:
            return
        outstanding(Git(store.root), f"day {last}" if last else "days before")
        files.replace_one(place, today.encode() + b"\n", store.shards.like)
    except SvcError as error:
        _tell(told, error)
    except OSError:
        pass  # the day's file cannot be read: what is outstanding waits for `svc sync`


def _tell(told: Told, error: SvcError) -> None:
    if told.warn is not None:
        reason = error.message
        told.warn(say("The change is on file, but git did not keep it: {reason}", reason=reason))


def outstanding(git: Git, title: str) -> str | None:
    """Commit what of the shop nobody committed yet; gives the new commit, None without one.

    Raises:
        OtherProgramFailed: git will not; nothing was committed.
    """
    changed = not_committed(git)
    return commit(git, changed, title) if changed else None


def not_committed(git: Git) -> list[str]:
    """The shop's files that are not as in the last commit, by their paths in the repository."""
    scope = [git.prefix + name for name in OF_A_SHOP]
    rows = git.top().rows(
        "status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--", *scope
    )
    return [row[3:] for row in rows]


def commit(
    git: Git,
    paths: Iterable[str],
    title: str,
    *,
    ids: Iterable[str] = (),
    by: str | None = None,
) -> str | None:
    """Commit these files, told as git tells them, as they stand; no others, whatever is staged.

    Gives the new commit; None where all of them are as in the last one.

    Raises:
        Refused: git is in the middle of a merge: to add a file would settle it with our side.
        OtherProgramFailed: git will not; what it was to commit stays as it is.
    """
    if git.is_merging() or git.under_way():
        raise Refused(
            say("git is in the middle of a merge."),
            say("`svc sync` ends it, and commits what was changed since."),
        )
    top, wanted = git.top(), set(paths)
    top.must("update-index", "--add", "--remove", "-z", "--stdin", given=_listed(wanted))
    counted = {path: n for path, n in changed_lines(top, "--cached").items() if path in wanted}
    if not counted:
        return None
    message = (title or "svc") + _what(counted, list(ids)) + (f" by {by}" if by else "")
    top.must(
        "commit", "--quiet", "--only", "--cleanup=verbatim", f"--message={message}",
        "--pathspec-from-file=-", "--pathspec-file-nul",
        given=_listed(counted), env=git.identity(),
    )  # fmt: skip
    return top.commit_of("HEAD")


def _listed(paths: Iterable[str]) -> bytes:
    return b"".join(os.fsencode(path) + b"\0" for path in sorted(paths))


def changed_lines(git: Git, *between: str) -> dict[str, int]:
    """How many lines of each file differ between two commits, or as `git diff` is asked."""
    rows = git.rows(
        "diff", "--numstat", "--no-renames", "--no-ext-diff", "--no-relative", "-z", *between
    )
    found = {}
    for row in rows:
        added, removed, path = row.split("\t", 2)
        found[path] = max(_number(added), _number(removed))
    return found


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _what(counted: Mapping[str, int], ids: list[str]) -> str:
    """What a message says was changed: a few ids, or how many of each."""
    if 0 < len(ids) <= NAMED and sum(counted.values()) <= len(ids):
        return ": " + ", ".join(ids)
    sums: dict[str, int] = {}
    for path, number in counted.items():
        *_above, table, name = ("", *path.split("/"))
        of = table if name.endswith(".jsonl") else "other files"
        sums[of] = sums.get(of, 0) + (number if of == table else 1)
    told = [f"{number} {table}" for table, number in sorted(sums.items())]
    return ": " + ", ".join(told) if told else ""
