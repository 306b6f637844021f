"""`svc repair to-finance`: the money of paid work is handed over (S2-079)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion
from svc.commands.options import changes, formats, pass_app
from svc.commands.repair import VERBS
from svc.commands.repair.steps import step
from svc.frozen import replace
from svc.rules.repair import refuse_money_left

if TYPE_CHECKING:
    from svc.app import App
    from svc.records.repair import Repair
    from svc.store.change import Change


@click.command("to-finance", help=str(VERBS["to-finance"]))
@click.argument("ref", shell_complete=completion.REPAIR)
@changes
@formats
@pass_app
def command(app: App, ref: str, form: str, dry_run: bool) -> None:
    """At once, that is on the day she paid."""

    def edit(repair: Repair, _change: Change) -> Repair:
        refuse_money_left(repair)
        return replace(repair, to_finance_on=app.today)

    step(app, ref, "to-finance", edit, form, dry_run=dry_run)
