"""`svc part list`: the parts ledger, one of the four tables (S0-024)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from svc import entry, output
from svc.commands.options import formats, from_to, pass_app
from svc.commands.part import VERBS
from svc.commands.part.moves import CASE, case_of
from svc.i18n import _
from svc.records.part import Part
from svc.rules.part import code_of, in_order

if TYPE_CHECKING:
    from svc.app import App

COLUMNS = {
    "id": "id", "on": "date", "move": "move", "code": "code", "qty": "qty", "name": "part name",
    "about": "used for", "expected_on": "expected on", "warranty_until": "warranty until",
    "text": "text",
}  # fmt: skip
KEYS = ("id", *Part.fields_known())


@click.command("list", help=str(VERBS["list"]))
@from_to
@click.option("--code", metavar="CODE", help=_("Only this part."))
@CASE
@formats
@pass_app
def command(
    app: App, form: str, first: date | None, last: date | None, code: str | None, case: str | None
) -> None:
    """By day; both ends included."""
    first, last = first or date.min, last or date.max
    word = code_of(entry.one_line(code)) if code is not None else None
    about = case_of(app, case).id if case is not None else None
    table = app.store.parts
    found = (
        table.where("about", about)
        if about
        else table.where("code", word)
        if word
        else table.all()
    )
    rows = [
        part.to_json()
        for part in in_order(found)
        if first <= part.on <= last and word in {None, part.code}
    ]
    if form == "text":
        for row in rows:
            row["move"] = _(row["move"])
    output.show_list(rows, COLUMNS, form, keys=KEYS, below=("text",))
