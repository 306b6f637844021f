"""`svc complaint wait`: the clock pauses, and it is on file why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion
from svc.commands.complaint import VERBS
from svc.commands.complaint.view import changed, said_or_none
from svc.commands.options import WordChoice, changes, formats, pass_app
from svc.i18n import _
from svc.records.complaint import WAITS
from svc.rules import complaint as rule

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["wait"]))
@click.argument("ref", shell_complete=completion.COMPLAINT)
@click.option("--for", "what", required=True, type=WordChoice(WAITS), help=_("For what."))
@click.option("--text", help=_("What exactly is awaited."))
@changes
@formats
@pass_app
def command(app: App, ref: str, form: str, dry_run: bool, what: str, text: str | None) -> None:
    """Plan and resolve pause till `resume`, or whatever moves it on."""
    said = said_or_none(text)
    changed(
        app, ref, form, dry_run=dry_run,
        make=lambda before: rule.waiting(before, what, app.at, app.staff_id, text=said),
    )  # fmt: skip
