"""`svc callback answer`: what the region or the company answered, and that she was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, contact_keys, entry, output
from svc.commands.callback import VERBS
from svc.commands.options import changes, formats, pass_app, show_changed
from svc.errors import WrongUsage
from svc.i18n import _, say
from svc.rules import noting

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["answer"]))
@click.argument("key", shell_complete=completion.CONTACT)
@click.option("--text", help=_("What was answered."))
@click.option("--told", is_flag=True, help=_("The customer has been told."))
@changes
@formats
@pass_app
def command(app: App, form: str, dry_run: bool, key: str, text: str | None, told: bool) -> None:
    """S2-044, S0-059: what was passed on comes back to her who asked."""
    text = entry.clean(text) or None if text else None
    if text is None and not told:
        raise WrongUsage(say("Nothing to note."), say("Give --text, --told or both."))
    key = contact_keys.key_of_ref(app.store, app.policy.at(app.today), key, app.today)
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.callbacks.get(key)
        made = noting.answered(before, text, app.today, app.staff_id, told=told)
        if made != before:
            change.put(made)
    show_changed(made, form, dry_run=dry_run, before=before)
    if noting.waits_for(made):
        output.say_on_stderr(
            say("Now tell her, then note it: `svc callback answer {key} --told`.", key=key)
        )
