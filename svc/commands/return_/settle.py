"""`svc return settle`: money or new goods change hands, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion, output, returns
from svc.commands.options import WordChoice, changes, formats, pass_app, show_changed
from svc.commands.purchase.goods import line_text
from svc.commands.return_ import VERBS
from svc.commands.return_.slip import EXCHANGE, normal, slip_options
from svc.commands.return_.view import view
from svc.disorder import refuse_disorder
from svc.frozen import replace
from svc.i18n import _, say
from svc.items import item_of
from svc.money import ZERO
from svc.records.purchase import Purchase
from svc.rules.agreed import paid_back
from svc.rules.return_ import (
    REPAID_BY,
    difference,
    missing_on_slip,
    refuse_unready,
    same_again,
    turned_exchange,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.app import App
    from svc.records.purchase import Item
    from svc.records.return_ import Return
    from svc.store.change import Change


@click.command(help=str(VERBS["settle"]))
@click.argument("ref", shell_complete=completion.RETURN)
@click.option(
    "--paid-by",
    type=WordChoice(REPAID_BY),
    help=_("How the money goes back; void takes the payment itself back."),
)
@EXCHANGE
@slip_options
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
    paid_by: str | None,
    exchange: Sequence[str],
    signed: bool,
    **given: Any,
) -> None:
    """S3-032, S3-034: with till slip, signature and phone; what is missing is told."""
    items = tuple(item_of(text) for text in exchange)
    slip = normal(app, given) | {"signed": signed, "paid_by": paid_by}
    return_id = app.store.returns.find(ref).id
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.returns.get(return_id)
        after = settled(change, app, before, items, **slip)
        shown = view(after, app)
    warn_of_missing(after)
    if after.outcome == "exchange" and not items and not before.taken:
        same = ", ".join(line_text(item) for item in after.taken)
        output.warn(say("No goods taken instead were named: on file is the same again, {same}.",
                        same=same))  # fmt: skip
    show_changed(after, form, dry_run=dry_run, shown=shown, before=before)


def settled(
    change: Change, app: App, before: Return, taken: Sequence[Item], **slip: Any
) -> Return:
    """Settle an approved return, its new purchase in the same change (S3-032 to S3-034).

    `taken` are the goods taken instead, `slip` what was noted on the return slip.

    Raises:
        Refused: it is not approved, is settled, or `check` finds the sale in disorder.
        BadInput: it was opened later than today.
    """
    refuse_unready(before, app.today)
    refuse_disorder(app, before)
    purchase = app.store.purchases.get(before.purchase)
    customer = app.store.customers.get(before.customer)
    if taken:
        before = turned_exchange(before)
    noted = {name: value for name, value in slip.items() if value}
    after = replace(
        before,
        **{
            "receipt": before.receipt or purchase.receipt,
            "phone": before.phone or customer.phone,
            **noted,
        },
        state="settled",
        settled_on=app.today,
        history=(*before.history, returns.line(app, "settled")),
    )
    if after.outcome == "exchange":
        items = tuple(taken) or before.taken or same_again(before, purchase)
        new = Purchase(
            id=change.new_id("purchases", app.today),
            customer=customer.id,
            on=app.today,
            items=items,
            total=sum((item.amount for item in items), ZERO),
            staff=app.staff_id,
            exchange_of=before.id,
        )
        change.put(new)
        after = replace(
            after, taken=items, new_purchase=new.id, difference=difference(before, items)
        )
    change.put(after)
    return after


def warn_of_missing(returned: Return) -> None:
    """Tell what the return slip lacks, how the money went back, too, and how to add it."""
    if missing := missing_on_slip(returned):
        words = ", ".join(_(name) for name in missing)
        output.warn(
            say(
                "The slip of {id} lacks: {missing}. `svc return sign {id}` adds it.",
                id=returned.id,
                missing=words,
            )
        )
    if returned.paid_by is None and (paid_back(returned) or returned.difference):
        output.warn(
            say(
                "It is not noted how the money of {id} changed hands. "
                "`svc return sign {id} --paid-by cash` adds it.",
                id=returned.id,
            )
        )
