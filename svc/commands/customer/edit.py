"""`svc customer edit`: change a customer's file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion, entry, fetch
from svc.commands.customer import VERBS
from svc.commands.customer.fields import collected, her_fields, refuse_if_on_file, warn_of
from svc.commands.customer.view import view
from svc.commands.options import changes, formats, pass_app, show_changed
from svc.errors import Refused, WrongUsage
from svc.frozen import replace
from svc.i18n import _, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from svc.app import App


@click.command(help=str(VERBS["edit"]))
@click.argument("ref", shell_complete=completion.CUSTOMER)
@click.option("--name", help=_("What she is called."))
@her_fields
@changes
@formats
@pass_app
def command(
    app: App,
    /,
    ref: str,
    form: str,
    dry_run: bool,
    fields: Sequence[str],
    owner: str | None,
    referred_by: str | None,
    force_phone: bool,
    **given: str | None,
) -> None:
    """What is not named stays as it is."""
    pairs = collected(told(given, entry.assignments(fields)), app)
    if not pairs and owner is None and referred_by is None:
        raise WrongUsage(
            say("Nothing to change."), say("`svc customer edit --help` shows what can be.")
        )
    customer_id = fetch.customer(app.store, ref).id
    links: dict[str, Any] = {}
    if owner is not None:
        links["owner"] = fetch.staff_member(app.store, owner).id if owner else None
    if referred_by is not None:
        links["referred_by"] = fetch.customer(app.store, referred_by).id if referred_by else None
        if links["referred_by"] == customer_id:
            raise Refused(say("Nobody brings herself."), say("Nothing was changed."))
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.customers.get(customer_id)
        customer = entry.with_fields(
            before, pairs, country=app.country, today=app.today, force_phone=force_phone
        )
        customer = replace(customer, **links)
        if not customer.phone and not customer.number:
            raise Refused(
                say("A customer needs a phone or a number."), say("Nothing was changed.")
            )
        refuse_if_on_file(customer, app.store)
        if customer != before:
            change.put(customer)
    warn_of(customer, pairs, app)
    shown = view(customer, app, app.store.purchases.where("customer", customer.id))
    show_changed(customer, form, dry_run=dry_run, shown=shown, before=before)


def told(
    given: Mapping[str, str | None], pairs: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Fields with what they are to be, from options and from `--set`; raises WrongUsage."""
    options = [(name, value) for name, value in given.items() if value is not None]
    set_too = {name for name, _value in pairs}
    for name, _value in options:
        if name in set_too:
            raise WrongUsage(
                say("{name} is given twice.", name=name),
                say("Give --{name} or --set {name}=…, not both.", name=name),
            )
    return [*options, *pairs]
