"""`svc repair cancel`: the repair is given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion
from svc.commands.options import changes, formats, pass_app
from svc.commands.repair import VERBS
from svc.commands.repair.steps import step, text_of
from svc.errors import Refused
from svc.frozen import replace
from svc.i18n import _, say

if TYPE_CHECKING:
    from svc.app import App
    from svc.records.repair import Repair
    from svc.store.change import Change


@click.command(help=str(VERBS["cancel"]))
@click.argument("ref", shell_complete=completion.REPAIR)
@click.option("--text", help=_("Why it is given up."))
@click.option("--signed", is_flag=True, help=_("She signed for the goods she got back."))
@changes
@formats
@pass_app
def command(app: App, ref: str, form: str, dry_run: bool, text: str | None, signed: bool) -> None:
    """Goods that were taken in go back on the same day; a wait that runs ends."""

    def edit(repair: Repair, _change: Change) -> Repair:
        if repair.paid_on is not None:
            raise Refused(
                say("{id} was paid on {day} already.", id=repair.id, day=repair.paid_on),
                say("Do the work and hand it back."),
            )
        waits = [each if each.get("until") else {**each, "until": app.at} for each in repair.waits]
        back = app.today if repair.received_on else None
        return replace(repair, waits=tuple(waits), handed_back_on=back, signed=signed)

    step(app, ref, "cancel", edit, form, dry_run=dry_run, text=text_of(text))
