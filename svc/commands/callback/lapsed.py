"""`svc callback lapsed`: what fell due, was not made, and is shown no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import due as what_is_due
from svc.commands.callback import VERBS
from svc.commands.callback.due import show
from svc.commands.options import formats, from_to, pass_app
from svc.i18n import _
from svc.rules import callback as rule
from svc.store.ids import day_of

if TYPE_CHECKING:
    from datetime import date

    from svc.app import App
    from svc.rules.callback import Contact

SHOWN = 30
"""So many days before the lapse are looked at, unless others are asked for."""


@click.command(help=str(VERBS["lapsed"]))
@from_to
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(rule.KINDS),
    multiple=True,
    help=_("Only of this kind; may be given more than once."),
)
@formats
@pass_app
def command(
    app: App, form: str, first: date | None, last: date | None, kinds: tuple[str, ...]
) -> None:
    """By day due, then key; the last thirty days before the lapse without --from."""
    policy = app.policy.at(app.today)
    lapsed = rule.back(rule.span(policy, app.today).first, 1)
    last = min(last or lapsed, lapsed)
    first = first or rule.back(last, SHOWN - 1)
    found = (
        what_is_due.open_contacts(
            app.store, policy, rule.Span(first=first, last=last), kinds or rule.KINDS
        )
        if first <= last
        else []
    )
    missed = [each for each in found if not _before_she_came(each[0])]
    show(app, missed, app.today, None, form)


def _before_she_came(contact: Contact) -> bool:
    """Whether a birthday fell before the customer's file was opened: nobody could have known."""
    return contact.kind == "birthday" and contact.due < day_of(contact.customer)
