"""Git, run: what it answered, or our own error with its words in it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cached_property
from typing import TYPE_CHECKING

from svc.errors import OtherProgramFailed, Refused
from svc.frozen import Frozen
from svc.i18n import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FOREIGN = ("DIR", "INDEX_FILE", "WORK_TREE", "PREFIX", "OBJECT_DIRECTORY", "COMMON_DIR")
"""What a hook of git hands its programs, and what would lead us to another repository."""
UNDER_WAY = ("rebase-merge", "rebase-apply", "CHERRY_PICK_HEAD", "REVERT_HEAD", "BISECT_LOG")
_LOGIN = re.compile(r"(?<=://)[^/@\s]*@")
LONGEST = 300


class Done(Frozen):
    """What a call of git gave."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """Its answer as text, without the last line feed."""
        return self.out.decode("utf-8", "replace").rstrip("\n")

    @property
    def words(self) -> str:
        """What it complained of, in one line: no logins, and no more than can be read."""
        lines = [line.strip() for line in (self.err or self.text).splitlines() if line.strip()]
        wrong = [line for line in lines if line.startswith(("fatal:", "error:", "remote:", "! "))]
        text = _LOGIN.sub("", "; ".join(wrong or lines[-1:]))
        return text[:LONGEST].rstrip(".") or f"exit {self.code}"


class Git:
    """The repository a folder is in. Nobody is asked for a password where nobody sits."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if name.removeprefix("GIT_") not in FOREIGN or not name.startswith("GIT_")
        }
        self.environment["GIT_LITERAL_PATHSPECS"] = "1"
        if sys.stdin is None or not sys.stdin.isatty():
            self.environment["GIT_TERMINAL_PROMPT"] = "0"

    def run(
        self,
        *args: str,
        given: bytes | None = None,
        env: Mapping[str, str] | None = None,
        timeout: int | None = None,
    ) -> Done:
        """Run git at the top of its folder, for so many seconds at most.

        Raises:
            OtherProgramFailed: git is not installed, or took too long.
        """
        source = {"stdin": subprocess.DEVNULL} if given is None else {}
        environment = {**self.environment, **(env or {})}
        try:
            if timeout is not None:
                return self._timed(args, environment, timeout)
            done = subprocess.run(
                ["git", *args], cwd=self.folder, capture_output=True, check=False, input=given,
                env=environment, **source,
            )  # type: ignore[call-overload]  # fmt: skip
        except OSError:
            raise OtherProgramFailed(
                say("git is not installed."), say("Install git; nothing was changed.")
            ) from None
        return Done(
            code=done.returncode, out=done.stdout, err=done.stderr.decode("utf-8", "replace")
        )

    def _timed(self, args: tuple[str, ...], environment: dict[str, str], timeout: int) -> Done:
        """Run git with its answers in files: what it started may outlive it and hold a pipe."""
        from tempfile import TemporaryFile

        with TemporaryFile() as out, TemporaryFile() as err:
            running = subprocess.Popen(
                ["git", *args], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL,
                stdout=out, stderr=err,
            )  # fmt: skip
            try:
                code = running.wait(timeout)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()
                raise OtherProgramFailed(
                    say("The remote gave no answer within {n} s.", n=timeout),
                    say("Nothing is lost. Sync again later, or with a longer --timeout."),
                ) from None
            except BaseException:
                running.kill()
                running.wait()
                raise
            for each in (out, err):
                each.seek(0)
            return Done(code=code, out=out.read(), err=err.read().decode("utf-8", "replace"))

    def ask(
        self,
        *args: str,
        given: bytes | None = None,
        env: Mapping[str, str] | None = None,
        timeout: int | None = None,
    ) -> str:
        """Git's answer.

        Raises:
            OtherProgramFailed: it failed; its own words are told.
        """
        return self.must(*args, given=given, env=env, timeout=timeout).text

    def must(
        self,
        *args: str,
        given: bytes | None = None,
        env: Mapping[str, str] | None = None,
        timeout: int | None = None,
    ) -> Done:
        """What git gave; see `ask`."""
        done = self.run(*args, given=given, env=env, timeout=timeout)
        if done.code != 0:
            raise failed(done)
        return done

    def rows(self, *args: str, given: bytes | None = None) -> list[str]:
        """Git's answer cut at its NULs."""
        text = self.must(*args, given=given).out.decode("utf-8", "surrogateescape")
        return [row for row in text.split("\0") if row]

    def commit_of(self, name: str) -> str | None:
        """The id of the commit a name stands for, or None."""
        done = self.run("rev-parse", "--verify", "--quiet", name + "^{commit}")
        return done.text if done.code == 0 else None

    @cached_property
    def place(self) -> tuple[str, str]:
        """Git's own folder, and the top of the work tree.

        Raises:
            Refused: the folder is in no repository, or in one without a work tree.
        """
        done = self.run("rev-parse", "--absolute-git-dir", "--show-toplevel")
        if done.code != 0 or "\n" not in done.text:
            raise Refused(
                say("The folder is no git repository."),
                say("`git init` there begins one; `git remote add origin ADDRESS` names the hub."),
            )
        kept, top = done.text.split("\n", 1)
        return kept, top

    @cached_property
    def prefix(self) -> str:
        """Where the folder is in its repository: nothing, or `shops/east/`."""
        below = os.path.relpath(os.path.realpath(self.folder), os.path.realpath(self.place[1]))
        return "" if below == os.curdir else below.replace(os.sep, "/") + "/"

    def top(self) -> Git:
        """Git at the top of the work tree, where paths are as git tells them."""
        return self if not self.prefix else Git(self.place[1])

    def under_way(self) -> str | None:
        """What git is in the middle of beside a merge: `rebase-merge`; else None."""
        return next((n for n in UNDER_WAY if os.path.exists(os.path.join(self.place[0], n))), None)

    def is_merging(self) -> bool:
        """Whether git is in the middle of a merge."""
        return os.path.exists(os.path.join(self.place[0], "MERGE_HEAD"))

    def identity(self) -> dict[str, str]:
        """What to add to the environment of a commit where nobody said who commits here."""
        given = {}
        for role in ("AUTHOR", "COMMITTER"):
            asked = self.run("-c", "user.useConfigOnly=true", "var", f"GIT_{role}_IDENT")
            if asked.code != 0:
                for what, neutral in (("NAME", "svc"), ("EMAIL", "svc@localhost")):
                    name = f"GIT_{role}_{what}"
                    if not self.environment.get(name):
                        configured = self.run("config", f"user.{what.lower()}").text
                        given[name] = configured or neutral
        return given

    def blobs(self, names: Iterable[str]) -> dict[str, bytes]:
        """What these objects hold, read by one process."""
        wanted = sorted(set(names))
        if not wanted:
            return {}
        out = self.must(
            "cat-file", "--batch", given="".join(n + "\n" for n in wanted).encode()
        ).out
        found, at = {}, 0
        for name in wanted:
            end = out.index(b"\n", at)
            size = int(out[at:end].split()[2])
            found[name] = out[end + 1 : end + 1 + size]
            at = end + size + 2
        return found


def failed(done: Done) -> OtherProgramFailed:
    """The error for what git would not do."""
    return OtherProgramFailed(
        say("git said: {text}.", text=done.words),
        say("Nothing is lost. Mend the cause, then do it again."),
    )
