"""What values of sending.toml must be like: a post, kinds, hours, whole numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.i18n import say
from svc.rules.answer import POSTS
from svc.rules.findings import Finding, whole
from svc.rules.outbox import A_DAY, EARLIEST, LATEST, is_clock

if TYPE_CHECKING:
    from collections.abc import Iterator

TOPICS = ("sending",)
COUNTS = {"lapse": 0, "per_minute": 0, "per_day": 0, "stop_after": 1}
"""Entries of a whole number, and the least each may hold."""


def of_sending(_topic: str, name: str, value: Any) -> Iterator[Finding]:
    """What is wrong with one value of `sending`, looked at alone."""
    if name == "approve_by" and value not in POSTS:
        yield (
            say("There is no post {post!r}.", post=value),
            say("Choose one of: {words}.", words=", ".join(POSTS)),
        )
    elif name == "without_review":
        if not isinstance(value, list) or not all(isinstance(kind, str) for kind in value):
            yield (
                say("It should be a list of kinds of messages."),
                say("Write {example}.", example='["birthday"]'),
            )
    elif name in COUNTS:
        yield from whole(value, COUNTS[name])
    elif name == "hours":
        yield from _hours(value)


def _hours(value: Any) -> Iterator[Finding]:
    given = value if isinstance(value, dict) else {}
    first, last = given.get("from"), given.get("to")
    if not is_clock(first) or not is_clock(last) or not str(first) < str(last):
        yield (
            say("It should say from when until when."),
            say("Write {example}.", example=A_DAY),
        )
    elif str(first) < EARLIEST or str(last) > LATEST:
        yield (
            say(
                "Nothing is sent before {first} or from {last} on, whatever stands here.",
                first=EARLIEST,
                last=LATEST,
            ),
            say("Write {example}.", example=A_DAY),
        )
