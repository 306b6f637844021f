"""The outbox on file: what is queued, found by what people type, and what a run left behind."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from svc.frozen import Frozen
from svc.messages import bulk, parcel
from svc.records.message import PREFIX, SETTLED, Message
from svc.rules.outbox import moved, reviewer, reworded
from svc.rules.planned import READY
from svc.store.ids import is_id, shards_of
from svc.store.lines import encode
from svc.store.sending import TAKEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from svc.policy import DatedPolicy
    from svc.rules.planned import Planned
    from svc.store.change import Change
    from svc.store.sending import Log, Step
    from svc.store.store import Store

INTERRUPTED = "interrupted"
"""The reason of a message whose run was ended in the middle of it."""


class Queued(Frozen):
    """What became of a day's plan: put into the outbox, there already, not to be sent.

    What waits there with words of an earlier day gets those of this one, to be reviewed again.
    """

    new: tuple[Message, ...]
    reworded: tuple[Message, ...]
    there: tuple[Message, ...]
    skipped: int


def queued(store: Store, rows: Iterable[Planned], policy: DatedPolicy, at: str) -> Queued:
    """What a plan puts into the outbox: of what is there already nothing is written again.

    A new message's line is the same at every till; a kind of `sending.without_review` is approved
    as it is queued.
    """
    rows = list(rows)
    free = set(policy["sending.without_review"].texts())
    there = store.messages.many(row.key for row in rows)
    ready = {
        row.key: row for row in rows if row.status == READY and row.text and row.key not in there
    }
    new = tuple(
        Message(
            id=key,
            kind=row.kind,
            customer=row.customer,
            template=row.template,
            due=row.due,
            text=row.text or "",
            state="approved" if row.kind in free else "queued",
            about=row.about,
        )
        for key, row in ready.items()
    )
    gone = len({row.key for row in rows} - there.keys() - ready.keys())
    again = []
    for row in rows:
        before = there.get(row.key)
        if row.status == READY and row.text and before and before.state in ("queued", "approved"):
            after = reworded(there.pop(row.key), row.template, row.text, at)
            again.append(moved(after, "approve", at) if row.kind in free else after)
    return Queued(new=new, reworded=tuple(again), there=tuple(there.values()), skipped=gone)


def put(change: Change, messages: Sequence[Message]) -> None:
    """Put new messages on file, many at once: those of one file follow each other."""

    def file_of(message: Message) -> str:
        return shards_of(message.id)[2]

    for _file, group in groupby(sorted(messages, key=file_of), key=file_of):
        change.add_lines("messages", ((each.id, encode(each.to_raw())) for each in group))


def message(store: Store, ref: str) -> Message:
    """The message a reference names: its key, that of its contact, or a part only one has.

    As with contacts, `birthday.7KQ3MX` is a part; those that are not settled come first.

    Raises:
        NoSuchRecord: it names none.
        AmbiguousRef: it names several.
    """
    ref = ref.strip()
    whole = ref if ref.startswith(PREFIX) else PREFIX + ref
    if is_id(whole) and (found := store.messages.peek(whole)):
        return found
    from svc.contact_keys import fits  # a whole key needs none of it

    part = ref.removeprefix(PREFIX)
    ids = store.messages.ids_holding("open", ["open"])["open"]
    fitting = [key for key in sorted(ids) if fits(key.removeprefix(PREFIX), part)]
    here = store.messages.many(fitting).values()
    if still := [found for found in here if found.state not in SETTLED]:
        return store.messages.only(still, ref)
    if "." not in part:
        return store.messages.find(ref)
    return store.messages.only([m for m in store.messages.all() if fits(m.contact, part)], ref)


def waiting(store: Store, states: Sequence[str]) -> Iterator[Message]:
    """The messages in these states, none of which is a settled one."""
    if SETTLED & set(states):
        raise ValueError(states)
    said = () if "queued" in states else [f'"state":"{state}"'.encode() for state in states]
    ids = store.messages.ids_holding("open", ["open"])["open"]
    for found in store.messages.many(ids, said).values():
        if found.state in states:
            yield found


def in_order(found: Message) -> tuple[date, str, str]:
    """The order they go in: by day, then those of one file together, so that few are written."""
    return found.due, shards_of(found.id)[-1], found.id


def settle(
    change: Change, keys: Iterable[str], log: Log, at: str, staff: str | None
) -> list[Message]:
    """Put what the log knows of messages in state `sending` on file; call it with the lock held.

    What no call was made for is approved as before; what was called for without an answer, and
    what another computer was sending, is of unknown fate.
    """
    files: dict[tuple[str, str], bool | None] = {}

    def settled(found: Message) -> Message | None:
        if found.state != "sending":
            return None
        return _settled(found, log.steps.get(found.id), at, staff, files)

    return list(change.move("messages", keys, settled).values())


def _settled(
    found: Message,
    step: Step | None,
    at: str,
    staff: str | None,
    files: dict[tuple[str, str], bool | None],
) -> Message:
    if step is None:
        return moved(found, "lose", at, staff=staff, text=INTERRUPTED)
    state, reference = step.state, step.reference
    if step.file and step.digest:
        file = (step.file, step.digest)
        if file not in files:
            files[file] = bulk.stands(*file, step.temporary)
        there = files[file]
        state = parcel.UNKNOWN if there is None else parcel.SENT if there else TAKEN
        reference = step.file.replace("\\", "/").rpartition("/")[2]
    if state in {TAKEN, parcel.LATER}:
        return moved(found, "hold", at)
    if state == "cancelled":
        return moved(found, "drop", at, staff=staff, text=step.reason)
    if state == parcel.SENT:
        who = staff or reviewer(found)
        return moved(found, "sent", at, staff=who, via=step.via, reference=reference)
    if state == parcel.FAILED:
        return moved(found, "failed", at, staff=staff, via=step.via, text=step.reason)
    return moved(found, "lose", at, staff=staff, via=step.via, text=step.reason or INTERRUPTED)
