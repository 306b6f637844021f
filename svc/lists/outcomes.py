"""What becomes of one row of a list: added, updated, or rejected with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from svc.i18n import Sentence
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The one outcome of a row; `records` are to be put on file, none where nothing changed.

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


def filled(text: str | None) -> str:
    """What a cell holds: nothing where it only says that there is nothing."""
    if not text:
        return ""
    text = text.strip()
    return "" if text.casefold() in NOTHING else text
