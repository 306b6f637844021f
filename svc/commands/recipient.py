"""Whom a message or card is for: the options and the facts that `sms` and `card` share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import fetch, i18n
from svc.errors import WrongUsage
from svc.i18n import _, say
from svc.messages.facts import facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.app import App
    from svc.commands.options import F
    from svc.messages.facts import Facts
    from svc.records.customer import Customer


def recipient(command: F) -> F:
    """`TEMPLATE --customer REF [--var K=V …]`: the command gets `name`, `ref` and `given`."""
    for option in (
        click.option(
            "--var",
            "given",
            multiple=True,
            metavar="K=V",
            callback=_variables,
            help=_("A variable of the template; may be given more than once."),
        ),
        click.option(
            "--customer",
            "ref",
            required=True,
            metavar="REF",
            help=_("Whom it is for: a phone, an id, number:0001."),
        ),
        click.argument("name", metavar="TEMPLATE"),
    ):
        command = option(command)
    return command


def _variables(
    _context: click.Context, _param: click.Parameter, pairs: Sequence[str]
) -> dict[str, str]:
    for pair in pairs:
        if "=" not in pair:
            raise WrongUsage(
                say("{text!r} does not say K=V.", text=pair),
                say("For example --var item=coat; `svc template list` names the variables."),
            )
    return {name.strip(): value for name, _sign, value in (pair.partition("=") for pair in pairs)}


def facts_of(app: App, customer: Customer) -> Facts:
    """What a template may know of a customer today, signed by who acts or who is closest to her.

    A message to a customer not seen for long comes best from her own assistant (S2-034). A phone
    number that stands for a name not yet known is not passed on.
    """
    bought = app.store.purchases.where("customer", customer.id)
    latest = max(bought, key=lambda purchase: (purchase.on, purchase.id), default=None)
    named = [item for item in latest.items if item.name] if latest else []
    dearest = max(named, key=lambda item: item.amount, default=None)
    signs = app.staff or (app.store.staff.peek(customer.owner) if customer.owner else None)
    written = (fetch.phone_or_none(customer.name, app.country), fetch.digits_alone(customer.name))
    return facts(
        name="" if customer.phone and customer.phone in written else customer.name,
        gender=customer.gender,
        number=customer.number,
        shop=app.store.settings.name,
        today=app.today,
        language=i18n.spoken(),
        staff=signs.name if signs else "",
        bought_on=latest.on if latest else None,
        bought=dearest.name or "" if dearest else "",
    )
