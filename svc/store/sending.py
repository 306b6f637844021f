"""One run of sending at a time, and what it did, written down before and after each call.

`.svc/sending` is the lock; the kernel lets go of it when a run is killed. `.svc/sending.log` is
of this computer and of one day: which messages a run took, at which one it called the gateway,
what the gateway answered. A message is begun on disk before its call, so that of a run that was
killed exactly one message is of unknown fate. Another day's log begins with what was called for
on the days before, or after, where the clock went back.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen, replace
from svc.i18n import say
from svc.store import files
from svc.store.lock import alone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager

RUN, LOG = ".svc/sending", ".svc/sending.log"
TAKEN, BEGUN = "taken", "begun"
"""What is known of a message a run took: not called for yet; called for, and no answer."""
DAYS_KEPT = 14
"""Days for which the log knows what was called for: longer than a message waits to go out."""
CALLED = frozenset({"sent", "unknown", BEGUN})
"""States of what reached the gateway, as far as anybody knows."""


def only_run(root: str) -> AbstractContextManager[None]:
    """Be the only run that sends from this folder; StoreBusy where another does."""
    return alone(
        os.path.join(root, RUN),
        say("Messages are being sent by another run just now."),
        say("Wait until it has ended; nothing was sent by this one."),
    )


class Step(Frozen):
    """What the log knows of a message: the state it came to, and what belongs to it."""

    state: str
    via: str | None = None
    reference: str | None = None
    reason: str | None = None
    file: str | None = None
    digest: str | None = None
    temporary: str | None = None
    failed: int = 0
    day: str | None = None


class Log:
    """The log of one day; a run that finds another day's begins anew."""

    def __init__(self, root: str, day: str) -> None:
        self._path = os.path.join(root, LOG)
        self._like = os.path.join(root, "svc.toml")
        self._day = day
        self.steps: dict[str, Step] = {}
        self._handle: int | None = None
        self._via: str | None = None
        self._day_taken: str | None = None
        self._taken: list[str] = []
        self.is_of_today = False
        self._read()

    def sent(self, via: str) -> int:
        """How many went by a gateway on this day, or may have gone."""
        known = self.steps.values()
        return sum(
            step.state in CALLED and step.via == via and step.day == self._day for step in known
        )

    def temporary(self, key: str) -> str | None:
        """The temporary name of the file a message goes into, if it went by one."""
        step = self.steps.get(key)
        return step.temporary if step else None

    def take(self, keys: Sequence[str], via: str, failed: Mapping[str, int] | None = None) -> None:
        """Note which messages a run is about to take, before the store says so.

        `failed` tells of those that failed before how often: in a store that is set back to this
        moment they stand so again, and yet were called for.

        Raises:
            CannotReadOrWrite: nothing was noted.
        """
        row: dict[str, Any] = {"day": self._day, "take": list(keys), "via": via}
        if failed:
            row["failed"] = failed
        if self.is_of_today:
            self._add(row, durable=True)
        else:
            if self._handle is not None:
                os.close(self._handle)
                self._handle = None
            rows = [*self._called(), row]
            files.replace_one(self._path, b"".join(map(_line, rows)), self._like)
            self.is_of_today, self.steps = True, {}
            for each in rows[:-1]:
                self._learn(each)
        self._learn(row)

    def _called(self) -> list[dict[str, Any]]:
        """What another day's log takes over: what was called for, by day and gateway."""
        first = (date.fromisoformat(self._day) - timedelta(days=DAYS_KEPT)).isoformat()
        found: dict[tuple[str, str | None], dict[str, Any]] = {}
        for key, step in self.steps.items():
            if step.state in CALLED and isinstance(step.day, str) and step.day >= first:
                row = found.setdefault(
                    (step.day, step.via),
                    {"called": [], "day": step.day, "via": step.via, "failed": {}},
                )
                row["called"].append(key)
                if step.failed:
                    row["failed"][key] = step.failed
        return list(found.values())

    def writing(self, file: str, digest: str, temporary: str) -> None:
        """Note durably the file that all goes into that was just taken and did not come to an end.

        Before it is put in place: until then it has its temporary name.
        """
        row = {"file": file, "digest": digest, "temporary": temporary}
        self._add(row, durable=True)
        self._learn(row)

    def begin(self, key: str) -> None:
        """Note durably that the gateway is called for a message: before the call."""
        row = {"begin": key}
        self._add(row, durable=True)
        self._learn(row)

    def end(self, key: str, state: str, reference: str | None, reason: str | None) -> None:
        """Note what became of a message; what a power cut takes is of unknown fate then."""
        told = {"end": key, "state": state, "reference": reference, "reason": reason}
        row = {name: value for name, value in told.items() if value}
        self._add(row, durable=False)
        self._learn(row)

    def close(self) -> None:
        """Let go of the file."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _add(self, row: Mapping[str, Any], *, durable: bool) -> None:
        with files.plain_errors(self._path):
            if self._handle is None:
                self._handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
                self._mend()
            line = _line(row)
            while line:
                line = line[os.write(self._handle, line) :]
            if durable:
                os.fsync(self._handle)

    def _mend(self) -> None:
        """End a line that a killed run left torn, so that the next one is not lost with it."""
        content = files.read(self._path)
        if self._handle is not None and content and not content.endswith(b"\n"):
            os.write(self._handle, b"\n")

    def _read(self) -> None:
        with files.plain_errors(self._path):
            try:
                content = files.read(self._path)
            except FileNotFoundError:
                return
        for line in content.splitlines():
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                continue  # torn: what it began to say was not done yet, or not answered
            if isinstance(row, dict):
                with suppress(TypeError, KeyError, AttributeError):  # no line of ours
                    self._learn(row)
                    if "take" in row:
                        self.is_of_today = row.get("day") == self._day

    def _learn(self, row: Mapping[str, Any]) -> None:
        if "take" in row:
            self._via = row.get("via")
            self._taken = row["take"]
            self._day_taken = row.get("day")
            self._know(self._taken, TAKEN, row)
        elif "called" in row:
            self._know(row["called"], BEGUN, row)
        elif "file" in row:
            told = {name: row.get(name) for name in ("file", "digest", "temporary")}
            before, after = None, self._step(None)
            for key in self._taken:
                if (step := self.steps[key]).state == TAKEN:
                    if step is not before:  # most share one
                        before, after = step, replace(step, **told)
                    self.steps[key] = after
        elif "begin" in row:
            self.steps[row["begin"]] = replace(self._step(row["begin"]), state=BEGUN)
        elif "end" in row:
            self.steps[row["end"]] = replace(
                self._step(row["end"]), state=row.get("state", BEGUN),
                reference=row.get("reference"), reason=row.get("reason"),
            )  # fmt: skip

    def _know(self, keys: Sequence[str], state: str, row: Mapping[str, Any]) -> None:
        """Note one state of many messages: most share one step."""
        via, day = row.get("via"), row.get("day")
        self.steps.update(dict.fromkeys(keys, Step(state=state, via=via, day=day)))
        for key, times in (row.get("failed") or {}).items():
            self.steps[key] = Step(state=state, via=via, day=day, failed=times)

    def _step(self, key: str | None) -> Step:
        """What is known of a message, before more is learnt."""
        known = self.steps.get(key) if key else None
        failed = known.failed if known else 0
        return Step(state=TAKEN, via=self._via, day=self._day_taken, failed=failed)


def _line(row: Mapping[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
