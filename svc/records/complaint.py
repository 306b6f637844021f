"""A complaint (S2-070, S3-009, S1-013) and what was done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.records.base import (
    DAY,
    FLAG,
    NEEDED_DAY,
    NEEDED_TEXT,
    TEXT,
    WHOLE,
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
STATES = (
    "logged",
    "acknowledged",
    "understood",
    "proposed",
    "waiting",
    "resolved",
    "closed",
    "reopened",
)
SETTLED = ("resolved", "closed")
WAITS = ("customer", "parts", "approval")


class Complaint(Record):
    """A complaint of a customer, in one of `STATES`.

    `history`, `steps`, `offers` and `waits` are logs: each entry has `at`, a day or a day with
    its time (`2026-11-22T15:30`), and `staff`. A history entry has `state` and `text` too; a step
    `step`; an offer `offer`, `text` and whether it was `taken`; a wait `for`, one of `WAITS`, and
    `until` once it ended. `repeat` is the how-manieth complaint about the same goods it was.
    """

    customer: str
    on: date
    category: str
    text: str
    cause: str | None = None
    purchase: str | None = None
    item: str | None = None
    channel: str | None = None
    urgent: bool = False
    state: str = "logged"
    resolved_on: date | None = None
    closed_on: date | None = None
    staff: str | None = None
    assigned_to: str | None = None
    post: str | None = None
    history: tuple[Mapping[str, Any], ...] = ()
    steps: tuple[Mapping[str, Any], ...] = ()
    offers: tuple[Mapping[str, Any], ...] = ()
    waits: tuple[Mapping[str, Any], ...] = ()
    repeat: int | None = None

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
    "item": TEXT,
    "channel": TEXT,
    "urgent": FLAG,
    "state": NEEDED_TEXT,
    "resolved_on": DAY,
    "closed_on": DAY,
    "staff": TEXT,
    "assigned_to": TEXT,
    "post": TEXT,
    "history": rows_of(dict, dict),
    "steps": rows_of(dict, dict),
    "offers": rows_of(dict, dict),
    "waits": rows_of(dict, dict),
    "repeat": WHOLE,
}
