"""`svc part in`: parts come in, for an order or without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import entry, output
from svc.commands.options import PRICE, changes, formats, pass_app, show_changed
from svc.commands.part import VERBS
from svc.commands.part.moves import MODEL, NAME, ON, refuse_to_come, tell_who_waits
from svc.errors import BadInput, WrongUsage
from svc.i18n import _, say
from svc.records.part import Part
from svc.rules.part import code_of, open_orders, refuse_arrival

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from svc.app import App


@click.command("in", help=str(VERBS["in"]))
@click.option("--code", metavar="CODE", help=_("Which part; the order's without it."))
@click.option(
    "--qty",
    type=click.IntRange(min=1),
    metavar="N",
    help=_("How many pieces; what is missing of the order, or one."),
)
@click.option("--order", "ref", metavar="REF", help=_("The order it answers."))
@NAME
@MODEL
@click.option("--price", type=PRICE, metavar="PRICE", help=_("What a piece costs the shop."))
@click.option("--text", help=_("What is to be said of it."))
@ON
@changes
@formats
@pass_app
def command(
    app: App,
    /,
    *,
    form: str,
    dry_run: bool,
    code: str | None,
    qty: int | None,
    ref: str | None,
    name: str | None,
    model: str | None,
    price: Decimal | None,
    text: str | None,
    on: date,
) -> None:
    """An arrival for a repair that waits tells so."""
    refuse_to_come(on, app)
    if code is None and ref is None:
        raise WrongUsage(say("Which part came in?"), say("Give --code or --order."))
    wanted = code_of(entry.one_line(code)) if code is not None else None
    order_id = app.store.parts.find(ref).id if ref else None
    with app.store.change(dry_run=dry_run) as change:
        order = app.store.parts.get(order_id) if order_id else None
        missing = 1
        if order is not None:
            came = app.store.parts.where("order", order.id)
            refuse_arrival(order, wanted, came)
            if on < order.on:
                raise BadInput(
                    say("{id} was ordered on {day}, not before.", id=order.id, day=order.on),
                    say("Mend --on."),
                )
            missing = order.qty - sum(each.qty for each in came)
        part = Part(
            id=change.new_id("parts", on),
            on=on,
            move="in",
            code=order.code if order else str(wanted),
            qty=qty or missing,
            name=entry.one_line(name or "") or (order.name if order else None),
            model=entry.one_line(model or "") or (order.model if order else None),
            about=order.about if order else None,
            order=order.id if order else None,
            supplier=order.supplier if order else None,
            price=price if price is not None or order is None else order.price,
            text=entry.clean(text or "") or None,
            staff=app.staff_id,
        )
        change.put(part)
    if order is None:
        warn_of_order(app, part)
    elif part.qty > missing:
        output.warn(
            say("{qty} came in, but only {missing} were missing of {id}.",
                qty=part.qty, missing=missing, id=order.id)
        )  # fmt: skip
    show_changed(part, form, dry_run=dry_run)
    if not dry_run:
        tell_who_waits(app, part.about)


def warn_of_order(app: App, part: Part) -> None:
    """Warn of an arrival for no order while one of that part is open: that one still waits."""
    for each in open_orders(app.store.parts.where("code", part.code))[:1]:
        output.warn(
            say("{code} is still on order: what answers {id} comes in with --order {id}.",
                code=part.code, id=each.order.id)
        )  # fmt: skip
