"""`svc repair receive`: take the goods in, against a receipt (S2-080)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion
from svc.commands.options import changes, formats, pass_app
from svc.commands.repair import VERBS
from svc.commands.repair.steps import staff_of, step, text_of
from svc.frozen import replace
from svc.i18n import _

if TYPE_CHECKING:
    from svc.app import App
    from svc.records.repair import Repair
    from svc.store.change import Change


@click.command(help=str(VERBS["receive"]))
@click.argument("ref", shell_complete=completion.REPAIR)
@click.option("--text", help=_("The state of the goods as they were taken in."))
@click.option(
    "--repairer", metavar="STAFF", shell_complete=completion.STAFF, help=_("Who repairs it.")
)
@changes
@formats
@pass_app
def command(
    app: App, ref: str, form: str, dry_run: bool, text: str | None, repairer: str | None
) -> None:
    """From this day the warranty stands still."""
    who = staff_of(app, repairer)

    def edit(repair: Repair, _change: Change) -> Repair:
        return replace(repair, received_on=app.today, repairer=who or repair.repairer)

    step(app, ref, "receive", edit, form, dry_run=dry_run, text=text_of(text))
