"""`svc tier show`: the tier of a customer on a day, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, fetch, output
from svc.commands.options import formats, on_option, pass_app
from svc.commands.tier import VERBS
from svc.i18n import _, say
from svc.rules.standing import Standing, standing
from svc.rules.tier import scheme, schemes

if TYPE_CHECKING:
    from datetime import date

    from svc.app import App
    from svc.records.customer import Customer


@click.command(help=str(VERBS["show"]))
@click.argument("ref", shell_complete=completion.CUSTOMER)
@on_option
@formats
@pass_app
def command(app: App, ref: str, on: date, form: str) -> None:
    """Worked out from her purchases less what she took back, by the policy of that day."""
    customer = fetch.customer(app.store, ref)
    found = standing_of(app, customer, on)
    output.show_record(found.to_json(), form, lambda: as_text(customer, found))


def standing_of(app: App, customer: Customer, on: date) -> Standing:
    """A customer's tier with its reasons; raises BadPolicy."""
    return standing(
        scheme(app.policy.at(on)),
        customer.id,
        app.store.purchases.where("customer", customer.id),
        app.store.returns.where("customer", customer.id),
        on,
        schemes(app.policy),
    )


def as_text(customer: Customer, found: Standing) -> str:
    """The tier for people: what, since when, what is missing, then why."""
    above = None
    if found.following is not None:
        above = str(found.following.name)
        if found.missing is not None:
            above += " · " + str(say("¥{amount} missing", amount=found.missing))
    head = output.pairs(
        row
        for row in [
            (_("customer"), f"{customer.name} ({customer.id})"),
            (_("tier"), str(found.level.name)),
            (_("since"), found.since),
            (_("until"), found.until),
            (_("spent in the window"), f"¥{found.tally.spend}"),
            (_("next tier"), above),
        ]
        if row[1] is not None
    )
    return "\n".join([head, "", *(output.prose(sentence, "  ") for sentence in found.why)])
