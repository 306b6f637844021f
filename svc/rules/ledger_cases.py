"""The registers of cases: complaints, their handling, returns, repairs, deliveries, approvals."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from svc.i18n import say, spoken, word
from svc.rules import complete
from svc.rules.books import Coded, goods_in, marked_last, said_last
from svc.rules.steps import names

if TYPE_CHECKING:
    from svc.policy import DatedPolicy
    from svc.records.approval import Approval
    from svc.records.complaint import Complaint
    from svc.records.delivery import Delivery
    from svc.records.repair import Repair
    from svc.records.return_ import Return
    from svc.rules.books import Books

Row = dict[str, Any]
OUTCOMES = {True: say("accepted"), False: say("declined")}


def complaint(kept: Complaint, books: Books) -> Row:
    """A line of the complaint ledger: who, what, whose task, which answer (S0-024, S0-025)."""
    from svc.rules.complaint import nth_about_the_same

    same = books.complained.get(kept.purchase or "", [])
    return {
        "id": kept.id,
        "on": kept.on,
        "channel": kept.channel,
        **books.whose(kept.customer),
        "purchase": kept.purchase,
        "goods": books.goods(kept.purchase, kept.item),
        "bought_on": books.bought_on(kept.purchase),
        "category": kept.category,
        "cause": kept.cause,
        "urgent": kept.urgent,
        "nth": nth_about_the_same(kept, same),
        "text": kept.text,
        "measures": _measures(kept),
        "responsible": books.who(kept.assigned_to) or kept.post or books.who(kept.staff),
        "state": kept.state,
        "result": said_last(kept.history, "resolved", "closed"),
        "resolved_on": kept.resolved_on,
        "closed_on": kept.closed_on,
        "satisfied": _satisfied(kept, books),
        "staff": books.who(kept.staff),
        "missing": complete.of_complaint(kept, books.follow_up),
    }


def handling(kept: Complaint, books: Books) -> Row:
    """A line of the complaint handling register: every step to the end (S2-089)."""
    days = (kept.resolved_on - kept.on).days if kept.resolved_on else None
    return {
        "id": kept.id,
        "on": kept.on,
        "channel": kept.channel,
        **books.whose(kept.customer),
        "category": kept.category,
        "text": kept.text,
        "steps": [_step(entry, books) for entry in kept.steps if entry.get("step")],
        "offers": [_offer(entry) for entry in kept.offers],
        "waits": [str(entry["for"]) for entry in kept.waits if entry.get("for")],
        "responsible": books.who(kept.assigned_to) or kept.post or books.who(kept.staff),
        "decided_by": books.decided_by(kept.id),
        "finding": marked_last(kept.history, "finding"),
        "result": said_last(kept.history, "resolved", "closed"),
        "resolved_on": kept.resolved_on,
        "days": days,
        "closed_on": kept.closed_on,
        "satisfied": _satisfied(kept, books),
        "state": kept.state,
        "missing": complete.of_complaint(kept, books.follow_up),
    }


def _measures(kept: Complaint) -> str | None:
    """What was offered, else what was said while it was open."""
    if not kept.offers:
        return said_last(kept.history, "proposed", "understood", "acknowledged")
    offers = [_offer(entry) for entry in kept.offers]
    return Coded("; ".join(offers), "; ".join(each.words for each in offers))


def _step(entry: Any, books: Books) -> Coded:
    """A step by its key; for people by its name, in the shop's list."""
    key = str(entry["step"])
    return Coded(key, _step_names(books.policy, spoken()).get(key, key))


@lru_cache(maxsize=4)
def _step_names(policy: DatedPolicy, _language: str) -> dict[str, str]:
    return names(policy)


def _offer(entry: Any) -> Coded:
    """An offer, with a + where she took it and a - where she did not; for people in words."""
    text, taken = entry.get("text"), entry.get("taken")
    code = str(text or entry.get("offer") or "")
    words = str(text or word(code))
    if taken is None:
        return Coded(code, words)
    came_of_it = say("not granted") if entry.get("refused") else OUTCOMES[bool(taken)]
    said = say("{offer} ({outcome})", offer=words, outcome=came_of_it)
    return Coded(f"{code} ({'+' if taken else '-'})", str(said))


