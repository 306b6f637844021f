"""`svc event attend`: who came to a gathering, which was held then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, entry, fetch
from svc.commands.event import VERBS
from svc.commands.event.view import view
from svc.commands.options import changes, formats, pass_app, show_changed
from svc.errors import Refused
from svc.i18n import _, say
from svc.rules import event as rule

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["attend"]))
@click.argument("ref", shell_complete=completion.EVENT)
@click.option(
    "--customer",
    "refs",
    multiple=True,
    metavar="REF",
    shell_complete=completion.CUSTOMER,
    help=_("Who came; may be given more than once, also later."),
)
@click.option("--text", help=_("How it went."))
@changes
@formats
@pass_app
def command(
    app: App, /, *, ref: str, form: str, dry_run: bool, refs: tuple[str, ...], text: str | None
) -> None:
    """S2-055: what was held counts for its year; who came unasked is noted, too."""
    came = [fetch.customer(app.store, each) for each in refs]
    for customer in came:
        if not customer.is_present:
            raise Refused(
                say("{name} has no file any more.", name=customer.name), say("Nothing was noted.")
            )
    said = {"at": app.at, "staff": app.staff_id, "text": entry.clean(text) if text else None}
    event_id = app.store.events.find(ref).id
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.events.get(event_id)
        rule.may_be_held(before, app.today)
        event = rule.attended(before, [customer.id for customer in came], said)
        change.put(event)
    shown = None if form == "text" else view(event, app)
    show_changed(event, form, dry_run=dry_run, shown=shown, before=before)
