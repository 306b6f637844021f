"""`svc customer list`: all of them, or some."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, fetch
from svc.commands.customer import VERBS
from svc.commands.customer.rows import show_rows
from svc.commands.options import formats, pass_app
from svc.i18n import _
from svc.rules.callback import back

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["list"]))
@click.option(
    "--owner",
    metavar="STAFF",
    shell_complete=completion.STAFF,
    help=_("Only those of an assistant."),
)
@click.option(
    "--inactive",
    metavar="DAYS",
    type=click.IntRange(min=0),
    help=_("Only those who have bought nothing for so many days."),
)
@formats
@pass_app
def command(app: App, form: str, owner: str | None, inactive: int | None) -> None:
    """All of them, by id."""
    customers = sorted(app.store.customers.all(), key=lambda customer: customer.id)
    if owner is not None:
        owner_id = fetch.staff_member(app.store, owner).id
        customers = [customer for customer in customers if customer.owner == owner_id]
    if inactive is not None:
        since = back(app.today, inactive)
        bought = app.store.purchases.between(since, app.today)
        recent = {purchase.customer for purchase in bought if purchase.on > since}
        customers = [customer for customer in customers if customer.id not in recent]
    show_rows(customers, form)
