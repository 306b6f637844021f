"""`svc complaint resume`: what was awaited is here, and the clock runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion
from svc.commands.complaint import VERBS
from svc.commands.complaint.view import changed, said_or_none
from svc.commands.options import changes, formats, pass_app
from svc.i18n import _
from svc.rules import complaint as rule

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["resume"]))
@click.argument("ref", shell_complete=completion.COMPLAINT)
@click.option("--text", help=_("What came of the wait."))
@changes
@formats
@pass_app
def command(app: App, ref: str, form: str, dry_run: bool, text: str | None) -> None:
    """It stands where it stood before it waited."""
    said = said_or_none(text)
    changed(
        app, ref, form, dry_run=dry_run,
        make=lambda before: rule.resumed(before, app.at, app.staff_id, text=said),
    )  # fmt: skip
