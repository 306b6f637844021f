"""`svc delivery plan`: the day, the time, the people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, entry, output
from svc.commands.delivery import VERBS
from svc.commands.delivery.people import person, warn_of_clashes, warn_of_past
from svc.commands.options import DATE, changes, formats, pass_app, show_changed
from svc.errors import WrongUsage
from svc.i18n import _, say
from svc.records.delivery import Delivery
from svc.rules import delivery as rule
from svc.warranties import came_back_of

if TYPE_CHECKING:
    from datetime import date

    from svc.app import App
    from svc.records.customer import Customer


@click.command(help=str(VERBS["plan"]))
@click.option(
    "--purchase",
    "ref",
    required=True,
    metavar="REF",
    shell_complete=completion.PURCHASE,
    help=_("What is to be delivered."),
)
@click.option(
    "--on", type=DATE, required=True, metavar="DATE", help=_("The day agreed with the customer.")
)
@click.option("--window", metavar="9-12", help=_("The time agreed with her, from hour to hour."))
@click.option("--address", help=_("Where to; else the address in her file."))
@click.option("--phone", help=_("The phone to ring there; else hers."))
@click.option("--driver", metavar="STAFF", shell_complete=completion.STAFF, help=_("Who drives."))
@click.option(
    "--fitter", metavar="STAFF", shell_complete=completion.STAFF, help=_("Who puts it up.")
)
@click.option(
    "--install", is_flag=True, help=_("It is put up there: its warranty runs from then.")
)
@click.option("--text", help=_("What else driver and fitter should know."))
@changes
@formats
@pass_app
def command(
    app: App, form: str, dry_run: bool, ref: str, on: date, window: str | None,
    address: str | None, phone: str | None, driver: str | None, fitter: str | None,
    install: bool, text: str | None,
) -> None:  # fmt: skip
    """S1-013, S1-028: address and phone come from her file unless they are given."""
    if fitter is not None and not install:
        raise WrongUsage(say("A fitter is for an installation."), say("Add --install."))
    window = rule.window_of(window) if window else None
    number = entry.phone_of(phone, app.country, force=False)[0] if phone else None
    sent = person(app, driver, on), person(app, fitter, on)
    purchase_id = app.store.purchases.find(ref).id
    with app.store.change(dry_run=dry_run) as change:
        purchase = app.store.purchases.get(purchase_id)
        rule.plannable(purchase, on, install=install)
        if (back := came_back_of(app.store, purchase)) is not None:
            back.refuse_all()
        customer = app.store.customers.get(purchase.customer)
        planned = Delivery(
            id=change.new_id("deliveries", app.today),
            customer=customer.id,
            on=app.today,
            purchase=purchase.id,
            planned_on=on,
            window=window,
            address=entry.one_line(address or "") or address_of(customer),
            phone=number or customer.phone,
            driver=sent[0],
            fitter=sent[1],
            install=install,
            text=entry.clean(text or "") or None,
            staff=app.staff_id,
            history=(
                rule.logged(app.at, "planned", app.staff_id, None, planned_on=on.isoformat()),
            ),
        )
        others = app.store.deliveries.where("purchase", purchase.id)
        change.put(planned)
    if back is not None:
        output.warn(back.said())
    for other in others:
        if other.is_open:
            output.warn(say("{id} of the same purchase is open, too.", id=other.id))
    warn_of_past(app, on)
    warn_of_clashes(app, planned)
    if not planned.address:
        output.warn(
            say("There is no address: ask her, then `svc delivery edit {id} --address …`.",
                id=planned.id)
        )  # fmt: skip
    if (fee := rule.charged(purchase, app.policy.at(purchase.on))) is not None:
        output.warn(fee)
    show_changed(planned, form, dry_run=dry_run)


def address_of(customer: Customer) -> str | None:
    """The address in a customer's file, if it is known."""
    known = customer.profile.get("address")
    return known if isinstance(known, str) and known else None
