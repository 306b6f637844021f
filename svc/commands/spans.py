"""How long something waited, is late or still has, as people say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.i18n import say

if TYPE_CHECKING:
    from svc.i18n import Sentence


def for_days(days: int) -> Sentence:
    """How long something has been waiting."""
    if days > 1:
        return say("{n} days", n=days)
    return say("one day") if days else say("since today")


def days_ago(days: int) -> Sentence:
    """When a contact fell due, as people say it."""
    if days > 1:
        return say("{n} days ago", n=days)
    return say("yesterday") if days else say("today")


def lateness(late: int, left: int) -> Sentence:
    """How long a deadline is past, or still to come."""
    if late > 1:
        return say("{n} days late", n=late)
    if late:
        return say("one day late")
    if left > 1:
        return say("in {n} days", n=left)
    return say("tomorrow") if left else say("today")


def reminded(kind: str, days: int) -> Sentence:
    """What of a repair that is done is to be looked after, and since when."""
    if kind == "not_fetched":
        if days > 1:
            return say("ready, not fetched for {n} days", n=days)
        return say("ready, not fetched since yesterday")
    if days > 1:
        return say("money not at finance for {n} days", n=days)
    return say("money not at finance since yesterday")
