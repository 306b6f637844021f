"""`svc fmt`: hand-edited files put in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import output
from svc.commands.options import changes, formats, pass_app
from svc.errors import PROBLEMS_FOUND
from svc.i18n import _, say

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=_("Put hand-edited files in order; prints the files it changed."))
@click.option("--check", is_flag=True, help=_("Change nothing; exit 1 if a file is not in order."))
@changes
@formats
@pass_app
def command(app: App, form: str, check: bool, dry_run: bool) -> None:
    """Where a line cannot be read nothing is written: `svc check` says what to mend first."""
    dry_run = dry_run or check
    files = app.store.put_in_order(dry_run=dry_run)
    if form == "text":
        output.write("\n".join(files))
    else:
        output.show_list([{"file": file} for file in files], {"file": "file"}, form)
    if dry_run and files:
        output.say_on_stderr(say("Nothing was changed. These are not in order: `svc fmt`."))
    if check and files:
        click.get_current_context().exit(PROBLEMS_FOUND)
