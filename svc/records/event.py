"""A gathering of VIP customers: theme, invitations, who came (S2-055, S2-056, S2-060)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.records.base import FLAG, NEEDED_DAY, NEEDED_TEXT, TEXT, WHOLE, Codec, Record, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

STATES = ("planned", "held", "cancelled")
SETTLED = frozenset({"held", "cancelled"})
ANSWERS = ("yes", "no", "maybe")


class Event(Record):
    """A gathering on a day; `invited` has a row a customer: who, when asked, answer, came or not.

    `sales` tells that its theme is tied to what is sold; others are wholly apart (S2-056).
    `places` is how many can come, if that is limited.
    """

    theme: str
    title: str
    on: date
    time: str | None = None
    place: str | None = None
    text: str | None = None
    sales: bool = False
    staff: str | None = None
    state: str = "planned"
    invited: tuple[Mapping[str, Any], ...] = ()
    history: tuple[Mapping[str, Any], ...] = ()
    places: int | None = None

    @classmethod
    def fields_known(cls) -> Mapping[str, Codec]:
        """The fields of an event's line."""
        return _FIELDS


_FIELDS = {
    "theme": NEEDED_TEXT,
    "title": NEEDED_TEXT,
    "on": NEEDED_DAY,
    "time": TEXT,
    "place": TEXT,
    "text": TEXT,
    "sales": FLAG,
    "staff": TEXT,
    "state": TEXT,
    "invited": rows_of(dict, dict),
    "history": rows_of(dict, dict),
    "places": WHOLE,
}
