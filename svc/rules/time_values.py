"""What values of hours.toml and of the time limits and steps in complaint.toml must be like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.calendar.hours import spans_of
from svc.i18n import say
from svc.rules.complaint import PROGRESS
from svc.rules.deadlines import MOST, TARGETS
from svc.rules.findings import Finding, whole
from svc.rules.hours import A_DAY, WEEKDAYS, is_day

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMITS_OF_TIME = frozenset({"complaint.deadlines", "complaint.deadlines_urgent"})
WHOLE_TIMES = frozenset({"complaint.with_parts", "complaint.near"})
STEP_LISTS = frozenset({"complaint.steps_six", "complaint.steps_nine"})
OPENING = frozenset({"hours.opening", "hours.weekdays", "hours.exceptions"})
TIMES = LIMITS_OF_TIME | WHOLE_TIMES | STEP_LISTS | OPENING
"""The entries looked at here."""


def of_times(entry_id: str, value: Any) -> Iterator[Finding]:
    """What is wrong with one value of an entry about time or steps."""
    if entry_id in LIMITS_OF_TIME:
        yield from _limits(value)
    elif entry_id in WHOLE_TIMES:
        yield from whole(value, most=MOST)
    elif entry_id in STEP_LISTS:
        yield from _steps(value)
    elif entry_id == "hours.opening":
        yield from _hours(value)
    else:
        yield from _days(entry_id, value)


def _limits(value: Any) -> Iterator[Finding]:
    given = value if isinstance(value, dict) else {}
    for name in TARGETS:
        if type(given.get(name)) is not int or not 0 <= given[name] <= MOST:
            yield (
                say("It should give {target} a whole number of hours.", target=name),
                say("Write {example}.", example="{ acknowledge = 1, plan = 8, resolve = 24 }"),
            )


def _steps(value: Any) -> Iterator[Finding]:
    rows = value if isinstance(value, list) else []
    if not rows or not all(isinstance(row, dict) for row in rows):
        yield say("It should be a list of rows."), None
        return
    keys = [row.get("key") for row in rows]
    for nth, row in enumerate(rows, start=1):
        lacking = [name for name in ("key", "en", "zh") if not isinstance(row.get(name), str)]
        if lacking:
            yield say("Row {nth} lacks {names}.", nth=nth, names=", ".join(lacking)), None
        elif keys.count(row["key"]) > 1:
            yield say("Row {nth}: there are two steps {key!r}.", nth=nth, key=row["key"]), None
        if row.get("state", "acknowledged") not in PROGRESS:
            yield (
                say("Row {nth}: there is no state {state!r} to reach.", nth=nth,
                    state=row.get("state")),
                say("Choose one of: {words}.", words=", ".join(PROGRESS)),
            )  # fmt: skip


def _days(entry_id: str, value: Any) -> Iterator[Finding]:
    """Weekdays, or single days, each closed, open as usual or with hours of its own."""
    if not isinstance(value, dict):
        yield say("It should be a table of days."), None
        return
    for day, row in value.items():
        if entry_id == "hours.weekdays" and day not in WEEKDAYS:
            yield (
                say("There is no weekday {day!r}.", day=day),
                say("Choose one of: {words}.", words=", ".join(WEEKDAYS)),
            )
        if entry_id == "hours.exceptions" and not is_day(day):
            yield say("{day!r} is no day.", day=day), say("Write it as 2027-02-17, in quotes.")
        if not isinstance(row, bool):
            yield from _hours(row)


def _hours(row: Any) -> Iterator[Finding]:
    try:
        spans_of(row)
    except (ValueError, TypeError):
        yield (
            say("{value!r} is no time people are at work.", value=row),
            say("Write {example}, with break_start and break_end if there is one.",
                example=A_DAY),
        )  # fmt: skip
