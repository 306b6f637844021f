"""`svc delivery edit`: what a delivery lacks, or has wrong, is mended, also once it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion, entry
from svc.commands.delivery import VERBS
from svc.commands.delivery.people import warn_of_clashes
from svc.commands.options import changes, formats, pass_app, show_changed
from svc.errors import BadInput, WrongUsage
from svc.i18n import _, say
from svc.rules import delivery as rule

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["edit"]))
@click.argument("ref", shell_complete=completion.DELIVERY)
@click.option("--address", help=_("Where to."))
@click.option("--phone", help=_("The phone to ring there."))
@click.option("--window", metavar="9-12", help=_("The time agreed with her, from hour to hour."))
@changes
@formats
@pass_app
def command(app: App, /, *, form: str, dry_run: bool, ref: str, **given: str | None) -> None:
    """Another day is `svc delivery move`."""
    noted = {name: read(app, name, text) for name, text in given.items() if text is not None}
    if not noted:
        raise WrongUsage(
            say("Say what is mended."),
            say("Give --address, --phone or --window; another day is `svc delivery move`."),
        )
    delivery_id = app.store.deliveries.find(ref).id
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.deliveries.get(delivery_id)
        after = rule.edited(before, noted, app.at, app.staff_id)
        change.put(after)
    if "window" in noted and after.is_open:
        warn_of_clashes(app, after)
    show_changed(after, form, dry_run=dry_run, before=before)


def read(app: App, name: str, text: str) -> Any:
    """What was given with an option, as it goes on file; raises BadInput for an empty one."""
    if not (line := entry.one_line(text)):
        raise BadInput(
            say("{option} is empty.", option=f"--{name}"),
            say("Say what is to stand there, or leave it out."),
        )
    if name == "phone":
        return entry.phone_of(line, app.country, force=False)[0]
    return rule.window_of(line) if name == "window" else line
