"""A list of purchases, quickly: their lines are made from cells, without records between.

Most rows of a long list are purchases of customers who are known. Those are taken here; any other
row is left to `svc.lists.purchases`, which takes all. Cells are read by the same functions on both
ways; a test holds both equal over lists with every kind of mess.
"""

from __future__ import annotations

from functools import partial
from operator import add
from typing import TYPE_CHECKING

from svc.errors import BadInput
from svc.lists.fields import Fields
from svc.lists.memo import Memo, NotPlain, cells_at
from svc.lists.outcomes import Outcomes, Unfit
from svc.lists.pieces import HEAD, after_id, piece
from svc.lists.purchases import (
    BETWEEN,
    buyer_of,
    item_in,
    mark_of,
    named_in,
    outcome_of,
    seller_in,
    text_told,
    told_of,
    told_of_item,
)
from svc.lists.reading import Row, is_blank
from svc.records.purchase import Purchase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from svc.lists.headings import Columns
    from svc.lists.known import KnownCustomers
    from svc.lists.outcomes import Outcome
    from svc.lists.purchases import Facts
    from svc.lists.reading import Listed

GOODS = ("total", "price", "qty", "sku", "name", "category", "style", "size")
END = ("staff", "installed_on")
NOTHING = "", b""
BUYERS, FEW = 200_000, 2_000
"""Cells that are remembered: a list names each customer several times and far apart, while the
rows of a receipt stand together."""


class Sales:
    """The lines of new purchases by day, without their ids: those of a day are drawn together."""

    def __init__(self) -> None:
        self.days: dict[date, list[bytes]] = {}

    def of(self, day: date) -> list[bytes]:
        """The lines of a day, each from behind its id on."""
        return self.days.setdefault(day, [])

    def lines(
        self, new_ids: Callable[[date, int], list[str]]
    ) -> Iterator[list[tuple[str, bytes]]]:  # fmt: skip
        """The lines of each day with their ids, in the order of the list; they are let go."""
        for day in sorted(self.days):
            tails = self.days.pop(day)
            ids = sorted(new_ids(day, len(tails))) if tails else []
            heads = [f'{HEAD}{record_id}"'.encode() for record_id in ids]
            yield list(zip(ids, map(add, heads, tails), strict=True))


class Day:
    """A day of purchases: as a row's hash and its line say it, and its lines."""

    __slots__ = ("is_late", "lines", "piece", "text")

    def __init__(self, on: date, lines: list[bytes], *, is_late: bool) -> None:
        self.text = on.isoformat()
        self.piece = piece("on", self.text).encode()
        self.lines = lines
        self.is_late = is_late


def take(
    records: Iterable[Listed], columns: Columns, known: KnownCustomers, facts: Facts, sales: Sales
) -> Outcomes:
    """What became of the rows; `sales` then has what was bought, and `known` who is new.

    Half a million rows go through this loop, so that what it needs is at hand by the shortest
    names. Nothing is changed by a row before all its cells are read.
    """
    outcomes = Outcomes()
    met: dict[bytes, int] = {}
    plain = PlainCells(columns, known, facts, sales)
    days, buyers, goods, ends = plain.days, plain.buyers, plain.goods, plain.ends
    receipts, ids = plain.receipts, plain.ids
    day_at, buyer_at, receipt_at, id_at = plain.places
    goods_in, end_in, width = plain.goods_in, plain.end_in, len(columns.fields)
    rows_on_file, ids_on_file = facts.rows_on_file, facts.ids_on_file
    added = 0
    for number, cells in records:
        try:
            if len(cells) != width:
                raise NotPlain  # noqa: TRY301 - a function for it would cost time in each row
            day = days[cells[day_at]]
            buyer_told, customer = buyers[cells[buyer_at]]
            goods_told, items, total = goods[goods_in(cells)]
            end_told, staff, installed_on, installed = ends[end_in(cells)]
            if installed and installed < day.text:
                raise NotPlain  # noqa: TRY301
            receipt_told, receipt = NOTHING if receipt_at is None else receipts[cells[receipt_at]]
            own_id = None if id_at is None else ids[cells[id_at]]
        except (NotPlain, Unfit, BadInput):
            if not is_blank(cells):
                row = Row(number=number, cells=tuple(cells))
                outcome = outcome_of(row, columns, known, facts, met)
                outcomes.count(outcome)
                put_aside(outcome, sales, facts, outcomes)
                if len(outcome.records) > 1:  # a file was opened
                    # Its number may be what a cell met before was taken for: a phone, an id.
                    buyers.clear()
            continue
        told = BETWEEN.join((buyer_told, day.text, goods_told, receipt_told, end_told))
        mark = mark_of(told, met)
        if mark in rows_on_file or own_id in ids_on_file:
            outcomes.updated += 1
            continue
        # Joined, not encoded as a whole: that takes three times a line's room, and keeps it.
        day.lines.append(
            b"".join(
                (customer, installed_on, items, day.piece, receipt, b',"row":"', mark.encode(),
                 b'"', staff, total, b"}\n")
            )
        )  # fmt: skip
        added += 1
        if day.is_late:
            outcomes.count_late(number)
    outcomes.added += added
    return outcomes


