"""`svc report complaints`: which complaints are most, and what they add up to (S3-009)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc.commands.options import WordChoice, formats, from_to, pass_app
from svc.commands.report import VERBS
from svc.commands.report.written import out_option, tell
from svc.errors import BadInput
from svc.i18n import _, say
from svc.rules.complaint_classes import WAYS, Known, classes

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from svc.app import App
    from svc.reports.document import Report
    from svc.store.store import Store

DAYS = 90
"""So many days are looked at where no first one is given."""


SPAN = _("Without --from and --to it is of the last ninety days, today among them.")
"""What its own page says of its days."""


@click.command(help=f"{VERBS['complaints']}\n\n{SPAN}")
@from_to
@click.option(
    "--by",
    type=WordChoice(WAYS),
    default=WAYS[0],
    help=_("What they are counted by; category without it."),
)
@out_option
@formats
@pass_app
def command(
    app: App, form: str, first: date | None, last: date | None, by: str, out: Path | None
) -> None:
    """Of the last 90 days unless it is said; only what was known on the last day counts."""
    if out is not None:
        from svc.reports.forms import form_of

        form_of(out)
    since, until = span(first, last, app.today)
    known = gathered(app.store, since, until, with_goods=by == "goods")
    found = classes(known, since, until, by, app.policy.at(until))

    def report() -> Report:
        from svc.reports.complaints import arranged

        return arranged(found, app.store.settings.name)

    tell(app, report, found.to_json(), form, out)


def span(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """The days asked for, both included: 90 up to today, or up to the last.

    Raises:
        BadInput: the first is after the last, or the last is yet to come.
    """
    from svc.rules.callback import back

    until = last or today
    if until > today:
        raise BadInput(say("{day} is yet to come.", day=until), say("Mend --to."))
    since = first or back(until, DAYS - 1)
    if since > until:
        raise BadInput(say("{first} is after {last}.", first=since, last=until))
    return since, until


def gathered(store: Store, first: date, last: date, *, with_goods: bool) -> Known:
    """The complaints of some days, the returns they led to, and their sales where asked for.

    Raises:
        BadData: a record cannot be read.
    """
    complaints = tuple(store.complaints.between(first, last))
    ids = {each.id for each in complaints}
    sold = {each.purchase for each in complaints if each.purchase} if with_goods else set()
    return Known(
        complaints=complaints,
        goods=store.purchases.many(sold),
        returns=tuple(
            each for each in store.returns.between(first, last) if each.complaint in ids
        ),
    )
