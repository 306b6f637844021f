"""`svc customer`: customers' files."""

from __future__ import annotations

from svc.commands.lazy import noun
from svc.i18n import _, say

VERBS = {
    "add": say("Open a customer's file; prints its id."),
    "consent": say("Note what a customer agrees to, or takes back."),
    "edit": say("Change a customer's file; an empty value clears a field."),
    "find": say("Find customers by a part of the name, phone, number or id."),
    "list": say("List customers."),
    "show": say("Show one customer's file."),
}
command = noun("customer", VERBS, help=_("Customers' files."))
