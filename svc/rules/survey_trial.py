"""What trying a questionnaire on ourselves shows, before any customer sees it (S2-019).

Three checks: is a question trivial (everybody answers the same), is one avoided (half leave it
out), does the whole serve its aim? The last is people's to judge: the aim stands beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from svc.records.survey import Survey
    from svc.rules.survey import Question, Questionnaire

LEAST = 3
"""So many sheets, or answers to a question, call one trivial or avoided; fewer say nothing."""


class Tried(Frozen):
    """A question on the sheets it was tried on: how many answered it, and how many left it out."""

    question: Question
    answered: int
    skipped: int
    trivial: bool
    avoided: bool

    def to_json(self) -> dict[str, Any]:
        """The question by key and text, its counts, and what they call it."""
        return {
            "key": self.question.key,
            "question": str(self.question.text),
            "answered": self.answered,
            "skipped": self.skipped,
            "trivial": self.trivial,
            "avoided": self.avoided,
        }


class Trial(Frozen):
    """What all sheets a questionnaire was tried on show, and what was remarked on them."""

    form: Questionnaire
    sheets: int
    questions: tuple[Tried, ...]
    remarks: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As the contract prints it; without any sheet every count is 0."""
        return {
            "name": self.form.name,
            "title": str(self.form.title),
            "aim": self.form.aim and str(self.form.aim),
            "sheets": self.sheets,
            "questions": [each.to_json() for each in self.questions],
            "remarks": list(self.remarks),
        }


def trial(form: Questionnaire, sheets: Iterable[Survey]) -> Trial:
    """Question by question what the trial sheets of a questionnaire show; others do not count."""
    tried = [each for each in sheets if each.trial and each.form == form.name]
    return Trial(
        form=form,
        sheets=len(tried),
        questions=tuple(_tried(question, tried) for question in form.questions),
        remarks=tuple(each.text for each in tried if each.text),
    )


def _tried(question: Question, sheets: list[Survey]) -> Tried:
    given = [each.answers[question.key] for each in sheets if question.key in each.answers]
    skipped = len(sheets) - len(given)
    same = len(given) >= LEAST and len({str(each) for each in given}) == 1
    return Tried(
        question=question,
        answered=len(given),
        skipped=skipped,
        trivial=same and not question.scale.is_words,
        avoided=len(sheets) >= LEAST and skipped * 2 >= len(sheets),
    )
