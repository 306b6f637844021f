"""What each customer bought so far, added up: her latest purchase, how many, for how much.

Derived, never the truth: what older files of purchases add up to is kept in `.svc/` with the marks
of those files as they were sealed (`svc.store.seal`), so that a file edited since is seen and all
is added up anew. The files of the latest two months, and whatever is not sealed, are read each
time. Without the kept file an answer takes longer and is the same.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_left, bisect_right
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from svc.store.added_up import NOTHING, WIDTH, Older, from_bytes, in_order
from svc.store.files import read
from svc.store.lines import parsed
from svc.store.seal import mark_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from svc.store.added_up import Sale
    from svc.store.shards import Shards

FILE = ".svc/bought"
TABLE = "purchases"
CENTURY = 2000
LATEST = 2
"""So many months are read each time: sales, deliveries and slips change little before them."""
WORTH = 2_000_000
"""Bytes of older files from which it is worth keeping what they add up to."""

_SALES = re.compile(
    rb'\{"id":"([^"\\]*+)","customer":"([^"\\]*+)"(?:,"exchange_of":"([^"\\]*+)")?+,'
    rb'[^\n]*"total":"([0-9]{1,13}\.[0-9]{2})"\}\n'
)
"""A purchase's whole line as svc writes it; names of fields are sorted, so `total` is the last."""


def sales_in(content: bytes) -> list[Sale]:
    """The purchases of canonical lines, most lines not being parsed; a missing total is empty."""
    found = _in_plain(content)
    if found is None:
        raws = map(parsed, content.splitlines())
        found = [
            (
                raw["id"].encode(),
                str(raw.get("customer")).encode(errors="surrogatepass"),
                str(raw.get("exchange_of") or "").encode(errors="surrogatepass"),
                str(raw.get("total") or "").encode(errors="surrogatepass"),
            )
            for raw in raws
        ]
    return found


def _in_plain(content: bytes) -> list[Sale] | None:
    """The purchases of lines that are all as svc writes them, else None."""
    found = _SALES.findall(content)
    return found if len(found) == content.count(b"\n") else None


class Bought:
    """What all customers bought, as the files are now; `late` are sales read, by their days."""

    def __init__(self, older: Older, late: list[Sale]) -> None:
        self.older = older
        self.late = sorted(late)
        if self.late and self.late[-1][0][2:3] >= b"7":
            self.late.sort(key=_order_of)

    @cached_property
    def _latest(self) -> dict[bytes, bytes]:
        """By customer the latest purchase of all, if it is among the late sales."""
        found = {customer: sale for sale, customer, _exchange, _total in self.late}
        older = self.older
        if self.late and older and in_order(older.newest) > in_order(self.late[0][0]):
            # A file from before was read, too: it is not sealed, say.
            for customer, place in older.found(list(found)):
                if in_order(older.latest(place)) > in_order(found[customer]):
                    del found[customer]
        return found

    def last_between(self, first: date, last: date) -> dict[str, str]:
        """By customer her latest purchase of all, of those whose latest is of these days."""
        latest = self._latest
        low, high = _head(first), _head(last) + b"~"
        found = [pair for pair in self.older.between(low, high) if pair[0] not in latest]
        late = self.late_between(first, last)
        found += [(each[1], each[0]) for each in late if latest.get(each[1]) == each[0]]
        return {customer.decode(): sale.decode() for customer, sale in found}

    def late_between(self, first: date, last: date) -> list[Sale]:
        """The late sales of some days, in their order."""
        low, high = in_order(_head(first)), in_order(_head(last) + b"~")
        start = bisect_left(self.late, low, key=_order_of)
        return self.late[start : bisect_right(self.late, high, lo=start, key=_order_of)]

    def never(self, customers: Iterable[str]) -> list[str]:
        """Those of these customers who never bought."""
        new = [one for each in customers if (one := each.encode()) not in self._latest]
        old = {each for each, _place in self.older.found(new)}
        return [each.decode() for each in new if each not in old]

    def is_all_before(self, day: date) -> bool:
        """Whether all that was added up is from before a day: later sales stand one by one."""
        return not self.older or in_order(self.older.newest) < in_order(_head(day))

    def before(self, customers: Iterable[bytes]) -> dict[bytes, tuple[int, int]]:
        """Of these customers how many purchases were added up, and to how many fen, if any."""
        counts, sums = self.older.counts, self.older.sums
        there = self.older.found(customers)
        return {customer: (counts[place], sums[place]) for customer, place in there}


def _order_of(sale: Sale) -> tuple[bool, bytes]:
    return in_order(sale[0])


def _head(day: date) -> bytes:
    """What the ids of a day's purchases begin with."""
    return f"P-{day:%y%m%d}-".encode()


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
            late += sales_in(shards.canonical(name))  # asked for again: the latest sales
    return Bought(older, late)


def _month(name: str) -> str:
    start = len(TABLE) + 1
    return name[start : start + 7]


def _kept(shards: Shards, wanted: dict[str, int]) -> Older:
    """What was kept, if each of its files is as it was; else nothing."""
    with suppress(OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        older = from_bytes(read(os.path.join(shards.root, FILE)))
        if older.marks.items() <= wanted.items():
            return older
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
            if found is None or not all(map(_is_wide, found)):
                continue
            if mark_of(shards.path(name)) == wanted[name]:
                marks[name] = wanted[name]
                sales += found
    if not sales:
        return older
    with suppress(OverflowError):  # sums of no shop on earth
        content = older.with_more(marks, sales)
        _keep(shards.root, content)
        return from_bytes(content)
    return older


def _is_wide(sale: Sale) -> bool:
    """Whether a purchase's id and its customer's are such as svc makes."""
    return len(sale[0]) == len(sale[1]) == WIDTH


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
