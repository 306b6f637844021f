"""`svc part stock`: what is on hand and on order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import entry, output
from svc.commands.options import formats, pass_app
from svc.commands.part import VERBS
from svc.i18n import _
from svc.rules.part import code_of, stock

if TYPE_CHECKING:
    from svc.app import App

COLUMNS = {
    "code": "code", "name": "part name", "on_hand": "on hand", "on_order": "on order",
    "last_in": "last in", "last_out": "last out",
}  # fmt: skip


@click.command(help=str(VERBS["stock"]))
@click.option("--code", metavar="CODE", help=_("Only this part."))
@formats
@pass_app
def command(app: App, form: str, code: str | None) -> None:
    """By code; worked out from the ledger, whatever the order of its lines (S0-024)."""
    table = app.store.parts
    moves = table.all() if code is None else table.where("code", code_of(entry.one_line(code)))
    rows = [each.to_json() for each in stock(moves)]
    output.show_list(rows, COLUMNS, form)
