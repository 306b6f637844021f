"""An exam made from the shop's policy (S0-020): the same number gives the same sheet.

Every question is worked out by the rule it asks about: warranties, fees, who decides, the order of
steps and offers, what must not be said. So the answers follow the shop's policy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from svc.frozen import Frozen
from svc.i18n import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from svc.policy import Policy
    from svc.rules.practice import Stage
    from svc.rules.ruling import Scheme

T = TypeVar("T")

SCENE_MARKS = 20
"""What a scene at the end is worth."""
TRIES = 40
"""So often another question is drawn before one is asked twice."""


class Chance(Protocol):
    """What draws: `random.Random`, which is made where the command runs."""

    def choice(self, seq: Sequence[T]) -> T:
        """One of these."""

    def sample(self, population: Sequence[T], k: int) -> list[T]:
        """So many of these, none twice."""

    def shuffle(self, x: list[Any]) -> None:
        """Put these in another order."""

    def randrange(self, start: int, stop: int) -> int:
        """A whole number from `start` on, below `stop`."""

    def random(self) -> float:
        """A number from 0 on, below 1."""


class Question(Frozen):
    """One question: its words, choices if there are any, lines to write on, what it is worth.

    `choices` are marked A, B, C where `pick`, else they are to be numbered. `reasons` say why the
    answer is right, `sources` where that stands.
    """

    kind: str
    text: str
    marks: int
    answer: str
    choices: tuple[str, ...] = ()
    pick: bool = True
    lines: int = 0
    reasons: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def to_json(self, *, solved: bool) -> dict[str, Any]:
        """A question, with its answer where the solutions are asked for."""
        shown: dict[str, Any] = {
            "kind": self.kind,
            "text": self.text,
            "marks": self.marks,
            "choices": list(self.choices),
            "lines": self.lines,
        }
        if solved:
            shown |= {
                "answer": self.answer,
                "reasons": list(self.reasons),
                "sources": list(self.sources),
            }
        return shown


class Exam(Frozen):
    """A sheet: the shop, the number it was drawn by, questions, and scenes as open ones."""

    shop: str
    seed: int
    questions: tuple[Question, ...]

    @property
    def total(self) -> int:
        """What all questions are worth together."""
        return sum(each.marks for each in self.questions)

    def to_json(self, *, solved: bool) -> dict[str, Any]:
        """The sheet for a program."""
        return {
            "seed": self.seed,
            "total": self.total,
            "questions": [each.to_json(solved=solved) for each in self.questions],
        }


class Drawn(Frozen):
    """What questions are drawn from: chance, the policy, the first day of the year, the scheme."""

    chance: Chance
    policy: Policy
    start: date
    scheme: Scheme | None


def exam(
    policy: Policy,
    day: date,
    *,
    seed: int,
    chance: Chance,
    count: int,
    scenes: Sequence[tuple[Stage, Sequence[str]]],
    shop: str,
    scheme: Scheme | None = None,
) -> Exam:
    """A sheet of so many questions and these scenes, drawn by a number.

    Args:
        policy: the shop's policy; sales of the year of `day` are asked about.
        day: today; only its year counts.
        seed: the number of the sheet, printed on it.
        chance: what draws, begun by that number: the same draws the same in the same policy.
        count: how many questions there are before the scenes; fewer where the kinds of question
            have no more to ask.
        scenes: each scene with its model lines.
        shop: the shop's name.
        scheme: the shop's scheme of refunds, where svc.toml names one.

    Raises:
        BadPolicy: a policy file the questions rest on holds what it should not.
    """
    from svc.rules.exam_questions import KINDS

    drawn = Drawn(chance=chance, policy=policy, start=day.replace(month=1, day=1), scheme=scheme)
    questions = list(_asked(drawn, chance, count, KINDS))
    questions += [_scene(stage, lines) for stage, lines in scenes]
    return Exam(shop=shop, seed=seed, questions=tuple(questions))


def _asked(
    drawn: Drawn, chance: Chance, count: int, kinds: Sequence[Callable[[Drawn], Question]]
) -> Iterator[Question]:
    """Questions of every kind in turn, none twice."""
    rota: list[Callable[[Drawn], Question]] = []
    seen: set[str] = set()
    for _nth in range(count):
        for _try in range(TRIES):
            if not rota:
                rota = chance.sample(kinds, len(kinds))
            found = rota.pop()(drawn)
            if found.text + "".join(sorted(found.choices)) not in seen:
                seen.add(found.text + "".join(sorted(found.choices)))
                yield found
                break


def _within(words: str) -> str:
    """Words that stand between quotation marks: their own become single ones."""
    return words.translate({ord("“"): "‘", ord("”"): "’"})


def _scene(stage: Stage, lines: Sequence[str]) -> Question:
    """A scene as an open question: what she says is given, what you say is asked."""
    scene = stage.scene
    text = say(
        "{title}. {setting} The customer says: “{opens}” Write what you say, step by step, and "
        "what you offer in which order.",
        title=scene.title, setting=scene.setting, opens=_within(str(scene.opens)),
    )  # fmt: skip
    told = [say("She takes this offer: {offer}", offer=rung.text)
            for rung in stage.offers if rung.key in scene.accepts]  # fmt: skip
    return Question(
        kind="scene",
        text=str(text),
        marks=SCENE_MARKS,
        answer="\n".join(line.partition(": ")[2] for line in lines),
        lines=len(lines) + 1,
        reasons=(*map(str, told), str(say("Trains: {what}.", what=scene.trains))),
        sources=tuple(dict.fromkeys((*scene.sources, *stage.advice.grounds))),
    )
