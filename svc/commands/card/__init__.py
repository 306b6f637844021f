"""`svc card`: cards to print and hand over, and which are worth preparing."""

from __future__ import annotations

from svc.commands.lazy import noun
from svc.i18n import _, say

VERBS = {
    "due": say("Which cards are worth preparing: birthdays, festivals, thanks."),
    "render": say("Write the card a template makes for a customer."),
}
command = noun("card", VERBS, help=_("Cards to print and hand over."))
