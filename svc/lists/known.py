"""The customers on file, found by phone, number or id without a search."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from svc.records.customer import Customer


class KnownCustomers:
    """Customers by what names them: those on file, and those a list has added so far.

    `origin` tells by which row of the list a customer came, for those who were not on file.
    """

    def __init__(self, on_file: Iterable[Customer]) -> None:
        self.by_id: dict[str, Customer] = {}
        self.origin: dict[str, int] = {}
        self._by_phone: dict[str, list[str]] = {}
        self._by_number: dict[str, list[str]] = {}
        for customer in on_file:
            self.keep(customer)

    def keep(self, customer: Customer, row: int | None = None) -> None:
        """Know a customer, in place of her earlier state."""
        self.by_id[customer.id] = customer
        if row is not None:
            self.origin.setdefault(customer.id, row)
        for index, name in ((self._by_phone, customer.phone), (self._by_number, customer.number)):
            if name and customer.id not in (ids := index.setdefault(name, [])):
                ids.append(customer.id)

    def with_phone(self, phone: str) -> list[Customer]:
        """Those who have this phone number: one, unless a merge or a hand brought in more."""
        return [self.by_id[found] for found in self._by_phone.get(phone, ())]

    def with_number(self, number: str) -> list[Customer]:
        """Those who have this customer number."""
        return [self.by_id[found] for found in self._by_number.get(number, ())]
