"""`svc return check`: whether refund, fee and invoice agree (S3-036)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import approvals, completion, entry, output, returns
from svc.commands.options import PRICE, changes, formats, pass_app, show_changed
from svc.commands.return_ import VERBS
from svc.commands.return_.view import view
from svc.errors import PROBLEMS_FOUND, BadInput, Refused
from svc.frozen import replace
from svc.i18n import _, say
from svc.money import ZERO
from svc.rules.agreed import as_quoted, invoice_agrees
from svc.rules.authority import authority_of
from svc.rules.sold import worth

if TYPE_CHECKING:
    from decimal import Decimal

    from svc.app import App


@click.command(help=str(VERBS["check"]))
@click.argument("ref", shell_complete=completion.RETURN)
@click.option("--invoice", metavar="NO", help=_("The number of the invoice."))
@click.option(
    "--amount",
    type=PRICE,
    metavar="AMOUNT",
    help=_(
        "What the invoice says for the goods that came back: the price paid, or on a credit note "
        "what went back of it, the price less the fee."
    ),
)
@changes
@formats
@pass_app
def command(
    app: App,
    ref: str,
    form: str,
    dry_run: bool,
    invoice: str | None,
    amount: Decimal | None,
) -> None:
    """S3-036: exit 1 where they differ; the check is on file either way."""
    return_id = app.store.returns.find(ref).id
    post = authority_of(app.policy.at(app.today)["authority.check_refund"]).handler
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.returns.get(return_id)
        who = approvals.acting(app)
        if not who.covers(post):
            raise returns.not_for(app, before, post)
        if before.state != "settled" or before.refund is None:
            raise Refused(
                say("{id}: no refund was paid that could be checked.", id=before.id),
                say("`svc return show {id}` shows how it stands.", id=before.id),
            )
        if before.settled_on is not None and app.today < before.settled_on:
            raise BadInput(
                say(
                    "{id} was settled on {day}: it cannot be checked before.",
                    id=before.id,
                    day=before.settled_on,
                ),
                say("Look at --today, or this computer's clock."),
            )
        after = replace(
            before,
            invoice=entry.one_line(invoice or "") or before.invoice,
            invoice_amount=before.invoice_amount if amount is None else amount,
            checked_by=who.staff or who.highest,
            history=(*before.history, returns.line(app, "check_refund")),
        )
        change.put(after)
        shown = view(after, app)
    show_changed(after, form, dry_run=dry_run, shown=shown, before=before)
    if not (invoice_agrees(after) and as_quoted(after)):
        output.warn(
            say(
                "{id}: {refund} yuan went back of {price} paid for the goods, the fee being "
                "{fee}; the invoice says {amount}.",
                id=after.id,
                refund=after.refund,
                price=worth(after),
                fee=after.fee or ZERO,
                amount="-" if after.invoice_amount is None else after.invoice_amount,
            )
        )
        click.get_current_context().exit(PROBLEMS_FOUND)
