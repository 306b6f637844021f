"""`svc delivery show`: one delivery with its checklist."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, output
from svc.commands.delivery import VERBS
from svc.commands.delivery.view import as_row, as_text, checklist, questions_of
from svc.commands.options import formats, pass_app

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["show"]))
@click.argument("ref", shell_complete=completion.DELIVERY)
@formats
@pass_app
def command(app: App, ref: str, form: str) -> None:
    """Where it stands; each question with ✓, ✗ or, still open, a dot."""
    delivery = app.store.deliveries.find(ref)
    asked = questions_of(app, delivery)
    view = as_row(delivery, app.today) | {"checklist": checklist(delivery, asked)}
    output.show_record(view, form, lambda: as_text(delivery, asked, app))
