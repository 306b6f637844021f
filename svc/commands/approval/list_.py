"""`svc approval list`: what waits for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import output
from svc.commands.approval import VERBS
from svc.commands.approval.view import KEYS
from svc.commands.options import WordChoice, formats, pass_app
from svc.i18n import _, word
from svc.records.approval import KINDS
from svc.rules.answer import POSTS

if TYPE_CHECKING:
    from svc.app import App

COLUMNS = {
    "id": "id", "on": "date", "kind": "kind", "what": "what", "amount": "amount", "post": "for",
    "state": "state", "about": "about", "text": "text",
}  # fmt: skip


@click.command("list", help=str(VERBS["list"]))
@click.option("--for", "post", type=WordChoice(POSTS), help=_("Only what this post decides."))
@click.option("--kind", type=WordChoice(KINDS), help=_("Only decisions, consents or reports."))
@click.option("--about", "case", metavar="ID", help=_("Only those of one case; all of them."))
@click.option("--all", "every", is_flag=True, help=_("Settled ones and reports, too."))
@formats
@pass_app
def command(
    app: App, form: str, post: str | None, kind: str | None, case: str | None, every: bool
) -> None:
    """The oldest first."""
    table = app.store.approvals
    if case:
        found = [each for each in table.all() if case.strip().upper() in each.about]
    elif every or kind == "report":
        found = list(table.all())
    else:
        found = [each for each in table.may_hold("open", ["open"]) if each.state == "waiting"]
    rows = [
        approval.to_json()
        for approval in sorted(found, key=lambda each: (each.on, each.id))
        if post in {None, approval.post} and kind in {None, approval.kind}
    ]
    if form == "text":
        for row in rows:
            row |= {name: word(row[name]) for name in ("kind", "what", "post", "state")}
    output.show_list(rows, COLUMNS, form, keys=KEYS, below=("text", "about"))
