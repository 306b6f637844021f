"""`svc callback forwarded`: what was passed on, and what it waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import output
from svc.commands.callback import VERBS
from svc.commands.options import WordChoice, formats, pass_app
from svc.i18n import _, say, word
from svc.records.callback import FORWARDS
from svc.rules import noting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from svc.app import App
    from svc.records.callback import Callback

KEYS = (
    "key", "forward", "handler", "customer", "name", "text", "question", "forwarded_on", "days",
    "waits_for", "answered_on", "answered_by", "answer", "told_on",
)  # fmt: skip
WAITS = {
    noting.WAITS_FOR_ANSWER: say("an answer"),
    noting.WAITS_FOR_TELLING: say("telling the customer"),
}
COLUMNS = {
    "forwarded_on": "date", "days": "days", "handler": "for", "name": "name",
    "waits_for": "waits for", "text": "text", "question": "question", "answer": "reply",
    "key": "key",
}  # fmt: skip


@click.command(help=str(VERBS["forwarded"]))
@click.option("--to", "forward", type=WordChoice(FORWARDS), help=_("Only what went there."))
@click.option("--all", "every", is_flag=True, help=_("Also what was answered and told."))
@formats
@pass_app
def command(app: App, form: str, forward: str | None, every: bool) -> None:
    """S2-044: the longest waiting first; it waits until the customer has been told."""
    wanted = [forward] if forward else FORWARDS
    found = [
        made
        for made in app.store.callbacks.may_hold("forward", wanted)
        if made.forward in wanted and (every or noting.waits_for(made))
    ]
    handlers = app.policy.at(app.today)["callback.forward"].table()
    customers = app.store.customers.raws(made.customer for made in found)
    rows = [as_row(made, app.today, handlers, customers) for made in noting.longest_waiting(found)]
    if form == "text":
        for row in rows:
            row["handler"] = row["handler"] and word(row["handler"])
            row["waits_for"] = row["waits_for"] and str(WAITS[row["waits_for"]])
    output.show_list(rows, COLUMNS, form, keys=KEYS, below=("text", "question", "answer", "key"))


def as_row(
    made: Callback,
    today: date,
    handlers: Mapping[str, Any],
    customers: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    """One that was passed on: to whom, since when, and what it waits for."""
    shown = made.to_json()
    row = {
        "handler": handlers.get(str(made.forward)),
        "name": customers.get(made.customer, {}).get("name"),
        "forwarded_on": noting.passed_on(made).isoformat(),
        "days": max((today - noting.passed_on(made)).days, 0),
        "waits_for": noting.waits_for(made),
    }
    return {key: row[key] if key in row else shown[key] for key in KEYS}
