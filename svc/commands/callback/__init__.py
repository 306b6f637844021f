"""`svc callback`: contacts due, made, and their ledger."""

from __future__ import annotations

from svc.commands.lazy import noun
from svc.i18n import _, say

VERBS = {
    "answer": say("Note what the region or the company answered, and told the customer."),
    "done": say(
        "Note what came of a callback; KEY is the one `callback due` shows, or a part of it."
    ),
    "due": say("List the callbacks that are due and not made yet."),
    "forwarded": say("What was passed on to the region or the company, and waits for an answer."),
    "lapsed": say("What fell due, was not made, and is no longer shown."),
    "list": say("The ledger of callbacks made."),
    "note": say("Note a contact that was not due: a greeting, a call she made."),
    "show": say("One contact: what to look at and ask, and what she bought last."),
    "tally": say("Who of the staff made how many contacts, and how they went."),
}
command = noun("callback", VERBS, help=_("Callbacks due, made, and their ledger."))
