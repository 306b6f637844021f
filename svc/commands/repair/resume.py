"""`svc repair resume`: what was waited for is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, output
from svc.commands.options import changes, formats, pass_app
from svc.commands.part.moves import ordered_for
from svc.commands.repair import VERBS
from svc.commands.repair.steps import step, text_of
from svc.errors import Refused
from svc.frozen import replace
from svc.i18n import _, say
from svc.rules.part import open_orders
from svc.rules.repair import open_wait

if TYPE_CHECKING:
    from svc.app import App
    from svc.records.repair import Repair
    from svc.store.change import Change


@click.command(help=str(VERBS["resume"]))
@click.argument("ref", shell_complete=completion.REPAIR)
@click.option("--text", help=_("What is to be said of it."))
@click.option("--anyway", is_flag=True, help=_("Though parts ordered for it have not come."))
@changes
@formats
@pass_app
def command(app: App, ref: str, form: str, dry_run: bool, text: str | None, anyway: bool) -> None:
    """A wait for parts ends once all that was ordered for it has come in."""

    def edit(repair: Repair, _change: Change) -> Repair:
        wait = open_wait(repair)
        if wait is not None and wait.get("for") == "parts" and not anyway:
            refuse_missing(repair, app)
            if not ordered_for(app, repair.id):
                output.warn(say("No part was ever ordered for {id}.", id=repair.id))
        waits = [{**each, "until": app.at} if each is wait else each for each in repair.waits]
        return replace(repair, waits=tuple(waits))

    step(app, ref, "resume", edit, form, dry_run=dry_run, text=text_of(text))


def refuse_missing(repair: Repair, app: App) -> None:
    """Refuse to go on while parts that were ordered for a repair have not come."""
    missing = open_orders(ordered_for(app, repair.id))
    if missing:
        orders = ", ".join(
            f"{each.order.code} × {each.missing} ({each.order.id})" for each in missing
        )
        raise Refused(
            say("{id} still waits for parts: {orders}.", id=repair.id, orders=orders),
            say("`svc part in --order …` when they come; --anyway if it goes on without."),
        )
