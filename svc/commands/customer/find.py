"""`svc customer find`: by a part of what is known of her."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import click

from svc import entry, fetch
from svc.commands.customer import VERBS
from svc.commands.customer.rows import show_rows
from svc.commands.options import formats, pass_app
from svc.errors import NoSuchRecord, WrongUsage
from svc.i18n import say

if TYPE_CHECKING:
    from svc.app import App
    from svc.records.customer import Customer


@click.command(help=str(VERBS["find"]))
@click.argument("text")
@formats
@pass_app
def command(app: App, text: str, form: str) -> None:
    """Those in whom the text occurs, by id; what a file merged into hers had is hers."""
    wanted = entry.one_line(text).casefold().removeprefix("number:")
    if not wanted:
        raise WrongUsage(say("There is nothing to look for."), say("Give a part of the name."))
    phone = fetch.phone_or_none(text, app.country)
    digits = fetch.digits_alone(text)

    def matches(customer: Customer) -> bool:
        was = customer.merged.get("was", {})
        had = (was.get("phone") if customer.merged else customer.phone) or ""
        number = was.get("number") if customer.merged else customer.number
        return (
            any(
                wanted in (value or "").casefold()
                for value in (customer.name, had, number, customer.id)
            )
            or (phone is not None and had == phone)
            or (digits is not None and digits in had)
        )

    found = {}
    for customer in filter(matches, app.store.customers.all()):
        with suppress(NoSuchRecord):  # a redirect that leads nowhere: `svc check` tells of it
            whose = fetch.present(app.store, customer)
            found[whose.id] = whose
    here = sorted(record_id for record_id in found if found[record_id].is_present)
    show_rows(app, {record_id: found[record_id].to_json() for record_id in here}, form)
