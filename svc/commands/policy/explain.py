"""`svc policy explain`: one entry with everything there is to know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion
from svc.commands.options import formats, pass_app
from svc.commands.policy import VERBS
from svc.commands.policy.view import as_row, as_text, entry_named
from svc.output import show_record

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["explain"]))
@click.argument("rule", shell_complete=completion.ENTRY)
@formats
@pass_app
def command(app: App, rule: str, form: str) -> None:
    """One entry with everything there is to know of it."""
    entry = entry_named(app.policy, rule)
    row = as_row(entry, app.today)
    row["values"] = [
        {
            "since": value.since and value.since.isoformat(),
            "value": value.value,
            "note": value.note,
        }
        for value in entry.values
    ]
    show_record(row, form, text=lambda: as_text(entry, app.today))
