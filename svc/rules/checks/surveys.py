"""Filled-in questionnaires: known, answered on their scales, of people and cases on file.

Each is judged by the questionnaire of its day (S2-076, S2-088).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.errors import BadPolicy, NoSuchRecord
from svc.i18n import say
from svc.rules.survey import questionnaire

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from svc.problem import Problem
    from svc.records.survey import Survey
    from svc.rules.checks.snapshot import Kept, Snapshot
    from svc.rules.survey import Questionnaire

OF_A_CASE = ("P-", "K-", "R-", "W-", "D-")
"""What a sheet may come after: a sale, a complaint, a return, a repair, a delivery."""


def people(shop: Snapshot) -> Iterator[Problem]:
    """Whoever answered, served her or typed it in is on file, and so is what it came after."""
    for kept in shop.surveys:
        survey = kept.record
        if survey.customer is not None and shop.lacks(survey.customer):
            message = say("{id} names a customer who is not on file.", id=survey.id)
            hint = say("Was her file removed or renamed? git knows it.")
            yield kept.line.problem("unknown-customer", message, hint)
        if survey.about is not None and (
            not survey.about.startswith(OF_A_CASE) or shop.lacks(survey.about)
        ):
            message = say("{id} is about something that is not on file.", id=survey.id)
            hint = say("Was it removed or renamed? git knows it.")
            yield kept.line.problem("unknown-about", message, hint)
        for member in (survey.served_by, survey.staff):
            if member is not None and shop.lacks(member):
                message = say("{id} names somebody who is not on the staff.", id=survey.id)
                hint = say("`svc staff list` shows everyone; who left stays there.")
                yield kept.line.problem("unknown-staff", message, hint, level="warning")
                break


def answered(shop: Snapshot) -> Iterator[Problem]:
    """Every sheet is of a questionnaire of its day, its answers are to its questions."""
    if shop.policy is None:
        return
    forms: dict[tuple[str, date], Questionnaire | None] = {}
    for kept in shop.surveys:
        survey = kept.record
        key = (survey.form, survey.on)
        if key not in forms:
            try:
                forms[key] = questionnaire(shop.policy, survey.form, survey.on)
            except NoSuchRecord:
                forms[key] = None
            except BadPolicy:  # `check` names what is wrong in the policy itself
                return
        form = forms[key]
        if form is None:
            message = say("{id}: there is no questionnaire {name!r}.", id=survey.id,
                          name=survey.form)  # fmt: skip
            hint = say(
                "`svc survey form` lists them; one of your own stands in policy/survey.toml."
            )
            yield kept.line.problem("unknown-questionnaire", message, hint)
        else:
            yield from _of_the_sheet(kept, form)


def _of_the_sheet(kept: Kept[Survey], form: Questionnaire) -> Iterator[Problem]:
    """Answers to questions the questionnaire does not have, or off their scales."""
    hint = say("`svc survey form {name}` shows the questions and scales.", name=form.name)
    for key, value in kept.record.answers.items():
        question = form.question(key)
        if question is None:
            message = say("{id} answers {key!r}, which {name} does not ask.",
                          id=kept.record.id, key=key, name=form.name)  # fmt: skip
            yield kept.line.problem("unknown-question", message, hint)
            continue
        if not question.holds(value):
            message = say("{id}: the answer to {key} is not on its scale, {scale}.",
                          id=kept.record.id, key=key, scale=question.scale)  # fmt: skip
            yield kept.line.problem("answer-off-scale", message, hint)
