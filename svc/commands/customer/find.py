"""`svc customer find`: by a part of what is known of her."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import entry, fetch
from svc.commands.customer import VERBS
from svc.commands.customer.rows import show_rows
from svc.commands.options import formats, pass_app
from svc.errors import WrongUsage
from svc.i18n import say

if TYPE_CHECKING:
    from svc.app import App
    from svc.records.customer import Customer


@click.command(help=str(VERBS["find"]))
@click.argument("text")
@formats
@pass_app
def command(app: App, text: str, form: str) -> None:
    """Those in whom the text occurs, by id."""
    wanted = entry.one_line(text).casefold().removeprefix("number:")
    if not wanted:
        raise WrongUsage(say("There is nothing to look for."), say("Give a part of the name."))
    phone = fetch.phone_or_none(text, app.country)
    digits = fetch.digits_alone(text)

    def matches(customer: Customer) -> bool:
        texts = (customer.name, customer.phone, customer.number, customer.id)
        return (
            any(wanted in (value or "").casefold() for value in texts)
            or (phone is not None and customer.phone == phone)
            or (digits is not None and digits in (customer.phone or ""))
        )

    here = (customer for customer in app.store.customers.all() if customer.is_present)
    show_rows(app, sorted(filter(matches, here), key=lambda c: c.id), form)
