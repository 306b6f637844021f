"""What becomes of the rows of a list: each is added, updated, or rejected with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from svc.errors import BadInput
from svc.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from svc.i18n import Sentence
    from svc.lists.headings import Columns
    from svc.lists.reading import Row
    from svc.records.base import Record

NOTHING = frozenset(
    ("-", "--", "—", "——", "/", "无", "没有", "不详", "未知", "暂无", "n/a", "na", "nan", "none",
     "null")
)  # fmt: skip
"""What people and programs write into a cell that holds nothing."""


class Unfit(Exception):
    """A row that cannot be taken: the field it fails at, if one, and why."""

    def __init__(self, field: str | None, reason: Sentence) -> None:
        super().__init__(field)
        self.field = field
        self.reason = reason


class Outcome(Frozen):
    """The one outcome of a row; `records` are what it brought, none where nothing changed.

    `stranger` is whom it names as an assistant though no one member of staff is called so.
    """

    row: Row
    result: Literal["added", "updated", "rejected"]
    records: tuple[Record, ...] = ()
    column: str | None = None
    value: str | None = None
    reason: Sentence | None = None
    stranger: str | None = None

    def to_json(self) -> dict[str, Any]:
        """A rejected row as the contract reports it."""
        return {
            "row": self.row.number,
            "column": self.column,
            "value": self.value,
            "reason": None if self.reason is None else str(self.reason),
        }


class Outcomes:
    """What became of all rows: how many of each, the rejects, and what to warn of.

    `strangers` are those named as assistants who are none, with the first row that does so; `late`
    counts the purchases of days to come, of which `first_late` is the row of the first.
    """

    def __init__(self) -> None:
        self.added = 0
        self.updated = 0
        self.rejected: list[Outcome] = []
        self.strangers: dict[str, int] = {}
        self.late = 0
        self.first_late: int | None = None

    @property
    def read(self) -> int:
        """How many rows there were."""
        return self.added + self.updated + len(self.rejected)

    def count(self, outcome: Outcome) -> None:
        """Take the outcome of a row into account; only rejects are kept."""
        if outcome.result == "rejected":
            self.rejected.append(outcome)
        elif outcome.result == "added":
            self.added += 1
        else:
            self.updated += 1
        if outcome.stranger is not None:
            self.strangers.setdefault(outcome.stranger, outcome.row.number)

    def count_late(self, row: int) -> None:
        """A purchase of a day to come was added by this row."""
        self.late += 1
        self.first_late = self.first_late or row


def rejected(
    row: Row, error: BadInput | Unfit, columns: Columns, cells: Mapping[str, str]
) -> Outcome:
    """A row that could not be taken, with the column and the cell it failed at, if one."""
    if isinstance(error, BadInput):
        return Outcome(row=row, result="rejected", reason=error.message)
    return Outcome(
        row=row,
        result="rejected",
        column=columns.heading_of(error.field),
        value=cells.get(error.field or ""),
        reason=error.reason,
    )


def filled(text: str | None) -> str:
    """What a cell holds: nothing where it only says that there is nothing."""
    if not text:
        return ""
    text = text.strip()
    return "" if text.casefold() in NOTHING else text
