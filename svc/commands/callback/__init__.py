"""`svc callback`: contacts due, made, and their ledger."""

from __future__ import annotations

from svc.commands.lazy import noun
from svc.i18n import _, say

VERBS = {
    "done": say(
        "Note what came of a callback; KEY is the one `callback due` shows, or a part of it."
    ),
    "due": say("List the callbacks that are due and not made yet."),
    "list": say("The ledger of callbacks made."),
}
command = noun("callback", VERBS, help=_("Callbacks due, made, and their ledger."))
