"""Returns, repairs and deliveries as they were known at the end of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.errors import BadInput
from svc.money import price
from svc.records.return_ import STATES
from svc.rules.log_cut import Log, cut_days, day_at, kept, kept_waits, last_said, later

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from svc.records.delivery import Delivery
    from svc.records.repair import Repair
    from svc.records.return_ import Return


def return_as_of(returned: Return, day: date, until: str) -> dict[str, Any]:
    """What a return was not yet by the end of a day: settled, approved, priced, checked."""
    history = kept(returned.history, until)
    changes: dict[str, Any] = {"history": history}
    days = cut_days(returned, ("settled_on",), day)
    if history is returned.history and not days:
        return changes
    state = last_said(history, "state", STATES)
    if state is None or (state == "settled" and days):
        state = "approved" if returned.state == "settled" else "waiting"
    changes["state"] = state
    if state != "settled":
        nothing = ("settled_on", "paid_by", "new_purchase", "difference")
        changes |= dict.fromkeys(nothing) if returned.state == "settled" else {}
    cut = {line.get("state") for line in later(returned.history, until)}
    upward = (returned.quote or {}).get("decision") == "hand_upward"
    if state == "waiting" and upward and not (returned.quote or {}).get("goodwill"):
        changes |= {"fee": None, "refund": None}
    if "price_second" in cut:
        changes["second_price"] = _price(_last_line(history, "price_second"))
    if "check_refund" in cut and _last_line(history, "check_refund") is None:
        changes |= {"checked_by": None, "invoice_amount": None}
    return changes


def _last_line(history: Log, state: str) -> Mapping[str, Any] | None:
    return next((line for line in reversed(history) if line.get("state") == state), None)


def _price(line: Mapping[str, Any] | None) -> Any:
    try:
        return None if line is None else price(str(line.get("text")))
    except BadInput:
        return None


REPAIR_DAYS = ("received_on", "paid_on", "to_finance_on", "done_on", "handed_back_on")
DIAGNOSED = frozenset({"diagnosed", "waiting", "done", "handed_back"})
"""States a repair comes to by being diagnosed."""


def repair_as_of(repair: Repair, day: date, until: str) -> dict[str, Any]:
    """What a repair was not yet by the end of a day: diagnosed, paid, done, handed back."""
    history = kept(repair.history, until)
    changes: dict[str, Any] = {"history": history, "waits": kept_waits(repair.waits, until)}
    days = cut_days(repair, REPAIR_DAYS, day)
    changes |= days
    if history is repair.history:
        if days and not history:
            changes["state"] = _by_days(repair, days)
        return changes
    changes["state"] = str(last_said(history, "state") or "opened")
    if not any(line.get("state") in DIAGNOSED for line in history):
        changes |= {"diagnosis": None, "unrepairable": False, "price": None, "caused_by": None}
    if "paid_on" in days:
        changes |= {"paid_by": None, "invoice": None}
    signed_later = last_said(later(repair.history, until), "did", ("sign",)) is not None
    if "handed_back_on" in days or signed_later:
        changes["signed"] = False
    if not any(line.get("did") == "help" for line in history) and any(
        line.get("did") == "help" for line in repair.history
    ):
        changes["helper"] = None
    return changes


def _by_days(repair: Repair, cut: Mapping[str, Any]) -> str:
    """Where a repair without a log stood, by the days that are left of it."""
    known = {name for name in REPAIR_DAYS if getattr(repair, name) and name not in cut}
    if "handed_back_on" in known:
        return repair.state
    return "done" if "done_on" in known else "received" if "received_on" in known else "opened"


def delivery_as_of(delivery: Delivery, day: date, until: str) -> dict[str, Any]:
    """What a delivery was not yet by the end of a day: done, moved, signed for."""
    history = kept(delivery.history, until)
    checks = kept(delivery.checks, until)
    changes: dict[str, Any] = {"history": history, "checks": checks}
    days = cut_days(delivery, ("done_on",), day)
    if history is delivery.history and checks is delivery.checks and not days:
        return changes
    state = str(last_said(history, "state") or "planned") if delivery.history else delivery.state
    if days and state == "done":
        state = "planned"
    planned = day_at(last_said(history, "planned_on"))
    changes |= {"state": state, "planned_on": planned or delivery.planned_on}
    if state != "done":
        changes |= {"done_on": None, "accepted_by": None, "signed": False, "damaged": None}
    elif _signed(delivery.history, delivery.checks) and not _signed(history, checks):
        changes["signed"] = False
        if last_said(later(delivery.history, until), "did", ("sign",)):
            changes["accepted_by"] = None
    return changes


def _signed(history: Log, checks: Log) -> bool:
    """Whether a log says that the receipt was signed."""
    return any(line.get("did") == "sign" for line in history) or any(
        line.get("check") == "accepted" and line.get("ok") is True for line in checks
    )
