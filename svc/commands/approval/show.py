"""`svc approval show`: one approval or report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, output
from svc.commands.approval import VERBS
from svc.commands.approval.view import as_text
from svc.commands.options import formats, pass_app

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["show"]))
@click.argument("ref", shell_complete=completion.APPROVAL)
@formats
@pass_app
def command(app: App, ref: str, form: str) -> None:
    """What is asked, of whom, and what was answered."""
    approval = app.store.approvals.find(ref)
    output.show_record(approval.to_json(), form, lambda: as_text(approval, app))
