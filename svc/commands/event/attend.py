"""`svc event attend`: who came to a gathering, which was held then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, entry
from svc.commands.event import VERBS
from svc.commands.event.step import guests, step
from svc.commands.options import changes, formats, pass_app
from svc.i18n import _, say
from svc.rules import event as rule

if TYPE_CHECKING:
    from svc.app import App
    from svc.records.event import Event


@click.command(help=str(VERBS["attend"]))
@click.argument("ref", shell_complete=completion.EVENT)
@click.option(
    "--customer",
    "refs",
    multiple=True,
    metavar="REF",
    shell_complete=completion.CUSTOMER,
    help=_("Who came; may be given more than once, also later."),
)
@click.option("--text", help=_("How it went."))
@changes
@formats
@pass_app
def command(
    app: App, /, *, ref: str, form: str, dry_run: bool, refs: tuple[str, ...], text: str | None
) -> None:
    """S2-055: what was held counts for its year; who came unasked is noted, too."""
    came = [customer.id for customer in guests(app, refs, say("Nothing was noted."))]
    said = {"at": app.at, "staff": app.staff_id, "text": entry.clean(text) if text else None}

    def held(before: Event) -> Event:
        rule.may_be_held(before, app.today)
        return rule.attended(before, came, said)

    step(app, ref, held, form, dry_run=dry_run)
