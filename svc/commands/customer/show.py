"""`svc customer show`: one customer's file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion, fetch, output
from svc.commands.customer import VERBS
from svc.commands.customer.view import view
from svc.commands.options import formats, pass_app
from svc.i18n import _

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["show"]))
@click.argument("ref", shell_complete=completion.CUSTOMER)
@formats
@pass_app
def command(app: App, ref: str, form: str) -> None:
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
