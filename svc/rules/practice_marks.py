"""What mistakes of practice cost, in which part, by which source; and the marks they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.i18n import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from svc.rules.practice import Stage

PART_OF = {
    "left_out": "steps", "out_of_order": "steps", "asked_again": "steps", "unclear": "steps",
    "no_thanks": "steps", "too_early": "offers", "too_big": "offers", "not_due": "offers",
    "offered_again": "offers", "unsettled": "offers", "forbidden": "words",
    "only_sorry": "words", "not_said": "words", "no_name": "words", "not_asked": "duty",
    "not_reported": "duty",
}  # fmt: skip
"""The part of the mark each mistake is taken from."""
SOURCES: Mapping[str, tuple[str, ...]] = {
    "asked_again": ("S3-011",), "only_sorry": ("S0-047",), "too_early": ("S0-041", "S0-046"),
    "too_big": ("S0-042",), "not_due": ("S3-043",), "unsettled": ("S2-053",),
    "not_asked": ("X-09", "S3-035"), "not_reported": ("X-09", "S2-071"),
    "not_said": ("S3-014",), "no_name": ("S0-057",), "no_thanks": ("S2-053",),
}  # fmt: skip
OF_STEPS = {"six": ("S3-010",), "nine": ("S2-046", "S2-054")}
PART_NAMES = {
    "steps": say("steps and their order"),
    "offers": say("offers made"),
    "words": say("what is said"),
    "duty": say("who decides, who is told"),
}


class Loss(Frozen):
    """One mistake: which, what it cost, why, and where that stands."""

    rule: str
    part: str
    points: int
    text: Sentence
    sources: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """A reason of a turn."""
        return {
            "rule": self.rule,
            "part": self.part,
            "points": -self.points,
            "text": str(self.text),
            "sources": list(self.sources),
        }


class Mark(Frozen):
    """What one part came to; `points` is None where nothing of it could be judged."""

    part: str
    points: int | None
    of: int

    def to_json(self) -> dict[str, Any]:
        """A part of the mark."""
        return {"part": self.part, "points": self.points, "of": self.of}


class Turn(Frozen):
    """One line of a play: what was typed, what it was taken for, her reply, what it cost."""

    said: str
    keys: tuple[str, ...]
    reply: str
    losses: tuple[Loss, ...]
    better: str | None

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract."""
        return {
            "said": self.said,
            "step": self.keys[0] if self.keys else None,
            "moves": list(self.keys),
            "reply": self.reply,
            "points": -sum(each.points for each in self.losses),
            "reasons": [each.to_json() for each in self.losses],
            "better": self.better,
        }


class Verdict(Frozen):
    """A play so far, or at its end: turns, what was missed altogether, marks, whether it is over.

    `score` is of `of` points: a hundred, less those of a part that could not be judged.
    """

    scene: str
    turns: tuple[Turn, ...]
    missed: tuple[Loss, ...]
    marks: tuple[Mark, ...]
    over: bool
    settled: str | None

    @property
    def score(self) -> int:
        """The points won."""
        return sum(mark.points or 0 for mark in self.marks)

    @property
    def of(self) -> int:
        """The points there were to win."""
        return sum(mark.of for mark in self.marks if mark.points is not None)

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract."""
        return {
            "scene": self.scene,
            "turns": [turn.to_json() for turn in self.turns],
            "missed": [each.to_json() for each in self.missed],
            "settled": self.settled,
            "score": self.score,
            "of": self.of,
            "parts": [mark.to_json() for mark in self.marks],
        }


def loss(stage: Stage, rule: str, text: Sentence, sources: tuple[str, ...] | None = None) -> Loss:
    """A mistake with what the shop's policy lets it cost."""
    usual = SOURCES.get(rule, OF_STEPS[stage.advice.steps_by])
    return Loss(
        rule=rule,
        part=PART_OF[rule],
        points=stage.points[rule],
        text=text,
        sources=usual if sources is None else sources,
    )


def marks(
    stage: Stage,
    losses: Iterable[Loss],
    *,
    in_own_words: bool,
    nothing: frozenset[str] = frozenset(),
) -> tuple[Mark, ...]:
    """The marks of all parts; words are judged only where some were said. None is below 0.

    `nothing` are the parts nothing was done in, which are worth nothing.
    """
    lost = dict.fromkeys(stage.parts, 0)
    for each in losses:
        lost[each.part] += each.points
    return tuple(
        Mark(
            part=part,
            of=of,
            points=(
                None
                if part == "words" and not in_own_words
                else 0
                if part in nothing
                else max(of - lost[part], 0)
            ),
        )
        for part, of in stage.parts.items()
    )
