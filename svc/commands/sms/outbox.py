"""`svc sms outbox`: how each message stands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from svc import output
from svc.commands.options import WordChoice, formats, from_to, pass_app
from svc.commands.sms import VERBS
from svc.commands.sms.outbox_view import COLUMNS, KEYS, views
from svc.i18n import _
from svc.messages.outbox import waiting
from svc.records.message import SETTLED, STATES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from svc.app import App
    from svc.records.message import Message


@click.command("outbox", help=str(VERBS["outbox"]))
@click.option("--state", type=WordChoice(STATES), help=_("Only those that stand so."))
@from_to
@formats
@pass_app
def command(app: App, form: str, state: str | None, first: date | None, last: date | None) -> None:
    """By the day they are meant for, then key; both ends included."""
    table, is_cut = app.store.messages, first or last
    first, last = first or date.min, last or date.max
    if state is not None and state not in SETTLED:
        found: Iterable[Message] = waiting(app.store, [state])
    else:
        found = table.where_between("due", first, last) if is_cut else table.all()
    wanted = [
        message
        for message in found
        if first <= message.due <= last and state in {None, message.state}
    ]
    wanted.sort(key=lambda each: (each.due, each.id))
    rows = views(wanted, app, as_words=form == "text")
    output.show_list(rows, COLUMNS, form, keys=KEYS, below=("text", "key"))
