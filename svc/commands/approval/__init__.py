"""`svc approval`: what waits for somebody with more authority, and what was reported (X-09)."""

from __future__ import annotations

from svc.commands.lazy import noun
from svc.i18n import _, say

VERBS = {
    "list": say("List what waits for whom; with --all also what is settled or reported."),
    "show": say("Show one approval or report."),
    "approve": say("Give a decision or a consent that waits for you."),
    "reject": say("Refuse a decision or a consent that waits for you."),
}
command = noun("approval", VERBS, help=_("Decisions, consents and reports: who waits for whom."))
