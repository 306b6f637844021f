"""`svc policy`: the shop's figures, with dates, sources and reasons."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click

from svc import completion
from svc.commands.options import formats, on_option, pass_app
from svc.errors import PROBLEMS_FOUND, NoSuchRecord
from svc.i18n import _, say
from svc.output import pairs, safe, show_list, show_record, write
from svc.rules.authority import POST_NAMES
from svc.rules.policy_check import check_policy

if TYPE_CHECKING:
    from datetime import date

    from svc.app import App
    from svc.policy import Entry, Policy

COLUMNS = {
    "id": "id",
    "title": "what",
    "value": "value",
    "unit": "unit",
    "since": "since",
    "default_of_tool": "default of the tool",
}


@click.group(help=_("The shop's figures: with dates, sources and reasons."))
def command() -> None:
    """The group of `svc policy`."""


@command.command(help=_("Show all policy, or one TOPIC (refund), as it is in force on a day."))
@click.argument("topic", required=False, shell_complete=completion.TOPIC)
@on_option
@formats
@pass_app
def show(app: App, topic: str | None, on: date, form: str) -> None:
    """The entries with the value in force."""
    policy = app.policy
    if topic is not None and topic not in policy.topics:
        raise _unknown(topic, policy.topics)
    entries = policy.entries() if topic is None else list(policy.topic(topic).values())
    rows = [as_row(entry, on) for entry in entries]
    if form == "text":
        rows = [{**row, "value": said_value(row["value"])} for row in rows]
    show_list(rows, COLUMNS, form)


@command.command(help=_("Look for gaps, overlaps, unknown words and missing days."))
@formats
@pass_app
def check(app: App, form: str) -> None:
    """Everything wrong in the policy files; exit 1 if any of it is an error."""
    problems = check_policy(app.policy)
    if form == "text":
        for problem in problems:
            place = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
            level = _("error") if problem.level == "error" else _("warning")
            write(safe(f"{place}: {level}: {problem.rule}: {problem.message}"))
            if problem.hint is not None:
                write(f"  {safe(problem.hint)}")
    else:
        show_list([problem.to_json() for problem in problems], {"level": "level"}, form)
    if any(problem.level == "error" for problem in problems):
        click.get_current_context().exit(PROBLEMS_FOUND)


@command.command(
    help=_("Explain one entry (refund.bands): value, source, history, who changes it.")
)
@click.argument("rule", shell_complete=completion.ENTRY)
@formats
@pass_app
def explain(app: App, rule: str, form: str) -> None:
    """One entry with everything there is to know of it."""
    entry = entry_named(app.policy, rule)
    row = as_row(entry, app.today)
    row["values"] = [
        {
            "since": value.since and value.since.isoformat(),
            "value": value.value,
            "note": value.note,
        }
        for value in entry.values
    ]
    show_record(row, form, text=lambda: as_text(entry, app.today))


def entry_named(policy: Policy, rule: str) -> Entry:
    """The entry of an id; raises NoSuchRecord with what may have been meant."""
    try:
        return policy.entry(rule)
    except KeyError:
        raise _unknown(rule, [entry.id for entry in policy.entries()]) from None


def _unknown(name: str, known: list[str]) -> NoSuchRecord:
    close = get_close_matches(name, known, n=3, cutoff=0.5)
    return NoSuchRecord(
        say("No policy is called {name!r}.", name=name),
        say("Did you mean {names}?", names=", ".join(close))
        if close
        else say("`svc policy show` lists all of it."),
    )


def as_row(entry: Entry, day: date) -> dict[str, Any]:
    """An entry with the value in force on a day."""
    value = entry.at(day)
    return {
        "id": entry.id,
        "title": entry.title,
        "value": value.value,
        "unit": entry.unit,
        "since": value.since and value.since.isoformat(),
        "default_of_tool": entry.is_default_of_tool,
        "sources": list(entry.sources),
        "changed_by": entry.changed_by,
        "file": entry.file,
    }


def as_text(entry: Entry, day: date) -> str:
    """An entry for a reader: the value of the day first, then where it comes from."""
    post = POST_NAMES.get(entry.changed_by)
    marked = (
        _("yes: the sources leave it open, the shop may settle it")
        if entry.is_default_of_tool
        else _("no")
    )
    lines = [
        safe(f"{entry.id}  {entry.title}"),
        pairs(
            [
                (_("Value"), said_value(entry.at(day).value)),
                (_("Unit"), _(entry.unit)),
                (_("Sources"), list(entry.sources)),
                (_("Default of the tool"), marked),
                (_("Changed by"), entry.changed_by if post is None else str(post)),
                (_("File"), f"policy/{entry.file}"),
            ]
        ),
        "",
        _("History"),
    ]
    for value in entry.values:
        start = _("from the beginning") if value.since is None else value.since.isoformat()
        lines.append(safe(f"  {start}: {said_value(value.value)}"))
        if value.note:
            lines.append(safe(f"    {value.note}"))
    return "\n".join(lines)


def said_value(value: Any) -> str:
    """A value of policy on one line, a table's rows set off by semicolons."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {said_value(each)}" for key, each in value.items())
    if isinstance(value, list):
        return "; ".join(said_value(each) for each in value)
    return str(value)
