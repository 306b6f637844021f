"""`svc repair show`: one repair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, output
from svc.commands.options import formats, pass_app
from svc.commands.repair import VERBS
from svc.commands.repair.view import as_text, view

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["show"]))
@click.argument("ref", shell_complete=completion.REPAIR)
@formats
@pass_app
def command(app: App, ref: str, form: str) -> None:
    """With its times (S2-084), its parts, and what the law says of repairs that did not last."""
    repair = app.store.repairs.find(ref)
    output.show_record(view(repair, app), form, lambda: as_text(repair, app))
