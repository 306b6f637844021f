"""`svc event show`: one gathering."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, output
from svc.commands.event import VERBS
from svc.commands.event.view import as_text, view
from svc.commands.options import formats, pass_app

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["show"]))
@click.argument("ref", shell_complete=completion.EVENT)
@formats
@pass_app
def command(app: App, ref: str, form: str) -> None:
    """With everyone who is asked, what they said, and who came."""
    shown = view(app.store.events.find(ref), app)
    output.show_record(shown, form, lambda: as_text(shown, app))
