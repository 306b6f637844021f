"""What each customer bought so far, added up: her latest purchase, how many, for how much.

Derived, never the truth: what older files of purchases add up to is kept in `.svc/` with the marks
of those files as they were sealed (`svc.store.seal`), so that a file edited since is seen and all
is added up anew. The files of the latest two months, and whatever is not sealed, are read each
time. Without the kept file an answer takes longer and is the same.
"""

from __future__ import annotations

import os
import re
from binascii import crc32
from bisect import bisect_left, bisect_right
from contextlib import suppress
from functools import cached_property
from json import dumps, loads
from typing import TYPE_CHECKING

from svc.store.files import read
from svc.store.lines import parsed
from svc.store.seal import mark_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from svc.store.shards import Shards

    Sale = tuple[str, str, str, str]
    """A purchase's id, customer, the return it was exchanged for or nothing, and total."""

FILE = ".svc/bought"
FORM = 2
"""To be raised whenever something is kept in another way."""
TABLE = "purchases"
CENTURY = 2000
LATEST = 2
"""So many months are read each time: sales, deliveries and slips change little before them."""
WORTH = 2_000_000
"""Bytes of older files from which it is worth keeping what they add up to."""

_SALES = re.compile(
    r'\{"id":"([^"\\]*)","customer":"([^"\\]*)"(?:,"exchange_of":"([^"\\]*)")?,'
    r'.*"total":"([0-9]{1,13}\.[0-9]{2})"\}\n'
)
"""A purchase's whole line as svc writes it; names of fields are sorted, so `total` is the last."""


def in_order(record_id: str) -> tuple[bool, str]:
    """Ids by their days, the last century first, then by themselves."""
    return record_id[2] < "7", record_id


def sales_in(content: bytes) -> list[Sale]:
    """The purchases of canonical lines, most lines not being parsed; a missing total is empty."""
    found = _in_plain(content)
    if found is None:
        raws = map(parsed, content.splitlines())
        found = [
            (
                raw["id"],
                str(raw.get("customer")),
                str(raw.get("exchange_of") or ""),
                str(raw.get("total") or ""),
            )
            for raw in raws
        ]
    return found


def _in_plain(content: bytes) -> list[Sale] | None:
    """The purchases of lines that are all as svc writes them, else None."""
    found = _SALES.findall(content.decode())
    return found if len(found) == content.count(b"\n") else None


def fen(total: str) -> int | None:
    """A total in fen, None where it is not written as svc writes it."""
    if total[-3:-2] == "." and (digits := total[:-3] + total[-2:]).isdigit() and digits.isascii():
        return int(digits)
    return None


class Older:
    """What older files add up to, a place for each customer, in the order of latest purchases."""

    def __init__(
        self,
        marks: dict[str, int],
        customers: list[str],
        last: list[str],
        sums: list[int],
        counts: list[int],
    ) -> None:
        if not len(customers) == len(last) == len(sums) == len(counts):
            raise ValueError
        self.marks, self.customers, self.last = marks, customers, last
        self.sums, self.counts = sums, counts

    def places(self, customers: Iterable[str]) -> dict[str, int]:
        """Where these customers stand, those that are there."""
        wanted = set(customers).intersection(self.customers)
        if not wanted:
            return {}
        return {each: place for place, each in enumerate(self.customers) if each in wanted}

    def with_more(self, marks: dict[str, int], sales: Iterable[Sale]) -> Older:
        """The same with the purchases of more files."""
        last = dict(zip(self.customers, self.last, strict=True))
        sums = dict(zip(self.customers, self.sums, strict=True))
        counts = dict(zip(self.customers, self.counts, strict=True))
        for sale, customer, _exchange, total in sales:
            if customer not in last or in_order(last[customer]) < in_order(sale):
                last[customer] = sale
            sums[customer] = sums.get(customer, 0) + (fen(total) or 0)
            counts[customer] = counts.get(customer, 0) + 1
        order = sorted(last, key=lambda customer: in_order(last[customer]))
        return Older(
            self.marks | marks,
            order,
            [last[each] for each in order],
            [sums[each] for each in order],
            [counts[each] for each in order],
        )

    def to_bytes(self) -> bytes:
        """As it is kept: what stands in the first line shows whether the rest is whole."""
        told = {
            "form": FORM,
            "marks": self.marks,
            "customers": "\n".join(self.customers),
            "last": "\n".join(self.last),
            "sums": self.sums,
            "counts": self.counts,
        }
        body = dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
        return b"%08x\n" % crc32(body) + body


NOTHING = Older({}, [], [], [], [])


