"""`svc customer unmerge`: two files that were merged by mistake, parted again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, output
from svc.commands.customer import VERBS
from svc.commands.options import changes, formats, pass_app
from svc.i18n import _, say
from svc.rules.copy import counted

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["unmerge"]))
@click.argument("ref", metavar="DUP", shell_complete=completion.CUSTOMER)
@changes
@formats
@pass_app
def command(app: App, ref: str, form: str, dry_run: bool) -> None:
    """Both are as they were; what was added to the kept file since stays there."""
    from svc.parting import unmerge

    with app.store.change(dry_run=dry_run) as change:
        shown = unmerge(change, app, ref)
    if dry_run:
        output.say_on_stderr(say("Nothing was changed. This would be the outcome:"))
    rows = (
        (_("kept"), shown["kept"]),
        (_("parted"), shown["parted"]),
        (_("merged"), shown["merged"]),
        (_("moved"), counted(shown["moved"])),
    )
    output.show_record(shown, form, lambda: output.pairs(row for row in rows if row[1]))
