"""`svc sms opt-out`: a customer wants no more messages, obeyed from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, entry
from svc.commands.options import changes, formats, pass_app
from svc.commands.sms import VERBS
from svc.i18n import _
from svc.rules.consent import OPT_OUT, WAYS

if TYPE_CHECKING:
    from svc.app import App


@click.command("opt-out", help=str(VERBS["opt-out"]))
@click.argument("ref", shell_complete=completion.CUSTOMER)
@click.option(
    "--by", type=click.Choice(WAYS[:-1]), default="sms", show_default=True,
    help=_("The way she said so, such as form or call."),
)  # fmt: skip
@click.option("--text", help=_("What she answered, such as TD."))
@changes
@formats
@pass_app
def command(app: App, ref: str, by: str, text: str | None, form: str, dry_run: bool) -> None:
    """MIIT Order 31: a refusal is obeyed at once; said twice, it is the same."""
    from svc.commands.customer.consent import note

    told = {"purpose": None, "by": by, "text": entry.clean(text) if text else None}
    note(app, ref, (), OPT_OUT, told, form=form, dry_run=dry_run)
