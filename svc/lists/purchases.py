"""A list of purchases against the store: what becomes of each row.

Each imported purchase keeps in `row` a short hash of what its row said, and which of its equals in
the list it was. So a list read twice adds nothing, though two equal rows are two purchases.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

from svc.errors import BadInput
from svc.frozen import Frozen
from svc.i18n import say
from svc.lists.fields import Fields
from svc.lists.known_headings import CATEGORIES
from svc.lists.outcomes import Outcome, Unfit, rejected
from svc.money import to_fen
from svc.phones import is_mobile, normalise
from svc.records.customer import Customer
from svc.records.purchase import Item, Purchase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from svc.lists.headings import Columns
    from svc.lists.known import KnownCustomers
    from svc.lists.reading import Row
    from svc.records.base import Record

NUMBER = "number:"
MARK = 8
"""Bytes of a row's hash that are kept."""
BETWEEN = "\x1f"
_ID = re.compile(r"C-[0-9]{6}-[0-9A-Z]{6}")
_STAFF_ID = re.compile(r"T-[0-9]{6}-[0-9A-Z]{6}")


class Facts(Frozen):
    """What reading purchases goes by.

    `staff` gives a member's id by id, code and name; `rows_on_file` the rows imported before;
    `ids_on_file` all purchases, so that an exported list read back adds nothing. A purchase gets
    its id when all are known.
    """

    country: str
    today: date
    create_customers: bool
    staff: dict[str, str]
    rows_on_file: frozenset[str]
    ids_on_file: frozenset[str] = frozenset()
    new_customer_id: Callable[[], str]


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

    def told(self) -> str:
        """What the row says, the same in every run, on every machine, however it is written."""
        parts = (
            told_of(self.customer, self.phone), self.on, *told_of_item(self.item),
            self.receipt, self.staff, self.installed_on,
        )  # fmt: skip
        return text_told(parts)


def mark_of(told: str, met: dict[bytes, int]) -> str:
    """The mark of a row: a short hash of what it says, and which of its equals it is.

    `met` counts the rows by their hashes.
    """
    digest = sha256(told.encode()).digest()[:MARK]
    met[digest] = count = met.get(digest, 0) + 1
    return f"{digest.hex()}-{count}"


def told_of(customer: str, phone: str | None) -> str:
    """Who a row names, told the same however it is written."""
    return phone or customer.removeprefix(NUMBER).strip()


def told_of_item(item: Item) -> tuple[object, ...]:
    """What a row says of the goods."""
    return (
        item.amount, item.qty, item.price, item.sku, item.name, item.category, item.style,
        item.size,
    )  # fmt: skip


def text_told(told: Iterable[object]) -> str:
    """What a row, or a part of it, says, as its hash is made of it."""
    return BETWEEN.join("" if value is None else str(value) for value in told)


def outcome_of(
    row: Row, columns: Columns, known: KnownCustomers, facts: Facts, met: dict[bytes, int]
) -> Outcome:
    """What becomes of a row; `met` is for `mark_of`.

    This reads any row. `svc.lists.fast_purchases` reads plain ones, and does the same with them.
    """
    cells: dict[str, str] = {}
    try:
        cells = columns.cells(row)
        sale = sale_of(cells, facts)
        return _taken(row, sale, mark_of(sale.told(), met), known, facts)
    except (BadInput, Unfit) as error:
        return rejected(row, error, columns, cells)


def sale_of(cells: dict[str, str], facts: Facts) -> Sale:
    """The purchase a row tells of.

    Raises:
        Unfit: a cell cannot be read, or does not agree with another.
    """
    fields = Fields(cells)
    whose, phone = named_in(fields, facts)
    on = fields.day("on")
    if on is None:
        raise Unfit("on", say("The day of the purchase is missing."))
    installed_on = fields.day("installed_on")
    if installed_on is not None and installed_on < on:
        raise Unfit("installed_on", say("It cannot have been installed before it was sold."))
    return Sale(
        customer=whose,
        phone=phone,
        on=on,
        staff=seller_in(fields, facts),
        item=item_in(fields),
        receipt=fields.text("receipt"),
        installed_on=installed_on,
        id=fields.text("id"),
    )


def named_in(fields: Fields, facts: Facts) -> tuple[str, str | None]:
    """Whose purchase it is, as the row says, and that as a phone number where it is one.

    Raises:
        Unfit: the row does not say.
    """
    if not (whose := fields.text("customer")):
        raise Unfit("customer", say("Whose purchase it is, is missing."))
    try:
        return whose, normalise(whose, facts.country)
    except BadInput:
        return whose, None


def seller_in(fields: Fields, facts: Facts) -> str | None:
    """Who sold it: a member of the staff by id, else as it is written.

    Raises:
        Unfit: an id that is nobody's.
    """
    staff = fields.text("staff")
    if staff and staff not in facts.staff and _STAFF_ID.fullmatch(staff.upper()):
        raise Unfit("staff", say("Nobody on the staff has this id."))
    return facts.staff.get(staff, staff) if staff else None


def item_in(fields: Fields) -> Item:
    """What was bought.

    Raises:
        Unfit: a cell cannot be read, or does not agree with another.
    """
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


def _taken(row: Row, sale: Sale, mark: str, known: KnownCustomers, facts: Facts) -> Outcome:
    """What becomes of a readable row.

    Raises:
        Unfit: nobody on file is meant, or several are.
    """
    if mark in facts.rows_on_file or sale.id in facts.ids_on_file:
        return Outcome(row=row, result="updated")
    records: list[Record] = []
    customer = buyer_of(sale.customer, sale.phone, known)
    if customer is None:
        opened = _opened(sale, facts)
        known.open(opened, row.number)
        records.append(opened)
        customer = opened.id
    records.append(
        Purchase(
            id="",
            customer=customer,
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


def buyer_of(whose: str, phone: str | None, known: KnownCustomers) -> str | None:
    """Who is meant: a number on file, else a phone, else a whole id; never a part of one.

    Raises:
        Unfit: several may be meant.
    """
    if whose.startswith(NUMBER):
        found = known.numbers.of(whose.removeprefix(NUMBER).strip())
    else:
        found = known.numbers.of(whose) or (known.phones.of(phone) if phone else [])
        if not found and (meant := known.meant_by(whose.upper())):
            return meant
    if len(found) > 1:
        raise Unfit("customer", say("Several customers on file have it: {ids}.",
                                    ids=", ".join(found)))  # fmt: skip
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
