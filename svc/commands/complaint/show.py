"""`svc complaint show`: one complaint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, output
from svc.commands.complaint import VERBS
from svc.commands.complaint.text import as_text
from svc.commands.complaint.view import view
from svc.commands.options import formats, pass_app
from svc.rules.deadlines import deadlines
from svc.rules.hours import unknown_year

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["show"]))
@click.argument("ref", shell_complete=completion.COMPLAINT)
@formats
@pass_app
def command(app: App, ref: str, form: str) -> None:
    """With its history and its deadlines."""
    complaint = app.store.complaints.find(ref)
    output.show_record(view(complaint, app), form, lambda: as_text(complaint, app))
    last = deadlines(complaint, app.policy, app.at)["resolve"].due
    if complaint.is_open and (guessed := unknown_year(app.policy, complaint.on, last)):
        output.warn(guessed)
