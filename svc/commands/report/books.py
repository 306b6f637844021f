"""The records a ledger is written from, fetched: those of its days, and what belongs to them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from svc.rules.books import Books
from svc.rules.callback import NO_ANSWER
from svc.rules.complete import FollowUp
from svc.store.ids import day_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from svc.app import App
    from svc.rules.survey import Questionnaire
    from svc.store.store import Store

CASES = {"K": "complaints", "W": "repairs", "R": "returns", "D": "deliveries"}
DATED = ("complaints", "returns", "repairs", "deliveries", "approvals")
"""Tables whose ids carry the day of the case: only the files of the days asked for are read."""


def records_of(store: Store, table: str, first: date | None, last: date | None) -> list[Any]:
    """The records of a ledger's table on some days, both included, by day, then id.

    A callback counts on the day it was made; a customer file on the day it was opened.
    """
    if table == "callbacks":
        found: Iterable[Any] = store.callbacks.many(_made_between(store, first, last)).values()
        return sorted(found, key=lambda made: (made.done_on, made.id))
    whole = store.table(table)
    if table == "parts":  # each line says what is on hand after it: all before it count
        from svc.rules.part import in_order

        return in_order(store.parts.all())
    found = whole.between(first, last) if first and last else whole.all()
    if table == "customers":
        found = (record for record in found if record.is_present)
        return sorted(found, key=lambda record: (day_of(record.id), record.id))
    return sorted(found, key=lambda record: (record.on, record.id))


def _made_between(store: Store, first: date | None, last: date | None) -> list[str]:
    """The keys of the callbacks made on some days; the others' lines make no records."""
    low = first.isoformat() if first else ""
    high = last.isoformat() if last else "~"
    return [raw["id"] for raw in store.callbacks.fields() if low <= raw.get("done_on", "") <= high]


def books_of(app: App, table: str, records: list[Any]) -> Books:
    """What belongs to the records of a ledger: customers, goods, approvals, calls made.

    Raises:
        BadPolicy: the schedule of callbacks cannot be read.
    """
    store, policy = app.store, app.policy.at(app.today)
    names = {member.id: member.name for member in store.staff.all()}
    if table == "customers":
        ids = {record.id for record in records}
        return Books(
            policy=policy,
            bought=_by(store, "purchases", "customer", ids),
            returned=_by(store, "returns", "customer", ids),
            names=names,
        )
    abouts = [record.about for record in records if getattr(record, "about", None)]
    cases = _cases(store, abouts)
    about = {record.id for record in records} | {*abouts}
    purchases = {getattr(each, "purchase", None) for each in (*records, *cases.values())}
    purchases |= {each for each in abouts if each.startswith("P-")}
    sold = sorted(filter(None, purchases))
    customers = {getattr(each, "customer", None) for each in (*records, *cases.values())}
    approvals = _by(store, "approvals", "about", about)
    called = _by(store, "callbacks", "about", about | {*sold})
    made = {each.id for calls in called.values() for each in calls if each.result != NO_ANSWER}
    waiting = frozenset(
        case for case, asked in approvals.items() if any(a.state == "waiting" for a in asked)
    )
    return Books(
        policy=policy,
        customers=store.customers.many(sorted(filter(None, customers))),
        purchases=store.purchases.many(sold),
        complained=_by(store, "complaints", "purchase", {*sold}) if table == "complaints" else {},
        approvals=approvals,
        callbacks=called,
        parts=_by(store, "parts", "about", about) if table == "repairs" else {},
        cases=cases,
        names=names,
        forms=_forms(app, records),
        follow_up=FollowUp.of(policy, made, waiting, app.today),
    )


def _forms(app: App, records: list[Any]) -> dict[str, Questionnaire]:
    """The questionnaires of filled-in sheets, each as it stood on its sheet's day.

    One that the shop has no more is left out: the sheet shows its name then.
    """
    from svc.errors import NoSuchRecord
    from svc.records.survey import Survey
    from svc.rules.survey import questionnaire

    found: dict[str, Questionnaire] = {}
    for sheet in records:
        if isinstance(sheet, Survey):
            with suppress(NoSuchRecord):
                found[sheet.id] = questionnaire(app.policy, sheet.form, sheet.on)
    return found


def surveys_of(store: Store, first: date | None, last: date | None) -> list[Any]:
    """The sheets filled in on some days, whenever they were put on file."""
    return [
        sheet
        for sheet in store.surveys.all()
        if (first is None or first <= sheet.on) and (last is None or sheet.on <= last)
    ]


def _cases(store: Store, abouts: Iterable[str]) -> dict[str, Any]:
    """The cases that lines are about, by id."""
    found: dict[str, Any] = {}
    for letter, table in CASES.items():
        found |= store.table(table).many(sorted({a for a in abouts if a[:1] == letter}))
    return found


def _by(store: Store, table: str, field: str, values: set[str]) -> dict[str, list[Any]]:
    """The records of a table whose field holds one of these values, by it, the oldest first."""
    found: dict[str, list[Any]] = {}
    for record in store.table(table).may_hold(field, values) if values else ():
        value = getattr(record, field)
        if value in values:
            found.setdefault(value, []).append(record)
    for records in found.values():
        records.sort(key=lambda record: record.id)
    return found
