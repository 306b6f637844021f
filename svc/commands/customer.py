"""`svc customer`: customers' files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from svc import entry, fetch, output
from svc.commands.options import changes, formats, pass_app, show_changed
from svc.errors import Refused, WrongUsage
from svc.i18n import _, say
from svc.records.birthday import Birthday
from svc.records.customer import CHANNELS, GENDERS, Customer
from svc.rules.callback import back
from svc.rules.completeness import completeness
from svc.rules.spend import spend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.app import App
    from svc.records.purchase import Purchase
    from svc.store.store import Store

COLUMNS = {
    "id": "id",
    "name": "name",
    "phone": "phone",
    "number": "number",
    "birthday": "birthday",
    "gender": "gender",
    "owner": "owner",
}
KEYS = (
    "id", "number", "name", "phone", "birthday", "gender", "owner", "tier", "spend",
    "completeness",
)  # fmt: skip
"""The keys of a row; the last three are null: a list does not work them out."""


@click.group(help=_("Customers' files."))
def command() -> None:
    """The noun; its verbs follow."""


@command.command(help=_("Open a customer's file; prints its id."))
@click.option("--name", required=True, help=_("What she is called."))
@click.option("--phone", help=_("Her phone number, in any way of writing it."))
@click.option("--number", help=_("The shop's own customer number."))
@click.option("--birthday", metavar="DATE", help=_("1990-05-12, 05-12, lunar:1988-08-15, …"))
@click.option("--gender", type=click.Choice(GENDERS, case_sensitive=False))
@click.option(
    "--set",
    "fields",
    multiple=True,
    metavar="FIELD=VALUE",
    help=_("Any other field of her file; may be given more than once."),
)
@click.option("--owner", metavar="STAFF", help=_("The assistant closest to her."))
@click.option("--referred-by", metavar="REF", help=_("The customer who brought her."))
@click.option("--consent", metavar="CHANNEL,…", help=_("What she agreed to, such as sms."))
@click.option(
    "--force-phone",
    is_flag=True,
    help=_("Keep a phone number that is none of the country's."),
)
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
        birthday=Birthday.parse(birthday, app.today) if birthday is not None else None,
        gender=gender,
        owner=fetch.staff_member(app.store, owner).id if owner else None,
        referred_by=fetch.customer(app.store, referred_by).id if referred_by else None,
        consent=consents(consent, app),
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


def consents(text: str | None, app: App) -> dict[str, Any]:
    """What a customer agrees to, by channel, from `sms,marketing`; raises WrongUsage."""
    channels = [part.strip() for part in (text or "").split(",") if part.strip()]
    for channel in channels:
        if channel not in CHANNELS:
            raise WrongUsage(
                say("{channel!r} is no channel of consent.", channel=channel),
                say("There are: {channels}.", channels=", ".join(CHANNELS)),
            )
    return {channel: {"given": app.today.isoformat()} for channel in channels}


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


@command.command(help=_("Show one customer's file."))
@click.argument("ref")
@formats
@pass_app
def show(app: App, ref: str, form: str) -> None:
    """The file, with what she spent and what is still to learn."""
    customer = fetch.customer(app.store, ref)
    bought = app.store.purchases.where("customer", customer.id)
    shown = view(customer, app, bought)
    output.show_record(shown, form, lambda: as_text(shown))


def as_text(shown: dict[str, Any]) -> str:
    """A customer's file for people."""
    spent, complete = shown["spend"], shown["completeness"]
    unchecked = shown["phone_unchecked"]
    rows: list[tuple[str, Any]] = [
        (_("id"), shown["id"]),
        (_("name"), shown["name"]),
        (_("phone"), f"{shown['phone']} ({_('unchecked')})" if unchecked else shown["phone"]),
        (_("number"), shown["number"]),
        (_("birthday"), shown["birthday"]),
        (_("gender"), {"F": _("woman"), "M": _("man")}.get(shown["gender"])),
        (_("owner"), shown["owner"]),
        *((_(name), value) for name, value in shown["profile"].items()),
        (_("agreed to"), ", ".join(shown["consent"])),
        (_("spent in all"), f"¥{spent['total']}"),
        (_("in 12 months"), f"¥{spent['last_12_months']}"),
        (_("purchases"), str(spent["purchases"])),
        (_("last bought"), spent["last_on"]),
        (_("file complete"), f"{round(float(complete['score']) * 100)} %"),
        (_("still to learn"), ", ".join(_(name) for name in complete["missing"])),
    ]
    return output.pairs(row for row in rows if row[1] not in (None, ""))


@command.command("list", help=_("List customers."))
@click.option("--owner", metavar="STAFF", help=_("Only those of an assistant."))
@click.option(
    "--inactive",
    metavar="DAYS",
    type=click.IntRange(min=0),
    help=_("Only those who have bought nothing for so many days."),
)
@formats
@pass_app
def list_(app: App, form: str, owner: str | None, inactive: int | None) -> None:
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


def show_rows(customers: Sequence[Customer], form: str) -> None:
    """Customers as a list."""
    rows = []
    for customer in customers:
        shown = customer.to_json()
        rows.append({key: shown.get(key) for key in KEYS})
    output.show_list(rows, COLUMNS, form, keys=KEYS, below=("owner",))


@command.command(help=_("Find customers by a part of the name, phone, number or id."))
@click.argument("text")
@formats
@pass_app
def find(app: App, text: str, form: str) -> None:
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

    show_rows(sorted(filter(matches, app.store.customers.all()), key=lambda c: c.id), form)


@command.command(help=_("Change a customer's file."))
@click.argument("ref")
@click.option(
    "--set",
    "fields",
    multiple=True,
    metavar="FIELD=VALUE",
    help=_("A field to set; an empty value clears it."),
)
@click.option("--owner", metavar="STAFF", help=_("The assistant closest to her."))
@click.option(
    "--force-phone",
    is_flag=True,
    help=_("Keep a phone number that is none of the country's."),
)
@changes
@formats
@pass_app
def edit(
    app: App,
    ref: str,
    form: str,
    dry_run: bool,
    fields: Sequence[str],
    owner: str | None,
    force_phone: bool,
) -> None:
    """What is not named stays as it is."""
    pairs = entry.assignments(fields)
    if not pairs and owner is None:
        raise WrongUsage(
            say("Nothing to change."), say("Give --set FIELD=VALUE or --owner STAFF.")
        )
    customer_id = fetch.customer(app.store, ref).id
    owner_id = fetch.staff_member(app.store, owner).id if owner else None
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.customers.get(customer_id)
        customer = entry.with_fields(
            before, pairs, country=app.country, today=app.today, force_phone=force_phone
        )
        if owner is not None:
            customer = replace(customer, owner=owner_id)
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
