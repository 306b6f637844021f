"""The contest of customers' files: who has registered most, and whose files are most complete."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from svc.dates import from_short
from svc.frozen import Frozen
from svc.i18n import say
from svc.rules.completeness import filled, wanted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from svc.policy import DatedPolicy, InForce

PLACES = Decimal("0.0001")
_WITH_YEAR = re.compile("[0-9]{4}-")


class Marks(Frozen):
    """What quantity and quality weigh, and how complete a complete file is (S2-007, S2-018)."""

    quantity: Decimal
    quality: Decimal
    complete: Decimal


class Score(Frozen):
    """One member's files, counted and judged; `satisfied` of `asked` customers said they were.

    `back` are the files whose customer has bought on a later day: the effective ones. What
    customers say is told beside the score and is no part of it (S2-017).
    """

    rank: int
    staff: str
    files: int
    complete: int
    back: int
    quantity: Decimal
    quality: Decimal
    score: Decimal
    asked: int
    satisfied: int

    def to_json(self, names: Mapping[str, str]) -> dict[str, Any]:
        """The keys for scripts; shares of one with four decimals."""
        return {
            "rank": self.rank,
            "staff": self.staff,
            "name": names.get(self.staff, self.staff),
            "files": self.files,
            "complete": self.complete,
            "back": self.back,
            "quantity": str(self.quantity),
            "quality": str(self.quality),
            "score": str(self.score),
            "asked": self.asked,
            "satisfied": self.satisfied,
        }


class Bought(Frozen):
    """What the contest needs to know of purchases: whose, of which style numbers, and since when.

    `last` holds by customer the day of her latest purchase, as text.
    """

    last: Mapping[str, str]
    styled: Collection[str]


class Tally:
    """Files of one member, being counted."""

    def __init__(self) -> None:
        self.files = self.complete = self.back = self.asked = self.satisfied = 0
        self.sum = Decimal(0)


def marks(policy: DatedPolicy) -> Marks:
    """How the contest is judged; raises BadPolicy."""
    found = policy["profile.contest"]
    return Marks(**{name: _mark(found, name) for name in ("quantity", "quality", "complete")})


def _mark(found: InForce, name: str) -> Decimal:
    try:
        return Decimal(found.table()[name])
    except (ArithmeticError, KeyError, TypeError, ValueError):
        raise found.wrong(
            say("quantity, quality and complete, each a decimal number in quotes")
        ) from None


def contest(
    files: Iterable[Mapping[str, Any]],
    bought: Bought,
    said: Mapping[str, bool],
    policy: DatedPolicy,
) -> list[Score]:
    """Staff by the files they registered: so many against the most, so complete on the average.

    Each file is its fields as they stand in the store, with who registered it; `said` is whether
    a customer was satisfied when last called. Equal scores share a rank. S2-007.

    Raises:
        BadPolicy: the fields wanted or the weights cannot be worked with.
    """
    judged, fields = marks(policy), wanted(policy)
    halves = frozenset(fields.hard), frozenset(fields.soft)
    scores: dict[tuple[int, int], Decimal] = {}
    tallies: dict[str, Tally] = {}
    for raw in files:
        tally = tallies.setdefault(raw["registered_by"], Tally())
        known = fields_in(raw, bought)
        held = len(known & halves[0]), len(known & halves[1])
        if held not in scores:
            scores[held] = fields.score(*held)
        tally.files += 1
        tally.sum += scores[held]
        tally.complete += scores[held] >= judged.complete
        tally.back += bought.last.get(raw["id"], "") > opened_on(raw["id"][2:8])
        if raw["id"] in said:
            tally.asked += 1
            tally.satisfied += said[raw["id"]]
    return _ranked(tallies, judged)


def fields_in(raw: Mapping[str, Any], bought: Bought) -> set[str]:
    """The fields a file holds, from its line: the same as `completeness.known_fields`."""
    known = filled(raw.get("profile") or {})
    known |= {name for name in ("name", "phone", "gender", "birthday") if raw.get(name)}
    if _WITH_YEAR.search(raw.get("birthday") or ""):
        known.add("age")
    if raw["id"] in bought.last:
        known.add("spend")
    if raw["id"] in bought.styled:
        known.add("styles")
    return known


@cache
def opened_on(day: str) -> str:
    """The day a file was opened, from the six digits of its id; none where they are no day."""
    try:
        return from_short(day).isoformat()
    except ValueError:
        return ""


def _ranked(tallies: Mapping[str, Tally], judged: Marks) -> list[Score]:
    most = max((tally.files for tally in tallies.values()), default=0)
    rows = []
    for staff, tally in tallies.items():
        quantity = _rounded(Decimal(tally.files) / most)
        quality = _rounded(tally.sum / tally.files)
        score = _rounded(quantity * judged.quantity + quality * judged.quality)
        rows.append((staff, tally, quantity, quality, score))
    rows.sort(key=lambda row: (-row[4], -row[1].files, row[0]))
    return [
        Score(
            rank=1 + sum(other[4] > score for other in rows),
            staff=staff,
            files=tally.files,
            complete=tally.complete,
            back=tally.back,
            quantity=quantity,
            quality=quality,
            score=score,
            asked=tally.asked,
            satisfied=tally.satisfied,
        )
        for staff, tally, quantity, quality, score in rows
    ]


def _rounded(share: Decimal) -> Decimal:
    return share.quantize(PLACES, rounding=ROUND_HALF_UP)
