"""An iCalendar feed (RFC 5545): what is due, as the calendar of a phone takes it in.

Only here is icalendar imported: it folds at 75 octets, escapes, and writes a time zone's rules.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from svc import output
from svc.calendar.hours import minutes_of
from svc.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

DOMAIN = "svc"
"""Stands after the key in each UID: the same on every machine and in every run."""


class Entry(Frozen):
    """One thing on a day: whole day without `start`; `start` and `end` are `09:00` to `24:00`.

    `key` names the occasion for ever, so that a calendar renews an entry and never doubles it.
    """

    key: str
    category: str
    day: date
    summary: str
    lines: tuple[str, ...] = ()
    place: str | None = None
    start: str | None = None
    end: str | None = None
    cancelled: bool = False


def feed(
    entries: Iterable[Entry],
    name: str,
    at: str,
    zone: ZoneInfo | None = None,
    before: bytes | None = None,
) -> bytes:
    """The feed of a shop: the same entries give the same bytes all day, and in one file for ever.

    `at` is the moment it is made, `2026-11-22T15:30` or a bare day, and `before` what stands in
    the file it is written to. The stamp of an entry says when it last changed (RFC 5545, 3.8.7.2):
    one that stands there as it is keeps its own, another gets this moment; without such a file
    each has the beginning of the day. With a `zone` times carry it and its rules come along;
    without one they are the hour on the wall, wherever it is read.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//svc//after-sales desk//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", output.safe(name))
    stamps = _stamps(before or b"")
    stamp = _stamp(at if stamps else at[:10], zone)
    ordered = sorted(entries, key=lambda each: (each.day, each.start or "", each.key))
    for entry in ordered:
        calendar.add_component(_component(entry, stamp, zone, stamps))
    if zone is not None and any(entry.start for entry in ordered):
        first, last = ordered[0].day.year, ordered[-1].day.year
        calendar.add_missing_timezones(
            date(first, 1, 1), date(min(last + 1, date.max.year), 12, 31)
        )
    return bytes(calendar.to_ical())


def _stamp(at: str, zone: ZoneInfo | None) -> datetime:
    moment = datetime.fromisoformat(at)
    return moment.replace(tzinfo=zone or UTC).astimezone(UTC)


_EVENT = re.compile(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", re.DOTALL)
_STAMP = re.compile(rb"^DTSTAMP:([0-9]{8}T[0-9]{6}Z)\r\n", re.MULTILINE)


def _stamps(content: bytes) -> dict[bytes, datetime]:
    """The entries of a feed, each without its stamp, and that."""
    found = {}
    for event in _EVENT.findall(content):
        with suppress(ValueError):  # no such day
            if match := _STAMP.search(event):
                moment = datetime.strptime(f"{match[1].decode()}+0000", "%Y%m%dT%H%M%SZ%z")
                found[_STAMP.sub(b"", event)] = moment
    return found


def _component(
    entry: Entry, stamp: datetime, zone: ZoneInfo | None, stamps: Mapping[bytes, datetime]
) -> Any:
    """An entry as the library has it, with the stamp of the same one in `stamps`, or this."""
    event = _undated(entry, zone)
    same = stamps and stamps.get(event.to_ical())
    event.add("dtstamp", same or stamp)
    return event


def _undated(entry: Entry, zone: ZoneInfo | None) -> Any:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{entry.key}@{DOMAIN}")
    if entry.start is None:
        event.add("dtstart", entry.day)
        if entry.day < date.max:
            event.add("dtend", entry.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")  # a call to make does not block the day
    else:
        event.add("dtstart", _moment(entry.day, entry.start, zone))
        if entry.end is not None:
            event.add("dtend", _moment(entry.day, entry.end, zone))
    event.add("summary", output.safe(entry.summary))
    if entry.lines:
        event.add("description", "\n".join(map(output.safe, entry.lines)))
    if entry.place:
        event.add("location", output.safe(entry.place))
    event.add("categories", [output.safe(entry.category)])
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    return event


def _moment(day: date, clock: str, zone: ZoneInfo | None) -> datetime:
    midnight = datetime.combine(day, time.min, zone)
    return midnight + timedelta(minutes=minutes_of(clock))
