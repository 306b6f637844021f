"""`svc policy`: the shop's figures, with dates, sources and reasons."""

from __future__ import annotations

from svc.commands.lazy import noun
from svc.i18n import _, say

VERBS = {
    "check": say("Look for gaps, overlaps, unknown words and missing days."),
    "explain": say("Explain one entry (refund.bands): value, source, history, who changes it."),
    "replay": say("Show what changed policy would have cost on past returns."),
    "show": say("Show all policy, a TOPIC (refund) or one entry (refund.bands), as of a day."),
}
command = noun("policy", VERBS, help=_("The shop's figures: with dates, sources and reasons."))
