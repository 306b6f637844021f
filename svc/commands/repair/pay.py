"""`svc repair pay`: paid work is paid for, against an invoice (S2-079)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion
from svc.commands.options import WordChoice, changes, formats, pass_app
from svc.commands.repair import VERBS
from svc.commands.repair.steps import line_of, step
from svc.frozen import replace
from svc.i18n import _
from svc.money import PAID_BY
from svc.rules.repair import refuse_payment

if TYPE_CHECKING:
    from svc.app import App
    from svc.records.repair import Repair
    from svc.store.change import Change


@click.command(help=str(VERBS["pay"]))
@click.argument("ref", shell_complete=completion.REPAIR)
@click.option("--invoice", metavar="NO", help=_("The number of the invoice she got."))
@click.option(
    "--paid-by", type=WordChoice(PAID_BY), default="cash", help=_("How it was paid; cash.")
)
@changes
@formats
@pass_app
def command(
    app: App, ref: str, form: str, dry_run: bool, invoice: str | None, paid_by: str
) -> None:
    """The money goes to finance at once: `svc repair to-finance`."""
    number = line_of(invoice)

    def edit(repair: Repair, _change: Change) -> Repair:
        paid = replace(
            repair, invoice=number or repair.invoice, paid_on=app.today, paid_by=paid_by
        )
        refuse_payment(paid)
        return paid

    step(app, ref, "pay", edit, form, dry_run=dry_run, text=number)
