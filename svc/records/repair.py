"""A repair, from the counter back to the customer's hands (S2-077 to S2-087)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.records.base import (
    DAY,
    FLAG,
    MONEY,
    NEEDED_DAY,
    NEEDED_TEXT,
    TABLE,
    TEXT,
    Codec,
    Record,
    rows_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

STATES = ("opened", "received", "diagnosed", "waiting", "done", "handed_back", "cancelled")
SETTLED = ("handed_back", "cancelled")
WAITS = ("parts", "customer", "approval")
CARES = ("dry_clean", "leather_care")
CAUSED_BY = ("company", "customer", "part")


class Repair(Record):
    """A repair or a care service, with all that S2-077 asks for at the intake.

    `free` says whether she pays nothing, `terms` why: the warranty's last day and the policy ids.
    `care` names a care service (S2-066) instead of a repair. `received_on` is the day of the
    custody receipt (S2-080). `waits` is a log of `at`, `for` (one of `WAITS`), `until`. Paid work
    has a `price`, an `invoice`, and the day its money went to finance (S2-079). `helper` is
    part-time help sent with consent (S2-087), `caused_by` one of `CAUSED_BY` once that is known:
    what she broke herself is paid for, a part we put in has its own warranty. `history` has lines
    of `at`, `state`, `staff`, `text`, and of what was `did` where the state stayed as it was.
    """

    customer: str
    on: date
    problem: str
    symptom: str | None = None
    purchase: str | None = None
    item: str | None = None
    model: str | None = None
    bought_on: date | None = None
    address: str | None = None
    phone: str | None = None
    complaint: str | None = None
    care: str | None = None
    state: str = "opened"
    free: bool = False
    terms: Mapping[str, Any] | None = None
    received_on: date | None = None
    diagnosis: str | None = None
    unrepairable: bool = False
    price: Decimal | None = None
    invoice: str | None = None
    paid_on: date | None = None
    to_finance_on: date | None = None
    done_on: date | None = None
    handed_back_on: date | None = None
    signed: bool = False
    repairer: str | None = None
    helper: str | None = None
    staff: str | None = None
    waits: tuple[Mapping[str, Any], ...] = ()
    history: tuple[Mapping[str, Any], ...] = ()
    caused_by: str | None = None
    paid_by: str | None = None

    @classmethod
    def fields_known(cls) -> Mapping[str, Codec]:
        """The fields of a repair's line."""
        return _FIELDS

    @property
    def is_open(self) -> bool:
        """Whether the customer still waits for her goods."""
        return self.state not in SETTLED


_FIELDS = {
    "customer": NEEDED_TEXT,
    "on": NEEDED_DAY,
    "problem": NEEDED_TEXT,
    "symptom": TEXT,
    "purchase": TEXT,
    "item": TEXT,
    "model": TEXT,
    "bought_on": DAY,
    "address": TEXT,
    "phone": TEXT,
    "complaint": TEXT,
    "care": TEXT,
    "state": NEEDED_TEXT,
    "free": FLAG,
    "terms": TABLE,
    "received_on": DAY,
    "diagnosis": TEXT,
    "unrepairable": FLAG,
    "price": MONEY,
    "invoice": TEXT,
    "paid_on": DAY,
    "to_finance_on": DAY,
    "done_on": DAY,
    "handed_back_on": DAY,
    "signed": FLAG,
    "repairer": TEXT,
    "helper": TEXT,
    "staff": TEXT,
    "waits": rows_of(dict, dict),
    "history": rows_of(dict, dict),
    "caused_by": TEXT,
    "paid_by": TEXT,
}
