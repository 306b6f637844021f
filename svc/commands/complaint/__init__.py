"""`svc complaint`: complaints, from the first word to the answer."""

from __future__ import annotations

from svc.commands.lazy import noun
from svc.i18n import _, say

VERBS = {
    "log": say("Write down a complaint; prints its id."),
    "show": say("Show one complaint."),
    "list": say("List complaints."),
    "advise": say(
        "Advise on a complaint: remedies, who decides, what to offer and what not to say."
    ),
    "step": say("Note a step of handling a complaint."),
    "offer": say("Note what the customer was offered, and whether she took it."),
    "wait": say("Let a complaint wait for the customer, parts or an approval; the clock pauses."),
    "resume": say("Go on with a complaint that waited."),
    "assign": say("Give a complaint to a member of staff."),
    "escalate": say("Pass a complaint up to the next post."),
    "resolve": say("Note that a complaint is settled, and how."),
    "close": say("Close a complaint that is settled."),
    "reopen": say("Open a settled complaint again: its time runs anew."),
}
command = noun("complaint", VERBS, help=_("Complaints, from the first word to the answer."))
