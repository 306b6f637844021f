"""What is looked up once for all that is due on a day: whose it is, and what was made of it.

Contacts, messages and the morning board ask for the same customers and the same lines of the
ledger; each is read once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.rules import callback as rule
from svc.store.ids import day_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from svc.records.callback import Callback
    from svc.store.store import Store

    Raw = Mapping[str, Any]


class Seen:
    """Customers' lines, read many at once: they lie in a file a month; and the contacts made."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._made: Made | None = None
        self._raws: dict[str, Raw] = {}
        self._asked: set[str] = set()
        self._wanted: set[str] = set()

    def want(self, customer_ids: Iterable[str]) -> None:
        """Read these along with the next who are asked for."""
        self._wanted.update(customer_ids)

    def know(self, raws: Mapping[str, Raw]) -> None:
        """Take lines that were read already."""
        self._raws.update(raws)
        self._asked.update(raws)

    def customers(self, customer_ids: Iterable[str]) -> dict[str, Raw]:
        """The lines of these customers, those that are there."""
        asked = set(customer_ids)
        if asked - self._asked:
            new = (asked | self._wanted) - self._asked
            self._asked |= new
            self._wanted.clear()
            waiting = self._store.waiting
            self._raws |= self._store.customers.raws(new - waiting.keys())
            self._raws |= {each: waiting[each].to_raw() for each in new & waiting.keys()}
        return {each: self._raws[each] for each in asked if each in self._raws}

    def made(self, first: date, last: date) -> Made:
        """What was made of contacts whose keys carry a day from first to last, and maybe more."""
        if self._made is None or first < self._made.first or last > self._made.last:
            self._made = Made(self._store, first, last)
        return self._made


class Made:
    """What was made already of the contacts whose keys carry a day of some: looked up at once.

    `settled` are the keys nobody need think of again; `tried` the contacts nobody answered yet.
    """

    def __init__(self, store: Store, first: date, last: date) -> None:
        self._callbacks = store.callbacks
        self.first, self.last = first, last
        tried, self.settled = store.callbacks.divided(first, last, "result", rule.NO_ANSWER)
        self.tried = {made.id: made for made in tried}

    def look_up(self, keys: Iterable[str]) -> None:
        """Read the lines of those keys whose days are others."""
        self.tried |= self._callbacks.many(
            key for key in keys if not self.first <= day_of(key) <= self.last
        )

    def among(self, keys: Collection[str]) -> Iterator[str]:
        """Those of these keys whose contacts were made."""
        self.look_up(key for key in keys if key not in self.settled)
        for key in keys:
            if key in self.settled or not rule.still_open(self[key]):
                yield key

    def __getitem__(self, key: str) -> Callback | None:
        """The line of a contact that was looked up and is not settled, if anybody tried."""
        return self.tried.get(key)
