"""The other end of a sync: which remote and branch, what it has, and handing it what is here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.errors import Refused
from svc.frozen import Frozen
from svc.i18n import say
from svc.store.git import failed

if TYPE_CHECKING:
    from svc.store.git import Git

RACED = (
    "(fetch first)", "(non-fast-forward)", "(stale info)", "(failed to update ref)",
    "(cannot lock ref", "(incorrect old value provided)", "(reference already exists)",
    "(failed to lock)", "(remote ref updated since checkout)",
)  # fmt: skip
"""How git says that somebody else pushed in between."""


class Hub(Frozen):
    """A branch of ours and what it is synced with; `is_new` where git is not told of it yet.

    After `timeout` seconds a call of the remote is given up.
    """

    branch: str
    remote: str
    ref: str
    is_new: bool
    timeout: int | None = None

    @property
    def tracking(self) -> str:
        """Where this repository notes what the hub had."""
        return f"refs/remotes/{self.remote}/{self.ref.removeprefix('refs/heads/')}"

    def fetch(self, git: Git) -> str | None:
        """The hub's commit, fetched if it is not here yet; None where the hub is empty.

        Raises:
            OtherProgramFailed: the hub cannot be reached.
            Refused: it has other branches, but not this one.
        """
        rows = git.ask("ls-remote", "--heads", self.remote, timeout=self.timeout).splitlines()
        there = {name: commit for commit, _tab, name in (row.partition("\t") for row in rows)}
        found = there.get(self.ref)
        if found is None:
            if there:
                theirs = sorted(name.removeprefix("refs/heads/") for name in there)
                raise Refused(
                    say("The remote has no branch {branch}, but {others}.",
                        branch=self.ref.removeprefix("refs/heads/"), others=", ".join(theirs)),
                    say("`git branch -m {branch}` gives ours that name.", branch=theirs[0]),
                )  # fmt: skip
            return None
        if git.commit_of(self.tracking) != found:
            git.must(
                "fetch", "--quiet", "--no-tags", "--no-recurse-submodules", self.remote,
                f"+{self.ref}:{self.tracking}", timeout=self.timeout,
            )  # fmt: skip
        return git.commit_of(self.tracking)

    def push(self, git: Git, commit: str) -> bool:
        """Hand the hub a commit; False where it has been given another one meanwhile.

        Raises:
            OtherProgramFailed: the hub refuses it, or cannot be reached.
        """
        done = git.run("push", "--porcelain", "--no-follow-tags", self.remote,
                       f"{commit}:{self.ref}", timeout=self.timeout)  # fmt: skip
        if done.code != 0:
            refused = [line for line in done.text.splitlines() if line.startswith("!")]
            if refused and all(any(word in line for word in RACED) for line in refused):
                return False
            raise failed(done)
        if self.is_new:
            git.must("config", f"branch.{self.branch}.remote", self.remote)
            git.must("config", f"branch.{self.branch}.merge", self.ref)
        return True


def hub_of(git: Git, named: str | None, timeout: int | None = None) -> Hub:
    """What the branch that is checked out is synced with: `--remote`, the upstream, the only one.

    Raises:
        Refused: no repository, no branch, no remote, too many, or only a part of the history.
        OtherProgramFailed: git is not installed.
    """
    git.place  # noqa: B018 - refuses outside a repository
    head = git.run("symbolic-ref", "--quiet", "HEAD")
    if head.code != 0:
        raise Refused(
            say("No branch is checked out."),
            say(
                "Nothing was changed. Where a rebase is under way end it, or `git rebase --abort`;"
                " else `git switch main` goes back to a branch."
            ),
        )
    if git.ask("rev-parse", "--is-shallow-repository") == "true":
        raise Refused(
            say("This clone has only a part of the history, so nothing can be merged."),
            say("`git fetch --unshallow` brings the rest."),
        )
    branch = head.text.removeprefix("refs/heads/")
    remotes = git.ask("remote").splitlines()
    upstream = git.run("config", f"branch.{branch}.remote").text
    merge = git.run("config", f"branch.{branch}.merge").text
    remote = named or (upstream if upstream in remotes else None) or _only(remotes)
    if remote not in remotes:
        raise Refused(
            say("There is no remote {name}.", name=remote),
            say("`git remote add {name} ADDRESS` names one.", name=remote),
        )
    is_known = bool(merge) and upstream == remote
    return Hub(
        branch=branch, remote=remote, ref=merge if is_known else head.text, is_new=not upstream,
        timeout=timeout,
    )  # fmt: skip


def _only(remotes: list[str]) -> str:
    """The remote meant where none is named; raises Refused."""
    if not remotes:
        raise Refused(
            say("There is no remote to sync with."),
            say("`git remote add origin ADDRESS` names one: a folder, a server, a hosted git."),
        )
    if len(remotes) > 1 and "origin" not in remotes:
        raise Refused(
            say("There are several remotes: {names}.", names=", ".join(remotes)),
            say("Name one with --remote."),
        )
    return remotes[0] if len(remotes) == 1 else "origin"
