"""`svc git setup`: wire this clone, so that git merges and shows records by svc."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from svc import output
from svc.commands.git import VERBS
from svc.commands.options import changes, pass_app
from svc.i18n import _, say
from svc.store import wiring

if TYPE_CHECKING:
    from svc.app import App


@click.command(
    help=str(VERBS["setup"]),
    epilog=_("Each clone is wired by itself; run it again when svc has moved."),
)
@changes
@pass_app
def command(app: App, *, dry_run: bool) -> None:
    """Run twice it changes nothing more."""
    from svc.commands.schedule import this_program

    done = wiring.wire(app.store.folder, this_program(sys.argv[0]), dry_run=dry_run)
    if dry_run:
        output.say_on_stderr(say("Nothing was changed. This would be the outcome:"))
    if done:
        output.write("\n".join(output.safe(each) for each in done))
    else:
        output.say_on_stderr(say("All was in place: git merges and shows the records by svc."))
