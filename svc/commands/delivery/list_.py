"""`svc delivery list`: by day and time, as a round is driven."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from svc import completion, fetch, output
from svc.commands.delivery import VERBS
from svc.commands.delivery.view import KEYS, as_row
from svc.commands.options import DATE, formats, from_to, names_of, pass_app
from svc.commands.spans import lateness
from svc.i18n import _
from svc.rules import delivery as rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from svc.app import App
    from svc.records.delivery import Delivery

COLUMNS = {
    "planned_on": "planned on", "window": "window", "customer": "customer", "phone": "phone",
    "address": "address", "driver": "driver", "state": "state", "days_late": "late", "id": "id",
}  # fmt: skip


@click.command(help=str(VERBS["list"]))
@click.option("--open", "unsettled", is_flag=True, help=_("Only those still to be made."))
@click.option("--late", "only_late", is_flag=True, help=_("Only those whose day is over."))
@click.option("--day", type=DATE, metavar="DATE", help=_("Only those planned for this day."))
@from_to
@click.option(
    "--customer",
    "ref",
    metavar="REF",
    shell_complete=completion.CUSTOMER,
    help=_("Only those of one customer."),
)
@click.option(
    "--driver",
    metavar="STAFF",
    shell_complete=completion.STAFF,
    help=_("Only those one person drives or fits."),
)
@formats
@pass_app
def command(
    app: App, form: str, unsettled: bool, only_late: bool, day: date | None, first: date | None,
    last: date | None, ref: str | None, driver: str | None,
) -> None:  # fmt: skip
    """S1-016: what should have been made by now says by how many days it is late."""
    customer = fetch.customer(app.store, ref).id if ref is not None else None
    who = fetch.staff_member(app.store, driver).id if driver is not None else None
    first, last = day or first or date.min, day or last or date.max
    found = [
        each
        for each in candidates(app, first, last, only_open=unsettled or only_late)
        if first <= each.planned_on <= last
        and customer in (None, each.customer)
        and who in (None, each.driver, each.fitter)
        and (each.is_open or not unsettled)
    ]
    if only_late:
        found = rule.late(found, app.today)
    found.sort(key=lambda each: (each.planned_on, each.window or "", each.id))
    rows = [as_row(each, app.today) for each in found]
    if form == "text":
        names = names_of(app.store, (row["customer"] for row in rows))
        people = {member.id: member.name for member in app.store.staff.all()}
        for row in rows:
            row["customer"] = names.get(row["customer"], row["customer"])
            row["driver"] = people.get(row["driver"], row["driver"])
            row["state"] = _(row["state"])
            row["days_late"] = str(lateness(days, 0)) if (days := row["days_late"]) else None
    output.show_list(rows, COLUMNS, form, keys=KEYS, below=("address", "id"))


def candidates(app: App, first: date, last: date, *, only_open: bool) -> Iterable[Delivery]:
    """The deliveries among which those asked for are: looked up by their state or their day."""
    table = app.store.deliveries
    if only_open:
        return table.may_hold("open", ["open"])
    if first > date.min or last < date.max:
        return table.where_between("planned_on", first, last)
    return table.all()
