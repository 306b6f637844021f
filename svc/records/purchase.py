"""A purchase: what a customer took home, and what she paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from svc.money import ZERO
from svc.records.base import (
    DAY,
    MONEY,
    NEEDED_DAY,
    NEEDED_MONEY,
    NEEDED_TEXT,
    TEXT,
    WHOLE,
    Codec,
    Raw,
    Record,
    rows_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a purchase: `price` is the price paid a piece, `amount` the line's total.

    Lists from elsewhere often know only the amount of several pieces; then `price` is None.
    """

    amount: Decimal
    sku: str | None = None
    name: str | None = None
    category: str | None = None
    style: str | None = None
    size: str | None = None
    price: Decimal | None = None
    qty: int = 1

    @classmethod
    def from_raw(cls, raw: Raw) -> Item:
        """The line as the store holds it; raises ValueError or TypeError."""
        return cls(**{name: _ITEM[name].read(value) for name, value in raw.items()})

    def to_raw(self) -> dict[str, Any]:
        """The line for the store: what is missing is left out."""
        shown = self.to_json()
        return {name: value for name, value in shown.items() if value is not None}

    def to_json(self) -> dict[str, Any]:
        """The line as the contract prints it."""
        values = {name: getattr(self, name) for name in _ITEM}
        return {
            name: None if value is None else _ITEM[name].write(value)
            for name, value in values.items()
        }


_ITEM = {
    "sku": TEXT,
    "name": TEXT,
    "category": TEXT,
    "style": TEXT,
    "size": TEXT,
    "price": MONEY,
    "qty": WHOLE,
    "amount": NEEDED_MONEY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase(Record):
    """A purchase on a day; `total` is the sum of its lines, `row` marks where an import got it."""

    customer: str
    on: date
    items: tuple[Item, ...]
    total: Decimal = ZERO
    receipt: str | None = None
    installed_on: date | None = None
    staff: str | None = None
    row: str | None = None

    @classmethod
    def fields_known(cls) -> Mapping[str, Codec]:
        """The fields of a purchase's line."""
        return _FIELDS

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract, every field of every line there."""
        shown = super(Purchase, self).to_json()
        del shown["row"]
        shown["items"] = [item.to_json() for item in self.items]
        return shown


_FIELDS = {
    "customer": NEEDED_TEXT,
    "on": NEEDED_DAY,
    "items": rows_of(Item.from_raw, Item.to_raw),
    "total": NEEDED_MONEY,
    "receipt": TEXT,
    "installed_on": DAY,
    "staff": TEXT,
    "row": TEXT,
}