def _satisfied(kept: Complaint, books: Books) -> bool | None:
    """What she said in the call after it, else when it was settled."""
    said = [
        made.satisfied for made in books.callbacks.get(kept.id, ()) if made.kind == "complaint"
    ]
    known = [each for each in said if each is not None]
    found: bool | None = known[-1] if known else marked_last(kept.history, "satisfied")
    return found


def returned(kept: Return, books: Books) -> Row:
    """A line of the return and exchange register, with its till slip (S3-032, S3-033)."""
    return {
        "id": kept.id,
        "on": kept.on,
        **books.whose(kept.customer, kept.phone),
        "purchase": kept.purchase,
        "bought_on": books.bought_on(kept.purchase),
        "receipt": kept.receipt,
        "invoice": kept.invoice,
        "goods": goods_in(kept.goods) or books.goods(kept.purchase),
        "outcome": kept.outcome,
        "cause": kept.cause,
        "defect": kept.defect,
        "fee": kept.fee,
        "refund": kept.refund,
        "taken": goods_in(item.to_json() for item in kept.taken),
        "difference": kept.difference,
        "second_price": kept.second_price,
        "decided_by": books.decided_by(kept.id),
        "complaint": kept.complaint,
        "state": kept.state,
        "settled_on": kept.settled_on,
        "paid_by": kept.paid_by,
        "signed": kept.signed,
        "staff": books.who(kept.staff),
        "missing": complete.of_return(kept, books.follow_up),
    }


def repair(kept: Repair, books: Books) -> Row:
    """A line of the customer goods repair register, from the intake to her hands (S2-080)."""
    customer = books.customers.get(kept.customer)
    on_file = customer.phone if customer else None
    fitted = [part for part in books.parts.get(kept.id, ()) if part.move == "out"]
    return {
        "id": kept.id,
        "on": kept.on,
        **books.whose(kept.customer, kept.phone),
        "address": books.address(kept.customer, kept.address),
        "goods": books.goods(kept.purchase, kept.item) or kept.model,
        "model": kept.model,
        "bought_on": kept.bought_on or books.bought_on(kept.purchase),
        "problem": kept.problem,
        "symptom": kept.symptom,
        "care": kept.care,
        "received_on": kept.received_on,
        "diagnosis": kept.diagnosis,
        "parts": [f"{part.name or part.code} x{part.qty}" for part in fitted],
        "free": kept.free,
        "price": kept.price,
        "invoice": kept.invoice,
        "paid_on": kept.paid_on,
        "to_finance_on": kept.to_finance_on,
        "repairer": books.who(kept.repairer),
        "helper": books.who(kept.helper),
        "done_on": kept.done_on,
        "handed_back_on": kept.handed_back_on,
        "signed": kept.signed,
        "state": kept.state,
        "staff": books.who(kept.staff),
        "missing": complete.of_repair(kept, on_file, books.follow_up),
    }


def delivery(kept: Delivery, books: Books) -> Row:
    """A line of the delivery register, with who signed for it (S1-024)."""
    return {
        "id": kept.id,
        "on": kept.on,
        "planned_on": kept.planned_on,
        "window": kept.window,
        **books.whose(kept.customer, kept.phone),
        "address": books.address(kept.customer, kept.address),
        "purchase": kept.purchase,
        "goods": books.goods(kept.purchase),
        "driver": books.who(kept.driver),
        "install": kept.install,
        "fitter": books.who(kept.fitter),
        "done_on": kept.done_on,
        "accepted_by": kept.accepted_by,
        "signed": kept.signed,
        "damaged": kept.damaged,
        "text": said_last(kept.history, "failed", "cancelled") or kept.text
        if kept.state in {"failed", "cancelled"}
        else kept.text,
        "state": kept.state,
        "staff": books.who(kept.staff),
        "missing": complete.of_delivery(kept, books.follow_up),
    }


def approval(kept: Approval, books: Books) -> Row:
    """A line of the register of decisions, consents and reports (X-09)."""
    return {
        "id": kept.id,
        "on": kept.on,
        "about": kept.about,
        "kind": kept.kind,
        "what": kept.what,
        "amount": kept.amount,
        "text": kept.text,
        "rules": list(kept.rules),
        "post": kept.post,
        "asked_by": books.who(kept.asked_by),
        "state": kept.state,
        "decided_on": kept.decided_on,
        "decided_by": books.who(kept.decided_by),
        "decided_as": kept.decided_as,
        "answer": kept.answer,
        "missing": [],
    }
