"""One till and the others, by git: what is here committed, what is there merged in, and pushed.

Git's own merge writes the work tree file by file, and a kill leaves half of it. Here the merge is
worked out in memory, written by the store's journal together with a mark (`.svc/merged`), and only
then told to git. Whatever step a kill comes after, the mark says what is left to do.
"""

from __future__ import annotations

import os
import random
import time
from typing import TYPE_CHECKING

from svc.errors import BadData, Refused
from svc.frozen import Frozen
from svc.i18n import say
from svc.store import commits, forgetting, joining
from svc.store.git import Git
from svc.store.lock import alone
from svc.store.moving import finish, move
from svc.store.trees import as_if_committed, tree_with

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager

    from svc.store.joining import Joined
    from svc.store.remote import Hub
    from svc.store.store import Store

SYNCING = ".svc/syncing"
"""The lock of a computer's `svc sync`: another one does not wait for it."""


ROUNDS = 50
"""How often to fetch and merge anew where other tills push in between."""
PAUSE = 0.05
"""Seconds to wait at most before the second round, and twice as long before each one after."""
LONGEST = 0.3


class Came(Frozen):
    """What a round brought: records and commits, the commit it ended in, the conflicts made."""

    records: int = 0
    commits: int = 0
    commit: str | None = None
    is_merge: bool = False
    conflicts: tuple[str, ...] = ()


def only_sync(root: str) -> AbstractContextManager[None]:
    """Be the only `svc sync` of this computer while the block runs; StoreBusy where another is."""
    return alone(
        os.path.join(root, SYNCING),
        say("Another `svc sync` of this shop is under way."),
        say("It takes your changes along, too, or the next one does."),
    )


def pause(rounds: int) -> None:
    """Wait a little after so many rounds, each till another time, so that one of them gets in."""
    time.sleep(random.uniform(0, min(PAUSE * 2**rounds, LONGEST) if PAUSE else 0))


