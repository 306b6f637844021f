"""Messages that wait until records about them are in order, and the word for it (P8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.errors import Refused
from svc.i18n import say
from svc.rules.conflict import still_open

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from svc.records.message import Message
    from svc.store.store import Store

CONFLICT, PHONE_TWICE = "conflict", "phone_twice"
"""Why a message waits until somebody has put the records in order."""


def in_conflict(store: Store) -> dict[str, str]:
    """The records two tills differ about, by id, and the table of each; remembered while read."""
    known = store.shards.derived
    if CONFLICT not in known:
        found = {}
        for conflict in store.conflicts.all():
            raw = store.table(conflict.table).raw(conflict.record)
            if still_open(raw, conflict):
                found[conflict.record] = conflict.table
        known[CONFLICT] = found
    return dict(known[CONFLICT])


def two_files(store: Store, phones: Iterable[str]) -> set[str]:
    """Those of some phones that more than one customer's file has."""
    ids = store.customers.ids_holding("phone", phones)
    several = [phone for phone, holders in ids.items() if len(holders) > 1]
    return {phone for phone in several if len(store.customers.where("phone", phone)) > 1}


def held(
    message: Message, phone: str | None, conflicts: Mapping[str, str], twice: Iterable[str]
) -> tuple[str, str] | None:
    """Why a message may not go before something is put in order, as a word, and of which record.

    `conflicts` are the records two tills differ about, `twice` the phones on more than one file.
    """
    for record_id in (message.id, message.customer, message.contact, message.about):
        if record_id is not None and record_id in conflicts:
            return CONFLICT, record_id
    if phone is not None and phone in twice:
        return PHONE_TWICE, message.customer
    return None


def refused_for(message_id: str, reason: str, record_id: str) -> Refused:
    """The error for a message that is held back, which names the record to put in order."""
    if reason == CONFLICT:
        return Refused(
            say("{id} waits: two tills differ about {record}.", id=message_id, record=record_id),
            say("`svc resolve {record}` shows both; --keep or --take chooses.", record=record_id),
        )
    return Refused(
        say("{id} waits: the phone of {record} is on another file, too.",
            id=message_id, record=record_id),
        say("`svc check` names both: keep one, or correct the other."),
    )  # fmt: skip
