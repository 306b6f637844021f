"""An entry of policy as it is listed, shown and named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.commands.policy.table import in_groups, in_one_line, lines_of, name_of, text_of
from svc.errors import NoSuchRecord
from svc.i18n import _, say
from svc.output import pairs, prose, safe, width
from svc.rules.authority import POST_NAMES
from svc.rules.service import in_words, is_list

if TYPE_CHECKING:
    from datetime import date

    from svc.policy import Entry, Policy

COLUMNS = {
    "id": "id",
    "title": "what",
    "value": "value",
    "unit": "unit",
    "since": "since",
    "default_of_tool": "default of the tool",
}


def entry_named(policy: Policy, rule: str) -> Entry:
    """The entry of an id; raises NoSuchRecord with what may have been meant."""
    try:
        return policy.entry(rule)
    except KeyError:
        raise unknown(rule, [entry.id for entry in policy.entries()]) from None


def unknown(name: str, known: list[str]) -> NoSuchRecord:
    """The error for a name that no policy has: what is called nearly so."""
    from difflib import get_close_matches

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
    in_force = entry.at(day)
    shown = told(entry.id, in_force.value)
    lines = [
        safe(f"{entry.id}  {entry.title}"),
        *(f"  {line}" for line in (shown if len(shown) > 1 else ())),
        pairs(
            [
                *([(_("Value"), shown[0])] if len(shown) == 1 else []),
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
        lines += _dated(entry, start, value.value, above=value is in_force)
        if value.note:
            lines.append(prose(value.note, "    "))
    return "\n".join(lines)


def _dated(entry: Entry, start: str, value: Any, *, above: bool) -> list[str]:
    """One value of the history: that of the day stands above, and an only one is not repeated."""
    if len(entry.values) == 1:
        return [f"  {start}"]
    if above:
        same = _("the present value")
        return [f"  {start}: {same}"]
    shown = told(entry.id, value)
    if len(shown) == 1:
        return [f"  {start}: {shown[0]}"]
    return [f"  {start}:", *(f"    {line}" for line in shown)]


def told(entry_id: str, value: Any) -> list[str]:
    """A value of policy in lines, the rows of the service system in their own words."""
    if is_list(entry_id) and is_worded(value):
        return [safe(in_words(row)) for row in value]
    return [safe(line) for line in lines_of(value)]


def is_worded(value: Any) -> bool:
    """Whether a value is a list of rows that say the same in both languages."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, dict) and {"key", "en", "zh"} <= row.keys() for row in value)
    )


def in_short(value: Any) -> str:
    """A value of policy in a table: of rows that say much, what they are called by.

    A wide table of names is told by what they have in common; what is still too wide is cut.
    """
    said = _in_short(value)
    if width(said) <= WIDEST:
        return said
    room = WIDEST - sum(width(each) == 2 for each in said[:WIDEST])
    return f"{said[:room].rstrip()} …"


def _in_short(value: Any) -> str:
    said = in_one_line(value)
    if isinstance(value, list) and all(isinstance(row, dict) and name_of(row) for row in value):
        named = [str(name_of(row)) for row in value]
        return ", ".join(named) if any(map(text_of, value)) and width(said) > LONGEST else said
    if isinstance(value, dict) and is_worded(value.get("questions")):
        return ", ".join(str(row["key"]) for row in value["questions"])
    if isinstance(value, dict) and width(said) > LONGEST:
        several = any(isinstance(each, (dict, list)) for each in value.values())
        return said if several else in_groups(value)
    return said


LONGEST = 100
"""A value wider than this is shown in short in a table."""
WIDEST = 240
"""A value in short is cut at this."""
