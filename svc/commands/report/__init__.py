"""`svc report`: what was done, written up; who the customers are."""

from __future__ import annotations

from svc.commands.lazy import noun
from svc.i18n import _, say

VERBS = {
    "week": say("The week after sales, against the last one and a year ago."),
    "month": say("The same of a month."),
    "year": say("The same of a year."),
    "complaints": say("Which complaints are most, and what they add up to."),
    "staff": say("Care scores of the staff, with the parts they are made of."),
    "satisfaction": say("How satisfied customers are, and who would recommend us."),
    "servqual": say("Service expected and perceived, in five dimensions."),
    "fading": say("Who is drifting away, and what that may cost."),
    "silence": say("What silence costs: customers who complain to others only."),
    "ledger": say("One of the four ledgers or a register, complete, numbered."),
    "tiers": say("How many customers each tier holds, and what they spend."),
    "gold": say("The gold customers: those who bring most."),
    "rfm": say("Classes by recency, frequency and money."),
    "contest": say("Who keeps most customers' files, and keeps them best."),
}
command = noun(
    "report",
    VERBS,
    help=_("What a manager looks at: the week, complaints, staff, customers, surveys, ledgers."),
)
