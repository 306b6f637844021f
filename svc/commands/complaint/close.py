"""`svc complaint close`: nothing more is to be done about a complaint."""

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
    from svc.records.complaint import Complaint


@click.command(help=str(VERBS["close"]))
@click.argument("ref", shell_complete=completion.COMPLAINT)
@click.option("--text", help=_("What there is to say."))
@changes
@formats
@pass_app
def command(app: App, ref: str, form: str, dry_run: bool, text: str | None) -> None:
    """Only what is resolved can be closed, and not before its return."""
    said = said_or_none(text)

    def closed(before: Complaint) -> Complaint:
        after = rule.moved(before, "closed", app.at, app.staff_id, text=said)
        rule.refuse_open_return(before, app.store.returns.where("complaint", before.id))
        return after

    changed(app, ref, form, dry_run=dry_run, make=closed)
