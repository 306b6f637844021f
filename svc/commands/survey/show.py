"""`svc survey show`: one sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, output
from svc.commands.options import formats, pass_app
from svc.commands.survey import VERBS
from svc.commands.survey.view import as_text, view

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["show"]))
@click.argument("ref", shell_complete=completion.SURVEY)
@formats
@pass_app
def command(app: App, ref: str, form: str) -> None:
    """With the questions as they were on its day, and what was answered."""
    shown = view(app, app.store.surveys.find(ref))
    output.show_record(shown, form, lambda: as_text(shown, app))
