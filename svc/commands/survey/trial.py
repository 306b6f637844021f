"""`svc survey trial`: what trying a questionnaire on ourselves showed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from svc import completion, output
from svc.commands.options import formats, pass_app
from svc.commands.survey import VERBS
from svc.i18n import _, labelled, say
from svc.rules.survey import questionnaire, since
from svc.rules.survey_trial import LEAST, trial

if TYPE_CHECKING:
    from collections.abc import Mapping

    from svc.app import App

COLUMNS = {
    "key": "question key", "question": "what is asked", "answered": "answered",
    "skipped": "left out", "found": "what it shows",
}  # fmt: skip


@click.command(help=str(VERBS["trial"]))
@click.argument("name", shell_complete=completion.QUESTIONNAIRE)
@formats
@pass_app
def command(app: App, name: str, form: str) -> None:
    """S2-019: over all trial sheets since the questions are as they are now."""
    asked = questionnaire(app.policy, name, app.today)
    start = since(app.policy, asked.name, app.today) or date.min
    sheets = [each for each in app.store.surveys.where("form", asked.name) if each.on >= start]
    shown = trial(asked, sheets).to_json()
    if form != "text":
        output.show_record(shown, form)
        return
    output.write(output.safe(f"{shown['name']}  {shown['title']}"))
    if shown["aim"]:
        output.write(output.prose(labelled(_("aim"), shown["aim"])))
    if not shown["sheets"]:
        output.say_on_stderr(
            say("It was not tried yet: fill it in with `svc survey add --form {name} --trial`.",
                name=asked.name)
        )  # fmt: skip
        return
    output.write(str(say("Sheets it was tried on: {n}", n=shown["sheets"])))
    output.write("")
    rows = [row | {"found": _found(row)} for row in shown["questions"]]
    output.show_list(rows, COLUMNS, form, below=("question",))
    if shown["sheets"] < LEAST:
        output.say_on_stderr(
            say("Of fewer than {n} sheets nothing is called trivial or avoided.", n=LEAST)
        )
    for remark in shown["remarks"]:
        output.write(output.prose(f"· {remark}"))


def _found(row: Mapping[str, Any]) -> str:
    """What its counts call a question."""
    trivial = [_("trivial: all answers are the same")] if row["trivial"] else []
    avoided = [_("avoided: strike it or put it otherwise")] if row["avoided"] else []
    return "; ".join(trivial + avoided)
