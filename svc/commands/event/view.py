"""A gathering as it is listed and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc import output
from svc.commands.options import names_of
from svc.i18n import _, say
from svc.records.event import Event
from svc.rules.event import ROW, counts, theme_key, themes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from svc.app import App
    from svc.rules.event import Theme

KEYS = ("id", *Event.fields_known(), "theme_name", "asked", "accepted", "came")
"""The keys of a gathering as JSON."""


def known_themes(app: App) -> dict[str, Theme]:
    """The themes of today's policy, by key."""
    return themes(app.policy.at(app.today))


def view(event: Event, app: App, known: Mapping[str, Theme] | None = None) -> dict[str, Any]:
    """A gathering with its theme's name, how many were asked, said yes and came, and who."""
    known = known_themes(app) if known is None else known
    theme = known.get(theme_key(event.theme, known))
    people = names_of(app.store, [str(row.get("customer")) for row in event.invited])
    rows = [
        {key: row.get(key) for key in ROW}
        | {"name": people.get(str(row.get("customer"))), "came": bool(row.get("came"))}
        for row in event.invited
    ]
    more = {"theme_name": theme.name if theme else event.theme, **counts(event)}
    return event.to_json() | {"invited": rows} | more


def as_text(shown: Mapping[str, Any], app: App) -> str:
    """A gathering for people: what, when, where, and everyone who is asked."""
    staff = {member.id: member.name for member in app.store.staff.all()}
    pairs = [
        (_("id"), shown["id"]),
        (_("title"), shown["title"]),
        (_("theme"), shown["theme_name"]),
        (_("date"), shown["on"]),
        (_("time"), shown["time"]),
        (_("place"), shown["place"]),
        (_("places"), shown["places"]),
        (_("tied to sales"), shown["sales"]),
        (_("state"), _(shown["state"])),
        (_("staff"), staff.get(shown["staff"], shown["staff"])),
        (_("text"), shown["text"]),
        (_("asked"), shown["asked"]),
        (_("said yes"), shown["accepted"]),
        (_("came"), shown["came"]),
    ]
    found = [output.pairs([(name, value) for name, value in pairs if value not in (None, "")])]
    if shown["invited"]:
        found.append("")
        found += [_person(row, staff) for row in shown["invited"]]
    return "\n".join(found)


ANSWERED = {"yes": say("is coming"), "no": say("is not coming"), "maybe": say("may come")}
"""What a guest answered, as people say it."""


def _person(row: Mapping[str, Any], staff: Mapping[str, str]) -> str:
    """One line of a customer: whether she was asked, what she said, whether she came."""
    said = [_(row["by"])] if row["by"] else []
    said += [str(ANSWERED.get(row["answer"], row["answer"]))] if row["answer"] else []
    said += [_("came")] if row["came"] else []
    said += [] if row["at"] else [_("unasked")]
    said += [staff.get(row["staff"], row["staff"])] if row["staff"] else []
    said += [row["text"]] if row["text"] else []
    who = f"{row['name'] or row['customer']} ({row['customer']})"
    return output.prose(" · ".join([who, *said]), "  ")
