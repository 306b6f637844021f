"""`svc callback tally`: who of the staff made how many contacts, and how they went."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from svc import output
from svc.commands.callback import VERBS
from svc.commands.options import formats, from_to, pass_app
from svc.i18n import _
from svc.rules.callback import kind_word
from svc.rules.tally import KEYS, tallied

if TYPE_CHECKING:
    from svc.app import App

COLUMNS = {
    "name": "staff", "contacts": "contacts", "reached": "reached", "no_answer": "no-answer",
    "refused": "refused", "satisfied": "satisfied", "unsatisfied": "unsatisfied",
    "messages": "messages sent", "kinds": "kinds",
}  # fmt: skip


@click.command(help=str(VERBS["tally"]))
@from_to
@formats
@pass_app
def command(app: App, form: str, first: date | None, last: date | None) -> None:
    """S2-037: every contact counts for who made it; both days included."""
    store = app.store
    names = {member.id: member.name for member in store.staff.all()}
    found = tallied(
        store.callbacks.all(), store.messages.all(), first or date.min, last or date.max
    )
    rows = [tally.to_json(names) for tally in found]
    if form == "text":
        for row in rows:
            row["name"] = row["name"] or row["staff"] or _("nobody named")
            told = [f"{kind_word(kind)} {n}" for kind, n in row["kinds"].items()]
            row["kinds"] = ", ".join(told)
    output.show_list(rows, COLUMNS, form, keys=KEYS, below=("kinds",))
