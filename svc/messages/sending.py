"""A run of sending: what is approved and due goes out, each message once (P9).

Some messages are taken at a time: `sending` in the store, under its lock. Then, without the lock,
one after the other: what is so of her now, a line in the log, the call, its answer in the log. At
the end, or at the next run, the store has what the log knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.errors import OtherProgramFailed, SvcError
from svc.i18n import Sentence, say
from svc.messages import outbox
from svc.messages.bulk import Bulk, digest, put_in_place
from svc.messages.judge import Judge
from svc.messages.parcel import FAILED, SENT, UNKNOWN, parcel_of
from svc.rules.outbox import (
    SENT_BEFORE,
    failures,
    hours,
    may_have_gone,
    moved,
)
from svc.store.files import discard
from svc.store.sending import CALLED, Log, only_run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from svc.app import App
    from svc.messages.judge import Found
    from svc.messages.pace import Pace
    from svc.messages.parcel import Gateway, Parcel
    from svc.records.message import Message
    from svc.store.change import Change
    from svc.store.sending import Step

BATCH = 50
"""Messages taken at a time: each batch costs two durable changes of its files."""
MANY = 2000
"""From so many on ten times as large batches: their files are large, too."""


class Run:
    """One run; its lists tell what became of which message, `held`, `waits` why one was left."""

    def __init__(
        self,
        app: App,
        gateway: Gateway | Bulk,
        *,
        on: date,
        limit: int | None,
        now: Callable[[], str],
        pace: Pace | None,
    ) -> None:
        self._app = app
        self._store = app.store
        self._policy = app.policy.at(app.today)
        self._gateway = gateway
        self.on = on
        self._limit = limit
        self._now = now
        self._pace = pace
        self._hours = hours(self._policy)
        self._judge = Judge(app)
        self._refusals = 0
        self.settled: list[Message] = []
        self.recovered: list[Message] = []
        self.left = 0
        self.file: str | None = None
        self.stopped: SvcError | None = None
        self.held: dict[str, Found] = {}
        self.waits: dict[str, str] = {}
        self.note: Sentence | None = None

    # ---- what is due

    def due(self) -> list[Message]:
        """What is approved and due, in the order it goes."""
        return self._due_of(outbox.waiting(self._store, ["approved"]))

    def _due_of(self, found: Iterable[Message]) -> list[Message]:
        due = (m for m in found if m.state == "approved" and m.due <= self.on)
        return sorted(due, key=outbox.in_order)

    def plan(self) -> Iterator[Found]:
        """What a run would do now, message by message; nothing is changed."""
        for found in self._judge.look_at(self.due()[: self._limit]):
            if found.reason is None:
                self._judge.count(found)
            yield found

    # ---- the run

    def go(self) -> None:
        """Send.

        Raises:
            StoreBusy: another run is under way.
            SvcError: the store or the log could not be written; the next run puts it right.
        """
        with only_run(self._store.root):
            self._log = Log(self._store.root, self._app.today.isoformat())
            try:
                found = list(outbox.waiting(self._store, ["approved", "sending"]))
                is_left = any(message.state == "sending" for message in found)
                wanted = self._recovered() if is_left else self._due_of(found)
                found.clear()
                due = [message.id for message in wanted]
                del wanted[len(due) if self._limit is None else self._limit :]
                if isinstance(self._gateway, Bulk):
                    self._write(wanted, self._gateway)
                else:
                    self._send(wanted, self._gateway)
                done = {message.id for message in self.settled if message.state != "approved"}
                self.left = sum(key not in done for key in due)
            finally:
                self._log.close()

    def _recovered(self) -> list[Message]:
        """Settle what is still being sent when nobody sends: of a run that was ended. The due."""
        with self._store.change() as change:
            keys = [message.id for message in outbox.waiting(self._store, ["sending"])]
            self.recovered = self._settle(change, keys)
        discard({each for key in keys if (each := self._log.temporary(key))})
        self.settled += self.recovered
        return self.due()

    def _settle(self, change: Change, keys: Sequence[str]) -> list[Message]:
        return outbox.settle(change, keys, self._log, self._now(), self._app.staff_id)

    def _send(self, wanted: list[Message], gateway: Gateway) -> None:
        size = BATCH * 10 if len(wanted) >= MANY else BATCH
        for start in range(0, len(wanted), size):
            if self._is_over(gateway):
                return
            taken = self._take(wanted[start : start + size], gateway.name)
            try:
                for message in taken:
                    if self._is_over(gateway):
                        break
                    self._one(message, gateway)
            finally:
                with self._store.change() as change:
                    self.settled += self._settle(change, [m.id for m in taken])

    def _is_over(self, gateway: Gateway) -> bool:
        """Whether this run may send no more: a gateway that failed, the evening, the day's cap."""
        at = self._now()
        if self.stopped or self.note:
            return True
        if len(at) > len("2026-11-22") and (
            at[:10] != self._app.today.isoformat() or not self._hours.hold(at[11:16])
        ):
            self.note = say("The hours in which messages go out are over; the rest waits.")
        cap = gateway.per_day
        cap = self._policy["sending.per_day"].whole() if cap is None else cap
        if cap and self._log.sent(gateway.name) >= cap:
            self.note = say("{n} messages a day are what this gateway takes.", n=cap)
        return self.note is not None

    def _take(self, messages: list[Message], via: str) -> list[Message]:
        """Make messages `sending`, durably; those that another command has moved on stay away.

        The list is emptied: of thousands only what they become is held.
        """
        before = self._log.steps
        gone = {
            m.id for m in messages
            if may_have_gone(m) or was_called_for(before.get(m.id), m)
        }  # fmt: skip
        keys = [m.id for m in messages]
        failed = {m.id: times for m in messages if (times := failures(m))}
        del messages[:]
        self._log.take([key for key in keys if key not in gone], via, failed)

        def taken(message: Message) -> Message | None:
            if message.state != "approved":
                return None
            if message.id in gone or may_have_gone(message):  # the store was set back since
                return moved(message, "lose", self._now(), text=SENT_BEFORE)
            return moved(message, "begin", self._now(), via=via, till=self._store.till)

        with self._store.change() as change:
            found = change.move("messages", keys, taken).values()
        self.settled += [each for each in found if each.state == "unknown"]
        return [each for each in found if each.state == "sending"]

    def _one(self, message: Message, gateway: Gateway) -> None:
        if self._pace is not None:
            self._pace.wait()
        self._store.shards.forget()  # what was said at another till a moment ago holds
        now = self._store.messages.peek(message.id)
        if now is None or now.state != message.state:  # a sync brought what another till did to it
            self._log.end(message.id, "later", None, None)
            return
        found = self._judge.look(message)
        if found.waits:
            self._hold(found)
            return
        if found.reason is not None or found.customer is None or not found.customer.phone:
            self._log.end(message.id, "cancelled", None, found.reason)
            return
        self._log.begin(message.id)
        try:
            answer = gateway.send(parcel_of(message, found.customer.phone))
        except SvcError as error:
            self._log.end(message.id, "later", None, None)
            self.stopped = error
            return
        self._log.end(message.id, answer.state, answer.reference, answer.reason)
        if answer.state in {SENT, UNKNOWN}:
            self._judge.count(found)
        self._refusals = self._refusals + 1 if answer.state == FAILED else 0
        if answer.ends or self._refusals >= self._policy["sending.stop_after"].whole():
            self.stopped = OtherProgramFailed(
                say(
                    "Gateway {name} failed ({reason}): nothing more was sent.",
                    name=gateway.name,
                    reason=say(answer.reason or answer.state),
                ),
                say("What was not sent stays approved. `svc sms outbox` shows how each stands."),
            )

    def _write(self, wanted: list[Message], target: Bulk) -> None:
        """All in one file: taken, looked at, written, sent; `wanted` is emptied."""
        if not wanted:
            return
        target.target(self._now(), len(wanted))
        taken = self._take(wanted, target.name)
        keys = [message.id for message in taken]
        temporary: list[str] = []
        try:
            parcels = self._parcels(taken)
            del taken[:]
            if parcels:
                file = target.target(self._now(), len(parcels))
                content = target.content(parcels, self._app.today)
                del parcels[:]

                def note(beside: str) -> None:
                    temporary.append(beside)
                    self._log.writing(str(file), digest(content), beside)

                put_in_place(file, content, note)
                self.file = str(file)
        finally:
            with self._store.change() as change:
                self.settled += self._settle(change, keys)
            discard(temporary)

    def _parcels(self, taken: Sequence[Message]) -> list[Parcel]:
        """What goes into a file of what was taken, as the truth is now; the log has the others."""
        going = []
        for found in self._judge.look_at(taken):
            message, customer = found.message, found.customer
            if found.waits:
                self._hold(found)
                self._log.end(message.id, "later", None, None)
            elif found.reason is not None or customer is None or not customer.phone:
                self._log.end(message.id, "cancelled", None, found.reason)
            else:
                self._judge.count(found)
                going.append(parcel_of(message, customer.phone))
        return going

    def _hold(self, found: Found) -> None:
        """Remember what waits: for records to be put in order (P8), or for another day."""
        if found.record is not None:
            self.held[found.message.id] = found
        elif found.reason is not None:
            self.waits[found.message.id] = found.reason

    def of(self, state: str) -> list[Message]:
        """What came to a state in this run."""
        return [message for message in self.settled if message.state == state]


def was_called_for(step: Step | None, message: Message) -> bool:
    """Whether this computer sent it, or may have, and nobody has said since that it did not go."""
    if step is None or step.state not in CALLED:
        return False
    return failures(message) <= step.failed
