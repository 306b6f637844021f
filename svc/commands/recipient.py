"""Whom a message or card is for: the options and the facts that `sms` and `card` share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, fetch, i18n
from svc.errors import WrongUsage
from svc.i18n import _, say
from svc.messages.facts import facts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from svc.app import App
    from svc.commands.options import F
    from svc.messages.facts import Facts
    from svc.records.customer import Customer
    from svc.records.purchase import Purchase


def recipient(command: F) -> F:
    """`TEMPLATE --customer REF [--var K=V …]`: the command gets `name`, `ref` and `given`."""
    whom = click.option(
        "--customer",
        "ref",
        required=True,
        metavar="REF",
        shell_complete=completion.CUSTOMER,
        help=_("Whom it is for: a phone, an id, number:0001."),
    )
    return _template("card", whom(command))


def recipients(command: F) -> F:
    """`TEMPLATE --customer REF … [--var K=V …]`: the command gets `name`, `refs` and `given`."""
    whom = click.option(
        "--customer",
        "refs",
        required=True,
        multiple=True,
        metavar="REF",
        shell_complete=completion.CUSTOMER,
        help=_("Whom it is for; may be given more than once, - reads one a line from stdin."),
    )
    return _template("sms", whom(command))


def _template(channel: str, command: F) -> F:
    command = click.option(
        "--var",
        "given",
        multiple=True,
        metavar="K=V",
        shell_complete=completion.variable(channel),
        callback=_variables,
        help=_("A variable of the template; may be given more than once."),
    )(command)
    return click.argument("name", metavar="TEMPLATE", shell_complete=completion.template(channel))(
        command
    )


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


def facts_of(app: App, customers: Sequence[Customer], asked: Collection[str]) -> Iterator[Facts]:
    """What a template may know of each customer today, as far as it asks.

    A message to a customer not seen for long comes best from her own assistant (S2-034), unless
    somebody says who acts. A phone number that stands for a name not yet known is not passed on.
    """
    shop, today, language = app.store.settings.name, app.today, i18n.spoken()
    signs = _signatures(app) if "staff" in asked else lambda _customer: ""
    latest = _latest_purchases(app, customers) if "purchase" in asked else {}
    for customer in customers:
        bought = latest.get(customer.id)
        named = [item for item in bought.items if item.name] if bought else []
        dearest = max(named, key=lambda item: item.amount, default=None)
        yield facts(
            name="" if _is_her_phone(customer, app) else customer.name,
            gender=customer.gender,
            number=customer.number,
            shop=shop,
            today=today,
            language=language,
            staff=signs(customer),
            bought_on=bought.on if bought else None,
            bought=dearest.name or "" if dearest else "",
            asked=asked,
        )


def _signatures(app: App) -> Callable[[Customer], str]:
    """Who signs to a customer: who acts, else who is closest to her."""
    names: dict[str | None, str] = {None: ""}

    def name(customer: Customer) -> str:
        if app.staff:
            return app.staff.name
        owner = customer.owner or None
        if owner not in names:
            found = app.store.staff.peek(owner) if owner else None
            names[owner] = found.name if found else ""
        return names[owner]

    return name


def _latest_purchases(app: App, customers: Sequence[Customer]) -> dict[str, Purchase]:
    """The latest purchase of each of these customers who bought anything, by her id."""
    wanted = {customer.id for customer in customers}
    latest: dict[str, Purchase] = {}
    for purchase in app.store.purchases.may_hold("customer", wanted):
        if purchase.customer in wanted:
            before = latest.get(purchase.customer, purchase)
            latest[purchase.customer] = max(before, purchase, key=lambda each: (each.on, each.id))
    return latest


def _is_her_phone(customer: Customer, app: App) -> bool:
    """Whether her phone number stands where her name will."""
    name = customer.name
    if not customer.phone or not any(map(str.isdigit, name)):
        return False
    return customer.phone in (fetch.phone_or_none(name, app.country), fetch.digits_alone(name))
