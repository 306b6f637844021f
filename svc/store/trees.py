"""Trees and commits made beside the index a person works with: nothing staged is touched."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from svc.store import commits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from svc.store.git import Git

    Entries = Mapping[str, tuple[str, str] | None]


def tree_with(git: Git, commit: str, entries: Entries) -> str:
    """The tree of a commit with these files put in, or taken out. Raises OtherProgramFailed."""
    with _private_index(git) as env:
        git.must("read-tree", commit, env=env)
        git.must("update-index", "-z", "--index-info", given=index_info(entries), env=env)
        return git.ask("write-tree", env=env)


def index_info(entries: Entries) -> bytes:
    """Files as `git update-index --index-info` reads them."""
    size = max((len(entry[1]) for entry in entries.values() if entry), default=40)
    return b"".join(
        f"{entry[0] if entry else '0'} {entry[1] if entry else '0' * size}\t".encode()
        + os.fsencode(path) + b"\0"
        for path, entry in entries.items()
    )  # fmt: skip


def as_if_committed(git: Git) -> str | None:
    """A commit of what is here that nothing leads to: for a look at what would come of it.

    Raises:
        OtherProgramFailed: git failed.
    """
    head, changed, top = git.commit_of("HEAD"), commits.not_committed(git), git.top()
    if not changed:
        return head
    with _private_index(git) as env:
        top.must("read-tree", head or "--empty", env=env)
        listed = b"".join(os.fsencode(path) + b"\0" for path in changed)
        top.must("update-index", "--add", "--remove", "-z", "--stdin", given=listed, env=env)
        tree = top.ask("write-tree", env=env)
    parents = ("-p", head) if head else ()
    return top.ask("commit-tree", tree, *parents, "-m", "sync", env=git.identity())


@contextmanager
def _private_index(git: Git) -> Iterator[dict[str, str]]:
    place = os.path.join(git.place[0], f"svc-index.{os.getpid()}")
    try:
        yield {"GIT_INDEX_FILE": place}
    finally:
        for file in (place, place + ".lock"):
            with suppress(OSError):
                os.unlink(file)
