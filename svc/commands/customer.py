"""`svc customer`: customers' files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import entry, fetch, output
from svc.commands.customer_consent import consent
from svc.commands.customer_file import add, edit, view
from svc.commands.options import formats, pass_app
from svc.errors import WrongUsage
from svc.i18n import _, say
from svc.rules.callback import back

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.app import App
    from svc.records.customer import Customer

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


for verb in (add, edit, consent):
    command.add_command(verb)


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
        (_("agreed to"), ", ".join(in_force(shown["consent"]))),
        (_("spent in all"), f"¥{spent['total']}"),
        (_("in 12 months"), f"¥{spent['last_12_months']}"),
        (_("purchases"), str(spent["purchases"])),
        (_("last bought"), spent["last_on"]),
        (_("file complete"), f"{round(float(complete['score']) * 100)} %"),
        (_("still to learn"), ", ".join(_(name) for name in complete["missing"])),
    ]
    return output.pairs(row for row in rows if row[1] not in (None, ""))


def in_force(consent: dict[str, Any]) -> list[str]:
    """The channels she agrees to today: given, and not withdrawn since."""
    return [
        channel
        for channel, state in consent.items()
        if (
            state.get("given") and not state.get("withdrawn") if isinstance(state, dict) else state
        )
    ]


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
