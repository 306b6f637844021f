"""`svc customer consent`: what a customer agrees to, and what she takes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, entry, fetch, output
from svc.commands.customer import VERBS
from svc.commands.customer.view import view
from svc.commands.options import WayChoice, changes, formats, pass_app, show_changed
from svc.errors import WrongUsage
from svc.frozen import replace
from svc.i18n import _, listed, say
from svc.records.customer import CHANNELS
from svc.rules.consent import PURPOSES, WAYS, acts, agreed, as_said, channel_said, logged

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from svc.app import App
    from svc.records.customer import Customer


@click.command(help=str(VERBS["consent"]), epilog=_("Without an option: what she said, and when."))
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
@click.option(
    "--purpose",
    type=click.Choice(PURPOSES),
    help=_("What for: wishes and care, offers and news, notices about goods."),
)
@click.option(
    "--by", type=WayChoice(WAYS[:-1]), help=_("The way she said so, such as form or call.")
)
@click.option("--text", help=_("What she said, in her words."))
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
    purpose: str | None,
    by: str | None,
    text: str | None,
) -> None:
    """Withdrawing what was never given is kept too: she wants none (PIPL 15)."""
    from svc.lists.consents import channels_of

    giving, taking = channels_of(given), channels_of(withdrawn)
    if both := [channel for channel in giving if channel in taking]:
        raise WrongUsage(
            say("{channel} is both given and withdrawn.", channel=both[0]),
            say("Name it once."),
        )
    if not giving and not taking:
        if given or withdrawn or purpose or by or text:
            raise WrongUsage(
                say("Nothing to change."), say("Give --give CHANNEL or --withdraw CHANNEL.")
            )
        _show(app, fetch.customer(app.store, ref), form)
        return
    told = {"purpose": purpose, "by": by, "text": entry.clean(text) if text else None}
    note(app, ref, giving, taking, told, form=form, dry_run=dry_run)


def note(
    app: App,
    ref: str,
    giving: Iterable[str],
    taking: Iterable[str],
    told: dict[str, str | None],
    *,
    form: str,
    dry_run: bool,
) -> Customer:
    """Put consent on file, an entry in the log a channel; twice is the same. As she was before."""
    from svc.lists.consents import with_given, with_withdrawn

    customer_id = fetch.customer(app.store, ref).id
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.customers.get(customer_id)
        held = with_withdrawn(with_given(before.consent, giving, app.today), taking, app.today)
        news = [
            *acts("given", giving, at=app.at, staff=app.staff_id, **told),
            *acts("withdrawn", taking, at=app.at, staff=app.staff_id, **told),
        ]
        customer = replace(before, consent=held, consent_log=logged(before.consent_log, news))
        if customer != before:
            change.put(customer)
    shown = view(customer, app, app.store.purchases.where("customer", customer.id))
    show_changed(customer, form, dry_run=dry_run, shown=shown, before=before)
    return before


def _show(app: App, customer: Customer, form: str) -> None:
    """The log of what she said, the oldest first; as JSON the record."""
    if form != "text":
        bought = app.store.purchases.where("customer", customer.id)
        output.show_record(view(customer, app, bought), form)
        return
    rows = [(str(act.get("at")), as_said(act)) for act in customer.consent_log]
    in_force = [channel for channel in CHANNELS if agreed(customer.consent, channel)]
    words = listed(map(channel_said, in_force)) or _("nothing")
    output.write(output.pairs([*rows, (_("agreed to"), words)]))
