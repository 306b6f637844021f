"""`svc callback list`: the ledger of callbacks made."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from svc import output
from svc.commands.callback import VERBS
from svc.commands.options import formats, from_to, names_of, pass_app
from svc.i18n import _, word
from svc.records.callback import Callback
from svc.rules.callback import kind_word

if TYPE_CHECKING:
    from svc.app import App

COLUMNS = {
    "done_on": "done on",
    "kind": "kind",
    "customer": "customer",
    "result": "result",
    "satisfied": "satisfied",
    "text": "text",
    "question": "question",
    "settle_on": "settle on",
    "forward": "passed to",
    "staff": "staff",
    "key": "key",
}
KEYS = ("key", "id", *Callback.fields_known())


@click.command(help=str(VERBS["list"]))
@from_to
@click.option(
    "--satisfied/--unsatisfied",
    default=None,
    help=_("Only who was content, or who was not: examples for a staff meeting."),
)
@formats
@pass_app
def command(
    app: App, form: str, first: date | None, last: date | None, satisfied: bool | None
) -> None:
    """By the day made, then key; both ends included (S2-016: real examples for meetings)."""
    first, last = first or date.min, last or date.max
    made = app.store.callbacks.where_between("done_on", first, last)
    made.sort(key=lambda callback: (callback.done_on, callback.id))
    rows = [
        callback.to_json()
        for callback in made
        if satisfied is None or callback.satisfied is satisfied
    ]
    if form == "text":
        whose = names_of(app.store, (row["customer"] for row in rows))
        staff = {member.id: member.name for member in app.store.staff.all()}
        rows = [
            row
            | {name: row[name] and word(row[name]) for name in ("result", "forward")}
            | {
                "kind": kind_word(row["kind"]),
                "customer": whose.get(row["customer"], row["customer"]),
                "staff": staff.get(row["staff"], row["staff"]),
            }
            for row in rows
        ]
    output.show_list(rows, COLUMNS, form, keys=KEYS, below=("text", "question", "key"))
