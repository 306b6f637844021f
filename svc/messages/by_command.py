"""A gateway that is a program of the shop's: the message as JSON on its stdin.

It ends with 0 when the gateway has the message (the first line it prints is kept as reference),
65 when this message is refused, 75 when nothing was taken and later may do, 76 when it cannot
tell. Any other number is a refusal that the next message would meet, too. One that is killed, or
gives no answer in time, leaves a message of unknown fate.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
from contextlib import suppress
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING
from unicodedata import normalize

from svc.errors import OtherProgramFailed
from svc.frozen import replace
from svc.i18n import say
from svc.messages.facts import plain
from svc.messages.parcel import FAILED, LATER, SENT, UNKNOWN, Answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.messages.parcel import Parcel

REFUSED, NOT_NOW, CANNOT_TELL = 65, 75, 76
"""Exit codes of sysexits.h: EX_DATAERR, EX_TEMPFAIL, EX_PROTOCOL."""
NO_ANSWER = "no_answer"
MOST_READ, LONGEST = 4096, 120
"""Bytes that are looked at of what a program says on stderr, characters that are kept of it."""
_PRIVATE = r"\+?\d(?:[ ()-]{0,2}\d){6,}|[A-Za-z0-9_+/=-]{20,}"
"""A number long enough for a phone's, and a word as long as keys are."""


class ByCommand:
    """Run a program for each message, in a folder that no pulled commit can write to."""

    def __init__(
        self,
        name: str,
        words: Sequence[str],
        *,
        folder: str,
        timeout: float,
        per_minute: int | None = None,
        per_day: int | None = None,
    ) -> None:
        self.name = name
        self.per_minute = per_minute
        self.per_day = per_day
        self._words = words
        self._folder = folder
        self._timeout = timeout

    def send(self, parcel: Parcel) -> Answer:
        """Run the program once.

        Raises:
            OtherProgramFailed: it cannot be started; the message was not handed over.
        """
        program = shutil.which(self._words[0])
        if program is None:
            raise self.not_started()
        words = [program, *map(parcel.filled, self._words[1:])]
        try:
            # A pipe would wait for whatever the program leaves running. What goes wrong later is
            # no failed start: so it is opened apart, and closed below.
            errors = TemporaryFile()  # noqa: SIM115 - see above
        except OSError:
            raise self.not_started() from None
        with errors:
            return self._run(words, parcel, errors)

    def _run(self, words: Sequence[str], parcel: Parcel, errors: IO[bytes]) -> Answer:
        try:
            running = subprocess.Popen(
                words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
                cwd=self._folder, start_new_session=True,
            )  # fmt: skip
        except OSError:
            raise self.not_started() from None
        given = json.dumps(parcel.to_json(), ensure_ascii=False).encode() + b"\n"
        try:
            said, _nothing = running.communicate(given, timeout=self._timeout)
        except subprocess.TimeoutExpired:
            return Answer(state=UNKNOWN, reason=NO_ANSWER, ends=True)
        finally:
            if running.returncode is None:
                _end(running)
        answer = self._answer(running.returncode, said, parcel)
        if answer.state == SENT:
            return answer
        errors.seek(0)
        why = first_line(errors.read(MOST_READ), parcel)
        return replace(answer, reason=f"{answer.reason}: {why}") if why else answer

    def not_started(self) -> OtherProgramFailed:
        """The error for a program that is not there, or not one."""
        return OtherProgramFailed(
            say("The program of gateway {name} cannot be started.", name=self.name),
            say("See its words in the gateways file; nothing was sent by it."),
        )

    def _answer(self, code: int, said: bytes, parcel: Parcel) -> Answer:
        if code == 0:
            first = said.decode("utf-8", "replace").partition("\n")[0]
            return Answer(state=SENT, reference=parcel.reference(first))
        if code == NOT_NOW:
            return Answer(state=LATER, reason=f"exit {code}", ends=True)
        if code < 0:
            return Answer(state=UNKNOWN, reason=f"signal {-code}", ends=True)
        if code == CANNOT_TELL or code > 128:
            return Answer(state=UNKNOWN, reason=f"exit {code}", ends=True)
        return Answer(state=FAILED, reason=f"exit {code}", ends=code != REFUSED)


def first_line(said: bytes, parcel: Parcel) -> str:
    """What a program said first of why it failed, fit to be kept.

    Neither phone numbers nor the message are in it, nor what may be a key of the gateway's.
    """
    lines = (plain(line) for line in said.decode("utf-8", "replace").splitlines())
    line = normalize("NFKC", next(filter(None, lines), ""))
    for told in (parcel.text, plain(parcel.text), *parcel.text.splitlines()):
        if len(told) > 1:
            line = line.replace(normalize("NFKC", told), "…")
    return re.sub(_PRIVATE, "…", line)[:LONGEST].strip()


def _end(running: subprocess.Popen[bytes]) -> None:
    """End a program of ours, and what it started, and let go of its pipes."""
    with suppress(OSError):
        if os.name == "nt":
            running.kill()
        else:
            os.killpg(running.pid, signal.SIGKILL)
    with suppress(subprocess.TimeoutExpired, ValueError):
        running.communicate(timeout=5)
