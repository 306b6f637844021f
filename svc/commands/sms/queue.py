"""`svc sms queue`: the day's messages into the outbox."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from svc import output
from svc.commands.options import changes, formats, on_option, pass_app
from svc.commands.sms import VERBS
from svc.commands.sms.outbox_view import show
from svc.i18n import _, say
from svc.messages import outbox
from svc.plan import planned, warnings
from svc.rules.plan import OCCASIONS
from svc.rules.planned import faults_of_templates

if TYPE_CHECKING:
    from datetime import date

    from svc.app import App


@click.command("queue", help=str(VERBS["queue"]))
@on_option
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(OCCASIONS),
    metavar="KIND",
    help=_("Only messages of this kind; may be given more than once."),
)
@changes
@formats
@pass_app
def command(app: App, form: str, dry_run: bool, on: date, kinds: tuple[str, ...]) -> None:
    """S2-027: what waits to be reviewed is printed, put there now or before."""
    rows = planned(app, on, kinds or None)
    policy = app.policy.at(app.today)
    with app.store.change(dry_run=dry_run) as change:
        found = outbox.queued(app.store, rows, policy, app.at)
        if not dry_run:
            outbox.put(change, found.new)
            for message in found.reworded:
                change.put(message)
    new = (*found.new, *found.reworded)
    put = {message.id for message in new}
    still = [
        message
        for message in outbox.waiting(app.store, ["queued"])
        if message.id not in put
        and message.due <= on
        and message.kind in (kinds or [message.kind])
    ]
    if new or found.there or found.skipped or is_watched():
        output.say_on_stderr(
            *([say("Nothing was changed. This would be on file:")] if dry_run else []),
            say(
                "{new} queued, {there} there already, {skipped} skipped.",
                new=len(new), there=len(found.there), skipped=found.skipped,
            ),
        )  # fmt: skip
    for sentence in (*faults_of_templates(rows), *warnings(app, on)):
        output.warn(sentence)
    show(sorted((*new, *still), key=lambda each: (each.due, each.id)), app, form)


def is_watched() -> bool:
    """Whether somebody looks at a terminal; cron mails whatever is printed, and nothing else."""
    return sys.stderr is not None and sys.stderr.isatty()
