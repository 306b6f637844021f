"""Contacts of a period: which fell due, which were made, what customers said (S2-037, S2-038).

Counted are the contacts whose cause is fixed: a sale, an installation, a complaint settled, a
repair handed back, a promise. Who was not seen for long, whose birthday it was, depends on files
of customers that change; a past week would not stay as it was.
"""

from __future__ import annotations

from collections import Counter
from datetime import date  # noqa: TC003 - a field of a tuple
from typing import TYPE_CHECKING, Any, NamedTuple

from svc.frozen import Frozen
from svc.rules.callback import NO_ANSWER, Span, back
from svc.rules.shares import share, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

KINDS = ("purchase", "installation", "complaint", "repair", "appointment")
"""The kinds of contacts that are counted."""


class Occasion(NamedTuple):
    """A contact that fell due: its key, its kind and its day. There are thousands a week."""

    key: str
    kind: str
    due: date


class Made(NamedTuple):
    """How a contact was made: on which day, with what result, and whether she was content.

    `result` is that of a callback, or `message` where a message went out instead.
    """

    on: date
    result: str
    satisfied: bool | None = None


class Contacts(Frozen):
    """Contacts of a period.

    `due` fell due in it, `done` of these were made by its end; `late` were made in it though due
    before; `open` are still to be made at its end and have not lapsed; `lapsed` were to be made in
    it, were not, and are too old now: what was open before and what fell due, less those made and
    lapsed, is what is open. Results and what customers
    said are those of all contacts made in the period; `least` is how many answers a figure needs.
    """

    due: int
    done: int
    late: int
    open: int
    lapsed: int
    reached: int
    refused: int
    messages: int
    no_answer: int
    satisfied: int
    unsatisfied: int
    kinds: Mapping[str, int]
    least: int

    @property
    def share(self) -> Decimal | None:
        """What part of those due was made; None where none was due."""
        return share(self.done, self.due)

    @property
    def asked(self) -> int:
        """How many said whether they were content."""
        return self.satisfied + self.unsatisfied

    @property
    def satisfaction(self) -> Decimal | None:
        """What part of them was content."""
        return share(self.satisfied, self.asked)

    @property
    def is_few(self) -> bool:
        """Whether so few said so that nothing should be read out of the share."""
        return self.asked < self.least

    def to_json(self) -> dict[str, Any]:
        """The keys of the report."""
        return {
            "due": self.due,
            "done": self.done,
            "share": text(self.share),
            "late": self.late,
            "open": self.open,
            "lapsed": self.lapsed,
            "reached": self.reached,
            "refused": self.refused,
            "messages": self.messages,
            "no_answer": self.no_answer,
            "kinds": dict(self.kinds),
            "satisfaction": {
                "n": self.asked,
                "satisfied": self.satisfied,
                "unsatisfied": self.unsatisfied,
                "share": text(self.satisfaction),
                "few": self.is_few,
            },
        }


def contacts_between(
    occasions: Iterable[Occasion],
    made: Mapping[str, Made],
    first: date,
    last: date,
    lapse: int,
    least: int,
) -> Contacts:
    """The contacts of a period, out of all that `looked_at` names.

    `made` holds by key what is known of each at the period's end, also calls nobody answered.
    """
    due, done, late, still_open, gone = 0, 0, 0, 0, 0
    kinds = dict.fromkeys(KINDS, 0)
    results: Counter[str] = Counter()
    said = {True: 0, False: 0}
    oldest = back(last, lapse)
    for key, kind, day in occasions:
        how = made.get(key)
        is_done = how is not None and how.result != NO_ANSWER
        if day >= first:
            due += 1
            kinds[kind] += 1
            done += is_done
        if not is_done:
            still_open += day >= oldest
            gone += day < oldest
        if how is not None and how.on >= first:
            late += is_done and day < first
            results[how.result] += 1
            if how.satisfied is not None:
                said[how.satisfied] += 1
    return Contacts(
        due=due,
        done=done,
        late=late,
        open=still_open,
        lapsed=gone,
        reached=results["reached"],
        refused=results["refused"],
        messages=results["message"],
        no_answer=results[NO_ANSWER],
        satisfied=said[True],
        unsatisfied=said[False],
        kinds=kinds,
        least=least,
    )


def looked_at(first: date, last: date, lapse: int) -> Span:
    """The days on which contacts fell due that a period can tell of: those still open before it.

    The oldest of them lapse on its first day.
    """
    return Span(first=back(first, lapse + 1), last=last)
