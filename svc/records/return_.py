"""A piece that comes back: returned, exchanged, or its price mended (S3-032 to S3-036)."""

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
from svc.records.purchase import Item

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

OUTCOMES = ("return", "exchange", "difference")
STATES = ("waiting", "approved", "rejected", "settled")
SETTLED = ("rejected", "settled")


class Return(Record):
    """A return or an exchange of pieces of one purchase.

    `goods` are the pieces: sku, name, qty and the amount paid for them. `quote` is the refund
    quote as it was on the day, with the policy ids that gave it; `case` what it was asked with, so
    that it can be worked out again. An exchange names the pieces taken instead in `taken` and,
    once settled, their purchase in `new_purchase`; `difference` is what she pays on top, or gets
    back where it is negative. `receipt` is the till slip attached (S3-032), `signed` and `phone`
    what she left on the slip (S3-034), `defect` what is wrong with the piece (S3-033),
    `second_price` what it is sold for as a second, `invoice_amount` what the invoice says and
    `checked_by` who held the refund against it (S3-036).
    """

    customer: str
    on: date
    purchase: str
    cause: str
    outcome: str = "return"
    state: str = "waiting"
    goods: tuple[Mapping[str, Any], ...] = ()
    case: Mapping[str, Any] | None = None
    quote: Mapping[str, Any] | None = None
    fee: Decimal | None = None
    refund: Decimal | None = None
    taken: tuple[Item, ...] = ()
    new_purchase: str | None = None
    difference: Decimal | None = None
    complaint: str | None = None
    receipt: str | None = None
    invoice: str | None = None
    signed: bool = False
    phone: str | None = None
    defect: str | None = None
    second_price: Decimal | None = None
    checked_by: str | None = None
    settled_on: date | None = None
    paid_by: str | None = None
    staff: str | None = None
    history: tuple[Mapping[str, Any], ...] = ()
    invoice_amount: Decimal | None = None

    @classmethod
    def fields_known(cls) -> Mapping[str, Codec]:
        """The fields of a return's line."""
        return _FIELDS

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it."""
        return self.state not in SETTLED


_FIELDS = {
    "customer": NEEDED_TEXT,
    "on": NEEDED_DAY,
    "purchase": NEEDED_TEXT,
    "cause": NEEDED_TEXT,
    "outcome": NEEDED_TEXT,
    "state": NEEDED_TEXT,
    "goods": rows_of(dict, dict),
    "case": TABLE,
    "quote": TABLE,
    "fee": MONEY,
    "refund": MONEY,
    "taken": rows_of(Item.from_raw, Item.to_raw),
    "new_purchase": TEXT,
    "difference": MONEY,
    "complaint": TEXT,
    "receipt": TEXT,
    "invoice": TEXT,
    "signed": FLAG,
    "phone": TEXT,
    "defect": TEXT,
    "second_price": MONEY,
    "checked_by": TEXT,
    "settled_on": DAY,
    "paid_by": TEXT,
    "staff": TEXT,
    "history": rows_of(dict, dict),
    "invoice_amount": MONEY,
}
