"""`svc report silence`: what silence costs, by the sources' shares and the shop's own figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc.commands.options import formats, from_to, pass_app
from svc.commands.progress import watch
from svc.commands.report import VERBS
from svc.commands.report.written import out_option, tell
from svc.i18n import _, say
from svc.rules.silence import silence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from svc.app import App
    from svc.records.complaint import Complaint
    from svc.reports.document import Report
    from svc.store.store import Store

MONTHS = 12


SPAN = _(
    "Without --from and --to it is of the twelve months up to the end of the last one that "
    "is over."
)
"""What its own page says of its days."""


@click.command(help=f"{VERBS['silence']}\n\n{SPAN}")
@from_to
@out_option
@formats
@pass_app
def command(app: App, form: str, first: date | None, last: date | None, out: Path | None) -> None:
    """The twelve whole months before this one without --from and --to (S0-036 to S0-038)."""
    from svc.commands.report.staff import complaints_of
    from svc.rules.tier import months_before
    from svc.tiers import spent_between

    since, until = year_of(first, last, app.today)
    store = app.store
    watch(store)
    logged = [each for each in complaints_of(store, until) if each.on >= since]
    spent = spent_between(store, months_before(until, MONTHS), until)
    found = silence(
        logged,
        _bought_after(store, logged, until),
        [tally.spend for tally in spent.values()],
        app.policy,
        until,
        lambda: len(spent_between(store, None, until)),
    )
    shown = {"from": since.isoformat(), "to": until.isoformat(), **found.to_json()}

    def report() -> Report:
        from svc.reports.silence import arranged

        return arranged(found, (since, until), store.settings.name)

    tell(app, report, shown, form, out)


def year_of(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """The days asked for, both included: twelve months up to the end of the last whole one.

    With one end alone the other is twelve months away, but not after today.

    Raises:
        BadInput: the first is after the last.
    """
    from datetime import timedelta

    from svc.errors import BadInput
    from svc.rules.period import MONTH, period
    from svc.rules.tier import months_before

    day = timedelta(days=1)
    if last is None:
        last = today if first else period(MONTH, None, today).last
    if first is None:
        after = last + day
        first = months_before(after, MONTHS)
    if first > last:
        raise BadInput(say("{first} is after {last}.", first=first, last=last))
    return first, last


def _bought_after(store: Store, complaints: Iterable[Complaint], last: date) -> dict[str, str]:
    """The day each who complained bought last, from then up to a day; an exchange is no purchase.

    Only what was sold since the first of these complaints is read.
    """
    from svc.rules.tier import less_returns
    from svc.tiers import came_back, sold

    latest: dict[str, str] = {}
    on = {each.customer: each.on for each in complaints}
    if not on:
        return latest
    first, until = min(on.values()), last.isoformat()
    sales, back = sold(store, first, last), came_back(store, first, last)
    for who, day, _left, stands in less_returns(sales, back, first.isoformat(), until):
        if stands and who in on:
            latest[who] = max(latest.get(who, ""), day)
    return latest
