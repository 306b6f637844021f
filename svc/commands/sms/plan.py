"""`svc sms plan`: who gets a message on a day and why, and who gets none and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import output
from svc import plan as of_the_day
from svc.commands.options import formats, on_option, pass_app
from svc.commands.sms import VERBS
from svc.i18n import _, word
from svc.rules.plan import OCCASIONS
from svc.rules.planned import KEYS, READY, SKIPPED

if TYPE_CHECKING:
    from datetime import date

    from svc.app import App
    from svc.rules.planned import Planned

COLUMNS = {
    "due": "due", "name": "name", "kind": "kind", "status": "status", "told": "text",
    "why": "why", "customer": "customer",
}  # fmt: skip
BELOW = ("told", "why", "customer")


@click.command("plan", help=str(VERBS["plan"]))
@on_option
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(OCCASIONS),
    metavar="KIND",
    help=_("Only messages of this kind; may be given more than once."),
)
@click.option(
    "--status", type=click.Choice((READY, SKIPPED)), help=_("Only those ready, or those skipped.")
)
@formats
@pass_app
def command(app: App, on: date, kinds: tuple[str, ...], status: str | None, form: str) -> None:
    """S2-027: nothing is changed; `svc sms queue` puts the ready ones into the outbox."""
    found = of_the_day.planned(app, on, kinds or None)
    shown = [each for each in found if status in {None, each.status}]
    if form != "text":
        told: dict[int, str | None] = {}
        output.show_list([each.to_json(told) for each in shown], {}, form, keys=KEYS)
    else:
        output.show_list([for_people(each) for each in shown], COLUMNS, form, below=BELOW)
    for sentence in of_the_day.warnings(app, on):
        output.warn(sentence)


def for_people(each: Planned) -> dict[str, Any]:
    """A planned message with its words in the language in use; of a skipped one the reason."""
    return {
        "due": each.due,
        "name": each.name or "-",
        "kind": word(each.kind),
        "status": _(each.status),
        "told": each.text if each.reason is None else str(each.reason),
        "why": str(each.why),
        "customer": each.customer,
    }