class Syncing:
    """The steps of a sync, each of which may be the last: the next sync goes on from there."""

    def __init__(
        self, store: Store, hub: Hub, *, yes: bool = False, dry_run: bool = False
    ) -> None:
        self.store = store
        self.hub = hub
        self.git = Git(store.root)
        self.top = self.git.top()
        self.yes = yes
        self.dry_run = dry_run
        self.committed: list[str] = []
        self.settled: tuple[str, ...] = ()
        self.theirs: str | None = None
        self.head: str | None = None

    def commit_what_is_here(self) -> None:
        """Settle what git left unmerged, finish what was begun, commit what nobody committed.

        Raises:
            Refused: a person has to end what git is in the middle of.
            BadData: a file to commit cannot be read; nothing is committed.
            OtherProgramFailed: git will not commit.
        """
        if self.dry_run:
            self._refuse_what_is_under_way(self.git.is_merging())
            self.head = as_if_committed(self.git)
            return
        with self.store.locked():
            self._commit()

    def _commit(self) -> None:
        self._settle()
        if finish(self.store, self.git):
            self.store.shards.forget()
        forgetting.forget(self.store)  # who was erased elsewhere, and came by a plain pull
        changed = commits.not_committed(self.git)
        start, shards = self.git.prefix + "data/", {}
        for path in changed:
            name = path.startswith(start) and joining.shard_of(path.removeprefix(start))
            if name:
                shards[path] = name
                if content := self.store.shards.content(name):
                    self.store.shards.parse(name, content)
        if not self.yes:
            self._refuse_emptied(shards)
        made = commits.commit(self.git, changed, "sync") if changed else None
        self.committed += [made] if made else []
        self.head = self.git.commit_of("HEAD")

    def _refuse_emptied(self, shards: Mapping[str, str]) -> None:
        """Refuse to pass on what took a large part of the shop away here: an editor did, or `rm`.

        Raises:
            Refused: many records of the last commit are gone, or a file of several.
        """
        if not shards or self.git.commit_of("HEAD") is None:
            return
        rows = self.top.rows("ls-tree", "-z", "--full-tree", "HEAD", "--", *shards)
        blobs = {path: head.split()[2] for head, _tab, path in (r.partition("\t") for r in rows)}
        held = self.top.blobs(blobs.values())
        before = {shards[path]: held[blob] for path, blob in blobs.items()}
        before = {
            name: content for name, content in before.items() if self._is_whole(name, content)
        }
        now = {name: self.store.shards.content(name) for name in before}
        taken = joining.gone(self.store, before, {n: c for n, c in now.items() if c})
        lost = [n for n, content in now.items() if not content and before[n].count(b"\n") > 1
                and not n.startswith("conflicts/")]  # fmt: skip
        if lost or joining.is_much(self.store, taken, there=False) is not None:
            raise Refused(
                say("{n} records of the last commit are gone here.", n=taken),
                say("Nothing was committed. `svc diff` names them, `git checkout HEAD -- data` "
                    "brings them back; if it is meant, say --yes."),
            )  # fmt: skip

    def _is_whole(self, name: str, content: bytes) -> bool:
        """Whether a file of the last commit can be read; one that could not has been mended."""
        try:
            self.store.shards.parse(name, content)
        except BadData:
            return False
        return True

    def _settle(self) -> None:
        from svc.store.unmerged import settle

        was_merging = self.git.is_merging()
        settled = settle(self.store)
        self.settled += tuple(each.id for each in settled.conflicts)
        if settled.left:
            raise _for_a_person(settled.left)
        self._refuse_what_is_under_way(merging=False)
        if was_merging:
            if left := self.top.rows("diff", "--name-only", "--diff-filter=U", "-z"):
                raise _for_a_person(left)
            self.top.must(
                "commit", "--quiet", "--message=sync: the merge that was under way",
                env=self.git.identity(),
            )  # fmt: skip

    def _refuse_what_is_under_way(self, merging: bool) -> None:
        what = self.git.under_way() or ("MERGE_HEAD" if merging else None)
        if what is not None:
            raise Refused(
                say("git is in the middle of something else: {what}.", what=what),
                say("End it first: `git status` says how."),
            )

    def fetch(self) -> None:
        """Ask the hub what it has; raises OtherProgramFailed, Refused."""
        self.theirs = self.hub.fetch(self.top)

    def merge(self) -> Came:
        """Bring in what the hub has; the store is locked meanwhile, the network is not asked.

        Raises:
            Refused: a person has to merge a file, or it would take away a large part.
            BadData: a file cannot be read.
            OtherProgramFailed: git failed; the next sync goes on.
        """
        if self.dry_run:
            return self._merge()
        with self.store.locked():
            self._commit()  # what was changed while the hub was asked
            return self._merge()

    def _merge(self) -> Came:
        ours, theirs = self.head, self.theirs
        if ours is None or theirs is None or self._has(ours, theirs):
            return Came()
        found = joining.joined(self.store, self.top, ours, theirs)
        if found.clashes:
            raise _for_a_person(found.clashes)
        if not self.yes:
            joining.refuse_mass_deletion(self.store, found.gone)
        is_merge = found.base != ours or found.cleared
        target = self._commit_of(found, ours, theirs) if is_merge else theirs
        if not self.dry_run:
            move(self.store, self.git, found, ours, theirs, target)
            self.head = target
            forgetting.forget(self.store)
        return Came(
            records=self._records(ours, target),
            commits=int(self.top.ask("rev-list", "--count", f"{ours}..{theirs}")),
            commit=target,
            is_merge=is_merge,
            conflicts=tuple(each.id for each in found.conflicts),
        )

    def _commit_of(self, found: Joined, ours: str, theirs: str) -> str:
        """The merge as a commit that nothing leads to yet."""
        start, entries = self.git.prefix + "data/", dict(found.entries)
        for name, content in found.contents.items():
            path = f"{start}{name}.jsonl"
            if content and entries[path] == ("100644", ""):
                blob = self.top.ask("hash-object", "-w", "--stdin", given=content)
                entries[path] = ("100644", blob)
        tree = tree_with(self.top, ours, entries)
        records = sum(n for p, n in commits.changed_lines(self.top, ours, tree).items()
                      if p.startswith(start))  # fmt: skip
        message = f"sync: merge, records: {records}"
        if found.conflicts:
            message += f", conflicts: {len(found.conflicts)}"
        return self.top.ask(
            "commit-tree", tree, "-p", ours, "-p", theirs, "-m", message, env=self.git.identity()
        )

    def _has(self, commit: str, other: str) -> bool:
        return self.top.run("merge-base", "--is-ancestor", other, commit).code == 0

    def _records(self, one: str, other: str) -> int:
        start = self.git.prefix + "data/"
        lines = commits.changed_lines(self.top, one, other)
        return sum(number for path, number in lines.items() if path.startswith(start))

    def to_push(self) -> tuple[int, int]:
        """How many records and commits the hub does not have."""
        if self.head is None or self.theirs == self.head:
            return 0, 0
        if self.theirs is None:
            empty = self.top.ask("hash-object", "-t", "tree", "--stdin", given=b"")
            count = int(self.top.ask("rev-list", "--count", self.head))
            return self._records(empty, self.head), count
        if not self._has(self.head, self.theirs):  # a dry run, of a merge that was not made
            base = joining.bases_of(self.top, self.head, self.theirs)[0]
        else:
            base = self.theirs
        count = int(self.top.ask("rev-list", "--count", f"{self.theirs}..{self.head}"))
        return self._records(base, self.head), count

    def push(self) -> bool:
        """Hand the hub what it does not have; False where another till was quicker.

        Raises:
            BadData: a file to push cannot be read.
            OtherProgramFailed: the hub will not have it, or cannot be reached.
        """
        if self.head is None or self.theirs == self.head:
            return True
        known = self.theirs or self.top.ask("hash-object", "-t", "tree", "--stdin", given=b"")
        new = [(path, to) for path, (_old, to) in
               joining.differences(self.top, known, self.head).items()]  # fmt: skip
        try:
            joining.unreadable(self.store, self.top, new)
        except BadData as error:
            raise BadData(
                say("What would be pushed cannot be read: {reason}", reason=error.message),
                say("Nothing was pushed. Mend that line, then sync again."),
            ) from None
        if not self.hub.push(self.top, self.head):
            return False
        self.theirs = self.head
        return True


def _for_a_person(paths: tuple[str, ...] | list[str]) -> Refused:
    """The refusal where both sides changed a file that svc does not merge."""
    return Refused(
        say("Changed here and at another till, and not svc's to merge: {files}.",
            files=", ".join(paths)),
        say("Nothing was merged. `git pull --no-rebase` merges by hand; mend those files, "
            "`git add` them and sync again."),
    )  # fmt: skip
