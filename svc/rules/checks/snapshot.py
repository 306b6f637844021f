"""All records of a shop at one moment, each with the place it was read from."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from svc.frozen import Frozen, field, replace
from svc.problem import Problem
from svc.records.approval import Approval
from svc.records.base import Record
from svc.records.callback import Callback
from svc.records.complaint import Complaint
from svc.records.conflict import Conflict
from svc.records.customer import Customer
from svc.records.delivery import Delivery
from svc.records.event import Event
from svc.records.message import Message
from svc.records.part import Part
from svc.records.purchase import Purchase
from svc.records.repair import Repair
from svc.records.return_ import Return
from svc.records.staff import Staff
from svc.records.survey import Survey

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from svc.i18n import Sentence
    from svc.policy import Policy

R = TypeVar("R", bound=Record)


class Line(Frozen):
    """A line of the store: its table, its place, the day its id carries, and its fields."""

    table: str
    file: str
    number: int
    id: str
    day: date
    raw: dict[str, Any]
    newer: bool = False

    def problem(
        self,
        rule: str,
        message: Sentence,
        hint: Sentence | None = None,
        *,
        level: Literal["error", "warning"] = "error",
    ) -> Problem:
        """A problem of this line."""
        return Problem(
            level=level, rule=rule, message=message, hint=hint,
            file=self.file, line=self.number, record=self.id,
        )  # fmt: skip


class Kept(Frozen, Generic[R]):
    """A record that could be read, and its line."""

    line: Line
    record: R


class Snapshot(Frozen):
    """A shop's records, what could not be read as one left out.

    `today` is the day it is looked at, where anybody said. `known` holds all ids, also of records
    that a newer svc wrote; `torn` the tables of which some lines could not be read, so that nobody
    can say what is not in them.
    """

    country: str
    policy: Policy | None = None
    today: date | None = None
    known: frozenset[str] = frozenset()
    torn: frozenset[str] = frozenset()
    customers: tuple[Kept[Customer], ...] = ()
    purchases: tuple[Kept[Purchase], ...] = ()
    complaints: tuple[Kept[Complaint], ...] = ()
    callbacks: tuple[Kept[Callback], ...] = ()
    staff: tuple[Kept[Staff], ...] = ()
    returns: tuple[Kept[Return], ...] = ()
    repairs: tuple[Kept[Repair], ...] = ()
    parts: tuple[Kept[Part], ...] = ()
    deliveries: tuple[Kept[Delivery], ...] = ()
    approvals: tuple[Kept[Approval], ...] = ()
    events: tuple[Kept[Event], ...] = ()
    surveys: tuple[Kept[Survey], ...] = ()
    messages: tuple[Kept[Message], ...] = ()
    conflicts: tuple[Kept[Conflict], ...] = ()
    sold: dict[str, Purchase] = field(default_factory=dict)
    complained: dict[str, Complaint] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        lines: Iterable[Line],
        country: str = "CN",
        torn: Iterable[str] = (),
        policy: Policy | None = None,
        today: date | None = None,
    ) -> Snapshot:
        """The snapshot of some lines, beside which others in the tables `torn` are unreadable.

        Of a line only its place is kept beside its record; `torn` is asked for after the last.
        """
        known: set[str] = set()
        kept: dict[str, list[Kept[Any]]] = {table: [] for table in KINDS}
        for line in lines:
            known.add(line.id)
            if not line.newer:
                with suppress(ValueError):  # `fields` says why
                    record = KINDS[line.table].from_raw(line.raw)
                    kept[line.table].append(Kept(line=replace(line, raw=NOTHING), record=record))
        return cls(
            country=country,
            policy=policy,
            today=today,
            known=frozenset(known),
            torn=frozenset(torn),
            sold={found.record.id: found.record for found in kept["purchases"]},
            complained={found.record.id: found.record for found in kept["complaints"]},
            **{table: tuple(found) for table, found in kept.items()},
        )

    def lacks(self, record_id: str) -> bool:
        """Whether an id is surely not on file: not known, and its table was read to the end."""
        return record_id not in self.known and TABLE_OF.get(record_id[:2]) not in self.torn


TABLE_OF = {
    "C-": "customers",
    "P-": "purchases",
    "K-": "complaints",
    "T-": "staff",
    "R-": "returns",
    "W-": "repairs",
    "B-": "parts",
    "D-": "deliveries",
    "A-": "approvals",
    "E-": "events",
    "S-": "surveys",
}

KINDS: dict[str, type[Record]] = {
    "customers": Customer,
    "purchases": Purchase,
    "complaints": Complaint,
    "callbacks": Callback,
    "staff": Staff,
    "returns": Return,
    "repairs": Repair,
    "parts": Part,
    "deliveries": Delivery,
    "approvals": Approval,
    "events": Event,
    "surveys": Survey,
    "messages": Message,
    "conflicts": Conflict,
}
NOTHING: dict[str, Any] = {}
"""The fields of a line that was read: the record holds them."""
