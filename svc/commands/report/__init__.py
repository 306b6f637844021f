"""`svc report`: what was done, written up; who the customers are."""

from __future__ import annotations

from svc.commands.lazy import noun
from svc.i18n import _, say

VERBS = {
    "ledger": say("Write one of the four ledgers or a register, complete and numbered."),
    "tiers": say("How many customers each tier holds, and what they spend."),
    "gold": say("The gold customers: those who bring most."),
    "rfm": say("Classes by recency, frequency and money."),
    "contest": say("The contest of customers' files: who keeps most, and keeps them best."),
}
command = noun("report", VERBS, help=_("Ledgers, tiers, gold customers, the contest of files."))
