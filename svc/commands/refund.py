"""`svc refund`: what a return costs, who decides, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion
from svc.commands.options import DATE, PRICE, WordChoice, explained, formats, pass_app
from svc.commands.quoting import ITEM, as_text, case_of, case_options, quoted
from svc.errors import WrongUsage
from svc.i18n import _, say
from svc.output import show_record
from svc.rules.came_back import what_came_back
from svc.rules.ruling import CAUSE_MEANINGS, CAUSES, Returned

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from svc.app import App


@click.group(help=_("What a return costs, who decides, and why."))
def command() -> None:
    """The group of `svc refund`."""


@command.command(
    "quote",
    help=_("Quote a return: by a purchase, or by price, category and day."),
    epilog=explained(_("What the words of --cause mean:"), CAUSE_MEANINGS),
)
@click.option(
    "--purchase",
    "ref",
    metavar="REF",
    shell_complete=completion.PURCHASE,
    help=_("The purchase it comes from."),
)
@ITEM
@click.option(
    "--qty",
    type=click.IntRange(min=1),
    metavar="N",
    help=_("How many pieces of that line come back; all without it."),
)
@click.option("--price", type=PRICE, metavar="PRICE", help=_("What was really paid for it."))
@click.option("--category", help=_("textile, leather, suit, furniture, or the shop's own."))
@click.option("--bought", type=DATE, metavar="DATE", help=_("The day of the sale."))
@click.option("--cause", required=True, type=WordChoice(CAUSES), help=_("Why it comes back."))
@case_options
@formats
@pass_app
def quote_command(
    app: App,
    /,
    *,
    ref: str | None,
    sku: str | None,
    qty: int | None,
    price: Decimal | None,
    category: str | None,
    bought: date | None,
    installed_on: date | None,
    form: str,
    **facts: Any,
) -> None:
    """Fetch what was bought, quote it, show the quote."""
    purchase = None
    if ref is not None:
        if (price, category, bought) != (None, None, None):
            raise _either_or()
        purchase = app.store.purchases.find(ref)
        came = what_came_back(purchase, sku, qty)
        bought, installed_on = purchase.on, installed_on or purchase.installed_on
    elif sku or qty or price is None or category is None or bought is None:
        raise _either_or()
    else:
        came = Returned(price=price, category=category)
    case = case_of(
        app,
        came,
        bought=bought,
        installed_on=installed_on,
        purchase=purchase,
        sku=sku,
        **facts,
    )
    answer = quoted(app, case, came)
    show_record(answer.to_json(), form, text=lambda: as_text(answer, came.hint))


def _either_or() -> WrongUsage:
    return WrongUsage(
        say("Say what comes back."),
        say("Give --purchase REF (and --item SKU), or --price, --category and --bought."),
    )
