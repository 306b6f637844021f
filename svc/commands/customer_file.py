"""`svc customer add` and `edit`: what is written into a customer's file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import entry, fetch, output
from svc.commands.options import WordChoice, changes, formats, pass_app, show_changed
from svc.errors import Refused, WrongUsage
from svc.frozen import replace
from svc.i18n import _, say
from svc.records.customer import GENDERS, Customer
from svc.rules.completeness import completeness
from svc.rules.spend import spend

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from svc.app import App
    from svc.commands.options import F
    from svc.records.purchase import Purchase
    from svc.store.store import Store


def her_fields(command: F) -> F:
    """The options that `add` and `edit` share."""
    for option in (
        click.option(
            "--force-phone",
            is_flag=True,
            help=_("Keep a phone number that is none of the country's."),
        ),
        click.option("--referred-by", metavar="REF", help=_("The customer who brought her.")),
        click.option("--owner", metavar="STAFF", help=_("The assistant closest to her.")),
        click.option(
            "--set",
            "fields",
            multiple=True,
            metavar="FIELD=VALUE",
            help=_("Any other field of her file; may be given more than once."),
        ),
        click.option("--gender", type=WordChoice(GENDERS, case_sensitive=False)),
        click.option(
            "--birthday",
            metavar="DATE",
            help=_("1990-05-12, 05-12, 5月12日, 农历八月十五, lunar:1988-08-15, …"),
        ),
        click.option("--number", help=_("The shop's own customer number.")),
        click.option("--phone", help=_("Her phone number, in any way of writing it.")),
    ):
        command = option(command)
    return command


@click.command(help=_("Open a customer's file; prints its id."))
@click.option("--name", required=True, help=_("What she is called."))
@her_fields
@click.option("--consent", metavar="CHANNEL,…", help=_("What she agreed to, such as sms."))
@changes
@formats
@pass_app
def add(
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
    consent: str | None,
    force_phone: bool,
) -> None:
    """S2-012: name and phone at first contact, birthday and the rest when she likes."""
    from svc.lists.birthdays import birthday_of
    from svc.lists.consents import channels_of, with_given

    pairs = entry.assignments(fields)
    digits, unchecked = (
        (None, False) if phone is None else entry.phone_of(phone, app.country, force=force_phone)
    )
    blank = Customer(
        id="",
        name=entry.name_of(name),
        phone=digits,
        phone_unchecked=unchecked,
        number=entry.one_line(number or "") or None,
        birthday=birthday_of(birthday, app.today) if birthday is not None else None,
        gender=gender,
        owner=fetch.staff_member(app.store, owner).id if owner else None,
        referred_by=fetch.customer(app.store, referred_by).id if referred_by else None,
        consent=with_given({}, channels_of([consent or ""]), app.today),
    )
    customer = entry.with_fields(
        blank, pairs, country=app.country, today=app.today, force_phone=force_phone
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


@click.command(help=_("Change a customer's file; an empty value clears a field."))
@click.argument("ref")
@click.option("--name", help=_("What she is called."))
@her_fields
@changes
@formats
@pass_app
def edit(
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
    pairs = told(given, entry.assignments(fields))
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


def refuse_if_on_file(customer: Customer, store: Store) -> None:
    """Refuse a phone or number that another customer has; call it with the lock held."""
    for field, what in (("phone", say("phone number")), ("number", say("customer number"))):
        value = getattr(customer, field)
        for other in store.customers.where(field, value) if value else []:
            if other.id != customer.id:
                raise Refused(
                    say("That {what} is on file already: {id}.", what=what, id=other.id),
                    say("`svc customer show {id}` shows whose it is.", id=other.id),
                )


def warn_of(customer: Customer, pairs: Sequence[tuple[str, str]], app: App) -> None:
    """Warn of fields named that no policy knows, and of a birthday that cannot quite be."""
    policy = app.policy.at(app.today)
    topics = ("profile.hard", "profile.soft", "profile.withheld")
    known = [name for topic in topics for name in policy[topic].texts()]
    named = [name for name, value in pairs if value.strip()]
    doubt = customer.birthday.doubt() if customer.birthday else None
    for warning in (entry.unknown_fields(named, known), doubt):
        if warning is not None:
            output.warn(warning)


def view(customer: Customer, app: App, bought: Sequence[Purchase] = ()) -> dict[str, Any]:
    """A customer as the contract shows her, with spend and completeness."""
    shown = customer.to_json()
    shown["tier"] = None
    shown["spend"] = spend(bought, app.today).to_json()
    shown["completeness"] = completeness(customer, bought, app.policy.at(app.today)).to_json()
    return shown
