"""`svc return approve`: what waits for one's post is given, and the return goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, entry, returns
from svc.commands.options import PRICE, changes, formats, pass_app, show_changed
from svc.commands.return_ import VERBS
from svc.commands.return_.open import waits_for
from svc.commands.return_.view import view
from svc.i18n import _

if TYPE_CHECKING:
    from decimal import Decimal

    from svc.app import App


@click.command(help=str(VERBS["approve"]))
@click.argument("ref", shell_complete=completion.RETURN)
@click.option("--text", help=_("What is said to it."))
@click.option(
    "--refund",
    type=PRICE,
    metavar="AMOUNT",
    help=_("How much goes back, where the rules name no amount."),
)
@changes
@formats
@pass_app
def command(
    app: App, ref: str, form: str, dry_run: bool, text: str | None, refund: Decimal | None
) -> None:
    """X-09: only a post that covers it; approved twice is approved once."""
    said = (entry.clean(text) or None) if text else None
    return_id = app.store.returns.find(ref).id
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.returns.get(return_id)
        after = returns.approve(change, app, before, refund=refund, text=said)
        waits = returns.waiting(app, after)
        shown = view(after, app)
    show_changed(after, form, dry_run=dry_run, shown=shown, before=before)
    if after.state == "waiting" and not dry_run:
        raise waits_for(after, waits)
