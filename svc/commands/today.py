"""`svc today`: the morning board, as cron mails it and a clerk reads it with the first tea."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import due as what_is_due
from svc import output
from svc.commands.options import formats, on_option, pass_app
from svc.i18n import _, say
from svc.rules import callback as rule
from svc.rules.complaint import pressing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from svc.app import App
    from svc.i18n import Sentence

SECTIONS = (
    "callbacks", "birthdays", "messages", "complaints", "repairs", "parts", "approvals",
)  # fmt: skip
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "callbacks": {
        "when": "due", "name": "name", "phone": "phone", "channel": "by", "why": "why",
        "key": "key",
    },
    "birthdays": {"name": "name", "phone": "phone", "channel": "by", "why": "why", "key": "key"},
    "complaints": {
        "when": "due", "name": "name", "phone": "phone", "category": "category", "text": "text",
        "id": "id",
    },
}  # fmt: skip
BELOW = ("why", "key", "category", "text", "id")


@click.command(help=_("The morning board: who is due a call, a card, an answer."))
@on_option
@formats
@pass_app
def command(app: App, form: str, on: date) -> None:
    """Nothing due prints nothing; JSON always holds every part."""
    board = assemble(app, on)
    if form == "text":
        show(board, on, app.store.settings.name)
    elif form in {"json", "jsonl"}:
        output.show_record(board, form)
    else:
        rows = [{"part": part} | row for part in SECTIONS for row in board[part]]
        keys = list(dict.fromkeys(key for row in rows for key in row))
        output.show_list([{k: row.get(k) for k in keys} for row in rows], {"part": "part"}, form)


def assemble(app: App, on: date) -> dict[str, Any]:
    """The board of a day; what this shop does not keep yet is an empty list."""
    policy = app.policy.at(on)
    span = rule.span(policy, on)
    calls = [kind for kind in rule.KINDS if kind != "birthday"]
    born_today = rule.Span(first=on, last=on)
    callbacks = what_is_due.open_contacts(app.store, policy, span, calls)
    birthdays = what_is_due.open_contacts(app.store, policy, born_today, ["birthday"])
    board: dict[str, Any] = {"date": on.isoformat()} | {part: [] for part in SECTIONS}
    board["callbacks"] = what_is_due.as_rows(callbacks, on)
    board["birthdays"] = what_is_due.as_rows(birthdays, on)
    board["complaints"] = complaints(app, on)
    return board


def complaints(app: App, on: date) -> list[dict[str, Any]]:
    """The open complaints that are late or near their time, most pressing first."""
    rows = []
    still_open = app.store.complaints.may_hold("open", ["open"])
    for complaint, deadline in pressing(still_open, app.policy, on):
        customer = app.store.customers.peek(complaint.customer)
        rows.append({
            "id": complaint.id,
            "customer": complaint.customer,
            "name": customer.name if customer else None,
            "phone": customer.phone if customer else None,
            "category": complaint.category,
            "urgent": complaint.urgent,
            "state": complaint.state,
            "on": complaint.on.isoformat(),
            "due": deadline.due.isoformat(),
            "late": deadline.late,
            "days_late": max((on - deadline.due).days, 0),
            "days_left": max((deadline.due - on).days, 0),
            "text": complaint.text,
        })  # fmt: skip
    return rows


HEADINGS = {
    "callbacks": say("Callbacks"),
    "birthdays": say("Birthdays"),
    "messages": say("Messages to send"),
    "complaints": say("Complaints late or near their time"),
    "repairs": say("Repairs waiting"),
    "parts": say("Parts waiting"),
    "approvals": say("Approvals waiting"),
}


def show(board: dict[str, Any], on: date, shop: str) -> None:
    """The board for people: each part that holds something, under its heading."""
    filled = [part for part in SECTIONS if board[part]]
    if filled:
        output.write(output.safe(f"{shop}  {on.isoformat()} {weekday(on)}"))
    for part in filled:
        output.write(f"\n{output.bold(str(HEADINGS[part]))} ({len(board[part])})")
        rows = [for_people(row) for row in board[part]]
        output.show_list(rows, COLUMNS[part], "text", below=BELOW)


def for_people(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its words in the language of the moment."""
    words = {name: _(row[name]) for name in ("channel", "category") if row.get(name)}
    if "days_overdue" in row:
        words["when"] = str(days_ago(row["days_overdue"]))
    if "late" in row:
        words["when"] = str(lateness(row["days_late"], row["days_left"]))
        words["category"] += f" ({_('urgent')})" if row["urgent"] else ""
    return row | words


def days_ago(days: int) -> Sentence:
    """When a contact fell due, as people say it."""
    if days > 1:
        return say("{n} days ago", n=days)
    return say("yesterday") if days else say("today")


def lateness(late: int, left: int) -> Sentence:
    """How long a deadline is past, or still to come."""
    if late > 1:
        return say("{n} days late", n=late)
    if late:
        return say("one day late")
    if left > 1:
        return say("in {n} days", n=left)
    return say("tomorrow") if left else say("today")


def weekday(day: date) -> str:
    """The name of a weekday in the language of the moment."""
    names = (
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    )  # fmt: skip
    return _(names[day.weekday()])
