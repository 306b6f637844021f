"""What of a gathering may be changed once it is planned, and who must be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.errors import Refused
from svc.frozen import replace
from svc.i18n import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from svc.records.event import Event

TO_TELL = ("on", "time", "place")
"""Whoever may come must know these."""


def edited(event: Event, told: Mapping[str, Any], said: Mapping[str, Any], today: date) -> Event:
    """The gathering with what is `told` in place of what stood there; the same if it stood there.

    `said` holds `at` and `staff`. Whoever is invited stays so, and what she answered stands. One
    that was held may be mended, but its day stays one that has come.

    Raises:
        Refused: it was called off, or it was held and the day told is yet to come.
    """
    if event.state == "cancelled":
        raise Refused(
            say("{id} was cancelled.", id=event.id), say("`svc event add` plans another one.")
        )
    after = replace(event, **told)
    if after == event:
        return event
    if event.state == "held" and after.on > today:
        raise Refused(
            say("{id} was held: {day} is yet to come.", id=event.id, day=after.on),
            say("Nothing was changed."),
        )
    line = {"at": said["at"], "did": "edit", "staff": said["staff"], "state": event.state}
    if after.on != event.on:
        line |= {"on": after.on.isoformat(), "was": event.on.isoformat()}
    entry = {name: line[name] for name in sorted(line) if line[name]}
    return replace(after, history=(*event.history, entry))


def to_tell(before: Event, after: Event) -> int:
    """How many must hear of a change: all who are invited and did not say no.

    None where the gathering is not planned any more and was not called off just now, or where its
    day, hour and place stay.
    """
    called_off = after.state == "cancelled"
    moved = any(getattr(before, name) != getattr(after, name) for name in TO_TELL)
    if not called_off and not (after.state == "planned" and moved):
        return 0
    return sum(row.get("answer") != "no" for row in after.invited)
