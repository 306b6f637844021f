"""`svc callback due`: who is to be called, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion, fetch, output
from svc import due as what_is_due
from svc.commands.callback import VERBS
from svc.commands.options import formats, on_option, pass_app
from svc.i18n import _
from svc.rules import callback as rule
from svc.rules.callback import DUE_KEYS

if TYPE_CHECKING:
    from datetime import date

    from svc.app import App
    from svc.rules.workdays import Workdays

COLUMNS = {
    "due": "due",
    "name": "name",
    "phone": "phone",
    "channel": "by",
    "days_overdue": "overdue",
    "kind": "kind",
    "assignee": "assignee",
    "why": "why",
    "key": "key",
}


@click.command(help=str(VERBS["due"]))
@on_option
@click.option(
    "--within",
    metavar="DAYS",
    type=click.IntRange(0, 3660),
    default=0,
    help=_("Also what falls due within so many days."),
)
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(rule.KINDS),
    multiple=True,
    help=_("Only of this kind; may be given more than once."),
)
@click.option(
    "--owner",
    metavar="STAFF",
    shell_complete=completion.STAFF,
    help=_("Only those an assistant should make."),
)
@formats
@pass_app
def command(
    app: App, form: str, on: date, within: int, kinds: tuple[str, ...], owner: str | None
) -> None:
    """By day due, then key; nothing that lapsed."""
    owner_id = fetch.staff_member(app.store, owner).id if owner is not None else None
    policy = app.policy.at(on)
    found = what_is_due.open_contacts(
        app.store, policy, rule.span(policy, on, within), kinds or rule.KINDS
    )
    show(app, found, on, owner_id, form)


def show(
    app: App, found: list[what_is_due.Open], on: date, owner_id: str | None, form: str
) -> None:
    """List contacts as of a day; warn once of years whose workdays are not known."""
    days = workdays(app) if found or not is_known(on) else None
    left = what_is_due.left_by(app.store, on) if found else ()
    rows = what_is_due.as_rows(found, on, days, left)
    if owner_id is not None:
        rows = [row for row in rows if row["assignee"] == owner_id]
    shown = for_people(rows, app, days) if form == "text" and days else rows
    output.show_list(shown, COLUMNS, form, keys=DUE_KEYS, below=("why", "key"))
    due_days = (contact.due for contact, _customer, _made in found)
    if days and (warning := days.unknown([on, *due_days])):
        output.warn(warning)


def is_known(on: date) -> bool:
    """Whether the State Council's notice for a day's year is in the tables."""
    from svc.calendar.tables import MOVED

    return on.year in MOVED


def workdays(app: App) -> Workdays:
    """Which days the shop works: the calendar is imported only where something is due."""
    from svc.rules.workdays import Workdays

    return Workdays(app.policy)


def for_people(rows: list[dict[str, Any]], app: App, days: Workdays) -> list[dict[str, Any]]:
    """Rows of due contacts with words in the language of the moment and people by name.

    A due day that is not worked has its name beside it.
    """
    from svc.commands.spans import lateness  # JSON needs none of it

    names = {member.id: member.name for member in app.store.staff.all()}
    return [
        row
        | {
            "kind": rule.kind_word(row["kind"]),
            "channel": _(row["channel"]),
            "days_overdue": str(lateness(late, 0)) if (late := row["days_overdue"]) > 0 else None,
            "assignee": names.get(row["assignee"], row["assignee"]),
            "due": row["due"]
            if row["hint"] is None
            else f"{row['due']} ({days.named(row['due'])})",
        }
        for row in rows
    ]
