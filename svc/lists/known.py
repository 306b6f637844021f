"""The customers a list meets: those on file, and those it has opened or filled up so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.records.customer import Customer
from svc.store.lines import decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from svc.store.store import Store


def fields_on_file(store: Store, table: str) -> Iterator[dict[str, Any]]:
    """The fields of each record of a table as they stand there: no records are made of them."""
    return store.table(table).fields()


class Ids:
    """Ids by a name that one customer has, unless a merge or a hand brought in more."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}
        self._others: dict[str, list[str]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._first

    def add(self, name: str, record_id: str) -> None:
        """Know a customer by a name, once."""
        if self._first.setdefault(name, record_id) != record_id:
            others = self._others.setdefault(name, [])
            if record_id not in others:
                others.append(record_id)

    def of(self, name: str) -> list[str]:
        """Those who have the name."""
        first = self._first.get(name)
        return [] if first is None else [first, *self._others.get(name, ())]


class KnownCustomers:
    """Customers by what names them, held as ids: a hundred thousand records would fill memory.

    `on_file` are their fields as the store holds them; `get` gives the record of one of them.
    `opened` holds the lines of those who are new, by id; `filled_up` the records of those on file
    that the list knows more of; `rows` by which row of the list each new one came.
    """

    def __init__(
        self, on_file: Iterable[Mapping[str, Any]], get: Callable[[str], Customer]
    ) -> None:
        self.ids: set[str] = set()
        self.phones = Ids()
        self.numbers = Ids()
        self.opened: dict[str, bytes] = {}
        self.filled_up: dict[str, Customer] = {}
        self.rows: dict[str, int] = {}
        self._get = get
        self._into: dict[str, str] = {}
        self._also: dict[str, set[str]] = {}
        redirects = []
        for fields in on_file:
            if merged := fields.get("merged"):
                self._into[fields["id"]] = str(merged.get("into"))
                redirects.append((fields["id"], merged.get("was") or {}))
            elif not fields.get("erased_on"):
                self._know(fields["id"], fields.get("phone"), fields.get("number"))
        for record_id, was in redirects:
            self._lead_on(self.meant_by(record_id), was)

    def _lead_on(self, record_id: str | None, was: Mapping[str, Any]) -> None:
        """Know a customer also by what named the file that was merged into hers.

        So a list from before the merge, read again, does not open that file again.
        """
        if record_id is None:
            return
        self._also.setdefault(record_id, set()).add(str(was.get("name")))
        for ids, name in ((self.phones, was.get("phone")), (self.numbers, was.get("number"))):
            if name and type(name) is str and name not in ids:
                ids.add(name, record_id)

    def also_called(self, record_id: str) -> set[str]:
        """The names of the files that were merged into hers."""
        return self._also.get(record_id, set())

    def meant_by(self, record_id: str) -> str | None:
        """The customer an id names, the one she was merged into for a redirect; None for none."""
        for _hand in range(len(self._into) + 1):
            if record_id not in self._into:
                break
            record_id = self._into[record_id]
        return record_id if record_id in self.ids else None

    def record(self, record_id: str) -> Customer:
        """A customer's file as it is by now."""
        if (line := self.opened.get(record_id)) is not None:
            return Customer.from_raw(decode(line.removesuffix(b"\n")))
        return self.filled_up.get(record_id) or self._get(record_id)

    def open(self, customer: Customer, row: int) -> None:
        """Know a customer who is new, by a row of the list."""
        line = encode(customer.to_raw())
        self.open_line(customer.id, line, customer.phone, customer.number, row)

    def open_line(
        self, record_id: str, line: bytes, phone: str | None, number: str | None, row: int
    ) -> None:
        """Know a customer who is new by her line alone."""
        self.opened[record_id] = line
        self.rows[record_id] = row
        self._know(record_id, phone, number)

    def fill_up(self, customer: Customer) -> None:
        """Know a customer in place of her earlier state."""
        if customer.id in self.opened:
            self.opened[customer.id] = encode(customer.to_raw())
        else:
            self.filled_up[customer.id] = customer
        self._know(customer.id, customer.phone, customer.number)

    def _know(self, record_id: str, phone: Any, number: Any) -> None:
        self.ids.add(record_id)
        for ids, name in ((self.phones, phone), (self.numbers, number)):
            if name and type(name) is str:  # a hand may have written anything
                ids.add(name, record_id)
