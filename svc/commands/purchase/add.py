"""`svc purchase add`: record a purchase."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import click

from svc import completion, entry, fetch, output
from svc.commands.options import DATE, changes, formats, pass_app, show_changed
from svc.commands.purchase import VERBS
from svc.errors import BadInput, BadPolicy
from svc.i18n import _, say
from svc.items import item_of
from svc.money import ZERO
from svc.records.purchase import Purchase

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from svc.app import App
    from svc.i18n import Sentence


@click.command(help=str(VERBS["add"]))
@click.option(
    "--customer",
    "ref",
    required=True,
    metavar="REF",
    shell_complete=completion.CUSTOMER,
    help=_("Whose it is: a phone, an id, number:0001."),
)
@click.option(
    "--item",
    "items",
    required=True,
    multiple=True,
    metavar="sku=…,name=…,category=…,price=399.00,qty=1",
    help=_("One line of the receipt; may be given more than once."),
)
@click.option(
    "--on",
    type=DATE,
    default="today",
    metavar="DATE",
    help=_("The day of the sale; today without it."),
)
@click.option("--receipt", metavar="NO", help=_("The number of the till's receipt."))
@click.option(
    "--installed-on",
    type=DATE,
    metavar="DATE",
    help=_("The day its installation was finished."),
)
@click.option(
    "--staff",
    "seller",
    metavar="STAFF",
    shell_complete=completion.STAFF,
    help=_("Who sold it; else who is acting."),
)
@changes
@formats
@pass_app
def command(
    app: App,
    form: str,
    dry_run: bool,
    ref: str,
    items: Sequence[str],
    on: date,
    receipt: str | None,
    installed_on: date | None,
    seller: str | None,
) -> None:
    """The price is what was paid a piece; the total is the sum of the lines."""
    lines = tuple(item_of(text) for text in items)
    if installed_on is not None and installed_on < on:
        raise BadInput(
            say(
                "It cannot have been installed on {installed}, before it was sold on {sold}.",
                installed=installed_on,
                sold=on,
            ),
            say("Mend --on or --installed-on."),
        )
    customer = fetch.customer(app.store, ref)
    staff = fetch.staff_member(app.store, seller).id if seller else app.staff_id
    with app.store.change(dry_run=dry_run) as change:
        purchase = Purchase(
            id=change.new_id("purchases", on),
            customer=app.store.customers.get(customer.id).id,  # still there, now that we write
            on=on,
            items=lines,
            total=sum((line.amount for line in lines), ZERO),
            receipt=entry.one_line(receipt or "") or None,
            installed_on=installed_on,
            staff=staff,
        )
        change.put(purchase)
    warn_of_unknown(purchase, app)
    tell_of_named(purchase, app)
    if on > app.today:
        output.warn(say("{day} is yet to come.", day=on))
    show_changed(purchase, form, dry_run=dry_run)


def warn_of_unknown(purchase: Purchase, app: App) -> None:
    """Tell of categories that no warranty names, each once; a broken policy is told elsewhere."""
    categories = dict.fromkeys(item.category for item in purchase.items if item.category)
    if not categories:
        return
    from svc.rules.warranty import unknown

    with suppress(BadPolicy):
        for category in categories:
            if (told := unknown(category, purchase.on, app.policy)) is not None:
                output.warn(told)


def tell_of_named(purchase: Purchase, app: App) -> None:
    """Say what goes with named goods, each once (S2-059); a broken policy is told elsewhere."""
    if not any(item.style or item.sku or item.category for item in purchase.items):
        return
    with suppress(BadPolicy):
        for sentence in dict.fromkeys(map(str, goes_with(purchase, app))):
            output.say_on_stderr(sentence)


def goes_with(purchase: Purchase, app: App) -> list[Sentence]:
    """What the policy of the sale day gives with these goods to one of the tier she came with.

    Raises:
        BadPolicy: benefit.named or the tiers cannot be read.
    """
    from svc.rules.named_goods import named_goods

    policy = app.policy.at(purchase.on)
    found = policy["benefit.named"]
    rows = found.rows()
    named = [item for item in purchase.items if any(named_goods(found, row, item) for row in rows)]
    if not named:
        return []
    from svc.rules.benefit import Shopping, with_named
    from svc.rules.tier import scheme, tier_on

    levels, whose = scheme(policy), purchase.customer
    before = [
        each for each in app.store.purchases.where("customer", whose) if each.id != purchase.id
    ]
    level = tier_on(levels, before, app.store.returns.where("customer", whose), purchase.on)
    many = [
        Shopping(name=item.name, sku=item.sku, style=item.style, category=item.category)
        for item in named
    ]
    return [
        each.why
        for shopping in many
        for each in with_named(policy, levels, level, purchase.on, shopping)
    ]
