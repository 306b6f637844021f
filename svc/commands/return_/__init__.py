"""`svc return`: goods that come back (S3-015 to S3-025, S3-032 to S3-036)."""

from __future__ import annotations

from svc.commands.lazy import noun
from svc.i18n import _, say

VERBS = {
    "open": say("Open a return or an exchange; prints its id."),
    "approve": say("Approve a return that waits for you."),
    "reject": say("Refuse a return, or take one back that is not settled."),
    "sign": say("Complete the return slip: till slip, signature, phone."),
    "settle": say("Settle an approved return: money or new goods change hands."),
    "price-second": say("Price a piece that is sold as a second."),
    "check": say("Check a refund against its invoice."),
    "list": say("List returns and exchanges."),
    "show": say("Show one return with its slip, approvals and reasons."),
}
command = noun("return_", VERBS, help=_("Returns and exchanges, from the counter to the till."))
