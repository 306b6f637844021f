"""The four ledgers and the registers: their names, their columns, their lines (S0-024, X-08).

The sources name the forms but do not show them (S0-025): which columns are printed, and in which
order, is the shop's policy; a program gets every key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.i18n import Sentence, say
from svc.rules import ledger_cases as cases
from svc.rules import ledger_people as people

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from svc.policy import DatedPolicy
    from svc.rules.books import Books

Row = dict[str, Any]
NO = "no"
"""The number of a line in its ledger (序号)."""


class Ledger(Frozen):
    """One ledger: the table it is written from, its title, what makes a line, its keys.

    `also` is a second table whose records have lines in it, by day among the others.
    """

    table: str
    title: Sentence
    line: Callable[..., Any]
    keys: tuple[str, ...]
    words: frozenset[str] = frozenset()
    also: str | None = None


_WHO = ("customer", "name", "phone")
LEDGERS: dict[str, Ledger] = {
    "customers": Ledger(
        table="customers",
        title=say("Customer files"),
        line=people.customer,
        keys=people.OWN,
        words=frozenset({"gender"}),
    ),
    "complaints": Ledger(
        table="complaints",
        title=say("Complaint ledger"),
        line=cases.complaint,
        keys=("id", "on", "channel", *_WHO, "purchase", "goods", "bought_on", "category", "cause",
              "urgent", "nth", "text", "measures", "responsible", "state", "result",
              "resolved_on", "closed_on", "satisfied", "staff", "missing"),
        words=frozenset({"channel", "category", "cause", "state", "responsible"}),
    ),
    "callbacks": Ledger(
        table="callbacks",
        title=say("Callback ledger"),
        line=people.callback,
        keys=("id", "due", "on", *_WHO, "kind", "about", "goods", "result", "tries", "satisfied",
              "text", "question", "settle_on", "forward", "staff", "missing"),
        words=frozenset({"kind", "result", "forward"}),
    ),
    "parts": Ledger(
        table="parts",
        title=say("Parts ledger"),
        line=people.parts,
        keys=("id", "on", "move", "code", "part", "model", "ordered", "in", "out", "on_hand",
              "about", *_WHO, "order", "supplier", "expected_on", "price", "fitted_by",
              "warranty_until", "text", "staff", "missing"),
        words=frozenset({"move"}),
    ),
    "returns": Ledger(
        table="returns",
        title=say("Return and exchange register"),
        line=cases.returned,
        keys=("id", "on", *_WHO, "purchase", "bought_on", "receipt", "invoice", "goods",
              "outcome", "cause", "defect", "fee", "refund", "taken", "difference",
              "second_price", "decided_by", "complaint", "state", "settled_on", "paid_by",
              "signed", "staff", "missing"),
        words=frozenset({"outcome", "cause", "state", "paid_by", "decided_by"}),
    ),
    "repairs": Ledger(
        table="repairs",
        title=say("Register of goods in for repair"),
        line=cases.repair,
        keys=("id", "on", *_WHO, "address", "goods", "model", "bought_on", "problem", "symptom",
              "care", "received_on", "diagnosis", "parts", "free", "price", "invoice", "paid_on",
              "to_finance_on", "repairer", "helper", "done_on", "handed_back_on", "signed",
              "state", "staff", "missing"),
        words=frozenset({"state", "care"}),
    ),
    "satisfaction": Ledger(
        table="callbacks",
        title=say("Register of customer satisfaction"),
        line=people.satisfaction,
        keys=("id", "on", *_WHO, "kind", "questionnaire", "about", "goods", "satisfied", "csat",
              "nps", "text", "staff", "missing"),
        words=frozenset({"kind"}),
        also="surveys",
    ),
    "handling": Ledger(
        table="complaints",
        title=say("Complaint handling register"),
        line=cases.handling,
        keys=("id", "on", "channel", *_WHO, "category", "text", "steps", "offers", "waits",
              "responsible", "decided_by", "finding", "result", "resolved_on", "days",
              "closed_on", "satisfied", "state", "missing"),
        words=frozenset(
            {"channel", "category", "state", "responsible", "waits", "finding", "decided_by"}
        ),
    ),
    "opinions": Ledger(
        table="callbacks",
        title=say("Register of quality callbacks and customers' opinions"),
        line=people.opinion,
        keys=("id", "on", *_WHO, "kind", "about", "goods", "satisfied", "text", "question",
              "settle_on", "settled_on", "forward", "staff", "missing"),
        words=frozenset({"kind", "forward"}),
    ),
    "deliveries": Ledger(
        table="deliveries",
        title=say("Delivery register"),
        line=cases.delivery,
        keys=("id", "on", "planned_on", "window", *_WHO, "address", "purchase", "goods", "driver",
              "install", "fitter", "done_on", "accepted_by", "signed", "damaged", "text", "state",
              "staff", "missing"),
        words=frozenset({"state"}),
    ),
    "approvals": Ledger(
        table="approvals",
        title=say("Register of decisions, consents and reports"),
        line=cases.approval,
        keys=("id", "on", "about", "kind", "what", "amount", "text", "rules", "post", "asked_by",
              "state", "decided_on", "decided_by", "decided_as", "answer", "missing"),
        words=frozenset({"kind", "what", "post", "state", "decided_as"}),
    ),
}  # fmt: skip
"""Every ledger; `words` are the columns whose codes people are shown as words."""
NAMES = tuple(LEDGERS)
MISSING = "missing"


def keys_of(name: str, policy: DatedPolicy) -> tuple[str, ...]:
    """Every key of a ledger's lines, its number first."""
    keys = LEDGERS[name].keys
    if name == "customers":
        at = keys.index("spend")
        keys = (*keys[:at], *people.profile_fields(policy), *keys[at:])
    return (NO, *keys)


def columns_of(name: str, policy: DatedPolicy) -> list[str]:
    """The columns of a ledger as it is printed, by the shop's policy (S0-025).

    Raises:
        BadPolicy: it names a column there is not.
    """
    found = policy[f"ledger.{name}"]
    columns, known = found.texts(), keys_of(name, policy)
    if not columns or not set(columns) <= set(known):
        raise found.wrong(say("some of these columns: {words}", words=", ".join(known)))
    return columns


def lines(
    name: str,
    records: Iterable[Any],
    books: Books,
    *,
    opened: Mapping[str, date] | None = None,
    days: tuple[date, date] | None = None,
) -> list[Row]:
    """The lines of a ledger for its records, in their order, those of some days, and numbered.

    `opened` gives the day of each customer file by id. In the parts ledger all that went before
    counts for what is on hand.
    """
    made: Iterable[Row | None]
    if name == "parts":
        made = people.parts(records, books)
    elif name == "customers":
        known = opened or {}
        made = (people.customer(record, known[record.id], books) for record in records)
    else:
        made = (LEDGERS[name].line(record, books) for record in records)
    wanted = (row for row in made if row and (days is None or days[0] <= row["on"] <= days[1]))
    return [{NO: number, **row} for number, row in enumerate(wanted, start=1)]
