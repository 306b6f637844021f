"""`svc event edit`: another day, hour or place; what else of a gathering is changed or mended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion
from svc.commands.event import VERBS
from svc.commands.event.fields import its_fields, read, warn_of
from svc.commands.event.step import step
from svc.commands.options import changes, formats, pass_app
from svc.errors import WrongUsage
from svc.i18n import say
from svc.rules.event_edit import edited

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["edit"]))
@click.argument("ref", shell_complete=completion.EVENT)
@its_fields(needed=False)
@changes
@formats
@pass_app
def command(app: App, /, *, ref: str, form: str, dry_run: bool, **given: Any) -> None:
    """What is not named stays; an empty --time, --place or --text is cleared."""
    told = read(app, given)
    if not told:
        raise WrongUsage(
            say("Nothing to change."), say("`svc event edit --help` shows what can be.")
        )
    said = {"at": app.at, "staff": app.staff_id}
    event = step(
        app, ref, lambda before: edited(before, told, said, app.today), form, dry_run=dry_run
    )
    warn_of(app, event, told)
