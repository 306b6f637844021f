"""`svc customer add`: open a customer's file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import entry, fetch
from svc.commands.customer import VERBS
from svc.commands.customer.fields import collected, her_fields, refuse_if_on_file, warn_of
from svc.commands.customer.view import view
from svc.commands.options import changes, formats, pass_app, show_changed
from svc.errors import WrongUsage
from svc.frozen import replace
from svc.i18n import _, say
from svc.records.customer import Customer
from svc.rules.consent import acts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.app import App
    from svc.records.birthday import Birthday


@click.command(help=str(VERBS["add"]))
@click.option("--name", required=True, help=_("What she is called."))
@her_fields
@click.option(
    "--consent",
    "consents",
    multiple=True,
    metavar="CHANNEL,…",
    help=_("What she agreed to, such as sms; may be given more than once."),
)
@changes
@formats
@pass_app
def command(
    app: App,
    form: str,
    dry_run: bool,
    name: str,
    phone: str | None,
    number: str | None,
    birthday: str | None,
    gender: str | None,
    fields: Sequence[str],
    owner: str | None,
    referred_by: str | None,
    consents: Sequence[str],
    force_phone: bool,
) -> None:
    """S2-012: name and phone at first contact, birthday and the rest when she likes."""
    pairs = collected(entry.assignments(fields), app)
    digits, unchecked = (
        (None, False) if phone is None else entry.phone_of(phone, app.country, force=force_phone)
    )
    owner_id = fetch.staff_member(app.store, owner).id if owner else None
    blank = Customer(
        id="",
        name=entry.name_of(name),
        phone=digits,
        phone_unchecked=unchecked,
        number=entry.one_line(number or "") or None,
        birthday=None if birthday is None else born_on(birthday, app),
        gender=gender,
        owner=owner_id,
        registered_by=app.staff_id or owner_id,
        referred_by=fetch.customer(app.store, referred_by).id if referred_by else None,
        consent=agreed_to(consents, app) if consents else {},
    )
    log = acts("given", blank.consent, at=app.at, staff=app.staff_id)
    customer = entry.with_fields(
        replace(blank, consent_log=tuple(log)),
        pairs,
        country=app.country,
        today=app.today,
        force_phone=force_phone,
    )
    if not customer.phone and not customer.number:
        raise WrongUsage(
            say("A customer needs a phone or a number."), say("Give --phone or --number.")
        )
    with app.store.change(dry_run=dry_run) as change:
        refuse_if_on_file(customer, app.store)
        customer = replace(customer, id=change.new_id("customers", app.today))
        change.put(customer)
    warn_of(customer, pairs, app)
    show_changed(customer, form, dry_run=dry_run, shown=view(customer, app))


def born_on(text: str, app: App) -> Birthday | None:
    """Her birthday as people write it; the reader of all the ways is imported only for one."""
    from svc.lists.birthdays import birthday_of

    return birthday_of(text, app.today)


def agreed_to(channels: Sequence[str], app: App) -> dict[str, Any]:
    """What she agreed to, from today on."""
    from svc.lists.consents import channels_of, with_given

    return with_given({}, channels_of(channels), app.today)
