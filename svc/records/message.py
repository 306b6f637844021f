"""A message of the outbox: planned, reviewed, approved, sent once (S2-027 to S2-035)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.records.base import NEEDED_DAY, NEEDED_TEXT, TEXT, Codec, Record, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

STATES = ("queued", "approved", "sending", "sent", "failed", "unknown", "cancelled")
SETTLED = frozenset({"sent", "cancelled"})
PREFIX = "sms-"
"""What the id of a message has before the key of the contact it makes."""


class Message(Record):
    """A text message to one customer on one occasion.

    Its id is made from its occasion alone (`sms-birthday.C-261122-7KQ3MX.261122`): who queues
    twice, at whatever till, queues once. `due` is the day it is meant for, `text` what was
    reviewed, signature included. The phone is looked up when it is sent. `sending` that nobody is
    sending any more becomes `unknown`: a person finds out whether it went. `history` logs every
    step: at, state, staff, text.
    """

    kind: str
    customer: str
    template: str
    due: date
    text: str
    state: str = "queued"
    about: str | None = None
    via: str | None = None
    reference: str | None = None
    history: tuple[Mapping[str, Any], ...] = ()

    @property
    def contact(self) -> str:
        """The key of the contact that is made by sending this."""
        return self.id.removeprefix(PREFIX)

    @classmethod
    def fields_known(cls) -> Mapping[str, Codec]:
        """The fields of a message's line."""
        return _FIELDS

    def to_json(self) -> dict[str, Any]:
        """The record as it is printed: the id is called `key` too."""
        return {"key": self.id, **super().to_json()}


_FIELDS = {
    "kind": NEEDED_TEXT,
    "customer": NEEDED_TEXT,
    "template": NEEDED_TEXT,
    "due": NEEDED_DAY,
    "text": NEEDED_TEXT,
    "state": TEXT,
    "about": TEXT,
    "via": TEXT,
    "reference": TEXT,
    "history": rows_of(dict, dict),
}
