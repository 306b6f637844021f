"""`svc policy show`: the entries with the value in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion
from svc.commands.options import formats, on_option, pass_app
from svc.commands.policy import VERBS
from svc.commands.policy.view import COLUMNS, as_row, as_text, entry_named, in_short, unknown
from svc.i18n import _, say
from svc.output import say_on_stderr, show_list, write

if TYPE_CHECKING:
    from datetime import date

    from svc.app import App
    from svc.policy import Entry


@click.command(help=str(VERBS["show"]))
@click.argument("topic", required=False, shell_complete=completion.TOPIC)
@on_option
@formats
@pass_app
def command(app: App, topic: str | None, on: date, form: str) -> None:
    """The entries with the value in force."""
    policy = app.policy
    if topic is not None and "." in topic:
        one = entry_named(policy, topic)
        _show_one(one, on, form)
        return
    if topic is not None and topic not in policy.topics:
        raise unknown(topic, policy.topics)
    entries = policy.entries() if topic is None else list(policy.topic(topic).values())
    rows = [as_row(entry, on) for entry in entries]
    if form == "text":
        rows = [{**row, "value": in_short(row["value"]), "unit": _(row["unit"])} for row in rows]
    show_list(rows, COLUMNS, form)
    if form == "text" and any(row["value"].endswith(" …") for row in rows):
        say_on_stderr(say("Long values are cut short (…): `svc policy show ID` shows all of one."))


def _show_one(entry: Entry, on: date, form: str) -> None:
    """One entry by its id: for people as `explain` tells it, for programs a list of one row."""
    if form == "text":
        write(as_text(entry, on))
    else:
        show_list([as_row(entry, on)], COLUMNS, form)
