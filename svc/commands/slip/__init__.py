"""`svc slip`: papers a customer signs or takes along (X-08)."""

from __future__ import annotations

from svc.commands.lazy import noun
from svc.i18n import _, say

VERBS = {
    "print": say(
        "Print the slip of a case: for a return, goods left with us, a repair, a delivery, money."
    ),
}
command = noun("slip", VERBS, help=_("Slips to sign: return, goods, repair, delivery, money."))
