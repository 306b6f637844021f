"""What older files of purchases add up to, in columns of bytes: read at once, not parsed.

Of a hundred thousand customers a day's work asks for a few thousand. Each is found by the check
sum of her id, of which there is a sorted column.
"""

from __future__ import annotations

from array import array
from binascii import crc32
from bisect import bisect_left, bisect_right
from json import dumps, loads
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Sale = tuple[bytes, bytes, bytes, bytes]
    """A purchase's id, customer, the return it was exchanged for or nothing, and total."""

FORM = 3
"""To be raised whenever something is kept in another way."""
WIDTH = 15
"""The bytes of an id (C-261122-7KQ3MX); what has others is not added up."""


def in_order(record_id: bytes) -> tuple[bool, bytes]:
    """Ids by their days, the last century first, then by themselves."""
    return record_id[2:3] < b"7", record_id


def fen(total: bytes) -> int | None:
    """A total in fen, None where it is not written as svc writes it."""
    if total[-3:-2] == b"." and (digits := total[:-3] + total[-2:]).isdigit():
        return int(digits)
    return None


class Older:
    """A place for each customer, in the order of their latest purchases.

    It looks into the bytes as they are kept, from `start` on: all customers' ids side by side,
    their latest purchases, then in numbers what each bought (`sums` in fen, and `counts`), the
    check sums of their ids in order, and the place where each of those stands.
    """

    def __init__(self, marks: dict[str, int], many: int, content: bytes, start: int = 0) -> None:
        self.marks, self._many, self._content = marks, many, content
        self._customers, self._last = start, start + many * WIDTH
        start += 2 * many * WIDTH
        columns = []
        for kind in NUMBERS:  # seen where they are: nothing is copied
            end = start + many * array(kind).itemsize
            columns.append(memoryview(content)[start:end].cast(kind))
            start = end
        if start != len(content):
            raise ValueError
        self.sums, self.counts, self._checks, self._places = columns

    def __len__(self) -> int:
        return self._many

    def customer(self, place: int) -> bytes:
        """The customer at a place."""
        start = self._customers + place * WIDTH
        return self._content[start : start + WIDTH]

    def latest(self, place: int) -> bytes:
        """The latest purchase of the customer at a place."""
        start = self._last + place * WIDTH
        return self._content[start : start + WIDTH]

    @property
    def newest(self) -> bytes:
        """The latest purchase of all; nothing where there is none."""
        return self.latest(self._many - 1) if self._many else b""

    def found(self, customers: Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
        """Those of these customers who are there, each with her place."""
        checks, places, many = self._checks, self._places, self._many
        for each in customers:
            check = crc32(each)
            n = bisect_left(checks, check)
            while n < many and checks[n] == check:
                if self.customer(places[n]) == each:
                    yield each, places[n]
                    break
                n += 1

    def between(self, first: bytes, last: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Customers with their latest purchases, of those whose latest is from first to last."""
        places = range(self._many)
        low, high = in_order(first), in_order(last)
        start = bisect_left(places, low, key=self._order_of)
        for place in range(start, bisect_right(places, high, lo=start, key=self._order_of)):
            yield self.customer(place), self.latest(place)

    def _order_of(self, place: int) -> tuple[bool, bytes]:
        return in_order(self.latest(place))

    def with_more(self, marks: dict[str, int], sales: Iterable[Sale]) -> bytes:
        """As it is kept with the purchases of more files; raises OverflowError."""
        last, sums, counts = {}, {}, {}
        for place in range(self._many):
            customer = self.customer(place)
            last[customer] = self.latest(place)
            sums[customer], counts[customer] = self.sums[place], self.counts[place]
        for sale, customer, _exchange, total in sales:
            if customer not in last or in_order(last[customer]) < in_order(sale):
                last[customer] = sale
            sums[customer] = sums.get(customer, 0) + (fen(total) or 0)
            counts[customer] = counts.get(customer, 0) + 1
        order = sorted(last, key=lambda customer: in_order(last[customer]))
        checks = sorted((crc32(customer), place) for place, customer in enumerate(order))
        numbers = (
            (sums[each] for each in order),
            (counts[each] for each in order),
            (check for check, _place in checks),
            (place for _check, place in checks),
        )
        told = {"form": FORM, "marks": self.marks | marks, "customers": len(order)}
        body = b"".join(
            [
                dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n",
                *order,
                *(last[each] for each in order),
                *(
                    array(kind, column).tobytes()
                    for kind, column in zip(NUMBERS, numbers, strict=True)
                ),
            ]
        )
        # What stands in the first line shows whether the rest is whole.
        return b"%08x\n" % crc32(body) + body


NUMBERS: tuple[Literal["q", "I"], ...] = ("q", "I", "I", "I")
"""The kinds of the columns of numbers."""


def from_bytes(content: bytes) -> Older:
    """What was kept as these bytes.

    Raises:
        ValueError, LookupError, TypeError: it is not whole, or of another form.
    """
    line = content.index(b"\n") + 1
    if int(content[:line], 16) != crc32(memoryview(content)[line:]):
        raise ValueError
    start = content.index(b"\n", line) + 1
    told = loads(content[line:start])
    if told["form"] != FORM:
        raise ValueError
    return Older(told["marks"], told["customers"], content, start)


NOTHING = Older({}, 0, b"")
