"""SERVQUAL: service expected against service perceived, in five dimensions.

Reckoned as Parasuraman, Zeithaml and Berry (1988, 1991) do: on each sheet a dimension is the mean
of its questions, negative ones reversed; a dimension of the survey is the mean over the sheets; a
gap is perception less expectation. Means are exact fractions until shown.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.i18n import say
from svc.rules.shares import mean, text
from svc.rules.survey import DIMENSIONS, EXPECTED, PERCEIVED, POINTS, QUALITIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from svc.policy import DatedPolicy
    from svc.rules.survey import Question, Questionnaire


class Item(Frozen, kw_only=False):
    """A question asked twice: what is expected, and what is perceived."""

    expected: Question
    perceived: Question

    @property
    def key(self) -> str:
        """The key of the question without its side."""
        return self.expected.item or self.expected.key

    def on(self, side: str, answers: Mapping[str, Any]) -> int | None:
        """What was answered on a side, turned so that high is good; None where it was not."""
        question = self.expected if side == EXPECTED else self.perceived
        given = answers.get(question.key)
        return question.reckoned(given) if type(given) is int else None


class Sheet(Frozen, kw_only=False):
    """One filled-in sheet: its answers by question, and the questionnaire of its day."""

    answers: Mapping[str, Any]
    form: Questionnaire

    def points(self) -> dict[str, int] | None:
        """The hundred points shared out to the five dimensions; None where they were not."""
        given = {
            question.dimension: self.answers.get(question.key)
            for question in self.form.measuring("weight")
        }
        found = {name: each for name in DIMENSIONS if type(each := given.get(name)) is int}
        whole = len(found) == len(DIMENSIONS) and sum(found.values()) == POINTS
        return found if whole else None


class Pair(Frozen):
    """Expectation and perception side by side: the means of `n` sheets."""

    expectation: Fraction | None
    perception: Fraction | None
    n: int

    @property
    def gap(self) -> Fraction | None:
        """Perception less expectation: below nought, the service falls short."""
        if self.expectation is None or self.perception is None:
            return None
        return self.perception - self.expectation

    def to_json(self) -> dict[str, Any]:
        """Points of the scale as text with four decimals."""
        return {
            "expectation": text(self.expectation),
            "perception": text(self.perception),
            "gap": text(self.gap),
        }


class Servqual(Frozen):
    """What the sheets say; `answers` are the complete ones, which alone make the dimensions.

    `items` holds each question over all who answered it twice; `weights` what the dimensions
    weighed on average, `own_weights` on how many sheets the points were shared out.
    """

    dimensions: Mapping[str, Pair]
    qualities: Mapping[str, Pair]
    items: tuple[tuple[Item, Pair], ...]
    unweighted: Fraction | None
    weighted: Fraction | None
    weights: Mapping[str, Fraction]
    own_weights: int
    answers: int
    incomplete: int
    few: bool

    @property
    def worst(self) -> str | None:
        """The dimension with the lowest gap, the first of equal ones; None without answers."""
        gaps = {name: pair.gap for name, pair in self.dimensions.items()}
        told = {name: gap for name, gap in gaps.items() if gap is not None}
        return min(told, key=told.__getitem__) if told else None

    def to_json(self) -> dict[str, Any]:
        """The keys for programs: means as text with four decimals."""
        items = [
            {
                "key": item.key,
                "dimension": item.expected.dimension,
                "negative": item.expected.negative,
                **pair.to_json(),
                "n": pair.n,
            }
            for item, pair in self.items
        ]
        return {
            "dimensions": {name: pair.to_json() for name, pair in self.dimensions.items()},
            "unweighted": text(self.unweighted),
            "weighted": text(self.weighted),
            "worst": self.worst,
            "answers": self.answers,
            "incomplete": self.incomplete,
            "few": self.few,
            "weights": {name: text(weight) for name, weight in self.weights.items()},
            "own_weights": self.own_weights,
            "items": items,
            "qualities": {name: pair.to_json() for name, pair in self.qualities.items()},
        }


def weights(policy: DatedPolicy) -> dict[str, int]:
    """What the dimensions weigh where a sheet does not say, of a hundred points.

    Raises:
        BadPolicy: they are not five whole numbers that make a hundred.
    """
    found = policy["servqual.weights"]
    given = found.table()
    points = {
        name: each
        for name in DIMENSIONS
        if type(each := given.get(name)) is int and each >= 0
    }  # fmt: skip
    if len(points) < len(DIMENSIONS) or sum(points.values()) != POINTS:
        raise found.wrong(say("five whole numbers that make a hundred"))
    return points


def items_of(form: Questionnaire) -> list[Item]:
    """The questions asked twice that belong to a dimension, in their order."""
    perceived = {each.item: each for each in form.on_side(PERCEIVED)}
    return [
        Item(each, perceived[each.item])
        for each in form.on_side(EXPECTED)
        if each.dimension is not None and each.item in perceived
    ]


def has_dimensions(form: Questionnaire) -> bool:
    """Whether a questionnaire asks of all five dimensions what is expected and perceived."""
    return {item.expected.dimension for item in items_of(form)} == set(DIMENSIONS)


def servqual(sheets: Iterable[Sheet], shared: Mapping[str, int], least: int) -> Servqual:
    """The survey's result: the sheets answered in full make the dimensions and both scores.

    A sheet with a question left out counts as incomplete, and its other questions in the table of
    questions only: a dimension of fewer questions would be another dimension. `shared` weighs the
    dimensions of sheets that share out no points; fewer sheets than `least` are too few to say.
    S1-029, S1-030, S1-031.
    """
    read = [(sheet, items_of(sheet.form)) for sheet in sheets]
    full = [(sheet, items) for sheet, items in read if _is_complete(sheet, items)]
    own = [sheet.points() for sheet, _items in full]
    used = [points or shared for points in own]
    dimensions = {name: _pair(full, _in(name)) for name in DIMENSIONS}
    gaps = [pair.gap for pair in dimensions.values() if pair.gap is not None]
    return Servqual(
        dimensions=dimensions,
        qualities={name: _pair(full, _of(name)) for name in QUALITIES},
        items=_questions(read),
        unweighted=mean(gaps),
        weighted=mean([weighted(_gaps(*each), by) for each, by in zip(full, used, strict=True)]),
        weights={
            name: mean([points[name] for points in used or [shared]]) or Fraction(0)
            for name in DIMENSIONS
        },
        own_weights=sum(points is not None for points in own),
        answers=len(full),
        incomplete=len(read) - len(full),
        few=len(full) < least,
    )  # fmt: skip


def weighted(gaps: Mapping[str, Fraction], points: Mapping[str, int]) -> Fraction:
    """The gaps of the five dimensions, each by its points of a hundred, added up."""
    return sum((gaps[name] * points[name] for name in DIMENSIONS), Fraction(0)) / POINTS


def expected(sheets: Iterable[Sheet]) -> dict[str, Pair]:
    """What sheets expect in each dimension, though nothing of them tells what is perceived."""
    read = [(sheet, items_of(sheet.form)) for sheet in sheets]
    full = [(sheet, items) for sheet, items in read if _is_complete(sheet, items, EXPECTED)]
    return {
        name: Pair(
            expectation=mean(found := _means(full, _in(name), EXPECTED)),
            perception=None,
            n=len(found),
        )
        for name in DIMENSIONS
    }


_Read = tuple[Sheet, list[Item]]


def _gaps(sheet: Sheet, items: list[Item]) -> dict[str, Fraction]:
    """The gaps of one complete sheet."""
    pairs = {name: _pair([(sheet, items)], _in(name)) for name in DIMENSIONS}
    return {name: pair.gap or Fraction(0) for name, pair in pairs.items()}


def _is_complete(sheet: Sheet, items: list[Item], sides: str = EXPECTED + PERCEIVED) -> bool:
    """Whether every dimension has a question and every question an answer on these sides."""
    return {item.expected.dimension for item in items} == set(DIMENSIONS) and all(
        item.on(side, sheet.answers) is not None for item in items for side in sides
    )


def _in(dimension: str) -> Callable[[Item], bool]:
    return lambda item: item.expected.dimension == dimension


def _of(quality: str) -> Callable[[Item], bool]:
    return lambda item: item.expected.quality == quality


def _pair(read: Sequence[_Read], wanted: Callable[[Item], bool]) -> Pair:
    """The mean over sheets of each sheet's mean over the questions wanted."""
    means = _means(read, wanted, EXPECTED)
    return Pair(
        expectation=mean(means),
        perception=mean(_means(read, wanted, PERCEIVED)),
        n=len(means),
    )  # fmt: skip


def _means(read: Iterable[_Read], wanted: Callable[[Item], bool], side: str) -> list[Fraction]:
    found = []
    for sheet, items in read:
        answers = [item.on(side, sheet.answers) for item in items if wanted(item)]
        over = mean([each for each in answers if each is not None])
        if over is not None:
            found.append(over)
    return found


def _questions(read: Iterable[_Read]) -> tuple[tuple[Item, Pair], ...]:
    """Each question over all who answered it twice, in the order of the questions."""
    answered: dict[str, tuple[Item, list[int], list[int]]] = {}
    for sheet, items in read:
        for item in items:
            _item, wanted, got = answered.setdefault(item.key, (item, [], []))
            before, after = (item.on(side, sheet.answers) for side in (EXPECTED, PERCEIVED))
            if before is not None and after is not None:
                wanted.append(before)
                got.append(after)
    return tuple(
        (item, Pair(expectation=mean(wanted), perception=mean(got), n=len(wanted)))
        for item, wanted, got in answered.values()
    )
