"""`svc event add`: plan a gathering."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc.commands.event import VERBS
from svc.commands.event.fields import its_fields, read, warn_of
from svc.commands.event.view import view
from svc.commands.options import changes, formats, pass_app, show_changed
from svc.records.event import Event

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["add"]))
@its_fields(needed=True)
@changes
@formats
@pass_app
def command(app: App, /, *, form: str, dry_run: bool, **given: Any) -> None:
    """S2-055, S2-056: at least four a year, tied to sales or wholly apart."""
    told = read(app, given)
    planned = {"at": app.at, "state": "planned"}
    with app.store.change(dry_run=dry_run) as change:
        event = Event(
            id=change.new_id("events", app.today),
            staff=app.staff_id,
            history=(planned | ({"staff": app.staff_id} if app.staff_id else {}),),
            **told,
        )
        change.put(event)
    show_changed(event, form, dry_run=dry_run, shown=None if form == "text" else view(event, app))
    warn_of(app, event, told)
