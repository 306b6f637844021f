"""A list of new customers, quickly: their lines are made from cells, without records between.

Most rows of a long list tell of one new customer. Those are taken here; any other row is left to
`svc.lists.customers`, which takes all. Cells are read by the same functions on both ways; a test
holds both equal over lists with every kind of mess.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import is_normalized

from svc.errors import BadInput
from svc.lists.customers import outcome_of, stranger_in, value_of
from svc.lists.known_headings import CUSTOMER_FIELDS
from svc.lists.memo import Memo, NotPlain
from svc.lists.outcomes import Outcomes, Unfit
from svc.lists.pieces import HEAD, piece, quoted
from svc.lists.reading import Row, is_blank
from svc.records.customer import Customer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from svc.lists.customers import Facts
    from svc.lists.headings import Columns
    from svc.lists.known import KnownCustomers
    from svc.lists.reading import Listed

    Read = Callable[[str], str]
    Columned = list[tuple[int, Read]]

BIRTHDAYS, TEXTS = 50_000, 2_000
"""Cells of a column that are remembered: of birthdays there are as many as days in people's lives,
while sizes are few, and addresses do not come again."""


def take(
    records: Iterable[Listed], columns: Columns, known: KnownCustomers, facts: Facts
) -> Outcomes:
    """What became of the rows; `known` then has who is new, and whose file was filled up."""
    outcomes = Outcomes()
    plain = PlainRows(columns, known, facts, outcomes)
    for number, cells in records:
        try:
            plain.take(number, cells)
        except (NotPlain, Unfit, BadInput):
            if not is_blank(cells):
                row = Row(number=number, cells=tuple(cells))
                outcomes.count(outcome_of(row, columns, known, facts))
    return outcomes


class PlainRows:
    """Takes the rows that tell of a new customer; raises NotPlain, or what reading raises, else.

    Nothing is changed by a row that is not taken.
    """

    def __init__(
        self, columns: Columns, known: KnownCustomers, facts: Facts, outcomes: Outcomes
    ) -> None:
        self._columns = columns
        self._known = known
        self._facts = facts
        self._outcomes = outcomes
        places = {field: n for n, field in enumerate(columns.fields) if field is not None}
        # Names that NFC changes, or makes one, are left to the record's own way.
        is_plain = all(is_normalized("NFC", name) for name in places)
        self._width = len(columns.fields) if is_plain else -1
        self._name, self._phone, self._number = map(places.get, ("name", "phone", "number"))
        named = sorted(places.items())
        self._first: Columned = [
            (at, self._reader(name)) for name, at in named
            if name in CUSTOMER_FIELDS and name < "name"
        ]  # fmt: skip
        self._owner: Columned = [(at, self._reader(n)) for n, at in named if n == "owner"]
        self._profile: Columned = [
            (at, self._reader(name)) for name, at in named if name not in CUSTOMER_FIELDS
        ]

    def take(self, number: int, cells: list[str]) -> None:
        """Take a row; its line has its fields in the order of their names."""
        if len(cells) != self._width:
            raise NotPlain
        known = self._known
        phone = "" if self._phone is None else self._value("phone", cells[self._phone])
        own_number = "" if self._number is None else self._value("number", cells[self._number])
        name = "" if self._name is None else self._value("name", cells[self._name])
        name = name or own_number
        if not name or not (phone or own_number):
            raise NotPlain
        if phone in known.phones or own_number in known.numbers:
            raise NotPlain
        line = "".join([read(cells[at]) for at, read in self._first])
        line += f',"name":{quoted(name)}'
        if own_number:
            line += f',"number":{quoted(own_number)}'
        for at, read in self._owner:
            line += read(cells[at])
        if phone:
            line += f',"phone":{quoted(phone)}'
        if profile := "".join([read(cells[at]) for at, read in self._profile]):
            line += f',"profile":{{{profile[1:]}}}'
        record_id = self._facts.new_id()
        known.open_line(record_id, f'{HEAD}{record_id}"{line}}}\n'.encode(), phone, own_number,
                        number)  # fmt: skip
        self._outcomes.added += 1

    def _value(self, field: str, cell: str) -> str:
        return value_of(field, cell, self._columns, self._facts) or ""

    def _reader(self, field: str) -> Read:
        """What makes a piece of a line of a cell of this field: nothing of an empty one."""
        write = Customer.fields_known()[field].write if field in CUSTOMER_FIELDS else str
        columns, facts, strangers = self._columns, self._facts, self._outcomes.strangers

        def read(cell: str) -> str:
            if field == "owner" and (name := stranger_in(cell, facts)) and name not in strangers:
                raise NotPlain  # the first row that names her is told of
            value = value_of(field, cell, columns, facts)
            if not value:
                return ""
            log = facts.log_of(value) if field == "consent" else ()
            return piece(field, write(value)) + (piece("consent_log", [*log]) if log else "")

        return Memo(read, BIRTHDAYS if field == "birthday" else TEXTS).__getitem__
