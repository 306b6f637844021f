"""`svc callback`: contacts due, made, and their ledger."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from svc import due as what_is_due
from svc import entry, fetch, output
from svc.commands.options import (
    DATE,
    WordChoice,
    changes,
    formats,
    on_option,
    pass_app,
    show_changed,
)
from svc.errors import WrongUsage
from svc.i18n import _, say
from svc.records.callback import RESULTS, Callback
from svc.rules import callback as rule
from svc.rules.callback import DUE_KEYS

if TYPE_CHECKING:
    from svc.app import App

DUE_COLUMNS = {
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
LEDGER_COLUMNS = {
    "done_on": "done on",
    "kind": "kind",
    "customer": "customer",
    "result": "result",
    "satisfied": "satisfied",
    "text": "text",
    "question": "question",
    "settle_on": "settle on",
    "forward": "passed to",
    "staff": "staff",
    "key": "key",
}
LEDGER_KEYS = ("key", "id", *Callback.fields_known())


@click.group(help=_("Callbacks due, made, and their ledger."))
def command() -> None:
    """The noun; its verbs follow."""


@command.command(help=_("List the callbacks that are due and not made yet."))
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
@click.option("--owner", metavar="STAFF", help=_("Only those an assistant should make."))
@formats
@pass_app
def due(
    app: App, form: str, on: date, within: int, kinds: tuple[str, ...], owner: str | None
) -> None:
    """By day due, then key; nothing that lapsed."""
    owner_id = fetch.staff_member(app.store, owner).id if owner is not None else None
    policy = app.policy.at(on)
    found = what_is_due.open_contacts(
        app.store, policy, rule.span(policy, on, within), kinds or rule.KINDS
    )
    rows = what_is_due.as_rows(found, on)
    if owner_id is not None:
        rows = [row for row in rows if row["assignee"] == owner_id]
    shown = for_people(rows, app) if form == "text" else rows
    output.show_list(shown, DUE_COLUMNS, form, keys=DUE_KEYS, below=("why", "key"))


def for_people(rows: list[dict[str, Any]], app: App) -> list[dict[str, Any]]:
    """Rows of due contacts with words in the language of the moment and people by name."""
    names = {member.id: member.name for member in app.store.staff.all()}
    return [
        row
        | {
            "kind": _(row["kind"]),
            "channel": _(row["channel"]),
            "days_overdue": row["days_overdue"] or None,
            "assignee": names.get(row["assignee"], row["assignee"]),
        }
        for row in rows
    ]


@command.command(
    help=_("Note what came of a callback; KEY is the one `callback due` shows, or a part of it.")
)
@click.argument("key")
@click.option(
    "--result", required=True, type=WordChoice(RESULTS), help=_("Whether she could be reached.")
)
@click.option("--satisfied/--unsatisfied", default=None, help=_("Whether she is content."))
@click.option("--text", help=_("What she said."))
@click.option("--question", metavar="TEXT", help=_("A question that could not be answered."))
@click.option(
    "--settle-on",
    type=DATE,
    metavar="DATE",
    help=_("The day agreed with her to answer it: it falls due then."),
)
@click.option(
    "--forward",
    type=click.Choice(["region", "company"]),
    help=_("Pass it on to whom it concerns."),
)
@changes
@formats
@pass_app
def done(
    app: App,
    form: str,
    dry_run: bool,
    key: str,
    result: str,
    satisfied: bool | None,
    text: str | None,
    question: str | None,
    settle_on: date | None,
    forward: str | None,
) -> None:
    """S2-037: every contact is on record; done twice, it is the same record."""
    if question and settle_on is None:
        raise WrongUsage(
            say("A question needs a day on which it will be answered."), say("Give --settle-on.")
        )
    policy = app.policy.at(app.today)
    key = what_is_due.key_of_ref(app.store, policy, key, app.today)
    said = {
        "satisfied": satisfied,
        "text": entry.clean(text) or None if text else None,
        "question": entry.clean(question) or None if question else None,
        "settle_on": settle_on,
        "forward": forward,
    }
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.callbacks.peek(key)
        first = before or rule.begun(what_is_due.contact_of_key(app.store, policy, key))
        made = rule.noted(first, result, said, app.today, app.staff_id)
        if made != before:
            change.put(made)
    warn_of(made, result, app.today)
    show_changed(made, form, dry_run=dry_run, before=before)


def warn_of(made: Callback, result: str, today: date) -> None:
    """Warn of a result that came after the contact was made, and of a promise for the past."""
    if made.result != result:
        output.warn(
            say(
                "This was noted on {day} as {result}; that stays.",
                day=made.done_on,
                result=say(made.result),
            )
        )
    if made.settle_on is not None and made.settle_on < today:
        output.warn(say("{day} is over already.", day=made.settle_on))


@command.command("list", help=_("The ledger of callbacks made."))
@click.option("--from", "first", type=DATE, metavar="DATE", help=_("From this day on."))
@click.option("--to", "last", type=DATE, metavar="DATE", help=_("Up to this day."))
@formats
@pass_app
def list_(app: App, form: str, first: date | None, last: date | None) -> None:
    """By the day made, then key; both ends included."""
    first, last = first or date.min, last or date.max
    made = app.store.callbacks.where_between("done_on", first, last)
    made.sort(key=lambda callback: (callback.done_on, callback.id))
    rows = [callback.to_json() for callback in made]
    if form == "text":
        rows = [row | {"kind": _(row["kind"]), "result": _(row["result"])} for row in rows]
    output.show_list(
        rows, LEDGER_COLUMNS, form, keys=LEDGER_KEYS, below=("text", "question", "key")
    )
