"""`svc delivery cancel`: call it off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, entry
from svc.commands.delivery import VERBS
from svc.commands.options import changes, formats, pass_app, show_changed
from svc.i18n import _
from svc.rules import delivery as rule

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["cancel"]))
@click.argument("ref", shell_complete=completion.DELIVERY)
@click.option("--text", help=_("Why."))
@changes
@formats
@pass_app
def command(app: App, form: str, dry_run: bool, ref: str, text: str | None) -> None:
    """It stays on file; the purchase is untouched."""
    told = entry.clean(text or "") or None
    delivery_id = app.store.deliveries.find(ref).id
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.deliveries.get(delivery_id)
        after = rule.ended(before, "cancelled", app.at, app.staff_id, told)
        change.put(after)

    show_changed(after, form, dry_run=dry_run, before=before)
