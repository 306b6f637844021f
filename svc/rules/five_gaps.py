"""The five gaps of service quality: what of them the shop can measure by what it has (S1-031)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.rules.shares import mean, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from svc.rules.csat import Satisfied
    from svc.rules.servqual import Pair, Servqual

IN_POINTS, IN_SHARES = "points", "share"


class Gap(Frozen):
    """One gap: below nought, the shop falls short there; `value` is None where it is not measured.

    `unit` says whether it is points of the scale or a share of one, `n` how many answers or cases
    it is of (of gap 4 the fewer), `few` whether those are too few to say.
    """

    number: int
    value: Fraction | None
    unit: str
    n: int
    few: bool

    def to_json(self) -> dict[str, Any]:
        """The keys for programs; the value as text with four decimals."""
        return {
            "gap": self.number,
            "measured": self.value is not None,
            "value": text(self.value),
            "unit": self.unit,
            "n": self.n,
            "few": self.few,
        }


def five_gaps(
    found: Servqual, views: Mapping[str, Pair], kept: Satisfied, felt: Satisfied
) -> tuple[Gap, ...]:
    """The five gaps, in their order (S1-031).

    1: what management thinks customers expect, less what they expect. 2: whether standards say
    what management thinks: nothing on file tells. 3: standards against service delivered: the
    share of complaints settled in time (`kept`), less one. 4: service delivered against how it
    felt: the share of those called back about complaints who were content (`felt`), less the share
    settled in time. 5: what customers perceive, less what they expect.
    """
    thought = [
        view.expectation - pair.expectation
        for name, view in views.items()
        if view.expectation is not None
        and (pair := found.dimensions[name]).expectation is not None
    ]
    in_time = _share(kept)
    content = _share(felt)
    return (
        Gap(
            number=1,
            value=mean(thought),
            unit=IN_POINTS,
            n=found.answers if thought else 0,
            few=found.few or not thought,
        ),
        Gap(number=2, value=None, unit=IN_POINTS, n=0, few=True),
        Gap(
            number=3,
            value=None if in_time is None else in_time - 1,
            unit=IN_SHARES,
            n=kept.n,
            few=kept.few,
        ),
        Gap(
            number=4,
            value=None if in_time is None or content is None else content - in_time,
            unit=IN_SHARES,
            n=min(kept.n, felt.n),
            few=kept.few or felt.few,
        ),
        Gap(
            number=5,
            value=found.unweighted,
            unit=IN_POINTS,
            n=found.answers,
            few=found.few,
        ),
    )


def _share(found: Satisfied) -> Fraction | None:
    return Fraction(found.satisfied, found.n) if found.n else None
