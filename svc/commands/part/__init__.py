"""`svc part`: the parts ledger (S0-024)."""

from __future__ import annotations

from svc.commands.lazy import noun
from svc.i18n import _, say

VERBS = {
    "order": say("Order a part from a supplier; prints the order's id."),
    "in": say("Note that parts came in; prints its id."),
    "out": say("Take parts out for a repair or a complaint; prints its id."),
    "stock": say("What is on hand and on order of each part."),
    "list": say("The parts ledger: every order, everything in and out."),
}
command = noun("part", VERBS, help=_("Parts: ordered, come in, gone out, on hand."))
