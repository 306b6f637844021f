"""`svc delivery`: goods brought to the customer, put up, accepted."""

from __future__ import annotations

from svc.commands.lazy import noun
from svc.i18n import _, say

VERBS = {
    "plan": say("Plan a delivery of a purchase; prints its id."),
    "check": say("Answer questions of a control point's checklist."),
    "done": say("Record a delivery as made and accepted; with --install the goods are installed."),
    "fail": say("Record that a delivery could not be made, and why."),
    "sign": say("Note a signature that came after the delivery was made."),
    "edit": say("Add the address, the phone or the time that is missing, or mend it."),
    "move": say("Plan a delivery for another day, or another time."),
    "cancel": say("Call a delivery off."),
    "list": say("List deliveries by day and time."),
    "show": say("Show one delivery with its checklist."),
}
command = noun("delivery", VERBS, help=_("Deliveries and installation: planned, checked, done."))
