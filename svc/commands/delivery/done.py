"""`svc delivery done`: made and accepted; installed goods are under warranty from that day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, entry, output
from svc.commands.delivery import VERBS
from svc.commands.delivery.view import questions_of
from svc.commands.options import DATE, changes, formats, pass_app, show_changed
from svc.errors import BadInput
from svc.i18n import _, say
from svc.rules import checklist
from svc.rules import delivery as rule

if TYPE_CHECKING:
    from datetime import date

    from svc.app import App
    from svc.records.delivery import Delivery


@click.command(help=str(VERBS["done"]))
@click.argument("ref", shell_complete=completion.DELIVERY)
@click.option("--accepted-by", metavar="NAME", help=_("Who took it; with --signed alone, she."))
@click.option("--signed", is_flag=True, help=_("The delivery receipt is signed."))
@click.option("--damaged", metavar="TEXT", help=_("Which goods or packing came damaged."))
@click.option(
    "--on",
    type=DATE,
    default="today",
    metavar="DATE",
    help=_("The day it was made; today without it."),
)
@changes
@formats
@pass_app
def command(
    app: App, form: str, dry_run: bool, ref: str, accepted_by: str | None, signed: bool,
    damaged: str | None, on: date,
) -> None:  # fmt: skip
    """S1-024, S1-025, S1-018: with an installation the visit of the day after falls due."""
    name = entry.one_line(accepted_by or "") or None
    damage = entry.clean(damaged or "") or None
    delivery_id = app.store.deliveries.find(ref).id
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.deliveries.get(delivery_id)
        rule.allow(before, "done")
        purchase = app.store.purchases.get(before.purchase)
        if on > app.today:
            raise BadInput(say("{day} is yet to come.", day=on), say("Mend --on."))
        rule.plannable(purchase, on, install=before.install)
        if signed and name is None:
            name = app.store.customers.get(before.customer).name
        after = rule.done(
            before, on, app.at, questions_of(app, before),
            strict=checklist.is_strict(app.policy.at(before.on)),
            accepted_by=name, signed=signed, damaged=damage, staff=app.staff_id,
        )  # fmt: skip
        change.put(after)
        if before.install and purchase.installed_on is None:
            change.put(rule.installed(purchase, on))
    if on < before.planned_on:
        output.warn(say("It was planned for {day}: is --on right?", day=before.planned_on))
    warn_of(after)
    show_changed(after, form, dry_run=dry_run, before=before)


def warn_of(done: Delivery) -> None:
    """Warn of what is open: questions, a signature, damaged goods."""
    if left := checklist.left_open(done):
        output.warn(say("The checklist is open: {names}.", names=", ".join(left)))
    if not done.signed:
        output.warn(
            say("The delivery receipt is not signed; once it is: `svc delivery sign {id}`.",
                id=done.id)
        )  # fmt: skip
    if done.damaged:
        output.warn(say("What came damaged, packing too, is exchanged at once (S1-025)."))
        output.say_on_stderr(
            say(
                "Next: `svc return open --purchase {id} --cause quality`.",
                id=done.purchase,
            )
        )
