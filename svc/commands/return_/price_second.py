"""`svc return price-second`: what a defective piece is sold for (S3-036)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, returns
from svc.commands.options import PRICE, changes, formats, pass_app, show_changed
from svc.commands.return_ import VERBS
from svc.commands.return_.view import view
from svc.errors import Waits
from svc.i18n import say
from svc.rules.authority import POST_NAMES

if TYPE_CHECKING:
    from decimal import Decimal

    from svc.app import App


@click.command(help=str(VERBS["price-second"]))
@click.argument("ref", shell_complete=completion.RETURN)
@click.argument("price", type=PRICE)
@changes
@formats
@pass_app
def command(app: App, ref: str, form: str, dry_run: bool, price: Decimal) -> None:
    """S3-036: the regional manager's; from anybody else it is a proposal that waits."""
    return_id = app.store.returns.find(ref).id
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.returns.get(return_id)
        waits = returns.price_second(change, app, before, price)
        after = app.store.returns.get(return_id)
        shown = view(after, app)
    show_changed(after, form, dry_run=dry_run, shown=shown, before=before)
    if waits and not dry_run:
        raise Waits(
            say(
                "The price of {id} as a second is on file and waits for {post}.",
                id=return_id,
                post=POST_NAMES[waits[0].post],
            ),
            say("`svc approval approve {id}` gives it.", id=waits[0].id),
        )
