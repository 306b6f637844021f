"""`svc customer consent`: what a customer agrees to, and what she takes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, fetch
from svc.commands.customer import VERBS
from svc.commands.customer.view import view
from svc.commands.options import changes, formats, pass_app, show_changed
from svc.errors import WrongUsage
from svc.frozen import replace
from svc.i18n import _, say
from svc.records.customer import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.app import App


@click.command(help=str(VERBS["consent"]))
@click.argument("ref", shell_complete=completion.CUSTOMER)
@click.option(
    "--give",
    "given",
    multiple=True,
    metavar="CHANNEL,…",
    help=_("What she agrees to: {channels}.").format(channels=" | ".join(CHANNELS)),
)
@click.option(
    "--withdraw",
    "withdrawn",
    multiple=True,
    metavar="CHANNEL,…",
    help=_("What she no longer wants; the day she agreed is kept."),
)
@changes
@formats
@pass_app
def command(
    app: App,
    ref: str,
    form: str,
    dry_run: bool,
    given: Sequence[str],
    withdrawn: Sequence[str],
) -> None:
    """Withdrawing what was never given is kept too: she wants none."""
    from svc.lists.consents import channels_of, with_given, with_withdrawn

    giving, taking = channels_of(given), channels_of(withdrawn)
    if both := [channel for channel in giving if channel in taking]:
        raise WrongUsage(
            say("{channel} is both given and withdrawn.", channel=both[0]),
            say("Name it once."),
        )
    if not giving and not taking:
        raise WrongUsage(
            say("Nothing to change."), say("Give --give CHANNEL or --withdraw CHANNEL.")
        )
    customer_id = fetch.customer(app.store, ref).id
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.customers.get(customer_id)
        held = with_withdrawn(with_given(before.consent, giving, app.today), taking, app.today)
        customer = replace(before, consent=held)
        if customer != before:
            change.put(customer)
    shown = view(customer, app, app.store.purchases.where("customer", customer.id))
    show_changed(customer, form, dry_run=dry_run, shown=shown, before=before)
