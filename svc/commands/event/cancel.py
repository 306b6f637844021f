"""`svc event cancel`: call a gathering off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, entry
from svc.commands.event import VERBS
from svc.commands.event.step import step
from svc.commands.options import changes, formats, pass_app
from svc.i18n import _, say
from svc.rules import event as rule

if TYPE_CHECKING:
    from svc.app import App
    from svc.records.event import Event


@click.command(help=str(VERBS["cancel"]))
@click.argument("ref", shell_complete=completion.EVENT)
@click.option("--text", help=_("Why."))
@changes
@formats
@pass_app
def command(app: App, /, *, ref: str, form: str, dry_run: bool, text: str | None) -> None:
    """It counts no longer for its year; whoever may come must be told."""
    said = {"at": app.at, "staff": app.staff_id, "text": entry.clean(text) if text else None}

    def called_off(before: Event) -> Event:
        rule.must_be_open(before, say("calling it off"))
        return rule.cancelled(before, said)

    step(app, ref, called_off, form, dry_run=dry_run)
