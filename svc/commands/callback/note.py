"""`svc callback note`: a contact that was not due."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, entry, fetch, output
from svc.commands.callback import VERBS
from svc.commands.options import DATE, WayChoice, changes, formats, pass_app, show_changed
from svc.dates import short
from svc.errors import BadInput
from svc.i18n import _, say
from svc.rules import noting
from svc.rules.callback import not_wanted, of_line

if TYPE_CHECKING:
    from datetime import date

    from svc.app import App


@click.command(help=str(VERBS["note"]))
@click.option(
    "--customer", "ref", required=True, metavar="REF", shell_complete=completion.CUSTOMER,
    help=_("With whom: a phone, number:…, a name or an id."),
)  # fmt: skip
@click.option(
    "--channel", required=True, type=WayChoice(noting.WAYS), help=_("How she was in touch.")
)
@click.option("--text", help=_("What she said."))
@click.option("--satisfied/--unsatisfied", default=None, help=_("Whether she is content."))
@click.option(
    "--on", type=DATE, default="today", metavar="DATE", help=_("On which day; today without it.")
)
@changes
@formats
@pass_app
def command(
    app: App,
    form: str,
    dry_run: bool,
    ref: str,
    channel: str,
    text: str | None,
    satisfied: bool | None,
    on: date,
) -> None:
    """S2-025, S2-037: a greeting, a card posted, a call she made; two a day are one record."""
    if on > app.today:
        raise BadInput(
            say("{day} is still to come.", day=on), say("Note a contact once it was made.")
        )
    said = {
        "channel": channel,
        "text": entry.clean(text) or None if text else None,
        "satisfied": satisfied,
    }
    customer = fetch.customer(app.store, ref)
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.callbacks.peek(f"{noting.NOT_DUE}.{customer.id}.{short(on)}")
        made = noting.at_will(before, customer.id, said, on, app.staff_id)
        if made != before:
            change.put(made)
    if (told := not_wanted(of_line(made), customer)) is not None:
        output.warn(told)
    show_changed(made, form, dry_run=dry_run, before=before)
