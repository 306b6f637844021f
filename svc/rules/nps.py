"""NPS: of a hundred customers, how many more would recommend the shop (9, 10) than not (0-6)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.rules.shares import rounded

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

LOW, HIGH = 0, 10
PROMOTES_FROM = 9
DETRACTS_TO = 6


class Nps(Frozen):
    """Promoters, passives and detractors among `n` answers; `few` are too few to say."""

    promoters: int
    passives: int
    detractors: int
    few: bool

    @property
    def n(self) -> int:
        """How many answered."""
        return self.promoters + self.passives + self.detractors

    @property
    def score(self) -> Decimal | None:
        """From -100 (all detract) to 100 (all promote), with one decimal; none of no answers."""
        if not self.n:
            return None
        return rounded(Fraction(100 * (self.promoters - self.detractors), self.n), 1)

    def to_json(self) -> dict[str, Any]:
        """The keys for programs."""
        return {
            "n": self.n,
            "score": None if self.score is None else str(self.score),
            "promoters": self.promoters,
            "passives": self.passives,
            "detractors": self.detractors,
            "few": self.few,
        }


def nps(answers: Iterable[int], least: int) -> Nps:
    """The score of answers from 0 to 10; fewer than `least` are too few to say.

    As Reichheld defines it: 9 and 10 promote, 7 and 8 are passive, 0 to 6 detract. S2-076.

    Raises:
        ValueError: an answer is not from 0 to 10.
    """
    found = list(answers)
    if any(not LOW <= answer <= HIGH for answer in found):
        raise ValueError(max(found, key=lambda answer: abs(answer - HIGH // 2)))
    promoters = sum(answer >= PROMOTES_FROM for answer in found)
    detractors = sum(answer <= DETRACTS_TO for answer in found)
    return Nps(
        promoters=promoters,
        passives=len(found) - promoters - detractors,
        detractors=detractors,
        few=len(found) < least,
    )
