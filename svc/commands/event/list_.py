"""`svc event list`: the gatherings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from svc import output
from svc.commands.event import VERBS
from svc.commands.event.view import KEYS, known_themes, view
from svc.commands.options import WordChoice, formats, from_to, pass_app
from svc.i18n import _
from svc.records.event import STATES

if TYPE_CHECKING:
    from svc.app import App

COLUMNS = {
    "id": "id", "on": "date", "time": "time", "title": "title", "theme": "theme",
    "state": "state", "asked": "asked", "accepted": "said yes", "came": "came", "place": "place",
}  # fmt: skip


@click.command("list", help=str(VERBS["list"]))
@from_to
@click.option("--state", type=WordChoice(STATES), help=_("Only those planned, held, cancelled."))
@formats
@pass_app
def command(app: App, form: str, first: date | None, last: date | None, state: str | None) -> None:
    """By day, then id."""
    days = (first or date.min, last or date.max)
    found = [
        event
        for event in app.store.events.all()
        if days[0] <= event.on <= days[1] and state in {None, event.state}
    ]
    known = known_themes(app)
    rows = [view(each, app, known) for each in sorted(found, key=lambda each: (each.on, each.id))]
    if form == "text":
        rows = [row | {"theme": row["theme_name"], "state": _(row["state"])} for row in rows]
    output.show_list(rows, COLUMNS, form, keys=KEYS, below=("place", "theme", "id"))
