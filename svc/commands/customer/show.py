"""`svc customer show`: one customer's file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion, fetch, output
from svc.commands.customer import VERBS
from svc.commands.customer.view import view
from svc.commands.options import formats, of_customer, pass_app
from svc.i18n import _, listed, word
from svc.records.birthday import in_words
from svc.rules.consent import PURPOSE_SAID, agreed, aside, channel_said
from svc.rules.tier import scheme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from svc.app import App


@click.command(help=str(VERBS["show"]))
@click.argument("ref", shell_complete=completion.CUSTOMER)
@formats
@pass_app
def command(app: App, ref: str, form: str) -> None:
    """The file, with what she spent and what is still to learn."""
    customer = fetch.customer(app.store, ref, erased=True)
    bought = app.store.purchases.where("customer", customer.id)
    shown = view(customer, app, bought)
    output.show_record(shown, form, lambda: as_text(shown, app))


def as_text(shown: dict[str, Any], app: App) -> str:
    """A customer's file for people."""
    if shown["erased_on"]:
        left = [(_("id"), shown["id"]), (_("erased on"), shown["erased_on"]), *_bought(shown)]
        return output.pairs(row for row in left if row[1] not in (None, ""))
    complete = shown["completeness"]
    unchecked = shown["phone_unchecked"]
    rows: list[tuple[str, Any]] = [
        (_("id"), shown["id"]),
        (_("name"), shown["name"]),
        (_("phone"), f"{shown['phone']} ({_('unchecked')})" if unchecked else shown["phone"]),
        (_("number"), shown["number"]),
        (_("birthday"), in_words(shown["birthday"])),
        (_("gender"), {"F": _("woman"), "M": _("man")}.get(shown["gender"])),
        (_("owner"), shown["owner"] and of_staff(shown["owner"], app)),
        (_("tier"), tier_name(shown["tier"], app)),
        (_("registered by"), shown["registered_by"] and of_staff(shown["registered_by"], app)),
        (_("referred by"), brought_by(shown["referred_by"], app)),
        *((word(name), value) for name, value in shown["profile"].items()),
        (_("agreed to"), agreed_to(shown["consent"], shown["consent_log"])),
        *_bought(shown),
        (_("file complete"), f"{round(float(complete['score']) * 100)} %"),
        (_("still to learn"), listed(map(word, complete["missing"]))),
    ]
    return output.pairs(row for row in rows if row[1] not in (None, ""))


def _bought(shown: dict[str, Any]) -> list[tuple[str, Any]]:
    spent = shown["spend"]
    return [
        (_("spent in all"), f"¥{spent['total']}"),
        (_("in 12 months"), f"¥{spent['last_12_months']}"),
        (_("purchases"), str(spent["purchases"])),
        (_("last bought"), spent["last_on"]),
    ]


def agreed_to(consent: Mapping[str, Any], log: Sequence[Mapping[str, Any]]) -> str:
    """The channels in force, each with the purpose she agreed to, where one was put down."""
    purposes = {act.get("channel"): act.get("purpose") for act in log if act.get("purpose")}
    told = []
    for channel in consent:
        if agreed(consent, channel):
            purpose = purposes.get(channel)
            said = channel_said(channel)
            told.append(str(aside(said, PURPOSE_SAID.get(purpose, purpose))) if purpose else said)
    return listed(told)


def tier_name(key: str | None, app: App) -> str | None:
    """What a tier is called in the language now in use."""
    found = scheme(app.policy.at(app.today)).named(key) if key else None
    return str(found.name) if found else None


def brought_by(customer_id: str | None, app: App) -> str | None:
    """Who brought her, by name and id (S2-040)."""
    return of_customer(customer_id, app.store) if customer_id else None


def of_staff(staff_id: str, app: App) -> str:
    """A member's name with the id: `李娜 (T-261122-7KQ3MX)`."""
    member = app.store.staff.peek(staff_id)
    return f"{member.name} ({staff_id})" if member else staff_id
