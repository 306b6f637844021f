"""What a slip's template may know: plain words of one case, nothing more.

Unlike a message, a slip bears the customer's phone and address: she signs it at the counter. Every
word is there for every kind of slip, empty where the case has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.checkmark import printed
from svc.frozen import Frozen, field
from svc.i18n import word
from svc.messages.facts import call, day_in_words, plain
from svc.messages.slip_names import FIELDS, LINE, WORDS
from svc.money import ZERO
from svc.papers.capitals import in_capitals
from svc.rules.ruling import cause_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    from svc.messages.facts import Facts
    from svc.records.complaint import Complaint
    from svc.records.customer import Customer
    from svc.records.delivery import Delivery
    from svc.records.part import Part
    from svc.records.purchase import Purchase
    from svc.records.repair import Repair
    from svc.records.return_ import Return

    Case = Return | Repair | Delivery | Complaint

SETTLED_QUIETLY = frozenset({"settled", "approved", "done", "planned", "handed_back"})
"""States a slip need not name: it is what the slip is for."""


class Told(Frozen):
    """All that a slip is made from: a case, and what on file belongs to it."""

    kind: str
    case: Case
    customer: Customer | None
    shop: str
    today: date
    language: str
    paper: str
    staff: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    purchase: Purchase | None = None
    parts: tuple[Part, ...] = ()
    amount: Decimal | None = None


def slip_facts(told: Told) -> Facts:
    """The facts of one slip; `told.names` are the names of the people the case names by id."""
    case, customer, today = told.case, told.customer, told.today
    name = plain(customer.name) if customer else ""
    gender = customer.gender if customer else None
    return {
        "slip": {
            "kind": told.kind,
            "id": case.id,
            "number": printed(case.id),
            "paper": told.paper,
            "reprint": _said(
                told.kind == "goods" and getattr(case, "handed_back_on", None) is not None
            ),
        },
        "shop": {"name": plain(told.shop)},
        "staff": {"name": plain(told.staff)},
        "customer": {
            "name": name,
            "call": call(name, gender, told.language),
            "gender": gender or "",
            "number": plain(customer.number or "") if customer else "",
            "phone": _of_either(case, customer, "phone"),
            "address": _of_either(case, customer, "address"),
        },
        "today": {
            "date": today.isoformat(),
            "words": day_in_words(today, told.language, year=True),
            "year": today.year,
            "month": today.month,
            "day": today.day,
        },
        "case": _case(told),
        "goods": [_line(row) for row in _goods(told)],
        "taken": [_line(item.to_json()) for item in getattr(case, "taken", ())],
        "parts": [
            _line({"name": part.name, "sku": part.code, "qty": part.qty, "amount": part.price})
            for part in told.parts
        ],
        "language": told.language,
    }


def _of_either(case: Case, customer: Customer | None, field: str) -> str:
    """What the case has of a field, else the customer's file."""
    own = getattr(case, field, None)
    if own or customer is None:
        return plain(own or "")
    on_file = customer.phone if field == "phone" else customer.profile.get(field)
    return plain(str(on_file or ""))


def _goods(told: Told) -> Iterable[dict[str, Any]]:
    """The pieces it is about: those that come back, else the one named, else the whole sale."""
    if goods := getattr(told.case, "goods", ()):
        return [dict(row) for row in goods]
    items = told.purchase.items if told.purchase else ()
    named = getattr(told.case, "item", None)
    one = [item for item in items if named and named in (item.sku, item.name)]
    return [item.to_json() for item in one or items]


def _piece(told: Told, otherwise: str) -> str:
    """What it is about in a word or two: the names of the goods, else how the case calls it."""
    names = [str(line["name"]) for line in map(_line, _goods(told)) if line["name"]]
    return ("、" if told.language == "zh" else ", ").join(names) or otherwise


def _line(row: dict[str, Any]) -> dict[str, str | int]:
    line = {name: plain(str(row.get(name) or "")) for name in LINE}
    return {**line, "name": line["name"] or line["sku"], "qty": row.get("qty") or 1}


def _case(told: Told) -> dict[str, str | int]:
    """The words of the case itself."""
    case = told.case
    known = {name: _said(getattr(case, name, None)) for name in FIELDS}
    known |= {name: word(getattr(case, name, None) or "") for name in WORDS}
    known["cause"] = cause_word(getattr(case, "cause", None) or "")
    if known["problem"] == (code := getattr(case, "care", None)):  # nothing more was said
        known["problem"] = word(code or "")
    known["kind_of"] = getattr(case, "outcome", "") or ""
    for name in ("repairer", "helper", "driver", "fitter"):
        known[name] = plain(told.names.get(known[name], known[name]))
    if getattr(case, "state", "") in SETTLED_QUIETLY:
        known["state"] = ""
    if told.purchase:
        known["bought_on"] = known["bought_on"] or told.purchase.on.isoformat()
        known["receipt"] = known["receipt"] or plain(told.purchase.receipt or "")
    known["piece"] = _piece(told, known["item"] or known["model"])
    known["condition"] = _condition(case) or known["symptom"]
    to_get, to_pay = money_of(case)
    known["to_get"], known["to_pay"] = _said(to_get), _said(to_pay)
    known["amount"] = _said(told.amount)
    known["from_her"] = _said(paid_by_her(case) is not None)
    known["amount_words"] = "" if told.amount is None else in_capitals(told.amount)
    terms = getattr(case, "terms", None) or {}
    known["warranty_until"] = plain(str(terms.get("warranty_until") or ""))
    return {**known}


def _condition(case: Case) -> str:
    """How goods looked when they were taken in, as it was noted then."""
    taken_in = [
        str(entry["text"])
        for entry in getattr(case, "history", ())
        if entry.get("text")
        and (entry.get("did") or ("receive" if entry.get("state") == "received" else ""))
        == "receive"
    ]
    return plain(taken_in[-1]) if taken_in else ""


def money_of(case: Case) -> tuple[Decimal | None, Decimal | None]:
    """What the customer gets back of a return, and what she pays on top; None for no money."""
    difference = getattr(case, "difference", None)
    if difference is not None:
        return (-difference, None) if difference < ZERO else (None, difference or None)
    return getattr(case, "refund", None), None


def paid_by_her(case: Case) -> Decimal | None:
    """What the shop got from her: for paid work that is paid for, or on top of an exchange."""
    if getattr(case, "paid_on", None) is not None:
        return getattr(case, "price", None)
    return money_of(case)[1]


def _said(value: Any) -> str:
    """A field as a slip shows it: days as on file, a flag as a word or nothing."""
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    return plain(str(value))
