"""`svc approval reject`: refuse what waits for one's post."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion
from svc.commands.approval import VERBS
from svc.commands.approval.answer import answered
from svc.commands.options import changes, formats, pass_app
from svc.i18n import _

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["reject"]))
@click.argument("ref", shell_complete=completion.APPROVAL)
@click.option("--text", help=_("What is said to it."))
@changes
@formats
@pass_app
def command(app: App, ref: str, form: str, dry_run: bool, text: str | None) -> None:
    """X-09: only a post that covers it."""
    answered(app, ref, form, dry_run=dry_run, text=text, approve=False)
