"""A gateway that is a program of the shop's: the message as JSON on its stdin.

It ends with 0 when the gateway has the message (the first line it prints is kept as reference),
65 when this message is refused, 75 when nothing was taken and later may do, 76 when it cannot
tell. Any other number is a refusal that the next message would meet, too. One that is killed, or
gives no answer in time, leaves a message of unknown fate.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from contextlib import suppress
from select import POLLIN, poll
from threading import Thread
from typing import TYPE_CHECKING
from unicodedata import normalize

from svc.errors import OtherProgramFailed
from svc.frozen import replace
from svc.i18n import say
from svc.messages.facts import plain
from svc.messages.parcel import SENT, Answer, in_doubt, not_now, refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.messages.parcel import Parcel

REFUSED, NOT_NOW, CANNOT_TELL = 65, 75, 76
"""Exit codes of sysexits.h: EX_DATAERR, EX_TEMPFAIL, EX_PROTOCOL."""
MOST_READ, LONGEST = 4096, 120
"""Bytes that are looked at of what a program says on stderr, characters that are kept of it."""
LONGEST_WORD = 4096
"""Bytes that are looked at of what it prints, for its first line."""
MOMENT = 20
"""Milliseconds until it is seen that a program is over whose pipe stays open."""
AT_ONCE = 65536
"""Bytes that are read at a time: no pipe holds more, as a system makes them."""
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
            pipes = Said(LONGEST_WORD), Said(MOST_READ)
        except OSError:
            raise self.not_started() from None
        with pipes[0] as said, pipes[1] as errors:
            try:
                running = subprocess.Popen(
                    words, stdin=subprocess.PIPE, stdout=said.end, stderr=errors.end,
                    cwd=self._folder, start_new_session=True,
                )  # fmt: skip
            except (OSError, ValueError):  # ValueError: a zero byte in a word
                raise self.not_started() from None
            said.let_go()
            errors.let_go()
            try:
                running.communicate(parcel.encoded() + b"\n", timeout=self._timeout)
            except subprocess.TimeoutExpired:
                return in_doubt()
            finally:
                if running.returncode is None:
                    _end(running)
            answer = self._answer(running.returncode, said.text(), parcel)
            if answer.state == SENT:
                return answer
            why = first_line(errors.text(), parcel)
        return replace(answer, reason=f"{answer.reason}: {why}") if why else answer

    def not_started(self) -> OtherProgramFailed:
        """The error for a program that is not there, or not one."""
        return OtherProgramFailed(
            say("The program of gateway {name} cannot be started.", name=self.name),
            say("See its words in the gateways file; nothing was sent by it."),
        )

    def _answer(self, code: int, said: str, parcel: Parcel) -> Answer:
        if code == 0:
            return Answer(state=SENT, reference=parcel.reference(said.partition("\n")[0]))
        if code == NOT_NOW:
            return not_now(f"exit {code}")
        if code < 0:
            return in_doubt(f"signal {-code}")
        if code == CANNOT_TELL or code > 128:
            return in_doubt(f"exit {code}")
        return refused(f"exit {code}", ends=code != REFUSED)


class Said:
    """What a program prints into a pipe, as far as it counts; the rest is read and thrown away.

    So neither one that prints without end fills the memory, nor one that leaves something running
    with its end of the pipe is waited for: our end is closed when the program is over.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept = b""
        self._source, self.end = os.pipe()
        self._reader = Thread(target=self._read, daemon=True)
        self._is_held = True
        self._is_over = False

    def __enter__(self) -> Said:
        self._reader.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.let_go()
        self.text()

    def let_go(self) -> None:
        """Close our copy of the program's end, so that the pipe ends when the program does."""
        if self._is_held:
            os.close(self.end)
            self._is_held = False

    def text(self) -> str:
        """What was said, once the program is over: the last of it is in the pipe by then."""
        self._is_over = True
        self._reader.join()
        return self._kept.decode("utf-8", "replace")

    def _read(self) -> None:
        watch = poll()
        watch.register(self._source, POLLIN)
        is_last = False
        while not is_last:
            is_last = self._is_over
            if watch.poll(0 if is_last else MOMENT):
                some = os.read(self._source, AT_ONCE)
                is_last = is_last or not some
                self._kept = (self._kept + some)[: self._most]
        os.close(self._source)


def first_line(said: str, parcel: Parcel) -> str:
    """What a program said first of why it failed, fit to be kept.

    Neither phone numbers nor the message are in it, nor what may be a key of the gateway's.
    """
    lines = (plain(line) for line in said.splitlines())
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
