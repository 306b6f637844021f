"""The parts ledger (S0-024): a line for each part that is ordered, comes in or goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.records.base import (
    DAY,
    FLAG,
    MONEY,
    NEEDED_DAY,
    NEEDED_TEXT,
    TEXT,
    WHOLE,
    Codec,
    Record,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

MOVES = ("order", "in", "out")


class Part(Record):
    """One move of a part: `code` says which part, `qty` how many pieces.

    `about` is the repair or complaint it is for, `order` the order a delivery answers. A part that
    goes out has its own warranty until `warranty_until`.
    """

    on: date
    move: str
    code: str
    qty: int
    name: str | None = None
    model: str | None = None
    about: str | None = None
    order: str | None = None
    supplier: str | None = None
    expected_on: date | None = None
    price: Decimal | None = None
    text: str | None = None
    fitted_by: str | None = None
    warranty_until: date | None = None
    below_zero: bool = False
    staff: str | None = None

    @classmethod
    def fields_known(cls) -> Mapping[str, Codec]:
        """The fields of a line of the parts ledger."""
        return _FIELDS


_FIELDS = {
    "on": NEEDED_DAY,
    "move": NEEDED_TEXT,
    "code": NEEDED_TEXT,
    "qty": Codec(WHOLE.read, WHOLE.write, needed=True),
    "name": TEXT,
    "model": TEXT,
    "about": TEXT,
    "order": TEXT,
    "supplier": TEXT,
    "expected_on": DAY,
    "price": MONEY,
    "text": TEXT,
    "fitted_by": TEXT,
    "warranty_until": DAY,
    "below_zero": FLAG,
    "staff": TEXT,
}
