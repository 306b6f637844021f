"""`svc purchase`: what was bought."""

from __future__ import annotations

from svc.commands.lazy import noun
from svc.i18n import _, say

VERBS = {
    "add": say("Record a purchase; prints its id."),
    "list": say("List purchases."),
    "show": say("Show one purchase."),
}
command = noun("purchase", VERBS, help=_("What was bought."))
