"""`svc customer`: customers' files."""

from __future__ import annotations

from svc.commands.lazy import noun
from svc.i18n import _, say

VERBS = {
    "add": say("Open a customer's file; prints its id."),
    "ask": say("What to learn next of a customer, and how to put it."),
    "consent": say("Note what a customer agrees to, or takes back."),
    "duplicates": say("Find files that may be of one person."),
    "edit": say("Change a customer's file; an empty value clears a field."),
    "erase": say("Take out all that is personal of a customer; the books keep what they must."),
    "export": say("Give out all that is on file of a customer: her right to a copy."),
    "find": say("Find customers by a part of the name, phone, number or id."),
    "list": say("List customers."),
    "merge": say("Make one file of two that are of one person."),
    "show": say("Show one customer's file."),
    "unmerge": say("Part two files again that were merged by mistake."),
}
command = noun("customer", VERBS, help=_("Customers' files."))
