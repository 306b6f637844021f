"""`svc event cancel`: call a gathering off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, entry, output
from svc.commands.event import VERBS
from svc.commands.event.view import view
from svc.commands.options import changes, formats, pass_app, show_changed
from svc.i18n import _, say
from svc.rules import event as rule

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["cancel"]))
@click.argument("ref", shell_complete=completion.EVENT)
@click.option("--text", help=_("Why."))
@changes
@formats
@pass_app
def command(app: App, /, *, ref: str, form: str, dry_run: bool, text: str | None) -> None:
    """It counts no longer for its year; whoever said yes must be told."""
    said = {"at": app.at, "staff": app.staff_id, "text": entry.clean(text) if text else None}
    event_id = app.store.events.find(ref).id
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.events.get(event_id)
        rule.must_be_open(before, say("calling it off"))
        event = rule.cancelled(before, said)
        change.put(event)
    shown = None if form == "text" else view(event, app)
    show_changed(event, form, dry_run=dry_run, shown=shown, before=before)
    if waiting := sum(row.get("answer") in {"yes", "maybe"} for row in event.invited):
        output.warn(say("{n} of those invited may be coming: tell them.", n=waiting))
