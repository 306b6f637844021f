"""`svc return show`: one return with its slip, its approvals and its reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, output
from svc.commands.options import formats, pass_app
from svc.commands.return_ import VERBS
from svc.commands.return_.view import as_text, view

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["show"]))
@click.argument("ref", shell_complete=completion.RETURN)
@formats
@pass_app
def command(app: App, ref: str, form: str) -> None:
    """The figures as they went on file; the reasons in the language now spoken."""
    returned = app.store.returns.find(ref)
    output.show_record(view(returned, app), form, lambda: as_text(returned, app))
