"""`svc purchase`: what was bought."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import click

from svc import entry, fetch, output
from svc.commands.options import (
    DATE,
    changes,
    formats,
    names_of,
    of_customer,
    pass_app,
    show_changed,
)
from svc.errors import BadInput, BadPolicy
from svc.i18n import _, say
from svc.items import item_of
from svc.money import ZERO
from svc.records.purchase import Purchase
from svc.rules.warranty import unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.app import App
    from svc.records.purchase import Item

COLUMNS = {
    "id": "id",
    "on": "date",
    "customer": "customer",
    "goods": "goods",
    "total": "total",
    "receipt": "receipt",
    "staff": "staff",
}
KEYS = ("id", "customer", "on", "items", "total", "receipt", "installed_on", "staff")


@click.group(help=_("What was bought."))
def command() -> None:
    """The noun; its verbs follow."""


@command.command(help=_("Record a purchase; prints its id."))
@click.option(
    "--customer",
    "ref",
    required=True,
    metavar="REF",
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
@click.option("--staff", "seller", metavar="STAFF", help=_("Who sold it; else who is acting."))
@changes
@formats
@pass_app
def add(
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
    if on > app.today:
        output.warn(say("{day} is yet to come.", day=on))
    show_changed(purchase, form, dry_run=dry_run)


def warn_of_unknown(purchase: Purchase, app: App) -> None:
    """Tell of categories that no warranty names, each once; a broken policy is told elsewhere."""
    with suppress(BadPolicy):
        for category in dict.fromkeys(item.category for item in purchase.items):
            if (told := unknown(category, purchase.on, app.policy)) is not None:
                output.warn(told)


@command.command(help=_("Show one purchase."))
@click.argument("ref")
@formats
@pass_app
def show(app: App, ref: str, form: str) -> None:
    """With each line of the receipt."""
    purchase = app.store.purchases.find(ref)
    output.show_record(purchase.to_json(), form, lambda: as_text(purchase, app))


def as_text(purchase: Purchase, app: App) -> str:
    """A purchase for people."""
    rows = [
        (_("id"), purchase.id),
        (_("customer"), of_customer(purchase.customer, app.store)),
        (_("date"), purchase.on),
        (_("receipt"), purchase.receipt),
        (_("installed on"), purchase.installed_on),
        (_("staff"), purchase.staff),
        *((_("goods"), line_text(item)) for item in purchase.items),
        (_("total"), f"¥{purchase.total}"),
    ]
    return output.pairs(row for row in rows if row[1] is not None)


def line_text(item: Item) -> str:
    """One line of a receipt for people: `Wool coat (A1, XL) 2 × ¥399.00`.

    A list from elsewhere may know only what several pieces cost together.
    """
    marks = ", ".join(mark for mark in (item.sku, item.style, item.size) if mark)
    name = item.name or item.category or _("goods")
    price = item.amount if item.price is None and item.qty == 1 else item.price
    paid = f"{item.qty} × ¥{price}"
    if price is None:
        paid = _("{qty} pieces, ¥{amount} in all").format(qty=item.qty, amount=item.amount)
    return f"{name}{f' ({marks})' if marks else ''} {paid}"


@command.command("list", help=_("List purchases."))
@click.option("--customer", "ref", metavar="REF", help=_("Only those of one customer."))
@click.option("--from", "first", type=DATE, metavar="DATE", help=_("From this day on."))
@click.option("--to", "last", type=DATE, metavar="DATE", help=_("Up to this day."))
@formats
@pass_app
def list_(app: App, form: str, ref: str | None, first: date | None, last: date | None) -> None:
    """By date, then id; both ends included."""
    customer = fetch.customer(app.store, ref) if ref is not None else None
    found = app.store.purchases.where_between("on", first or date.min, last or date.max)
    purchases = sorted(
        (p for p in found if customer is None or p.customer == customer.id),
        key=lambda purchase: (purchase.on, purchase.id),
    )
    rows = [purchase.to_json() for purchase in purchases]
    if form == "text":
        names = names_of(app.store)
        for row, purchase in zip(rows, purchases, strict=True):
            row["customer"] = names.get(purchase.customer, purchase.customer)
            row["goods"] = "; ".join(line_text(item) for item in purchase.items)
    output.show_list(rows, COLUMNS, form, keys=KEYS, below=("goods",))
