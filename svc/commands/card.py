"""`svc card`: cards to print and hand over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import fetch, i18n, output
from svc.commands.options import pass_app
from svc.commands.recipient import facts_of, recipient
from svc.i18n import _, say
from svc.papers.card import form_of, wording

if TYPE_CHECKING:
    from svc.app import App


@click.group(help=_("Cards to print and hand over."))
def command() -> None:
    """The noun; its verbs follow."""


@command.command(help=_("Write the card a template makes for a customer."))
@recipient
@click.option(
    "--out",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help=_("Write it to a file, .txt or .html; else as text to stdout."),
)
@pass_app
def render(app: App, name: str, ref: str, given: dict[str, str], out: str | None) -> None:
    """S2-025: a card for one customer."""
    form = form_of(out)
    customer = fetch.customer(app.store, ref)
    card = wording(name, given, language=i18n.spoken(), form=form, store=app.store.root)
    (facts,) = facts_of(app, [customer], card.asks)
    text = card.text(facts)
    if out is None:
        output.write(text)
        return
    with open(out, "w", encoding="utf-8", newline="\n") as file:
        file.write(text + "\n")
    output.say_on_stderr(say("The card is in {file}.", file=out))
