"""A merge that was worked out, put on disk and told to git, so that no kill loses anything.

The steps: files that are no records, one by one; all records and the mark `.svc/merged` by one
journal; git's index; git's head; the mark away. Before the mark stands the next sync works the
merge out anew, and finds done what was done. From then on it only ends what is left.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from svc.errors import BadData, Refused
from svc.i18n import say
from svc.store import commits, files, joining, journal
from svc.store.strict import SUFFIX
from svc.store.trees import index_info, tree_with

if TYPE_CHECKING:
    from collections.abc import Iterable

    from svc.store.git import Git
    from svc.store.joining import Joined
    from svc.store.store import Store


def move(store: Store, git: Git, found: Joined, ours: str, theirs: str, target: str) -> None:
    """Bring the shop's folder, the index and the head from our commit to the merge.

    Raises:
        Refused: a file of the repository that is not the shop's was changed and not committed.
        CannotReadOrWrite: the next sync begins anew, or goes on.
        OtherProgramFailed: git failed; the next sync goes on.
    """
    start = git.prefix + "data/"
    own = {f"{start}{name}{SUFFIX}" for name in found.contents}
    others = sorted(found.entries.keys() - own)
    _refuse_changed(git, others)
    write_others(git, target, others)
    mark = {"ours": ours, "theirs": theirs, "merge": target, "branch": _branch(git)}
    write_records(store, found, mark)
    end(store, git, ours, target)


def _branch(git: Git) -> str:
    return git.ask("symbolic-ref", "HEAD")


def _refuse_changed(git: Git, paths: Iterable[str]) -> None:
    """Refuse to write over what somebody changed beside the shop and did not commit."""
    listed = list(paths)
    for at in range(0, len(listed), 500):
        rows = git.top().rows(
            "status", "--porcelain=v1", "-z", "--untracked-files=all", "--ignored", "--no-renames",
            "--", *listed[at : at + 500],
        )  # fmt: skip
        if rows:
            raise Refused(
                say("{file} was changed here and is not committed.", file=rows[0][3:]),
                say("Nothing was merged. Commit it, or put it away, then sync again."),
            )


def write_others(git: Git, target: str, paths: Iterable[str]) -> None:
    """Write the files of a commit that are no records, each whole."""
    top = git.place[1]
    for path in paths:
        file = os.path.join(top, path)
        entry = git.top().ask("ls-tree", target, "--", path)
        if not entry:
            files.refuse_link(file)
            with suppress(FileNotFoundError), files.plain_errors(file):
                os.unlink(file)
            continue
        content = git.top().must("cat-file", "--filters", f"{target}:{path}").out
        files.replace_one(file, content, files.folder_of(git.folder))
        if entry.startswith("100755"):
            mode = os.stat(file).st_mode
            os.chmod(file, mode | (mode & 0o444) >> 2)  # whoever may read it may run it


def write_records(store: Store, found: Joined, mark: dict[str, str]) -> None:
    """Write all records of the merge, and the mark that they stand: all or nothing."""
    import json

    shards = store.shards
    for folder in {os.path.dirname(shards.path(name)) for name in found.contents}:
        if os.path.isdir(folder):
            files.sweep(folder)
    contents = {shards.path(name): content for name, content in found.contents.items()}
    contents[os.path.join(store.root, journal.MERGED)] = json.dumps(mark).encode()
    journal.replace_all(contents, shards.journal, shards.like)
    shards.forget()


def end(store: Store, git: Git, ours: str, target: str) -> None:
    """Tell git of a merge whose files stand, and take the mark away."""
    changed = joining.differences(git.top(), ours, target)
    entries = {path: new for path, (_old, new) in changed.items()}
    take_out_empty(git, entries)
    to_index(git, entries)
    to_head(git, ours, target)
    forget(store)


def take_out_empty(git: Git, entries: dict[str, joining.Entry | None]) -> None:
    """Remove the files the merge has no more; those with records in them again stay."""
    for path, entry in entries.items():
        file = os.path.join(git.place[1], path)
        with suppress(OSError):
            if entry is None and os.stat(file).st_size == 0:
                os.unlink(file)


def to_index(git: Git, entries: dict[str, joining.Entry | None]) -> None:
    """Have git's index hold these files as the merge has them; what else is staged stays."""
    top = git.top()
    top.must("update-index", "-z", "--index-info", given=index_info(entries))
    top.run("update-index", "-q", "--refresh")


def to_head(git: Git, old: str, new: str) -> None:
    """Move the branch, unless somebody moved it meanwhile."""
    git.must("update-ref", "-m", "svc sync", "HEAD", new, old)


def forget(store: Store) -> None:
    """Take the mark away: the merge is done."""
    place = os.path.join(store.root, journal.MERGED)
    with files.plain_errors(place):
        with suppress(FileNotFoundError):
            os.unlink(place)
        files.sync_folder(os.path.dirname(place))


def finish(store: Store, git: Git) -> bool:
    """End a merge whose files stand and of which git does not know; call it with the lock held.

    Gives whether there was one. Where somebody committed since, the merge becomes a commit on top
    of that, with the files as they are now.

    Raises:
        BadData: the mark cannot be read.
        Refused: another branch is checked out now.
        OtherProgramFailed: git failed; the mark stays.
    """
    mark = _mark(store)
    if mark is None:
        return False
    if mark["branch"] != _branch(git):
        raise Refused(
            say("A merge into another branch is not ended."),
            say("Go back to it: `git switch {branch}`.",
                branch=mark["branch"].removeprefix("refs/heads/")),
        )  # fmt: skip
    head = git.commit_of("HEAD") or ""
    if head == mark["ours"]:
        end(store, git, head, mark["merge"])
    elif git.run("merge-base", "--is-ancestor", mark["theirs"], head).code == 0:
        forget(store)
    else:
        commits.outstanding(git, "sync")
        _on_top(git, mark)
        forget(store)
    return True


def _on_top(git: Git, mark: dict[str, str]) -> None:
    """Make a merge of what was committed since and of theirs, with the files as they stand."""
    head, top = git.ask("rev-parse", "HEAD"), git.top()
    scope = tuple(git.prefix + name for name in commits.OF_A_SHOP)
    changed = joining.differences(top, mark["ours"], mark["merge"])
    entries = {
        path: new
        for path, (_old, new) in changed.items()
        if not path.startswith(tuple(f"{name}/" for name in scope)) and path not in scope
    }
    tree = tree_with(top, head, entries)
    target = top.ask(
        "commit-tree", tree, "-p", head, "-p", mark["theirs"], "-m", "sync: merge",
        env=git.identity(),
    )  # fmt: skip
    to_index(git, entries)
    to_head(git, head, target)


def _mark(store: Store) -> dict[str, str] | None:
    import json

    place = os.path.join(store.root, journal.MERGED)
    with files.plain_errors(place):
        try:
            content = files.read(place)
        except FileNotFoundError:
            return None
    try:
        told: dict[str, Any] = json.loads(content)
        return {name: str(told[name]) for name in ("ours", "theirs", "merge", "branch")}
    except (ValueError, TypeError, KeyError):
        raise BadData(
            say("{file} cannot be read.", file=journal.MERGED),
            say("Remove it and sync again: what was merged is merged once more."),
        ) from None
