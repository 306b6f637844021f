"""`svc card due`: which cards are worth preparing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import output
from svc.cards import due_cards
from svc.commands.card import VERBS
from svc.commands.options import formats, on_option, pass_app
from svc.i18n import _
from svc.rules.card import KEYS, TEMPLATES

if TYPE_CHECKING:
    from datetime import date

    from svc.app import App

COLUMNS = {
    "due": "due",
    "template": "template",
    "name": "name",
    "why": "why",
    "address": "address",
    "customer": "customer",
}


@click.command(help=str(VERBS["due"]))
@on_option
@click.option(
    "--within",
    metavar="DAYS",
    type=click.IntRange(0, 3660),
    help=_("For the days to come, so many of them; else as the policy card.within says."),
)
@click.option(
    "--template",
    "templates",
    type=click.Choice(TEMPLATES),
    multiple=True,
    help=_("Only these cards; may be given more than once."),
)
@formats
@pass_app
def command(app: App, form: str, on: date, within: int | None, templates: tuple[str, ...]) -> None:
    """S2-025, S2-057: by day, for cron to print with `svc card render`."""
    policy = app.policy.at(on)
    days = policy["card.within"].whole() if within is None else within
    found = [card.to_json() for card in due_cards(app.store, policy, on, days)]
    rows = [row for row in found if not templates or row["template"] in templates]
    if form == "text":
        rows = [row | {"template": _(row["template"])} for row in rows]
    output.show_list(rows, COLUMNS, form, keys=KEYS, below=("why", "address"))
