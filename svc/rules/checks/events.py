"""Gatherings: on file whom they name, settled once their day is past, four a year (S2-055)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from svc.errors import BadPolicy
from svc.i18n import say
from svc.problem import Problem
from svc.rules.event import wanted_by

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
    """The year has its gatherings, or will have them: by whole quarters, this year and the last.

    A shop that is younger counts from the day its first customer's file was opened.
    """
    today = shop.today
    opened = min((kept.line.day for kept in shop.customers), default=None)
    if shop.policy is None or today is None or opened is None or today.year >= date.max.year:
        return
    try:
        a_year = shop.policy.at(today)["event.a_year"].whole()
    except (BadPolicy, KeyError):  # `check` names what is wrong in the policy itself
        return
    for year in range(max(today.year - 1, opened.year), today.year + 1):
        told = min(today, date(year, 12, 31))
        held = ahead = 0
        for event in (kept.record for kept in shop.events if kept.record.on.year == year):
            held += event.state == "held"
            ahead += event.state == "planned" and event.on >= today
        wanted = wanted_by(year, today, opened, a_year)
        if held + ahead < wanted:
            yield Problem(
                level="warning",
                rule="too-few-gatherings",
                message=say(
                    "In {year} {held} gatherings were held and {ahead} are planned; by {day} it "
                    "should be {wanted}: {a_year} a year.",
                    year=year, held=held, ahead=ahead, day=told, wanted=wanted, a_year=a_year,
                ),
                hint=say("Plan one: `svc event wishes`, then `svc event add`. A shop that holds "
                         "none sets event.a_year to 0."),
            )  # fmt: skip
