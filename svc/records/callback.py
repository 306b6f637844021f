"""A callback made: the ledger's line for one contact that was due (S2-023, S2-037 to S2-044)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.records.base import (
    DAY,
    NEEDED_DAY,
    NEEDED_TEXT,
    TEXT,
    Codec,
    Record,
    rows_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

RESULTS = ("reached", "no-answer", "refused")
FORWARDS = ("region", "company")


class Callback(Record):
    """What came of a contact that was due; its id is the key, made from its cause alone.

    `question` with `settle_on` is what could not be answered at once and the day agreed with the
    customer to settle it (S2-039). `forward` passes on what concerns the region or the company
    (S2-044), on the day `forwarded_on`; `answer` is what came back from there, `told_on` when she
    was told it. `tries` logs every attempt; `channel` is the way a contact was made that was not
    due (a call at will, S2-025).
    """

    kind: str
    customer: str
    about: str
    due: date
    done_on: date
    result: str
    satisfied: bool | None = None
    text: str | None = None
    question: str | None = None
    settle_on: date | None = None
    forward: str | None = None
    staff: str | None = None
    tries: tuple[Mapping[str, Any], ...] = ()
    channel: str | None = None
    answered_on: date | None = None
    answered_by: str | None = None
    answer: str | None = None
    forwarded_on: date | None = None
    told_on: date | None = None

    @classmethod
    def fields_known(cls) -> Mapping[str, Codec]:
        """The fields of a callback's line."""
        return _FIELDS

    def to_raw(self) -> dict[str, Any]:
        """The line for the store; an unsatisfied customer is a fact, not an empty field."""
        raw = super().to_raw()
        if self.satisfied is not None:
            raw["satisfied"] = self.satisfied
        return raw

    def to_json(self) -> dict[str, Any]:
        """The record as the contract prints it: the id is called `key` too."""
        return {"key": self.id, **super().to_json()}


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


_FIELDS = {
    "kind": NEEDED_TEXT,
    "customer": NEEDED_TEXT,
    "about": NEEDED_TEXT,
    "due": NEEDED_DAY,
    "done_on": NEEDED_DAY,
    "result": NEEDED_TEXT,
    "satisfied": Codec(_truth, bool),
    "text": TEXT,
    "question": TEXT,
    "settle_on": DAY,
    "forward": TEXT,
    "staff": TEXT,
    "tries": rows_of(dict, dict),
    "channel": TEXT,
    "answered_on": DAY,
    "answered_by": TEXT,
    "answer": TEXT,
    "forwarded_on": DAY,
    "told_on": DAY,
}
