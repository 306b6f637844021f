"""`svc tier`: tiers of customers, what they bring, and why."""

from __future__ import annotations

from svc.commands.lazy import noun
from svc.i18n import _, say

VERBS = {
    "show": say("Show a customer's tier on a day, with the reasons."),
    "benefit": say("What a customer is given on a day: discounts, gifts, services, and why."),
    "rules": say("The tiers, their conditions and benefits: to tell a customer."),
}
command = noun("tier", VERBS, help=_("Tiers of customers, what they bring, and why."))
