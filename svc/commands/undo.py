"""`svc undo`: take back the last change made on this computer, by a new change."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from svc import output
from svc.commands.customer.asking import ask, yes_option
from svc.commands.options import changes, formats, pass_app
from svc.errors import WrongUsage
from svc.i18n import _, say

if TYPE_CHECKING:
    from svc.app import App
    from svc.i18n import Sentence
    from svc.store.changes import Entry
    from svc.undoing import Plan

NAMED = 5
"""So many ids of a change are named in a list for people."""
DID = {
    "added": say("would go"),
    "changed": say("would be as it was"),
    "removed": say("would come back"),
}


@click.command(
    help=_("Take back the last change made on this computer, or a certain one."),
    epilog=_(
        "Again takes back the one before. `svc undo NUMBER` of an undo makes the change again. "
        "In a script a change of several records needs --yes."
    ),
)
@click.argument("number", type=click.IntRange(min=1), required=False)
@click.option("--list", "listed", is_flag=True, help=_("Show the changes that are kept."))
@yes_option
@changes
@formats
@pass_app
def command(
    app: App, number: int | None, form: str, listed: bool, yes: bool, dry_run: bool
) -> None:
    """A new change puts the records as they were; nothing of the past is rewritten."""
    from svc import undoing

    if listed:
        if number is not None:
            raise WrongUsage(say("--list shows all changes: give no number with it."))
        show_list(app, form)
        return
    if dry_run:
        with app.store.change(dry_run=True):
            show_plan(undoing.plan(app, number), form)
        return
    on_terminal = sys.stdin is not None and sys.stdin.isatty()
    if on_terminal and not yes:
        with app.store.change(dry_run=True):
            found = undoing.plan(app, number)
        number = found.entry.number
        ask(say("Take back {what}?", what=_what(found.entry)), yes=False, dry_run=False)
    with app.store.change() as change:
        found = undoing.plan(app, number)
        if not on_terminal:
            few = found.entry.records == 1
            ask(say("Take back {what}?", what=_what(found.entry)), yes=yes or few, dry_run=False)
        undoing.take_back(change, found)
    output.say_on_stderr(say("Taken back: {what}.", what=_what(found.entry)))
    if form == "text":
        output.write("\n".join(found.ids()))
    else:
        output.show_record(to_json(found) | {"number": change.noted.number}, form)


def to_json(found: Plan) -> dict[str, Any]:
    """The keys of the contract: the undo's own number, and what it takes back."""
    entry = found.entry
    return {
        "number": None,
        "undoes": entry.number,
        "at": entry.at,
        "command": entry.command,
        "staff": entry.staff,
        "records": [
            {"table": step.table, "id": step.id, "was": step.did} for step, _now in found.steps
        ],
    }


def show_plan(found: Plan, form: str) -> None:
    """What taking a change back would do, record by record."""
    what = _what(found.entry)
    output.say_on_stderr(say("Nothing was changed. This would take back {what}:", what=what))
    if form != "text":
        output.show_record(to_json(found), form)
        return
    from svc.commands.changed import as_lines
    from svc.store.differences import differences

    lines = []
    for back, (step, _now) in zip(found.records(), found.steps, strict=True):
        lines.append(output.safe(f"{back.id}  {DID[step.did]}"))
        if step.did == "changed":
            lines.append(as_lines(differences(back.now, back.then)))
    output.write("\n".join(lines))


def show_list(app: App, form: str) -> None:
    """The changes that are kept, the last one last."""
    from svc import undoing

    entries, taken = undoing.history(app.store)
    rows = [_row(entry, taken) for entry in entries]
    if form == "text":
        rows = [
            row | {"ids": _few(row["ids"], row["records"]), "state": _(row["state"])}
            for row in rows
        ]
    columns = {
        "number": _("no."), "at": _("when"), "command": _("command"), "staff": _("staff"),
        "state": _("state"), "records": _("records"), "ids": _("ids"),
    }  # fmt: skip
    output.show_list(rows, columns, form, keys=KEYS, below=("ids",))


KEYS = ("number", "at", "command", "staff", "state", "undoes", "by", "records", "ids")
STATES = {
    "in force": say("in force"),
    "taken back": say("taken back"),
    "for good": say("for good"),
    "unfinished": say("unfinished"),
}
"""How a change stands: `for good` is one that cannot be taken back."""


def _row(entry: Entry, taken: dict[int, int]) -> dict[str, Any]:
    if entry.number in taken:
        state = "taken back"
    elif entry.final:
        state = "for good"
    else:
        state = "in force" if entry.made else "unfinished"
    return {
        "number": entry.number,
        "at": entry.at,
        "command": entry.command,
        "staff": entry.staff,
        "state": state,
        "undoes": entry.undoes,
        "by": taken.get(entry.number),
        "records": entry.records,
        "ids": list(entry.ids),
    }


def _few(ids: list[str], count: int) -> str:
    return " ".join(ids[:NAMED]) + (" …" if count > NAMED else "")


def _what(entry: Entry) -> Sentence:
    """A change as people name it: `change 17 (callback done, 2026-11-22T15:30, 1 record)`."""
    return say(
        "change {n} ({command}, {at}, records: {count})",
        n=entry.number, command=entry.command, at=entry.at, count=entry.records,
    )  # fmt: skip
