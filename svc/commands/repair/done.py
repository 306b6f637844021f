"""`svc repair done`: the work is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import approvals, completion
from svc.commands.options import changes, formats, pass_app
from svc.commands.repair import VERBS
from svc.commands.repair.steps import staff_of, step, text_of
from svc.commands.repair.view import how_to_settle, of_consent
from svc.errors import Refused
from svc.frozen import replace
from svc.i18n import _, say
from svc.rules.repair import refuse_unpriced

if TYPE_CHECKING:
    from svc.app import App
    from svc.records.repair import Repair
    from svc.store.change import Change


@click.command(help=str(VERBS["done"]))
@click.argument("ref", shell_complete=completion.REPAIR)
@click.option("--text", help=_("What was done."))
@click.option(
    "--repairer", metavar="STAFF", shell_complete=completion.STAFF, help=_("Who repaired it.")
)
@changes
@formats
@pass_app
def command(
    app: App, ref: str, form: str, dry_run: bool, text: str | None, repairer: str | None
) -> None:
    """Paid work needs an agreed price before, and a helper the consent."""
    who = staff_of(app, repairer)

    def edit(repair: Repair, _change: Change) -> Repair:
        if repair.unrepairable:
            raise Refused(
                say("{id} was found to be beyond repair.", id=repair.id),
                say("`svc repair hand-back {id}`, or diagnose it again.", id=repair.id),
            )
        refuse_unpriced(repair)
        for approval in approvals.waiting(app.store, repair.id):
            if approval.what == "part_time_help":
                raise Refused(of_consent(approval), how_to_settle(approval))
        return replace(repair, done_on=app.today, repairer=who or repair.repairer or app.staff_id)

    step(app, ref, "done", edit, form, dry_run=dry_run, text=text_of(text))
