"""`svc complaint reopen`: the first answer did not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, output
from svc.commands.complaint import VERBS
from svc.commands.complaint.view import changed, said_or_none
from svc.commands.options import changes, formats, pass_app
from svc.i18n import _, say
from svc.rules import complaint as rule

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["reopen"]))
@click.argument("ref", shell_complete=completion.COMPLAINT)
@click.option("--text", help=_("Why: what she says now."))
@changes
@formats
@pass_app
def command(app: App, ref: str, form: str, dry_run: bool, text: str | None) -> None:
    """S2-054: a second chance; its deadlines run anew."""
    said = said_or_none(text)
    changed(
        app, ref, form, dry_run=dry_run,
        make=lambda before: rule.moved(before, "reopened", app.at, app.staff_id, text=said),
    )  # fmt: skip
    if said is None and not dry_run:
        output.warn(say("Nobody will know why: give --text another time."))
