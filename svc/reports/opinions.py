"""Questions and words of filled sheets, as sections of a report (S2-076, S2-088)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.i18n import labelled, say
from svc.reports.document import Column, Section, Table, TooFew
from svc.rules.shares import rounded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from svc.reports.document import Value
    from svc.rules.satisfaction import Asked, Satisfaction


def question_sections(found: Satisfaction) -> list[Section]:
    """A section each questionnaire: its questions, how often each answer was given."""
    forms = {asked.form.name: asked.form for asked in found.questions}
    return [
        Section(
            heading=labelled(say("Questionnaire"), form.title),
            table=Table(
                columns=(
                    Column("question", say("what is asked"), "words"),
                    Column("n", say("answers"), "count"),
                    Column("mean", say("mean"), "number"),
                    Column("scale", say("scale")),
                    Column("counts", say("how often each answer"), "words"),
                ),
                rows=tuple(
                    _question(asked) for asked in found.questions if asked.form.name == name
                ),
            ),
        )
        for name, form in forms.items()
    ]


def _question(asked: Asked) -> tuple[Value, ...]:
    mean: Value = None if asked.mean is None else rounded(asked.mean, 2)
    if asked.few and asked.n and asked.question.scale.is_counted:
        mean = TooFew(n=asked.n)
    scale = asked.question.scale
    counts = ", ".join(f"{scale.said(answer)}: {count}" for answer, count in asked.counts if count)
    return (str(asked.question.text), asked.n, mean, str(scale), counts or None)


def words_section(found: Satisfaction, forms: Mapping[str, str]) -> Section:
    """What customers wrote, word for word, with the sheets it stands on."""
    rows = tuple(
        (each.on, each.survey, forms.get(each.form, each.form), each.question, each.words)
        for each in found.words
    )
    return Section(
        heading=say("What customers wrote"),
        notes=() if rows else (say("Nobody wrote anything."),),
        table=Table(
            columns=(
                Column("on", say("on"), "day"),
                Column("survey", say("sheet no.")),
                Column("form", say("questionnaire")),
                Column("question", say("what is asked")),
                Column("words", say("what she wrote"), "words"),
            ),
            rows=rows,
        )
        if rows
        else None,
    )
