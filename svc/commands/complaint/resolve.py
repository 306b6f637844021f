"""`svc complaint resolve`: a complaint is settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import complaints, completion, fetch, output
from svc.commands.complaint import VERBS
from svc.commands.complaint.view import said_or_none, view
from svc.commands.options import WordChoice, changes, formats, pass_app, show_changed
from svc.i18n import _, say
from svc.rules import complaint as rule

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["resolve"]))
@click.argument("ref", shell_complete=completion.COMPLAINT)
@click.option("--text", help=_("How it was settled."))
@click.option("--satisfied/--unsatisfied", default=None, help=_("Whether she is content."))
@click.option(
    "--finding",
    type=WordChoice(rule.FINDINGS),
    help=_("What was found of staff, for attitude and cashier."),
)
@click.option(
    "--of", "member", metavar="STAFF", shell_complete=completion.STAFF,
    help=_("Whose conduct it was, where it was found light or serious."),
)  # fmt: skip
@changes
@formats
@pass_app
def command(
    app: App,
    ref: str,
    form: str,
    dry_run: bool,
    text: str | None,
    satisfied: bool | None,
    finding: str | None,
    member: str | None,
) -> None:
    """S2-054: the day after, a callback asks whether it holds. X-09: nothing may wait."""
    said = said_or_none(text)
    complaint_id = app.store.complaints.find(ref).id
    of = fetch.staff_member(app.store, member).id if member else None
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.complaints.get(complaint_id)
        complaint, waits = complaints.settled(
            change, app, before, text=said, satisfied=satisfied, finding=finding, of=of
        )
    for each in app.store.returns.where("complaint", complaint_id):
        if each.is_open:
            output.warn(
                say(
                    "{id}: its return {returned} is still open.", id=complaint_id, returned=each.id
                )
            )
    show_changed(complaint, form, dry_run=dry_run, shown=view(complaint, app), before=before)
    if waits and not dry_run:
        raise complaints.waits_for(complaint, waits)
