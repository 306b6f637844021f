"""Gatherings: on file whom they name, settled once their day is past, four a year (S2-055)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from svc.errors import BadPolicy
from svc.i18n import say
from svc.problem import Problem
from svc.rules.event import QUARTERS, quarter_of, wanted_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from svc.rules.checks.snapshot import Snapshot


def people(shop: Snapshot) -> Iterator[Problem]:
    """Everyone who is invited, came, or plans it is on file."""
    for kept in shop.events:
        event = kept.record
        for row in event.invited:
            if not isinstance(who := row.get("customer"), str) or shop.lacks(who):
                message = say("{id} names a customer who is not on file.", id=event.id)
                hint = say("Was her file removed or renamed? git knows it.")
                yield kept.line.problem("unknown-customer", message, hint)
        if event.staff is not None and shop.lacks(event.staff):
            message = say("{id} names somebody who is not on the staff.", id=event.id)
            hint = say("`svc staff list` shows everyone; who left stays there.")
            yield kept.line.problem("unknown-staff", message, hint, level="warning")


def settled(shop: Snapshot) -> Iterator[Problem]:
    """A gathering whose day is past was held or called off."""
    for kept in shop.events:
        event = kept.record
        if event.state == "planned" and shop.today is not None and event.on < shop.today:
            message = say("{id} was planned for {day}: was it held?", id=event.id, day=event.on)
            hint = say("`svc event attend {id} --customer …`, or `svc event cancel {id}`.",
                       id=event.id)  # fmt: skip
            yield kept.line.problem("event-not-settled", message, hint, level="warning")


def enough(shop: Snapshot) -> Iterator[Problem]:
    """The year has its gatherings, or will have them: by quarters; the last year until April.

    A shop that is younger counts from the day its first customer's file was opened, or from the
    quarter of its first gathering, if that was before.
    """
    today = shop.today
    files = min((kept.line.day for kept in shop.customers), default=None)
    if shop.policy is None or today is None or files is None or today.year >= date.max.year:
        return
    try:
        a_year = shop.policy.at(today)["event.a_year"].whole()
    except (BadPolicy, KeyError):  # `check` names what is wrong in the policy itself
        return
    events = [kept.record for kept in shop.events]
    held = [event.on for event in events if event.state == "held"]
    ahead = [event.on for event in events if event.state == "planned" and event.on >= today]
    opened = min([files, *map(quarter_of, held), *map(quarter_of, ahead)])
    first = today.year - (today.month < QUARTERS[1])
    for year in range(max(first, opened.year), today.year + 1):
        did, plans = (sum(day.year == year for day in days) for days in (held, ahead))
        wanted = wanted_by(year, today, opened, a_year)
        if did + plans < wanted:
            yield Problem(
                level="warning",
                rule="too-few-gatherings",
                message=say(
                    "In {year} {held} gatherings were held and {ahead} are planned; by {day} it "
                    "should be {wanted}: {a_year} a year.",
                    year=year, held=did, ahead=plans, day=min(today, date(year, 12, 31)),
                    wanted=wanted, a_year=a_year,
                ),
                hint=THIS_YEAR if year == today.year else LAST_YEAR,
            )  # fmt: skip


THIS_YEAR = say(
    "Plan one: `svc event wishes`, then `svc event add`. A shop that holds none sets "
    "event.a_year to 0."
)
LAST_YEAR = say(
    "If one was held and not noted: `svc event add --on DATE`, then `svc event attend`. It is "
    "told until the end of March."
)
