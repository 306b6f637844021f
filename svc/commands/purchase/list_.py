"""`svc purchase list`: by date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from svc import completion, fetch, output
from svc.commands.options import formats, from_to, names_of, pass_app
from svc.commands.purchase import VERBS
from svc.commands.purchase.goods import line_text
from svc.i18n import _

if TYPE_CHECKING:
    from svc.app import App

COLUMNS = {
    "id": "id",
    "on": "date",
    "customer": "customer",
    "goods": "goods",
    "total": "total",
    "receipt": "receipt",
    "staff": "staff",
}
KEYS = (
    "id", "customer", "on", "items", "total", "receipt", "installed_on", "staff", "exchange_of",
)  # fmt: skip


@click.command(help=str(VERBS["list"]))
@click.option(
    "--customer",
    "ref",
    metavar="REF",
    shell_complete=completion.CUSTOMER,
    help=_("Only those of one customer."),
)
@from_to
@formats
@pass_app
def command(app: App, form: str, ref: str | None, first: date | None, last: date | None) -> None:
    """By date, then id; both ends included."""
    customer = fetch.customer(app.store, ref, erased=True) if ref is not None else None
    table, first, last = app.store.purchases, first or date.min, last or date.max
    found = table.all() if customer is None else table.where("customer", customer.id)
    purchases = sorted(
        (purchase for purchase in found if first <= purchase.on <= last),
        key=lambda purchase: (purchase.on, purchase.id),
    )
    rows = [purchase.to_json() for purchase in purchases]
    if form == "text":
        names = names_of(app.store, (row["customer"] for row in rows))
        names |= {each.id: each.name for each in app.store.staff.all()} if rows else {}
        for row, purchase in zip(rows, purchases, strict=True):
            row["customer"] = names.get(purchase.customer, purchase.customer)
            row["staff"] = names.get(purchase.staff or "", purchase.staff)
            row["goods"] = "; ".join(line_text(item) for item in purchase.items)
    output.show_list(rows, COLUMNS, form, keys=KEYS, below=("goods",))
