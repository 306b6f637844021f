"""`svc card`: cards to print and hand over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from svc import fetch, i18n, output
from svc.commands.options import pass_app
from svc.commands.recipient import facts_of, recipient
from svc.i18n import _, say
from svc.papers.card import card, form_of

if TYPE_CHECKING:
    from svc.app import App


@click.group(help=_("Cards to print and hand over."))
def command() -> None:
    """The noun; its verbs follow."""


@command.command(help=_("Write the card a template makes for a customer."))
@recipient
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=_("Write it to a file, .txt or .html; else as text to stdout."),
)
@pass_app
def render(app: App, name: str, ref: str, given: dict[str, str], out: Path | None) -> None:
    """S2-025: a card for one customer."""
    form = form_of(out)
    customer = fetch.customer(app.store, ref)
    text = card(
        name,
        facts_of(app, customer),
        given,
        language=i18n.spoken(),
        form=form,
        store=app.store.folder,
    )
    if out is None:
        output.write(text)
        return
    out.write_text(text + "\n", encoding="utf-8", newline="\n")
    output.say_on_stderr(say("The card is in {file}.", file=out))
