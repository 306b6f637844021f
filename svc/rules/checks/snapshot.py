"""All records of a shop at one moment, each with the place it was read from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from svc.frozen import Frozen, field
from svc.problem import Problem
from svc.records.base import Record
from svc.records.callback import Callback
from svc.records.complaint import Complaint
from svc.records.customer import Customer
from svc.records.purchase import Purchase
from svc.records.staff import Staff

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from svc.i18n import Sentence

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

    `known` holds all ids, also of records that a newer svc wrote; `torn` the tables of which some
    lines could not be read, so that nobody can say what is not in them.
    """

    country: str
    lines: tuple[Line, ...] = ()
    known: frozenset[str] = frozenset()
    torn: frozenset[str] = frozenset()
    customers: tuple[Kept[Customer], ...] = ()
    purchases: tuple[Kept[Purchase], ...] = ()
    complaints: tuple[Kept[Complaint], ...] = ()
    callbacks: tuple[Kept[Callback], ...] = ()
    staff: tuple[Kept[Staff], ...] = ()
    sold: dict[str, Purchase] = field(default_factory=dict)
    complained: dict[str, Complaint] = field(default_factory=dict)

    @classmethod
    def of(cls, lines: Iterable[Line], country: str = "CN", torn: Iterable[str] = ()) -> Snapshot:
        """The snapshot of some lines, beside which others in the tables `torn` are unreadable."""
        lines = tuple(lines)
        purchases = _kept(lines, "purchases", Purchase)
        complaints = _kept(lines, "complaints", Complaint)
        return cls(
            country=country,
            lines=lines,
            known=frozenset(line.id for line in lines),
            torn=frozenset(torn),
            customers=_kept(lines, "customers", Customer),
            purchases=purchases,
            complaints=complaints,
            callbacks=_kept(lines, "callbacks", Callback),
            staff=_kept(lines, "staff", Staff),
            sold={kept.record.id: kept.record for kept in purchases},
            complained={kept.record.id: kept.record for kept in complaints},
        )

    def lacks(self, record_id: str) -> bool:
        """Whether an id is surely not on file: not known, and its table was read to the end."""
        return record_id not in self.known and TABLE_OF.get(record_id[:2]) not in self.torn


TABLE_OF = {"C-": "customers", "P-": "purchases", "K-": "complaints", "T-": "staff"}


def _kept(lines: Iterable[Line], table: str, kind: type[R]) -> tuple[Kept[R], ...]:
    found: list[Kept[R]] = []
    for line in lines:
        if line.table == table and not line.newer:
            try:
                found.append(Kept(line=line, record=kind.from_raw(line.raw)))
            except ValueError:
                continue  # `fields` says why
    return tuple(found)
