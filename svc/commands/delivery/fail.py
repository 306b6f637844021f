"""`svc delivery fail`: it could not be made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, entry, output
from svc.commands.delivery import VERBS
from svc.commands.options import changes, formats, pass_app, show_changed
from svc.errors import BadInput
from svc.i18n import _, say
from svc.rules import delivery as rule

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["fail"]))
@click.argument("ref", shell_complete=completion.DELIVERY)
@click.option("--text", required=True, help=_("Why."))
@changes
@formats
@pass_app
def command(app: App, form: str, dry_run: bool, ref: str, text: str) -> None:
    """It stays open until it is planned anew or called off."""
    if not (told := entry.clean(text)):
        raise BadInput(say("The reason is missing."), say("Say it with --text."))
    delivery_id = app.store.deliveries.find(ref).id
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.deliveries.get(delivery_id)
        after = rule.ended(before, "failed", app.at, app.staff_id, told)
        change.put(after)
    output.say_on_stderr(
        say("Agree on another day: `svc delivery move {id} --on DATE`.", id=after.id)
    )
    show_changed(after, form, dry_run=dry_run, before=before)
