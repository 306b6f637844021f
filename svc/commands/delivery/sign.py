"""`svc delivery sign`: the receipt is signed, after the delivery was recorded (S1-024)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, entry
from svc.commands.delivery import VERBS
from svc.commands.delivery.view import questions_of
from svc.commands.options import changes, formats, pass_app, show_changed
from svc.i18n import _
from svc.rules import delivery as rule

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["sign"]))
@click.argument("ref", shell_complete=completion.DELIVERY)
@click.option("--accepted-by", metavar="NAME", help=_("Who took it; without it she, or who did."))
@changes
@formats
@pass_app
def command(app: App, form: str, dry_run: bool, ref: str, accepted_by: str | None) -> None:
    """It answers the question of the checklist, too."""
    name = entry.name_of(accepted_by) if accepted_by is not None else None
    delivery_id = app.store.deliveries.find(ref).id
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.deliveries.get(delivery_id)
        whose = app.store.customers.peek(before.customer)
        name = name or before.accepted_by or (whose.name if whose else None)
        after = rule.signed(before, name, app.at, questions_of(app, before), app.staff_id)
        change.put(after)
    show_changed(after, form, dry_run=dry_run, before=before)
