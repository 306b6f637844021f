"""A filled-in questionnaire: what one person answered on one day (S2-076, S2-088, S1-030)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.frozen import field
from svc.records.base import FLAG, NEEDED_DAY, NEEDED_TEXT, TABLE, TEXT, Codec, Record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any


MANAGEMENT = "management"
"""The channel of a sheet on which whoever runs the shop says what customers expect: it is nobody
else's opinion and counts in the first of the five gaps alone (S1-031)."""
CHANNELS = ("paper", "call", "message", "visit", MANAGEMENT)
"""How somebody was asked."""


class Survey(Record):
    """One sheet of the questionnaire `form`; `answers` holds a number or words by question.

    Its id carries the day it was put on file, `on` is the day it was answered: reports count it on
    that one.

    The customer may be nobody's: sheets from a box have no name. `about` is the case or sale it
    came after, `served_by` who served her, `channel` how it was asked. A `trial` is a sheet the
    shop filled in itself to try the questionnaire (S2-019): it counts in no figure. `sheet` names
    the row of a list it was read from, so that reading the list twice adds nothing.
    """

    form: str
    on: date
    answers: Mapping[str, Any] = field(default_factory=dict)
    customer: str | None = None
    about: str | None = None
    served_by: str | None = None
    channel: str | None = None
    text: str | None = None
    trial: bool = False
    sheet: str | None = None
    staff: str | None = None

    @classmethod
    def fields_known(cls) -> Mapping[str, Codec]:
        """The fields of a survey's line."""
        return _FIELDS


_FIELDS = {
    "form": NEEDED_TEXT,
    "on": NEEDED_DAY,
    "answers": TABLE,
    "customer": TEXT,
    "about": TEXT,
    "served_by": TEXT,
    "channel": TEXT,
    "text": TEXT,
    "trial": FLAG,
    "sheet": TEXT,
    "staff": TEXT,
}
