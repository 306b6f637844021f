"""`svc sms opt-out`: a customer wants no more messages, obeyed from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion, entry, output
from svc.commands.options import changes, formats, pass_app
from svc.commands.sms import VERBS
from svc.i18n import _, say
from svc.rules.consent import OPT_OUT, WAYS, agreed, withdrawn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from svc.app import App
    from svc.i18n import Sentence


@click.command("opt-out", help=str(VERBS["opt-out"]))
@click.argument("ref", shell_complete=completion.CUSTOMER)
@click.option(
    "--by", type=click.Choice(WAYS[:-1]),
    help=_("The way she said so, such as form or call; with --text alone by message."),
)  # fmt: skip
@click.option("--text", help=_("What she answered, such as TD."))
@changes
@formats
@pass_app
def command(
    app: App, ref: str, by: str | None, text: str | None, form: str, dry_run: bool
) -> None:
    """MIIT Order 31: a refusal is obeyed at once; said twice, it is the same."""
    from svc.commands.customer.consent import note

    said = entry.clean(text) if text else None
    told = {"purpose": None, "by": by or ("sms" if said else None), "text": said}
    before = note(app, ref, (), OPT_OUT, told, form=form, dry_run=dry_run)
    if not dry_run:
        output.say_on_stderr(obeyed(before.consent))


def obeyed(before: Mapping[str, Any]) -> Sentence:
    """What holds from now on, or has held since the day she first said so."""
    if withdrawn(before, "sms") and not agreed(before, "sms"):
        since = before["sms"]["withdrawn"]
        return say("No message goes to her: she has wanted none since {day}.", day=since)
    return say("From now on no message goes to her.")
