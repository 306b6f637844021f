"""A purchase: what a customer took home, and what she paid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen, field
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

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal


class Item(Frozen):
    """One line of a purchase: `price` is the price paid a piece, `amount` the line's total.

    Lists from elsewhere often know only the amount of several pieces; then `price` is None. Like a
    record, a line keeps in `extra` the fields it does not know.
    """

    amount: Decimal
    sku: str | None = None
    name: str | None = None
    category: str | None = None
    style: str | None = None
    size: str | None = None
    price: Decimal | None = None
    qty: int = 1
    extra: Raw = field(default_factory=dict)

    @classmethod
    def from_raw(cls, raw: Raw) -> Item:
        """The line as the store holds it; raises ValueError or TypeError."""
        known: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        for name, value in raw.items():
            if (codec := _ITEM.get(name)) is None:
                extra[name] = value
            else:
                known[name] = codec.read(value)
        return cls(extra=extra, **known)

    def to_raw(self) -> dict[str, Any]:
        """The line for the store: what is missing is left out."""
        known = {name: value for name, value in self.to_json().items() if value is not None}
        return {**self.extra, **known}

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


class Purchase(Record):
    """A purchase on a day; `total` is the sum of its lines, `row` marks where an import got it.

    `exchange_of` is the return in exchange for which it was taken home: its warranty starts anew.
    """

    customer: str
    on: date
    items: tuple[Item, ...]
    total: Decimal = ZERO
    receipt: str | None = None
    installed_on: date | None = None
    staff: str | None = None
    exchange_of: str | None = None
    row: str | None = None

    @classmethod
    def fields_known(cls) -> Mapping[str, Codec]:
        """The fields of a purchase's line."""
        return _FIELDS

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract, every field of every line there, and `exchange_of`."""
        shown = super().to_json()
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
    "exchange_of": TEXT,
    "row": TEXT,
}
