"""`svc delivery move`: another day, another time, other people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, entry
from svc.commands.delivery import VERBS
from svc.commands.delivery.people import person, warn_of_clashes, warn_of_past
from svc.commands.options import DATE, changes, formats, pass_app, show_changed
from svc.errors import WrongUsage
from svc.i18n import _, say
from svc.rules import delivery as rule

if TYPE_CHECKING:
    from datetime import date

    from svc.app import App


@click.command(help=str(VERBS["move"]))
@click.argument("ref", shell_complete=completion.DELIVERY)
@click.option("--on", type=DATE, metavar="DATE", help=_("The new day; else the day it has."))
@click.option("--window", metavar="9-12", help=_("The time agreed with her, from hour to hour."))
@click.option("--address", help=_("Where to; else the address it has."))
@click.option("--driver", metavar="STAFF", shell_complete=completion.STAFF, help=_("Who drives."))
@click.option(
    "--fitter", metavar="STAFF", shell_complete=completion.STAFF, help=_("Who puts it up.")
)
@click.option("--text", help=_("Why."))
@changes
@formats
@pass_app
def command(
    app: App, form: str, dry_run: bool, ref: str, on: date | None, window: str | None,
    address: str | None, driver: str | None, fitter: str | None, text: str | None,
) -> None:  # fmt: skip
    """S0-056: the shop's hours bend to the customer; what failed is tried again from here."""
    found = app.store.deliveries.find(ref)
    if fitter is not None and not found.install:
        raise WrongUsage(
            say("A fitter is for an installation."),
            say("Cancel this delivery and plan one with --install."),
        )
    day = on or found.planned_on
    changed = {
        "window": rule.window_of(window) if window else None,
        "address": entry.one_line(address or "") or None,
        "driver": person(app, driver, day),
        "fitter": person(app, fitter, day),
    }
    told = entry.clean(text or "") or None
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.deliveries.get(found.id)
        day = on or before.planned_on
        rule.allow(before, "planned")
        rule.plannable(app.store.purchases.get(before.purchase), day, install=before.install)
        after = rule.moved(before, day, app.at, app.staff_id, told, **changed)
        change.put(after)
    warn_of_past(app, day)
    warn_of_clashes(app, after)
    show_changed(after, form, dry_run=dry_run, before=before)
