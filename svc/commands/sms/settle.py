"""`svc sms settle`: a person says whether a message went."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, entry
from svc.commands.options import changes, formats, pass_app
from svc.commands.sms import VERBS
from svc.commands.sms.outbox_view import changed, named
from svc.errors import WrongUsage
from svc.i18n import _, say
from svc.rules.outbox import moved

if TYPE_CHECKING:
    from svc.app import App
    from svc.records.message import Message


@click.command("settle", help=str(VERBS["settle"]))
@click.argument("refs", nargs=-1, metavar="KEY...", shell_complete=completion.MESSAGE)
@click.option(
    "--sent/--not-sent", "went", default=None,
    help=_("Whether it went: ask the gateway, or the customer."),
)  # fmt: skip
@click.option("--again", is_flag=True, help=_("Send one that did not go once more."))
@click.option("--text", help=_("How one knows."))
@changes
@formats
@pass_app
def command(
    app: App,
    form: str,
    dry_run: bool,
    refs: tuple[str, ...],
    went: bool | None,
    again: bool,
    text: str | None,
) -> None:
    """Only this leads from unknown back to approved."""
    if (went is None and not again) or (went and again):
        raise WrongUsage(
            say("Did it go?"), say("Say --sent, --not-sent, or --again to send it once more.")
        )
    told = (entry.clean(text) or None) if text else None

    def settled(message: Message) -> Message:
        if went is not None and message.state != ("sent" if went else "failed"):
            move = "say sent" if went else "say not sent"
            message = moved(
                message, move, app.at, staff=app.staff_id, text=told,
                reference=message.reference,
            )  # fmt: skip
        if again:
            message = moved(message, "again", app.at, staff=app.staff_id)
        return message

    changed(app, named(app, refs), settled, form, dry_run=dry_run)
