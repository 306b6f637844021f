"""Records as rows of one width, for CSV and spreadsheets: what is nested gets columns of its own.

A purchase is a row for each item. It has `amount`, the item's, and no total: added up, a column
that repeats the total on each item would count it more than once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.records.approval import Approval
from svc.records.callback import Callback
from svc.records.complaint import Complaint
from svc.records.customer import Customer
from svc.records.delivery import Delivery
from svc.records.event import Event
from svc.records.message import Message
from svc.records.part import Part
from svc.records.repair import Repair
from svc.records.return_ import Return
from svc.records.staff import Staff
from svc.records.survey import Survey

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from svc.records.base import Record
    from svc.records.purchase import Purchase

PURCHASE_COLUMNS = (
    "id", "on", "customer", "receipt", "sku", "name", "category", "style", "size", "qty", "price",
    "amount", "staff", "installed_on",
)  # fmt: skip
KINDS: dict[str, type[Record]] = {
    "customers": Customer,
    "complaints": Complaint,
    "callbacks": Callback,
    "staff": Staff,
    "returns": Return,
    "repairs": Repair,
    "parts": Part,
    "deliveries": Delivery,
    "approvals": Approval,
    "events": Event,
    "surveys": Survey,
    "messages": Message,
}


class Sheet(Frozen):
    """A table of plain values: dates, `Decimal`, whole numbers, text, None; or lists of those."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def sheet_of(table: str, records: Sequence[Any]) -> Sheet:
    """The rows of a table's records, in their order."""
    if table == "purchases":
        rows = tuple(row for purchase in records for row in _items(purchase))
        return Sheet(name=table, columns=PURCHASE_COLUMNS, rows=rows)
    if table == "customers":
        return _customers(records)
    fields = ("id", *KINDS[table].fields_known())
    rows = tuple(tuple(_plain(getattr(record, field)) for field in fields) for record in records)
    return Sheet(name=table, columns=fields, rows=rows)


def _items(purchase: Purchase) -> Iterator[tuple[Any, ...]]:
    shared = {name: getattr(purchase, name) for name in PURCHASE_COLUMNS if name in _SHARED}
    if not purchase.items:
        yield tuple((shared | {"amount": purchase.total}).get(name) for name in PURCHASE_COLUMNS)
    for item in purchase.items:
        yield tuple(
            shared[name] if name in shared else getattr(item, name) for name in PURCHASE_COLUMNS
        )


_SHARED = frozenset(("id", "on", "customer", "receipt", "staff", "installed_on"))


def _customers(customers: Sequence[Customer]) -> Sheet:
    """Her own fields, one column for each field of any profile, and the channels agreed to."""
    own = [name for name in Customer.fields_known() if name not in _NESTED]
    for name in _SELDOM:
        if not any(getattr(customer, name) for customer in customers):
            own.remove(name)
    profile = sorted({name for customer in customers for name in customer.profile})
    rows = tuple(
        (
            customer.id,
            *(_own(customer, name) for name in own),
            *(customer.profile.get(name) for name in profile),
            ", ".join(
                channel
                for channel, state in customer.consent.items()
                if not (isinstance(state, dict) and state.get("withdrawn"))
            ),
        )
        for customer in customers
    )
    # A profile field may be called as one of the file's own: then it is told apart.
    named = [f"profile.{name}" if name in ("id", *own, "consent") else name for name in profile]
    return Sheet(name="customers", columns=("id", *own, *named, "consent"), rows=rows)


_NESTED = frozenset(("profile", "consent", "consent_log", "wishes", "not_same", "declined"))
"""Fields with columns of their own, or that JSON alone holds whole."""
_SELDOM = ("phone_unchecked", "registered_by", "merged", "erased_on")
"""Fields that have a column where anybody has one: so a redirect and an erased one are marked."""


def _own(customer: Customer, name: str) -> Any:
    """A cell of her own fields; of a redirect the file she was merged into."""
    value = getattr(customer, name)
    return value.get("into") if name == "merged" else _plain(value)


def _plain(value: Any) -> Any:
    """A field's value as a cell takes it."""
    from svc.records.birthday import Birthday

    if isinstance(value, Birthday):
        return str(value)
    if isinstance(value, tuple):
        return [dict(part) if hasattr(part, "keys") else part for part in value] or None
    return value
