"""`svc sms cancel`: messages that are not to go out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, entry
from svc.commands.options import changes, formats, pass_app
from svc.commands.sms import VERBS
from svc.commands.sms.outbox_view import changed, named
from svc.i18n import _
from svc.rules.outbox import moved

if TYPE_CHECKING:
    from svc.app import App
    from svc.records.message import Message


@click.command("cancel", help=str(VERBS["cancel"]))
@click.argument("refs", nargs=-1, metavar="KEY...", shell_complete=completion.MESSAGE)
@click.option("--text", help=_("Why."))
@changes
@formats
@pass_app
def command(app: App, form: str, dry_run: bool, refs: tuple[str, ...], text: str | None) -> None:
    """What is being sent, or went, cannot be cancelled; cancelled twice is cancelled once."""
    why = (entry.clean(text) or None) if text else None

    def cancelled(message: Message) -> Message:
        if message.state == "cancelled":
            return message
        return moved(message, "cancel", app.at, staff=app.staff_id, text=why)

    changed(app, named(app, refs), cancelled, form, dry_run=dry_run)
