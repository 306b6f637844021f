"""How satisfied customers are: CSAT, NPS, what callbacks note, and each question of the shop's.

What surveys say and what callbacks note are never mixed: who is called answers otherwise than who
fills in a sheet. S2-017, S2-076, S2-088.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from svc.frozen import Frozen
from svc.rules.csat import Satisfied, csat, said
from svc.rules.nps import Nps, nps
from svc.rules.scale import YES_NO
from svc.rules.shares import mean, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from fractions import Fraction

    from svc.rules.survey import Question, Questionnaire

BY = ("staff", "month", "kind")
"""What answers are told apart by: who served or called, the month, or the questionnaire and the
kind of contact."""


class Sheet(Frozen, kw_only=False):
    """A filled-in sheet: the day it was answered, the questionnaire of that day, what it says."""

    id: str
    on: date
    form: Questionnaire
    answers: Mapping[str, Any]
    served_by: str | None = None
    text: str | None = None


class Called(NamedTuple):
    """What a customer said when she was called: on which day, by whom, after what.

    There are very many of them.
    """

    on: date
    satisfied: bool
    kind: str
    staff: str | None = None


class Figures(Frozen):
    """The figures of all answers, or of one segment of them."""

    csat: Satisfied
    nps: Nps
    callbacks: Satisfied

    def to_json(self) -> dict[str, Any]:
        """The keys for programs."""
        return {
            "csat": self.csat.to_json(),
            "nps": self.nps.to_json(),
            "callbacks": self.callbacks.to_json("asked"),
        }


class Asked(Frozen):
    """One question: how many answered, the mean of a scale, and how often each answer was given.

    The answers of a question put negatively are turned; `counts` goes from the best answer down.
    """

    form: Questionnaire
    question: Question
    n: int
    mean: Fraction | None
    counts: tuple[tuple[int, int], ...]
    few: bool

    def to_json(self) -> dict[str, Any]:
        """The keys for programs; answers as they are kept, the mean with four decimals."""
        return {
            "form": self.form.name,
            "key": self.question.key,
            "n": self.n,
            "mean": text(self.mean),
            "counts": {str(answer): count for answer, count in self.counts},
            "few": self.few,
        }


class Words(Frozen, kw_only=False):
    """Words of a customer: on which sheet, to which question (None: beside all questions)."""

    survey: str
    on: date
    form: str
    question: str | None
    words: str

    def to_json(self) -> dict[str, Any]:
        """The keys for programs."""
        return {
            "survey": self.survey,
            "on": self.on.isoformat(),
            "form": self.form,
            "question": self.question,
            "words": self.words,
        }


class Satisfaction(Frozen):
    """Everything the report tells; `parts` are the segments asked for, `months` all of them."""

    sheets: int
    figures: Figures
    questions: tuple[Asked, ...]
    months: tuple[tuple[str, Figures], ...]
    by: str | None
    parts: tuple[tuple[str | None, Figures], ...]
    words: tuple[Words, ...]


def satisfaction(
    sheets: Sequence[Sheet], calls: Sequence[Called], least: int, by: str | None = None
) -> Satisfaction:
    """The figures of sheets and calls; of fewer answers than `least`, they are too few to say."""
    return Satisfaction(
        sheets=len(sheets),
        figures=figures(sheets, calls, least),
        questions=tuple(_questions(sheets, least)),
        months=tuple(_months(sheets, calls, least)),
        by=by,
        parts=tuple(_parts(sheets, calls, least, by)) if by else (),
        words=tuple(_words(sheets)),
    )


def figures(sheets: Iterable[Sheet], calls: Iterable[Called], least: int) -> Figures:
    """CSAT and NPS of all questions that measure them, whichever questionnaire they stand on."""
    content: list[tuple[int, int]] = []
    recommend: list[int] = []
    for sheet in sheets:
        content += [(answer, question.scale.high) for question, answer in _answers(sheet, "csat")]
        recommend += [answer for _question, answer in _answers(sheet, "nps")]
    return Figures(
        csat=csat(content, least),
        nps=nps(recommend, least),
        callbacks=said((call.satisfied for call in calls), least),
    )


def _answers(sheet: Sheet, measure: str) -> Iterator[tuple[Question, int]]:
    for question in sheet.form.measuring(measure):
        given = sheet.answers.get(question.key)
        if type(given) is int and question.scale.low <= given <= question.scale.high:
            yield question, question.reckoned(given)


def _questions(sheets: Iterable[Sheet], least: int) -> Iterator[Asked]:
    """Each question answered by a number, by questionnaire; pairs and points have a report."""
    found: dict[tuple[str, str], tuple[Questionnaire, Question, list[int]]] = {}
    for sheet in sheets:
        for question in sheet.form.questions:
            if question.side or question.measures == "weight" or question.scale.is_words:
                continue
            key = sheet.form.name, question.key
            _form, _question, answers = found.setdefault(key, (sheet.form, question, []))
            given = sheet.answers.get(question.key)
            if type(given) is int:
                answers.append(question.reckoned(given))
    for form, question, answers in found.values():
        counts = Counter(answers)
        scale = question.scale
        steps = range(scale.high, scale.low - 1, -1)
        if not scale.is_counted and scale.kind != YES_NO:
            steps = range(scale.low, scale.high + 1)
        yield Asked(
            form=form,
            question=question,
            n=len(answers),
            mean=mean(answers) if scale.is_counted else None,
            counts=tuple((step, counts[step]) for step in steps),
            few=len(answers) < least,
        )


def _words(sheets: Iterable[Sheet]) -> Iterator[Words]:
    for sheet in sheets:
        for question in sheet.form.questions:
            given = sheet.answers.get(question.key)
            if question.scale.is_words and isinstance(given, str) and given.strip():
                yield Words(sheet.id, sheet.on, sheet.form.name, question.key, given)
        if sheet.text:
            yield Words(sheet.id, sheet.on, sheet.form.name, None, sheet.text)


def _months(
    sheets: Sequence[Sheet], calls: Sequence[Called], least: int
) -> Iterator[tuple[str, Figures]]:  # fmt: skip
    """Every month from the first with an answer to the last, those without one, too."""
    told = dict(_parts(sheets, calls, least, "month"))
    if not told:
        return
    named = sorted(month for month in told if month)
    year, month = map(int, named[0].split("-"))
    while (name := f"{year:04}-{month:02}") <= named[-1]:
        yield name, told.get(name) or figures((), (), least)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _parts(
    sheets: Sequence[Sheet], calls: Sequence[Called], least: int, by: str
) -> Iterator[tuple[str | None, Figures]]:  # fmt: skip
    """The figures of each segment with an answer, in the order of names; nobody's come last."""
    of_sheet: Callable[[Sheet], str | None]
    of_call: Callable[[Called], str | None]
    if by == "staff":
        of_sheet, of_call = (lambda sheet: sheet.served_by), (lambda call: call.staff)
    elif by == "month":
        of_sheet, of_call = (
            (lambda sheet: f"{sheet.on:%Y-%m}"),
            (lambda call: call.on.isoformat()[:7]),
        )
    else:
        of_sheet, of_call = (lambda sheet: sheet.form.name), (lambda call: call.kind)
    parts: dict[str | None, tuple[list[Sheet], list[Called]]] = {}
    for sheet in sheets:
        parts.setdefault(of_sheet(sheet), ([], []))[0].append(sheet)
    for call in calls:
        parts.setdefault(of_call(call), ([], []))[1].append(call)
    for name in sorted(parts, key=lambda name: (name is None, name)):
        found = figures(*parts[name], least)
        if found.csat.n or found.nps.n or found.callbacks.n:
            yield name, found