def put_aside(outcome: Outcome, sales: Sales, facts: Facts, outcomes: Outcomes) -> None:
    """Keep the line of a purchase that came the slow way; a new customer is known already."""
    for record in outcome.records:
        if isinstance(record, Purchase):
            sales.of(record.on).append(after_id(record.to_raw()).encode())
            if record.on > facts.today:
                outcomes.count_late(outcome.row.number)


class PlainCells:
    """What the cells of plain rows are read as: a part of what the hash is of, and of the line.

    Reading one raises NotPlain, or what reading cells raises, where a row is not plain.
    """

    def __init__(
        self, columns: Columns, known: KnownCustomers, facts: Facts, sales: Sales
    ) -> None:  # fmt: skip
        at = {field: place for place, field in enumerate(columns.fields) if field is not None}
        goods, end = ([name for name in names if name in at] for names in (GOODS, END))
        self.places = at["on"], at["customer"], at.get("receipt"), at.get("id")
        self.goods_in = cells_at([at[name] for name in goods])
        self.end_in = cells_at([at[name] for name in end])
        # Not methods: a memo of its own methods would hold the lines of all days when done.
        self.days = Memo(partial(_day, facts, sales))
        self.buyers = Memo(partial(_buyer, facts, known), BUYERS)
        self.goods = Memo(partial(_bought, goods))
        self.ends = Memo(partial(_sold, facts, end))
        self.receipts = Memo(_receipt, FEW)
        self.ids = Memo(_id, FEW)


def _day(facts: Facts, sales: Sales, cell: str) -> Day:
    if (on := Fields({"on": cell}).day("on")) is None:
        raise NotPlain
    return Day(on, sales.of(on), is_late=on > facts.today)


def _buyer(facts: Facts, known: KnownCustomers, cell: str) -> tuple[str, bytes]:
    whose, phone = named_in(Fields({"customer": cell}), facts)
    if (customer := buyer_of(whose, phone, known)) is None:
        raise NotPlain
    return told_of(whose, phone), piece("customer", customer).encode()


def _bought(names: Sequence[str], cells: tuple[str, ...]) -> tuple[str, bytes, bytes]:
    """What was bought, and the piece of its total."""
    item = item_in(Fields(dict(zip(names, cells, strict=True))))
    items, total = piece("items", [item.to_raw()]), piece("total", str(item.amount))
    return text_told(told_of_item(item)), items.encode(), total.encode()


def _sold(
    facts: Facts, names: Sequence[str], cells: tuple[str, ...]
) -> tuple[str, bytes, bytes, str]:  # fmt: skip
    """Who sold it and when it was put up, both pieces, and that day alone."""
    fields = Fields(dict(zip(names, cells, strict=True)))
    staff, installed_on = seller_in(fields, facts), fields.day("installed_on")
    day = "" if installed_on is None else installed_on.isoformat()
    return (
        text_told((staff, day)),
        piece("staff", staff).encode() if staff else b"",
        piece("installed_on", day).encode() if day else b"",
        day,
    )


def _receipt(cell: str) -> tuple[str, bytes]:
    receipt = Fields({"receipt": cell}).text("receipt")
    return (receipt, piece("receipt", receipt).encode()) if receipt else NOTHING


def _id(cell: str) -> str | None:
    return Fields({"id": cell}).text("id")
