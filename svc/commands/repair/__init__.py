"""`svc repair`: repairs and care services, from the counter back to the customer (S2-077)."""

from __future__ import annotations

from svc.commands.lazy import noun
from svc.i18n import _, say

VERBS = {
    "open": say("Write down a repair or a care service; prints its id."),
    "receive": say("Take the goods in, against a receipt."),
    "diagnose": say("Note what is wrong, who caused it, and the agreed price."),
    "wait": say("Let a repair wait for parts, the customer or an approval."),
    "resume": say("Go on with a repair that waited."),
    "help": say("Send part-time help; the shop manager agrees first."),
    "done": say("Note that the work is done."),
    "pay": say("Note that paid work was paid for, against an invoice."),
    "hand-back": say("Give the goods back to the customer."),
    "sign": say("Note a signature that came after the goods were handed back."),
    "edit": say("Add to the intake what it lacks, or mend it."),
    "to-finance": say("Note that the money of paid work went to finance."),
    "cancel": say("Give a repair up; goods that were taken in go back."),
    "list": say("List repairs, the longest waiting first."),
    "show": say("Show one repair, with its times, parts and what to mind."),
}
command = noun("repair", VERBS, help=_("Repairs and care, from the counter back to her hands."))
