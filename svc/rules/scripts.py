"""What to look at and what to ask at a contact, as the shop's policy words it.

`callback.scripts` holds rows of a kind, the sentence in both languages, and where it comes from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.i18n import say, spoken
from svc.rules.callback import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from svc.policy import DatedPolicy
    from svc.rules.callback import Contact

ENTRY = "callback.scripts"
LEAVING = "leaving"
"""Said before she leaves the shop with what she bought (S2-022)."""
ALWAYS = "every"
"""Said or minded at each contact (S2-024)."""
SORTS = (*KINDS, LEAVING, ALWAYS)


def lines(policy: DatedPolicy, contact: Contact, on: date) -> list[dict[str, str]]:
    """The script of a contact, line by line, each with its source.

    Of a purchase whose call is still to come, what to tell her before she leaves comes first.

    Raises:
        BadPolicy: a row is not as it should be.
    """
    found = policy[ENTRY]
    rows = found.rows()
    if not all(map(is_line, rows)):
        raise found.wrong(say("rows of kind, en, zh and source"))
    is_new = contact.kind == "purchase" and on < contact.due
    sorts = [LEAVING] * is_new + [contact.kind, ALWAYS]
    language = "zh" if spoken() == "zh" else "en"
    return [
        {"kind": row["kind"], "text": row[language], "source": row["source"]}
        for sort in sorts
        for row in rows
        if row["kind"] == sort
    ]


def is_line(row: Mapping[str, Any]) -> bool:
    """Whether a row of the scripts is as it should be."""
    return (
        row.keys() == {"kind", "en", "zh", "source"}
        and row["kind"] in SORTS
        and all(isinstance(row[name], str) and row[name].strip() for name in row)
    )
