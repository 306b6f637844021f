"""Repairs: about what, in what order, with what papers, and where the money is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.i18n import say
from svc.rules.checks.care import GONE
from svc.rules.checks.complete import Listed
from svc.rules.piece import day_of
from svc.rules.repair import is_paid_work, missing, to_complete

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from svc.i18n import Sentence
    from svc.problem import Problem
    from svc.records.repair import Repair
    from svc.rules.checks.snapshot import Kept, Line, Snapshot


def about(shop: Snapshot) -> Iterator[Problem]:
    """A repair is of a customer on file, about a purchase and a complaint of hers."""
    for kept in shop.repairs:
        repair = kept.record
        if shop.lacks(repair.customer):
            message = say("{id} is of a customer not on file.", id=repair.id)
            yield kept.line.problem("unknown-customer", message, GONE)
        if repair.purchase is not None:
            sold = shop.sold.get(repair.purchase)
            yield from _belongs(
                shop, kept.line, repair.purchase, sold, repair.customer, "purchase"
            )
        if repair.complaint is not None:
            case = shop.complained.get(repair.complaint)
            yield from _belongs(
                shop, kept.line, repair.complaint, case, repair.customer, "complaint"
            )


def _belongs(
    shop: Snapshot, line: Line, named: str, found: Any, customer: str, kind: str
) -> Iterator[Problem]:
    if shop.lacks(named):
        message = say("{id} is about {named}, which is not on file.", id=line.id, named=named)
        yield line.problem(f"unknown-{kind}", message, GONE)
    elif found is not None and found.customer != customer:
        message = say("{id} is about {named}, another customer's.", id=line.id, named=named)
        yield line.problem(f"foreign-{kind}", message, say("Mend one of the two."))


def staff(shop: Snapshot) -> Iterator[Problem]:
    """Whoever took a repair in, repairs it, or put a part in is or was on the staff."""
    found: tuple[Kept[Any], ...] = (*shop.repairs, *shop.parts)
    for kept in found:
        record = kept.record
        second = getattr(record, "repairer", None) or getattr(record, "fitted_by", None)
        for name in dict.fromkeys((record.staff, second)):
            if name is not None and shop.lacks(name):
                message = say("{id} names somebody who is not on the staff.", id=record.id)
                hint = say("`svc staff list` shows everyone; who left stays there.")
                yield kept.line.problem("unknown-staff", message, hint)


def steps(shop: Snapshot) -> Iterator[Problem]:
    """The days of a repair agree with its state, and follow one another (S2-080)."""
    for kept in shop.repairs:
        if (message := _wrong_step(kept.record)) is not None:
            hint = say("Mend its state or its days; its history says how it went.")
            yield kept.line.problem("wrong-repair", message, hint)


def _wrong_step(repair: Repair) -> Sentence | None:
    state, back = repair.state, repair.handed_back_on
    if state == "received" and repair.received_on is None:
        return say("{id} is received, but not on any day.", id=repair.id)
    if state in {"done", "handed_back"} and repair.done_on is None and not repair.unrepairable:
        return say("{id} was never done.", id=repair.id)
    if state == "handed_back" and back is None:
        return say("{id} is handed back, but not on any day.", id=repair.id)
    if repair.is_open and back is not None:
        return say("{id} has a day it was handed back on, and is {state}.",
                   id=repair.id, state=say(state))  # fmt: skip
    days = [repair.on, repair.received_on, repair.done_on, back]
    known = [day for day in days if day is not None]
    if known != sorted(known):
        return say("{id}: its days do not follow one another.", id=repair.id)
    return None


def papers(shop: Snapshot) -> Iterator[Problem]:
    """Intake, signature, invoice and payment: what a repair lacks is named (S2-077, S2-079)."""
    customers = {kept.record.id: kept.record for kept in shop.customers}
    for kept in shop.repairs:
        repair, line = kept.record, kept.line
        if repair.state == "cancelled":
            continue
        if lacking := missing(repair, customers.get(repair.customer)):
            words = Listed([say(field.replace("_", " ")) for field in lacking])
            message = say("{id}: the intake lacks {fields} (S2-077).", id=repair.id, fields=words)
            hint = to_complete(repair, lacking)
            yield line.problem("intake-incomplete", message, hint, level="warning")
        if repair.state == "handed_back" and not repair.signed:
            message = say("{id} was handed back without a signature.", id=repair.id)
            hint = say("Let her sign the slip, then `svc repair sign {id}`.", id=repair.id)
            yield line.problem("not-signed", message, hint, level="warning")
        if repair.paid_on is not None and repair.invoice is None:
            message = say("{id} was paid for without an invoice.", id=repair.id)
            yield line.problem("no-invoice", message, say("Write the invoice, add its number."))
        done = repair.state == "handed_back" and not repair.unrepairable
        if done and is_paid_work(repair) and repair.paid_on is None:
            message = say("{id} was handed back, and is not paid for.", id=repair.id)
            yield line.problem("not-paid", message, say("Mend price, invoice and paid_on."))


def money(shop: Snapshot) -> Iterator[Problem]:
    """What was paid is at finance by the next day on which anything was noted (S2-079)."""
    latest = _latest_day(shop)
    for kept in shop.repairs:
        repair = kept.record
        if repair.paid_on is None or latest is None:
            continue
        if repair.to_finance_on is None and repair.paid_on < latest:
            message = say("The money of {id}, paid on {day}, is not at finance.",
                          id=repair.id, day=repair.paid_on)  # fmt: skip
            hint = say("`svc repair to-finance {id}`", id=repair.id)
            yield kept.line.problem("money-not-at-finance", message, hint, level="warning")
        elif repair.to_finance_on is not None and repair.to_finance_on < repair.paid_on:
            message = say("{id}: its money went to finance before it was paid.", id=repair.id)
            yield kept.line.problem("money-not-at-finance", message, say("Mend one of the days."))


def _latest_day(shop: Snapshot) -> date | None:
    """The last day any record of the shop was made on, by its id."""
    tables = (shop.customers, shop.purchases, shop.complaints, shop.returns, shop.repairs,
              shop.parts, shop.deliveries, shop.approvals)  # fmt: skip
    return max((kept.line.day for table in tables for kept in table), default=None)


def consent(shop: Snapshot) -> Iterator[Problem]:
    """Part-time help that somebody refused did not help (S2-087)."""
    refused = {
        kept.record.about
        for kept in shop.approvals
        if kept.record.what == "part_time_help" and kept.record.state == "rejected"
    }
    agreed = {
        kept.record.about
        for kept in shop.approvals
        if kept.record.what == "part_time_help" and kept.record.state == "approved"
    }
    for kept in shop.repairs:
        if kept.record.helper is not None and kept.record.id in refused - agreed:
            message = say("{id} had part-time help that was not agreed to.", id=kept.record.id)
            hint = say("`svc approval list --all --about {id}` shows by whom.", id=kept.record.id)
            yield kept.line.problem("help-refused", message, hint, level="warning")


def logs(shop: Snapshot) -> Iterator[Problem]:
    """Each entry of a repair's history and waits has its moment."""
    for kept in shop.repairs:
        for name in ("history", "waits"):
            moments = [each.get("at") for each in getattr(kept.record, name)]
            moments += [each["until"] for each in kept.record.waits if each.get("until")]
            if not all(map(_is_moment, moments)):
                message = say("{id}: an entry of {field} has no moment.",
                              id=kept.record.id, field=name)  # fmt: skip
                hint = say("Write `at` as 2026-11-22T15:30, or as a day.")
                yield kept.line.problem("wrong-moment", message, hint)


def _is_moment(text: Any) -> bool:
    try:
        day_of(text)
    except (TypeError, ValueError):
        return False
    return True
