"""`svc complaint assign`: who sees to a complaint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, fetch
from svc.commands.complaint import VERBS
from svc.commands.complaint.view import changed, said_or_none
from svc.commands.options import changes, formats, pass_app
from svc.errors import Refused
from svc.frozen import replace
from svc.i18n import _, say
from svc.rules import complaint as rule

if TYPE_CHECKING:
    from svc.app import App
    from svc.records.complaint import Complaint


@click.command(help=str(VERBS["assign"]))
@click.argument("ref", shell_complete=completion.COMPLAINT)
@click.option(
    "--to", "member", required=True, metavar="STAFF", shell_complete=completion.STAFF,
    help=_("A member of staff: code, id or name."),
)  # fmt: skip
@click.option("--text", help=_("What there is to say."))
@changes
@formats
@pass_app
def command(app: App, ref: str, form: str, dry_run: bool, member: str, text: str | None) -> None:
    """S2-070: passed on by the division of work."""
    said = said_or_none(text)
    to = fetch.staff_member(app.store, member)
    if to.left_on is not None and to.left_on <= app.today:
        raise Refused(
            say("{name} left on {day}.", name=to.name, day=to.left_on),
            say("`svc staff list` shows who is there."),
        )

    def assign(before: Complaint) -> Complaint:
        if not before.is_open:
            raise rule.forbidden(before)
        after = rule.noted(before, app.at, app.staff_id, assigned_to=to.id, text=said)
        return replace(after, assigned_to=to.id)

    changed(app, ref, form, dry_run=dry_run, make=assign)
