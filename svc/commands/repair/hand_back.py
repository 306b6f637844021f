"""`svc repair hand-back`: the goods are in the customer's hands again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, output
from svc.commands.options import WordChoice, changes, formats, pass_app
from svc.commands.repair import VERBS
from svc.commands.repair.steps import line_of, step, text_of
from svc.commands.repair.view import unsigned
from svc.errors import Refused
from svc.frozen import replace
from svc.i18n import _, say
from svc.money import PAID_BY
from svc.rules.repair import is_paid_work, refuse_payment, refuse_unpaid

if TYPE_CHECKING:
    from svc.app import App
    from svc.records.repair import Repair
    from svc.store.change import Change


@click.command("hand-back", help=str(VERBS["hand-back"]))
@click.argument("ref", shell_complete=completion.REPAIR)
@click.option("--signed", is_flag=True, help=_("She signed for it."))
@click.option("--invoice", metavar="NO", help=_("The number of the invoice she got."))
@click.option("--paid-by", type=WordChoice(PAID_BY), help=_("How she pays now."))
@click.option("--text", help=_("What is to be said of it."))
@changes
@formats
@pass_app
def command(
    app: App,
    /,
    *,
    ref: str,
    form: str,
    dry_run: bool,
    signed: bool,
    invoice: str | None,
    paid_by: str | None,
    text: str | None,
) -> None:
    """S2-079: paid work needs its price, an invoice and the money first."""
    number = line_of(invoice)

    def edit(repair: Repair, _change: Change) -> Repair:
        back = replace(
            repair, handed_back_on=app.today, signed=signed, invoice=number or repair.invoice
        )
        if paid_by is not None:
            if repair.unrepairable:
                raise Refused(say("{id} was not repaired: nothing is paid.", id=repair.id))
            if repair.paid_on is not None:
                raise Refused(
                    say("{id} was paid on {day} already.", id=repair.id, day=repair.paid_on),
                    say("Leave out --paid-by."),
                )
            back = replace(back, paid_on=app.today, paid_by=paid_by)
            refuse_payment(back)
        refuse_unpaid(back)
        return back

    repair = step(app, ref, "hand-back", edit, form, dry_run=dry_run, text=text_of(text))
    if not signed:
        output.warn(unsigned(repair))
    if is_paid_work(repair) and repair.paid_on and repair.to_finance_on is None:
        output.say_on_stderr(
            say("{price} yuan go to finance at once: `svc repair to-finance {id}`.",
                price=repair.price, id=repair.id)
        )  # fmt: skip
