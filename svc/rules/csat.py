"""CSAT: the share of customers whose answer is one of the two best (4 and 5 of five)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.rules.shares import share, text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

BEST = 2
"""So many of the best answers of a scale count as satisfied: 4 and 5 of five."""


class Satisfied(Frozen):
    """How many of `n` who said whether they are satisfied were; `few` are too few to say."""

    n: int
    satisfied: int
    few: bool

    @property
    def share(self) -> Decimal | None:
        """The share of one with four decimals; none where nobody said."""
        return share(self.satisfied, self.n)

    def to_json(self, asked: str = "n") -> dict[str, Any]:
        """The keys for programs; `asked` is what the number of answers is called."""
        return {
            asked: self.n,
            "satisfied": self.satisfied,
            "share": text(self.share),
            "few": self.few,
        }


def is_satisfied(answer: int, high: int) -> bool:
    """Whether an answer on a scale up to `high` is one of the two best."""
    return answer > high - BEST


def csat(answers: Iterable[tuple[int, int]], least: int) -> Satisfied:
    """The customers' satisfaction from answers, each with the best its scale has.

    Fewer than `least` answers are too few to say (`report.few`). S2-076, S2-088.
    """
    told = [is_satisfied(answer, high) for answer, high in answers]
    return said(told, least)


def said(told: Iterable[bool], least: int) -> Satisfied:
    """The same of customers who said yes or no, as callbacks note it (S2-017)."""
    found = list(told)
    return Satisfied(n=len(found), satisfied=sum(found), few=len(found) < least)
