"""A copy of all that is on file of one person, with why it is kept and how long (PIPL 44, 45)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.i18n import Sentence, labelled, listed, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WHY: Mapping[str, tuple[Sentence, Sentence]] = {
    "customers": (
        say("To know and reach you, as you agreed (PIPL 13)."),
        say("Until you have it erased; consents at least five months, as proof."),
    ),
    "purchases": (
        say("The sale, its warranty and the shop's books."),
        say("Five years (Invoice Measures Art. 28)."),
    ),
    "complaints": (
        say("To answer your complaint and to show that it was answered."),
        say("Until you have it erased once it is settled; kind, days and outcome stay."),
    ),
    "returns": (
        say("Goods taken back and money given back: the shop's books."),
        say("Five years (Invoice Measures Art. 28)."),
    ),
    "repairs": (
        say("The repair, its warranty and what was paid."),
        say("Five years what was paid; your words, address and phone until you have it erased."),
    ),
    "parts": (
        say("Which parts were put into your goods: their own warranty."),
        say("As long as the parts ledger; it names nobody."),
    ),
    "deliveries": (
        say("To bring and install what you bought."),
        say("Address, phone and who took it in until you have it erased."),
    ),
    "approvals": (
        say("Who decided about your money."),
        say("Five years, as the books; texts until you have it erased."),
    ),
    "callbacks": (
        say("What you said when the shop called, so that it is not asked twice."),
        say("Until you have it erased; that a contact was made stays."),
    ),
    "messages": (
        say("Which messages were sent to you, so that none is sent twice."),
        say("Texts until you have it erased; that one was sent stays."),
    ),
    "events": (
        say("To which gatherings you were invited, and whether you came."),
        say("Until you have it erased."),
    ),
    "surveys": (
        say("What you answered when the shop asked how it serves you."),
        say("Your words until you have it erased; what you ticked counts on."),
    ),
    "conflicts": (
        say("What two tills of the shop noted differently about you, until somebody chooses."),
        say("Until it is settled, or you have it erased."),
    ),
}
"""By table why it is kept, and how long."""
NAMES: Mapping[str, Sentence] = {
    "customers": say("customers' files"),
    "purchases": say("sales on file"),
    "complaints": say("complaints on file"),
    "returns": say("returns on file"),
    "repairs": say("repairs on file"),
    "parts": say("lines of the parts ledger"),
    "deliveries": say("deliveries on file"),
    "approvals": say("decisions on file"),
    "callbacks": say("contacts on file"),
    "messages": say("messages on file"),
    "events": say("gatherings on file"),
    "surveys": say("questionnaires on file"),
    "conflicts": say("records on which two tills differ"),
}
"""What the records of each table are called."""


def counted(counts: Mapping[str, int]) -> str:
    """How many records of which table, for people."""
    return listed(labelled(NAMES.get(table, table), n) for table, n in counts.items())


RIGHTS = (
    say("You may have it corrected: tell the shop (PIPL 46)."),
    say("You may take back what you agreed to at any time: as easily as you gave it (PIPL 15)."),
    say("You may have it erased; what the law wants in the books stays there (PIPL 47)."),
)


def of_guest(event: Mapping[str, Any], ids: Iterable[str]) -> dict[str, Any]:
    """A gathering with the person's own row alone: other guests are nobody's business."""
    mine = {*ids}
    rows = [row for row in event.get("invited", ()) if row.get("customer") in mine]
    return {**event, "invited": rows}


def why(tables: Iterable[str], counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Why the records of each table are kept, and how long."""
    return [
        {
            "table": table,
            "records": counts[table],
            "why": str(WHY[table][0]),
            "how_long": str(WHY[table][1]),
        }
        for table in tables
        if table in WHY
    ]
