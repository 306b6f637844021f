"""`svc purchase show`: one purchase."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, output
from svc.commands.options import formats, of_customer, pass_app
from svc.commands.purchase import VERBS
from svc.commands.purchase.goods import line_text
from svc.i18n import _

if TYPE_CHECKING:
    from svc.app import App
    from svc.records.purchase import Purchase


@click.command(help=str(VERBS["show"]))
@click.argument("ref", shell_complete=completion.PURCHASE)
@formats
@pass_app
def command(app: App, ref: str, form: str) -> None:
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
