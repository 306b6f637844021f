"""A delivery, with or without installation (S1-013, S1-016 to S1-018, S1-022 to S1-028)."""

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

STATES = ("planned", "done", "failed", "cancelled")
SETTLED = ("done", "cancelled")


class Delivery(Record):
    """A delivery of a purchase, planned for a day; `install` if fitters put it up.

    `checks` logs the answers to the shop's checklists: `at`, `point` (the control point), `check`
    (the question's key), `ok`, `staff`, `text`. Once it is done, `accepted_by` is who took it in,
    and `signed` says whether the customer signed the receipt. Why it failed stands in `history`.
    """

    customer: str
    on: date
    purchase: str
    planned_on: date
    window: str | None = None
    address: str | None = None
    phone: str | None = None
    driver: str | None = None
    fitter: str | None = None
    install: bool = False
    state: str = "planned"
    done_on: date | None = None
    accepted_by: str | None = None
    signed: bool = False
    damaged: str | None = None
    text: str | None = None
    staff: str | None = None
    checks: tuple[Mapping[str, Any], ...] = ()
    history: tuple[Mapping[str, Any], ...] = ()

    @classmethod
    def fields_known(cls) -> Mapping[str, Codec]:
        """The fields of a delivery's line."""
        return _FIELDS

    @property
    def is_open(self) -> bool:
        """Whether the customer still waits for her goods."""
        return self.state not in SETTLED


_FIELDS = {
    "customer": NEEDED_TEXT,
    "on": NEEDED_DAY,
    "purchase": NEEDED_TEXT,
    "planned_on": NEEDED_DAY,
    "window": TEXT,
    "address": TEXT,
    "phone": TEXT,
    "driver": TEXT,
    "fitter": TEXT,
    "install": FLAG,
    "state": NEEDED_TEXT,
    "done_on": DAY,
    "accepted_by": TEXT,
    "signed": FLAG,
    "damaged": TEXT,
    "text": TEXT,
    "staff": TEXT,
    "checks": rows_of(dict, dict),
    "history": rows_of(dict, dict),
}
