"""`svc today`: the morning board, as cron mails it and a clerk reads it with the first tea."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from svc import board as cases
from svc import due as what_is_due
from svc import output, plan
from svc.commands.options import formats, on_option, pass_app
from svc.commands.spans import days_ago, for_days, lateness, reminded
from svc.i18n import _, say, word
from svc.rules import callback as rule
from svc.seen import Seen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from svc.app import App
    from svc.i18n import Sentence
    from svc.policy import Policy
    from svc.rules.workdays import Workdays

SECTIONS = (
    "callbacks", "birthdays", "messages", "complaints", "repairs", "parts", "approvals",
    "deliveries",
)  # fmt: skip
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "callbacks": {
        "when": "due", "name": "name", "phone": "phone", "channel": "by", "why": "why",
        "key": "key",
    },
    "birthdays": {"name": "name", "phone": "phone", "channel": "by", "why": "why", "key": "key"},
    "messages": {
        "when": "due", "name": "name", "kind": "kind", "status": "status", "text": "text",
        "key": "key",
    },
    "complaints": {
        "when": "due", "name": "name", "phone": "phone", "category": "category", "text": "text",
        "id": "id",
    },
    "repairs": {
        "when": "in hand for", "name": "name", "phone": "phone", "state": "state", "item": "goods",
        "text": "text", "id": "id",
    },
    "parts": {
        "when": "due", "code": "code", "name": "part name", "qty": "qty", "supplier": "supplier",
        "about": "used for", "id": "id",
    },
    "approvals": {
        "when": "waiting for", "post": "who decides", "name": "name", "what": "what",
        "amount": "amount", "text": "text", "about": "about", "id": "id",
    },
    "deliveries": {
        "when": "due", "window": "window", "name": "name", "phone": "phone", "address": "address",
        "driver": "driver", "id": "id",
    },
}  # fmt: skip
BELOW = ("why", "key", "category", "text", "about", "address", "id")
MOST_MESSAGES = 20
"""So many messages are shown; on a festival there is one for each customer."""


@click.command(help=_("The morning board: who is due a call, a card, an answer."))
@on_option
@formats
@pass_app
def command(app: App, form: str, on: date) -> None:
    """Nothing due prints nothing; JSON always holds every part."""
    board = assemble(app, on)
    if form == "text":
        show(board, on, app)
    elif form in {"json", "jsonl"}:
        output.show_record(board, form)
    else:
        rows = [{"part": part} | row for part in SECTIONS for row in board[part]]
        keys = list(dict.fromkeys(key for row in rows for key in row))
        output.show_list([{k: row.get(k) for k in keys} for row in rows], {"part": "part"}, form)
    shown = form != "text" or any(board[part] for part in SECTIONS)  # nothing: cron mails nothing
    if shown and (warning := beyond_the_notices(board, on, app)):
        output.warn(warning)
    if app.store.shards.names("conflicts") and (count := open_conflicts(app)):
        output.warn(say("Two tills differ about records: {n}. `svc resolve` shows them.", n=count))


def open_conflicts(app: App) -> int:
    """How many records two tills differ about, and nobody has chosen yet."""
    from svc.choosing import apart

    return len(apart(app.store))


def assemble(app: App, on: date) -> dict[str, Any]:
    """The board of a day; what this shop does not keep yet is an empty list."""
    policy = app.policy.at(on)
    span = rule.span(policy, on)
    calls = [kind for kind in rule.KINDS if kind != "birthday"]
    born_today = rule.Span(first=on, last=on)
    seen = Seen(app.store)
    callbacks = what_is_due.open_contacts(app.store, policy, span, calls, seen)
    birthdays = what_is_due.open_contacts(app.store, policy, born_today, ["birthday"], seen)
    board: dict[str, Any] = {"date": on.isoformat()} | {part: [] for part in SECTIONS}
    days = workdays(app.policy) if callbacks or birthdays else None
    left = what_is_due.left_by(app.store, on) if days else ()
    board["callbacks"] = what_is_due.as_rows(callbacks, on, days, left)
    board["birthdays"] = what_is_due.as_rows(birthdays, on, days, left)
    board["messages"] = plan.for_board(app, on, seen)
    board["complaints"] = cases.complaints(app, on)
    board["repairs"] = cases.repairs(app, on)
    board["parts"] = cases.parts(app.store, on)
    board["approvals"] = cases.approvals(app.store, on)
    board["deliveries"] = cases.deliveries(app.store, on)
    return board


def workdays(policy: Policy) -> Workdays:
    """Which days are worked; asked for only where something is due."""
    from svc.rules.workdays import Workdays

    return Workdays(policy)


def beyond_the_notices(board: Mapping[str, Any], on: date, app: App) -> Sentence | None:
    """The warning where the day, or one a call is due on, is in a year of unknown holidays."""
    from svc.calendar.tables import MOVED

    calls = (*board["callbacks"], *board["birthdays"])
    days = {on, *(date.fromisoformat(row["due"]) for row in calls)}
    if all(day.year in MOVED for day in days):
        return None
    return workdays(app.policy).unknown(days)


HEADINGS = {
    "callbacks": say("Callbacks"),
    "birthdays": say("Birthdays"),
    "messages": say("Messages to send"),
    "complaints": say("Complaints late or near their time"),
    "repairs": say("Repairs waiting"),
    "parts": say("Parts waiting"),
    "approvals": say("Approvals waiting"),
    "deliveries": say("Deliveries today and late"),
}


def show(board: dict[str, Any], on: date, app: App) -> None:
    """The board for people: each part that holds something, under its heading."""
    filled = [part for part in SECTIONS if board[part]]
    if filled:
        output.write(output.safe(f"{app.store.settings.name}  {on.isoformat()} {weekday(on)}"))
    people = {each.id: each.name for each in app.store.staff.all()} if board["deliveries"] else {}
    for part in filled:
        output.write(f"\n{output.bold(str(HEADINGS[part]))} ({len(board[part])})")
        shown = board[part][:MOST_MESSAGES] if part == "messages" else board[part]
        rows = [for_people(part, row, on, people) for row in shown]
        output.show_list(rows, COLUMNS[part], "text", below=BELOW)
        if more := len(board[part]) - len(shown):
            output.write(output.safe(say("… and {n} more: `svc sms plan` lists them.", n=more)))


def for_people(
    part: str, row: dict[str, Any], on: date, people: Mapping[str, str]
) -> dict[str, Any]:
    """A row with its words in the language of the moment, and the people of the shop by name."""
    spoken = ("channel", "category", "state", "what", "post", "status")
    words = {name: word(row[name]) for name in spoken if row.get(name)}
    if part == "messages":
        words |= {"when": row["due"], "kind": word(row["kind"])}
    elif "days_overdue" in row:
        words["when"] = str(days_ago(row["days_overdue"]))
    elif part == "complaints":
        words["when"] = str(target_when(row, on))
        words["category"] += f" ({_('urgent')})" if row["urgent"] else ""
    elif part == "deliveries" or (part == "parts" and row["days_late"]):
        words["when"] = str(lateness(row["days_late"], 0))
        if part == "deliveries":
            words["driver"] = people.get(row["driver"], row["driver"])
    elif part == "parts":
        words["when"] = row["expected_on"] or "-"
    else:
        words["when"] = str(for_days(row["days"]))
    if part == "repairs":
        words |= of_repair(row)
    return row | words


def of_repair(row: dict[str, Any]) -> dict[str, str]:
    """What a repair waits for, what to look after, and a care service by its word."""
    words = {"state": str(waits_for(row["waits_for"])) if row["waits_for"] else _(row["state"])}
    if row["reminder"] == "not_done":  # since when stands in its row already
        words["state"] += f" ({_('late')})"
    elif row["reminder"]:
        words["state"] = str(reminded(row["reminder"], row["reminder_days"]))
    if row["state"] == "handed_back":
        words["when"] = "-"
    if row["text"] == row["care"]:
        words["text"] = word(row["care"])
    return words


def target_when(row: Mapping[str, Any], on: date) -> Sentence:
    """How late the target to see to first is, or when it is due; which, if not the answer."""
    due, clock = date.fromisoformat(row["target_due_at"][:10]), row["target_due_at"][11:16]
    if row["target_late"] and due >= on:
        hours = int(float(row["target_late_by"]))
        when = hours_late(hours) if hours else say("late since {time}", time=clock)
    elif row["target_paused"]:
        when = say("paused")
    elif due == on:
        when = say("today by {time}", time=clock)
    else:
        when = lateness(max((on - due).days, 0), (due - on).days)
    target = row["target"]
    return when if target == "resolve" else say("{what}: {when}", what=_(target), when=when)


def hours_late(hours: int) -> Sentence:
    """How many hours of work a deadline of the same day is past."""
    return say("{n} hours late", n=hours) if hours > 1 else say("one hour late")


def waits_for(what: str) -> Sentence:
    """What a repair waits for."""
    return say("waits for {what}", what=say(what))


def weekday(day: date) -> str:
    """The name of a weekday in the language of the moment."""
    names = (
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    )  # fmt: skip
    return _(names[day.weekday()])
