"""Who drives and who fits, and what to warn of when they are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc import fetch, output
from svc.errors import Refused
from svc.i18n import say
from svc.rules import delivery as rule

if TYPE_CHECKING:
    from datetime import date

    from svc.app import App
    from svc.records.delivery import Delivery


def person(app: App, ref: str | None, on: date) -> str | None:
    """The id of who is sent on a day.

    Raises:
        NoSuchRecord: nobody on the staff is called so.
        Refused: she or he will have left by then.
    """
    if ref is None:
        return None
    member = fetch.staff_member(app.store, ref)
    if member.left_on is not None and member.left_on <= on:
        raise Refused(
            say("{name} left on {day}.", name=member.name, day=member.left_on),
            say("`svc staff list` shows who is there."),
        )
    return member.id


def warn_of_clashes(app: App, planned: Delivery) -> None:
    """Warn of other deliveries of the same person at the same time."""
    day = planned.planned_on
    others = app.store.deliveries.where_between("planned_on", day, day)
    for other, who in rule.clashes(planned, others):
        member = app.store.staff.peek(who)
        output.warn(
            say(
                "{name} has {id} on {day} at {window}, too.",
                name=member.name if member else who,
                id=other.id,
                day=day,
                window=other.window,
            )
        )


def warn_of_past(app: App, on: date) -> None:
    """Warn of a plan for a day that is over: papers may be entered late, slips happen."""
    if on < app.today:
        output.warn(say("{day} is over already.", day=on))