class Bought:
    """What all customers bought, as the files are now; `late` are sales read, by their days."""

    def __init__(self, older: Older, late: list[Sale]) -> None:
        self.older = older
        self.late = sorted(late)
        if self.late and self.late[-1][0][2] >= "7":
            self.late.sort(key=lambda sale: in_order(sale[0]))

    @cached_property
    def _latest(self) -> dict[str, str]:
        """By customer the latest purchase of all, if it is among the late sales."""
        found = {customer: sale for sale, customer, _exchange, _total in self.late}
        older = self.older
        if self.late and older.last and in_order(older.last[-1]) > in_order(self.late[0][0]):
            # A file from before was read, too: it is not sealed, say.
            for customer, place in older.places(found).items():
                if in_order(older.last[place]) > in_order(found[customer]):
                    del found[customer]
        return found

    def last_between(self, first: date, last: date) -> dict[str, str]:
        """By customer her latest purchase of all, of those whose latest is of these days."""
        latest = self._latest
        low, high = _edges(first, last)
        start = bisect_left(self.older.last, low, key=in_order)
        end = bisect_right(self.older.last, high, lo=start, key=in_order)
        pairs = zip(self.older.customers[start:end], self.older.last[start:end], strict=True)
        found = {customer: sale for customer, sale in pairs if customer not in latest}
        late = latest.items()
        return found | {each: sale for each, sale in late if low <= in_order(sale) <= high}

    def never(self, customers: Iterable[str]) -> list[str]:
        """Those of these customers who never bought."""
        new = [each for each in customers if each not in self._latest]
        old = set(new).intersection(self.older.customers)
        return [each for each in new if each not in old]

    def is_all_before(self, day: date) -> bool:
        """Whether all that was added up is from before a day: later sales stand one by one."""
        last = self.older.last
        return not last or in_order(last[-1]) < _edges(day, day)[0]

    def before(self, customers: Iterable[str]) -> dict[str, tuple[int, int]]:
        """Of these customers how many purchases were added up, and to how many fen, if any."""
        counts, sums = self.older.counts, self.older.sums
        places = self.older.places(customers).items()
        return {customer: (counts[place], sums[place]) for customer, place in places}


def _edges(first: date, last: date) -> tuple[tuple[bool, str], tuple[bool, str]]:
    """What stands before, and what after the ids of these days, as `in_order` has them."""
    return (first.year >= CENTURY, f"P-{first:%y%m%d}-"), (
        last.year >= CENTURY,
        f"P-{last:%y%m%d}-~",
    )


def bought(shards: Shards) -> Bought:
    """What all customers bought, by the files as they are now; raises BadData."""
    if TABLE not in shards.derived:
        shards.derived[TABLE] = _read(shards)
    found: Bought = shards.derived[TABLE]
    return found


def _read(shards: Shards) -> Bought:
    names, sealed = shards.names(TABLE), shards.sealed(TABLE)
    months = sorted({_month(name) for name in names})[-LATEST:]
    wanted = {name: mark for name, mark in sealed.items() if _month(name) not in months}
    older = _kept(shards, wanted)
    if wanted.keys() - older.marks.keys():
        older = _more(shards, older, wanted)
    late: list[Sale] = []
    for name in names:
        if name not in older.marks:
            late += sales_in(shards.canonical(name, keep=False))
    return Bought(older, late)


def _month(name: str) -> str:
    start = len(TABLE) + 1
    return name[start : start + 7]


def _kept(shards: Shards, wanted: dict[str, int]) -> Older:
    """What was kept, if each of its files is as it was; else nothing."""
    with suppress(OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        check, _line, body = read(os.path.join(shards.root, FILE)).partition(b"\n")
        if int(check, 16) != crc32(body):
            return NOTHING
        told = loads(body)
        marks = told["marks"]
        if told["form"] == FORM and marks.items() <= wanted.items():
            customers, last = told["customers"].split("\n"), told["last"].split("\n")
            return Older(marks, customers, last, told["sums"], told["counts"])
    return NOTHING


def _more(shards: Shards, older: Older, wanted: dict[str, int]) -> Older:
    """With the files that are new, if they are worth it; those that are not plain stay out."""
    new = [name for name in wanted if name not in older.marks]
    if not older.marks and sum(map(shards.size, new)) < WORTH:
        return older
    marks: dict[str, int] = {}
    sales: list[Sale] = []
    for name in new:
        found = _in_plain(shards.content(name) or b"")
        with suppress(OSError):
            if found is not None and mark_of(shards.path(name)) == wanted[name]:
                marks[name] = wanted[name]
                sales += found
    if not sales:
        return older
    older = older.with_more(marks, sales)
    _keep(shards.root, older.to_bytes())
    return older


def _keep(root: str, content: bytes) -> None:
    """Put it in its place, whole or not at all, for those whom the shop is shared with."""
    place = os.path.join(root, FILE)
    folder, name = os.path.split(place)
    temporary = os.path.join(folder, f".{name}.{os.getpid():08x}.tmp")
    with suppress(OSError):
        try:
            with open(temporary, "xb") as file:
                file.write(content)
            os.chmod(temporary, os.stat(folder).st_mode & 0o660)
            os.replace(temporary, place)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(temporary)
