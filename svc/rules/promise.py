"""Promises: a question that could not be answered at once, and the day agreed to settle it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.dates import short
from svc.errors import BadInput
from svc.i18n import say
from svc.rules.callback import Contact, ahead

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from svc.records.callback import Callback

FURTHEST = 3660
"""Days ahead that `callback due --within` can show."""


def may_be_promised(day: date, first: date, today: date) -> None:
    """Whether a promise for a day is ever shown to anybody: `first` is what has not lapsed.

    Raises:
        BadInput: it would lapse the moment it is noted, or no list reaches it (S2-039).
    """
    hint = say("Give the day on which she will have her answer.")
    if day < first:
        raise BadInput(
            say("{day} is so long past that nobody would be reminded of the promise.", day=day),
            hint,
        )
    if day > ahead(today, FURTHEST):
        raise BadInput(
            say("{day} is so far away that nobody would be reminded of the promise.", day=day),
            hint,
        )


def as_agreed(promises: Iterable[Callback], channel: str) -> Iterator[Contact]:
    """The days agreed with a customer to settle what could not be answered at once (S2-039).

    Questions about one cause that were put off to the same day are answered together.
    """
    together: dict[tuple[str, date], list[Callback]] = {}
    for made in promises:
        if made.settle_on is not None:
            together.setdefault((made.about, made.settle_on), []).append(made)
    for (about, day), several in together.items():
        several.sort(key=lambda made: made.id)
        asked = [made.question or made.text for made in several]
        yield Contact(
            key=f"appointment.{about}.{short(day)}",
            kind="appointment",
            customer=several[0].customer,
            due=day,
            channel=channel,
            about=about,
            assignee=next((made.staff for made in several if made.staff), None),
            why=say(
                "promised an answer: {question}",
                question="; ".join(dict.fromkeys(filter(None, asked))) or "…",
            ),
        )
