"""`svc event`: gatherings of VIP customers."""

from __future__ import annotations

from svc.commands.lazy import noun
from svc.i18n import _, say

VERBS = {
    "add": say("Plan a gathering; prints its id."),
    "invite": say("Note whom we invite, and what they answer."),
    "attend": say("Note who came; the gathering was held then."),
    "edit": say("Change a gathering's day, place or what else is said of it."),
    "cancel": say("Call a gathering off."),
    "wish": say("Note what gatherings a customer would like."),
    "wishes": say("Which gatherings customers would like most."),
    "list": say("List the gatherings."),
    "show": say("Show one gathering: who is invited, who came."),
}
command = noun("event", VERBS, help=_("Gatherings of VIP customers."))
