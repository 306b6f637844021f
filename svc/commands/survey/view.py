"""A filled-in questionnaire as it is listed and shown: questions with their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc import output
from svc.commands.options import of_customer
from svc.errors import BadPolicy, NoSuchRecord
from svc.i18n import _
from svc.rules.survey import questionnaire

if TYPE_CHECKING:
    from collections.abc import Mapping

    from svc.app import App
    from svc.records.survey import Survey
    from svc.rules.survey import Questionnaire


def form_of(app: App, survey: Survey) -> Questionnaire | None:
    """The questionnaire of a sheet as it was on its day; None where there is none any more."""
    try:
        return questionnaire(app.policy, survey.form, survey.on)
    except (BadPolicy, NoSuchRecord):  # `check` tells of it
        return None


def questions_of(form: Questionnaire) -> list[dict[str, Any]]:
    """The questions for programs, in their order."""
    return [
        {
            "key": each.key,
            "question": str(each.text),
            "scale": each.scale.code,
            "measures": each.measures,
            "dimension": each.dimension,
            "quality": each.quality,
            "negative": each.negative,
            "required": each.required,
        }
        for each in form.questions
    ]


def view(app: App, survey: Survey) -> dict[str, Any]:
    """A sheet with its title and, question by question, what was answered and what that means.

    Answers to questions nobody knows any more stand at the end, without their texts.
    """
    form = form_of(app, survey)
    rows: list[dict[str, Any]] = []
    for question in form.questions if form else ():
        value = survey.answers.get(question.key)
        said = None if value is None else question.scale.said(value)
        rows.append(
            {"key": question.key, "question": str(question.text), "scale": question.scale.code,
             "side": question.side, "answer": value, "said": said}
        )  # fmt: skip
    known = {row["key"] for row in rows}
    rows += [
        {"key": key, "question": None, "scale": None, "side": None, "answer": value,
         "said": str(value)}
        for key, value in survey.answers.items() if key not in known
    ]  # fmt: skip
    title = str(form.title) if form else None
    return survey.to_json() | {"title": title, "questions": rows}


def as_text(shown: Mapping[str, Any], app: App) -> str:
    """A sheet for people: whose, when, and every question with its answer."""
    staff = {member.id: member.name for member in app.store.staff.all()}
    customer = shown["customer"]
    pairs = [
        (_("id"), shown["id"]),
        (_("questionnaire"), shown["title"] or shown["form"]),
        (_("date"), shown["on"]),
        (_("customer"), of_customer(customer, app.store) if customer else None),
        (_("about"), shown["about"]),
        (_("served by"), staff.get(shown["served_by"], shown["served_by"])),
        (_("channel"), _(shown["channel"]) if shown["channel"] else None),
        (_("trial"), shown["trial"] or None),
        (_("staff"), staff.get(shown["staff"], shown["staff"])),
        (_("text"), shown["text"]),
    ]
    lines = [output.pairs([(name, value) for name, value in pairs if value not in (None, "")]), ""]
    side = {"e": _("an excellent shop"), "p": _("our shop")}
    for row in shown["questions"]:
        asked = row["question"] or row["key"]
        about = f" ({side[row['side']]})" if row["side"] else ""
        counted = row["said"] is not None and str(row["scale"])[:1].isdigit()
        scale = f" [{row['scale']}]" if counted else ""
        lines.append(output.prose(f"{asked}{about}  {output.cell(row['said'])}{scale}"))
    return "\n".join(lines)
