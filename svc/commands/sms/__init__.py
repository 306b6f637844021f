"""`svc sms`: text messages, from the wording to the outbox."""

from __future__ import annotations

from svc.commands.lazy import noun
from svc.i18n import _, say

VERBS = {
    "plan": say("Who gets a message on a day and why, and who gets none and why."),
    "queue": say("Put the day's messages into the outbox, to be reviewed; twice queues once."),
    "outbox": say("What is in the outbox, and how each message stands."),
    "approve": say("Let messages of the outbox go out."),
    "cancel": say("Take messages out of the outbox before they go."),
    "send": say("Send what is approved, each message once."),
    "settle": say("Say whether a message of unknown fate went out; or try a failed one again."),
    "opt-out": say("A customer wants no more messages: obeyed from now on."),
    "render": say("Write the message a template makes for a customer, or many."),
    "count": say("Count a text as carriers bill it."),
    "lint": say("Look through templates for what they must not say."),
}
command = noun("sms", VERBS, help=_("Text messages: plan, review, send; write one, count one."))
