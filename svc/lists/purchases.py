"""A list of purchases against the store: what becomes of each row.

Each imported purchase keeps in `row` a short hash of what its row said, and which of its equals in
the list it was. So a list read twice adds nothing, though two equal rows are two purchases.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from svc import entry
from svc.errors import BadInput
from svc.frozen import Frozen
from svc.i18n import say
from svc.lists.amounts import is_negative, money_of, pieces_of, unshortened
from svc.lists.dates import day_of
from svc.lists.known import KnownCustomers
from svc.lists.known_headings import CATEGORIES
from svc.lists.outcomes import Outcome, Unfit, filled, rejected
from svc.money import to_fen
from svc.phones import is_mobile, normalise
from svc.records.customer import Customer
from svc.records.purchase import Item, Purchase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from decimal import Decimal

    from svc.lists.headings import Columns
    from svc.lists.reading import Row
    from svc.records.base import Record

FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2069, 12, 31)
"""The days an id can carry."""

CODES = ("customer", "sku", "receipt")
NUMBER = "number:"
_ID = re.compile(r"C-[0-9]{6}-[0-9A-Z]{6}")
_STAFF_ID = re.compile(r"T-[0-9]{6}-[0-9A-Z]{6}")
T = TypeVar("T")


class Facts(Frozen):
    """What reading purchases goes by.

    `staff` gives a member's id by id, code and name; `rows_on_file` the rows imported before;
    `ids_on_file` all purchases, so that an exported list read back adds nothing.
    """

    country: str
    create_customers: bool
    staff: dict[str, str]
    rows_on_file: frozenset[str]
    ids_on_file: frozenset[str] = frozenset()
    new_customer_id: Callable[[], str]
    new_id: Callable[[date], str]


class Sale(Frozen):
    """What one row says; `phone` is its customer where that is a phone number."""

    customer: str
    phone: str | None
    on: date
    item: Item
    receipt: str | None
    staff: str | None
    installed_on: date | None
    id: str | None = None

    def mark(self) -> str:
        """The short hash of what the row said, the same in every run and on every machine."""
        item = self.item
        told = (
            self.phone or self.customer.removeprefix(NUMBER).strip(), self.on,
            item.amount, item.qty, item.price, item.sku, item.name, item.category, item.style,
            item.size, self.receipt, self.staff, self.installed_on,
        )  # fmt: skip
        text = "\x1f".join("" if value is None else str(value) for value in told)
        return sha256(text.encode()).hexdigest()[:16]


def plan(
    rows: Iterable[Row], columns: Columns, on_file: Iterable[Customer], facts: Facts
) -> Iterator[Outcome]:
    """The outcome of each row, in their order."""
    known = KnownCustomers(on_file)
    met: Counter[str] = Counter()
    for row in rows:
        cells: dict[str, str] = {}
        try:
            cells = columns.cells(row)
            sale = sale_of(cells, facts)
            mark = sale.mark()
            met[mark] += 1
            yield _taken(row, sale, f"{mark}-{met[mark]}", known, facts)
        except (BadInput, Unfit) as error:
            yield rejected(row, error, columns, cells)


def sale_of(cells: dict[str, str], facts: Facts) -> Sale:
    """The purchase a row tells of.

    Raises:
        Unfit: a cell cannot be read, or does not agree with another.
    """
    fields = _Fields(cells)
    if not (whose := fields.text("customer")):
        raise Unfit("customer", say("Whose purchase it is, is missing."))
    on = fields.day("on")
    if on is None:
        raise Unfit("on", say("The day of the purchase is missing."))
    installed_on = fields.day("installed_on")
    if installed_on is not None and installed_on < on:
        raise Unfit("installed_on", say("It cannot have been installed before it was sold."))
    staff = fields.text("staff")
    if staff and staff not in facts.staff and _STAFF_ID.fullmatch(staff.upper()):
        raise Unfit("staff", say("Nobody on the staff has this id."))
    return Sale(
        customer=whose,
        phone=_phone_or_none(whose, facts.country),
        on=on,
        item=_item(fields),
        receipt=fields.text("receipt"),
        staff=facts.staff.get(staff, staff) if staff else None,
        installed_on=installed_on,
        id=fields.text("id"),
    )


def _item(fields: _Fields) -> Item:
    total, price = fields.money("total"), fields.money("price")
    qty = fields.pieces("qty")
    if price is not None:
        amount = to_fen(price * qty)
        if total is not None and total != amount:
            raise Unfit("total", say("{qty} × {price} is {amount}, not {total}.", qty=qty,
                                     price=price, amount=amount, total=total))  # fmt: skip
    elif total is not None:
        amount = total
    else:
        raise Unfit("total", say("Neither a total nor a price."))
    category = fields.text("category")
    return Item(
        amount=amount,
        qty=qty,
        price=price,
        sku=fields.text("sku"),
        name=fields.text("name"),
        category=CATEGORIES.get(category, category.lower()) if category else None,
        style=fields.text("style"),
        size=fields.text("size"),
    )


class _Fields:
    """The cells of a row, each read as what it has to be; raises Unfit naming the field."""

    def __init__(self, cells: dict[str, str]) -> None:
        self._cells = cells

    def text(self, field: str) -> str | None:
        return self._read(field, _code if field in CODES else entry.one_line) or None

    def day(self, field: str) -> date | None:
        found = self._read(field, day_of)
        if found is not None and not FIRST_DAY <= found <= LAST_DAY:
            raise Unfit(field, say("The day lies before {first} or after {last}.",
                                   first=FIRST_DAY, last=LAST_DAY))  # fmt: skip
        return found

    def money(self, field: str) -> Decimal | None:
        return self._read(field, _paid)

    def pieces(self, field: str) -> int:
        return self._read(field, _counted) or 1

    def _read(self, field: str, read: Callable[[str], T]) -> T | None:
        if not (text := filled(self._cells.get(field))):
            return None
        try:
            return read(text)
        except BadInput as error:
            raise Unfit(field, error.message) from None


def _code(text: str) -> str:
    return entry.one_line(unshortened(text))


def _paid(text: str) -> Decimal:
    return money_of(_no_return(text))


def _counted(text: str) -> int:
    return pieces_of(_no_return(text))


def _no_return(text: str) -> str:
    if is_negative(text):
        raise BadInput(say("{text!r} is negative: a return is not a purchase.", text=text))
    return text


def _taken(row: Row, sale: Sale, mark: str, known: KnownCustomers, facts: Facts) -> Outcome:
    """What becomes of a readable row.

    Raises:
        Unfit: nobody on file is meant, or several are.
    """
    if mark in facts.rows_on_file or sale.id in facts.ids_on_file:
        return Outcome(row=row, result="updated")
    records: list[Record] = []
    customer = _buyer(sale, known)
    if customer is None:
        customer = _opened(sale, facts)
        known.keep(customer, row.number)
        records.append(customer)
    records.append(
        Purchase(
            id=facts.new_id(sale.on),
            customer=customer.id,
            on=sale.on,
            items=(sale.item,),
            total=sale.item.amount,
            receipt=sale.receipt,
            installed_on=sale.installed_on,
            staff=sale.staff,
            row=mark,
        )
    )
    return Outcome(row=row, result="added", records=tuple(records))


def _buyer(sale: Sale, known: KnownCustomers) -> Customer | None:
    """Who is meant: a number on file, else a phone, else a whole id; never a part of one."""
    if sale.customer.startswith(NUMBER):
        found = known.with_number(sale.customer.removeprefix(NUMBER).strip())
    else:
        found = known.with_number(sale.customer) or (
            known.with_phone(sale.phone) if sale.phone else []
        )
        by_id = known.by_id.get(sale.customer.upper())
        found = found or ([by_id] if by_id else [])
    if len(found) > 1:
        raise Unfit("customer", say("Several customers on file have it: {ids}.",
                                    ids=", ".join(customer.id for customer in found)))  # fmt: skip
    return found[0] if found else None


def _opened(sale: Sale, facts: Facts) -> Customer:
    """A file for a customer not yet known, named by her number until someone learns the name.

    Raises:
        Unfit: nobody asked for one, or what stands there is an id.
    """
    number = sale.customer.removeprefix(NUMBER).strip()
    if _ID.fullmatch(sale.customer.upper()) or not number:
        raise Unfit("customer", say("No customer on file has this id."))
    if not facts.create_customers:
        raise Unfit("customer", say("No customer on file has this number, phone or id."))
    mobile = sale.phone is not None and is_mobile(sale.phone, facts.country)
    if mobile and number == sale.customer:  # nobody's own number looks like a mobile's
        return Customer(id=facts.new_customer_id(), name=sale.phone or number, phone=sale.phone)
    return Customer(id=facts.new_customer_id(), name=number, number=number)


def _phone_or_none(text: str, country: str) -> str | None:
    try:
        return normalise(text, country)
    except BadInput:
        return None
