"""An approval as it is listed and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc import output
from svc.commands.options import of_customer
from svc.i18n import _, word
from svc.records.approval import Approval

if TYPE_CHECKING:
    from svc.app import App

KEYS = ("id", *Approval.fields_known())
TABLES = {"R": "returns", "W": "repairs", "K": "complaints", "D": "deliveries"}


def customer_of(app: App, about: str) -> str | None:
    """Whose case an approval is about; None where the case is not on file."""
    table = TABLES.get(about[:1])
    case: Any = app.store.table(table).peek(about) if table else None
    return case.customer if case else None


def as_text(approval: Approval, app: App) -> str:
    """An approval for people."""
    customer = customer_of(app, approval.about)
    rows: list[tuple[str, Any]] = [
        (_("id"), approval.id),
        (_("about"), approval.about),
        (_("customer"), customer and of_customer(customer, app.store)),
        (_("date"), approval.on),
        (_("kind"), _(approval.kind)),
        (_("what"), _(approval.what)),
        (_("amount"), approval.amount),
        (_("for"), _(approval.post)),
        (_("state"), _(approval.state)),
        (_("asked by"), approval.asked_by),
        (_("text"), approval.text),
        (_("reported to"), approval.report_to and word(approval.report_to)),
        (_("decided on"), approval.decided_on),
        (_("decided by"), approval.decided_by),
        (_("acting as"), approval.decided_as and _(approval.decided_as)),
        (_("answer"), approval.answer),
        (_("sources"), list(approval.rules)),
    ]
    return output.pairs(row for row in rows if row[1] not in (None, "", []))
