"""`svc tier benefit`: what a customer is given on a day (S2-057 to S2-059)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, fetch, output
from svc.commands.options import PRICE, formats, on_option, pass_app
from svc.commands.tier import VERBS
from svc.i18n import _, say
from svc.rules.benefit import Benefits, Off, Shopping, benefits
from svc.rules.tier import scheme, tier_on

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from svc.app import App
    from svc.records.customer import Customer


LABELS = {"gift": say("gift"), "service": say("extra service")}
"""What stands before a gift, and before what is done for her."""


@click.command(help=str(VERBS["benefit"]))
@click.argument("ref", shell_complete=completion.CUSTOMER)
@on_option
@click.option("--price", type=PRICE, metavar="PRICE", help=_("What it costs before discounts."))
@click.option("--sku", metavar="SKU", help=_("The goods she buys, by their number."))
@click.option("--style", metavar="STYLE", help=_("Their style number."))
@click.option("--category", metavar="CATEGORY", help=_("Their category."))
@formats
@pass_app
def command(
    app: App,
    ref: str,
    on: date,
    form: str,
    price: Decimal | None,
    sku: str | None,
    style: str | None,
    category: str | None,
) -> None:
    """By her tier, her birthday, the festival and the goods, as the policy of the day has it."""
    customer = fetch.customer(app.store, ref)
    policy = app.policy.at(on)
    levels = scheme(policy)
    level = tier_on(
        levels,
        app.store.purchases.where("customer", customer.id),
        app.store.returns.where("customer", customer.id),
        on,
    )
    shopping = Shopping(price=price, sku=sku, style=style, category=category)
    found = benefits(policy, levels, level, customer.birthday, on, shopping)
    output.show_record(found.to_json(customer.id), form, lambda: as_text(customer, found))


def as_text(customer: Customer, found: Benefits) -> str:
    """What she is given, for people: line by line, then what is to pay."""
    rows: list[tuple[str, object]] = [
        (_("customer"), f"{customer.name} ({customer.id})"),
        (_("date"), found.on),
        (_("tier"), str(found.level.name)),
    ]
    rows += [(_("discount"), str(Off(each.rate))) for each in found.discounts]
    rows += [(str(LABELS[each.kind]), str(each.what)) for each in found.gifts]
    if found.price is not None:
        rows += [(_("price"), f"¥{found.price}"), (_("to pay"), f"¥{found.to_pay}")]
    reasons = [output.prose(sentence, "  ") for sentence in found.why]
    return "\n".join([output.pairs(rows), "", *reasons])
