"""The morning board's parts that are cases: fetched from the store, judged by the rules.

Each gives the rows of the contract, the most pressing first; `svc today` shows them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from svc.app import App
    from svc.rules.deadlines import Pressing
    from svc.store.store import Store


def complaints(app: App, on: date) -> list[dict[str, Any]]:
    """The open complaints that are late or near their time, most pressing first."""
    store = app.store
    still_open = _open(store, "complaints")
    if not still_open:
        return []
    from svc.rules.deadlines import pressing

    found = pressing(still_open, app.policy, app.at if on == app.today else on)
    customers = store.customers.raws(each.complaint.customer for each in found)
    return [_complaint(each, on, customers) for each in found]


def _complaint(
    each: Pressing, on: date, customers: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """A complaint on the board: when it should be settled, and the target to see to first."""
    complaint, settle, first = each.complaint, each.targets["resolve"], each.deadline.to_json()
    return {
        "id": complaint.id,
        **_who(complaint.customer, customers),
        "category": complaint.category,
        "urgent": complaint.urgent,
        "state": complaint.state,
        "on": complaint.on.isoformat(),
        "due": settle.due.isoformat(),
        "late": settle.late,
        "days_late": max((on - settle.due).days, 0),
        "days_left": max((settle.due - on).days, 0),
        "target": each.first,
        "target_due_at": first["due_at"],
        "target_late": first["late"],
        "target_late_by": first["late_by"],
        "target_left": first["left"],
        "target_paused": first["paused"],
        "text": complaint.text,
    }


def repairs(app: App, on: date) -> list[dict[str, Any]]:
    """The repairs whose goods are not back in the customer's hands, the longest waiting first.

    Those handed back whose money is not at finance stay among them (S2-079); `reminder` says what
    is to be looked after (S2-084).
    """
    store = app.store
    on_file = [repair for repair in _open(store, "repairs") if repair.on <= on]
    if not on_file:
        return []
    from svc.rules.repair_time import reminders

    due = {each.repair.id: each for each in reminders(on_file, on, app.policy.at(on))}
    found = [repair for repair in on_file if repair.is_open or repair.id in due]
    customers = store.customers.raws(repair.customer for repair in found)
    return [
        {
            "id": repair.id,
            **_who(repair.customer, customers),
            "state": repair.state,
            "on": repair.on.isoformat(),
            "days": (on - repair.on).days,
            "waits_for": _waits_for(repair.waits) if repair.state == "waiting" else None,
            "free": repair.free,
            "item": repair.model or repair.item,
            "care": repair.care,
            "text": repair.problem,
            "reminder": due[repair.id].kind if repair.id in due else None,
            "reminder_days": due[repair.id].days if repair.id in due else None,
        }
        for repair in sorted(found, key=lambda each: (each.on, each.id))
    ]


def _waits_for(waits: Iterable[Any]) -> str | None:
    """What a case waits for by the last wait of its log that has not ended."""
    still = [wait.get("for") for wait in waits if not wait.get("until")]
    return still[-1] if still else None


def parts(store: Store, on: date) -> list[dict[str, Any]]:
    """The orders of parts that have not come in whole, the first expected first."""
    orders = {
        order.id: order
        for order in _open(store, "parts")
        if order.move == "order" and order.on <= on
    }
    left = {order.id: order.qty for order in orders.values()}
    for move in store.parts.may_hold("order", orders) if orders else ():
        if move.move == "in" and move.on <= on and move.order in left:
            left[move.order] -= move.qty
    found = [(order, left[order.id]) for order in orders.values() if left[order.id] > 0]
    return [
        {
            "id": order.id,
            "code": order.code,
            "name": order.name,
            "qty": missing,
            "about": order.about,
            "supplier": order.supplier,
            "on": order.on.isoformat(),
            "expected_on": order.expected_on and order.expected_on.isoformat(),
            "days_late": max((on - order.expected_on).days, 0) if order.expected_on else None,
            "days": (on - order.on).days,
        }
        for order, missing in sorted(
            found, key=lambda pair: (pair[0].expected_on or pair[0].on, pair[0].id)
        )
    ]


CASES = {"R": "returns", "W": "repairs", "K": "complaints", "D": "deliveries"}


def approvals(store: Store, on: date) -> list[dict[str, Any]]:
    """What waits for a decision or a consent, the oldest first, and for whom."""
    found = [
        approval
        for approval in _open(store, "approvals")
        if approval.state == "waiting" and approval.on <= on
    ]
    whose: dict[str, str] = {}
    for letter, table in CASES.items():
        if not (abouts := {each.about for each in found if each.about[:1] == letter}):
            continue
        whose |= {key: case.customer for key, case in store.table(table).many(abouts).items()}
    customers = store.customers.raws(whose.values())
    return [
        {
            "id": approval.id,
            "about": approval.about,
            **_who(whose.get(approval.about), customers),
            "kind": approval.kind,
            "what": approval.what,
            "post": approval.post,
            "amount": None if approval.amount is None else str(approval.amount),
            "on": approval.on.isoformat(),
            "days": (on - approval.on).days,
            "text": approval.text,
        }
        for approval in sorted(found, key=lambda each: (each.on, each.id))
    ]


def deliveries(store: Store, on: date) -> list[dict[str, Any]]:
    """The deliveries planned for the day, and those that should have been made (S1-016)."""
    found = [
        delivery
        for delivery in _open(store, "deliveries")
        if delivery.is_open and delivery.planned_on <= on
    ]
    customers = store.customers.raws(delivery.customer for delivery in found)
    return [
        {
            "id": delivery.id,
            **_who(delivery.customer, customers),
            "purchase": delivery.purchase,
            "state": delivery.state,
            "planned_on": delivery.planned_on.isoformat(),
            "days_late": (on - delivery.planned_on).days,
            "window": delivery.window,
            "address": delivery.address,
            "driver": delivery.driver,
            "install": delivery.install,
        }
        for delivery in sorted(
            found, key=lambda each: (each.planned_on, each.window or "", each.id)
        )
    ]


def _open(store: Store, table: str) -> list[Any]:
    """The records of a table that may be open; a shop without any does not import their kind."""
    if not store.shards.names(table):
        return []
    return list(store.table(table).may_hold("open", ["open"]))


def _who(customer_id: str | None, customers: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The customer's id, name and phone: whom to call."""
    customer = customers.get(customer_id or "", {})
    return {
        "customer": customer_id,
        "name": customer.get("name"),
        "phone": customer.get("phone"),
    }
