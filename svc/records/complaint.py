"""A complaint (S2-070, S3-009, S1-013) and what was done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.records.base import (
    DAY,
    FLAG,
    NEEDED_DAY,
    NEEDED_TEXT,
    TEXT,
    Codec,
    Record,
    rows_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

CATEGORIES = (
    "price",
    "quality",
    "size",
    "style",
    "stock",
    "attitude",
    "cashier",
    "accident",
    "other",
)
CHANNELS = ("call", "letter", "visit", "message")
SETTLED = ("resolved", "closed")


class Complaint(Record):
    """A complaint of a customer: `state` is `logged` until it is `resolved`.

    `history` is a log: each entry has `at` (a day), `state`, `staff` and `text`.
    """

    customer: str
    on: date
    category: str
    text: str
    cause: str | None = None
    purchase: str | None = None
    channel: str | None = None
    urgent: bool = False
    state: str = "logged"
    resolved_on: date | None = None
    staff: str | None = None
    history: tuple[Mapping[str, Any], ...] = ()

    @classmethod
    def fields_known(cls) -> Mapping[str, Codec]:
        """The fields of a complaint's line."""
        return _FIELDS

    @property
    def is_open(self) -> bool:
        """Whether the customer still waits for an answer that settles it."""
        return self.state not in SETTLED


_FIELDS = {
    "customer": NEEDED_TEXT,
    "on": NEEDED_DAY,
    "category": NEEDED_TEXT,
    "text": NEEDED_TEXT,
    "cause": TEXT,
    "purchase": TEXT,
    "channel": TEXT,
    "urgent": FLAG,
    "state": NEEDED_TEXT,
    "resolved_on": DAY,
    "staff": TEXT,
    "history": rows_of(dict, dict),
}
