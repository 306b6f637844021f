"""`svc report`: what was done, written up."""

from __future__ import annotations

from svc.commands.lazy import noun
from svc.i18n import _, say

VERBS = {
    "ledger": say("Write one of the four ledgers or a register, complete and numbered."),
}
command = noun("report", VERBS, help=_("Ledgers and registers."))
