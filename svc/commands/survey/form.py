"""`svc survey form`: the questionnaires, one to print, or the empty sheet to fill in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from svc import completion, output
from svc.commands.options import formats, on_option, pass_app
from svc.commands.recipient import IN_WHAT_LANGUAGE, written_in
from svc.commands.survey import VERBS
from svc.commands.survey.view import questions_of
from svc.errors import BadPolicy, WrongUsage
from svc.i18n import _, say
from svc.papers.questionnaire import SIZES, Sheet
from svc.rules.survey import names_of, questionnaire, since

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from svc.app import App
    from svc.rules.survey import Questionnaire

FORMS = ("html", "pdf", "txt", "xlsx", "csv")
COLUMNS = {
    "name": "questionnaire", "title": "title", "questions": "questions", "scales": "scale",
    "since": "since", "tried": "tried", "filled": "filled in",
}  # fmt: skip


@click.command(help=str(VERBS["form"]), epilog=IN_WHAT_LANGUAGE)
@click.argument("name", required=False, shell_complete=completion.QUESTIONNAIRE)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=_("Write it to a file: .html, .pdf or .txt to print; .xlsx or .csv to fill in."),
)
@click.option("--size", type=click.Choice(SIZES), help=_("The paper; else what it fits on."))
@on_option
@formats
@pass_app
def command(
    app: App, /, *, form: str, name: str | None, out: Path | None, size: str | None, on: date
) -> None:
    """S2-088: without a name, which there are; with one, the sheet to hand over."""
    if name is None:
        if out is not None or size is not None:
            raise WrongUsage(say("Which questionnaire?"), say("`svc survey form` lists them."))
        output.show_list(list(_rows(app, on)), COLUMNS, form)
        return
    asked = questionnaire(app.policy, name, on)
    sheet = Sheet(asked, app.store.settings.name, written_in(app))
    if out is None:
        shown = _row(app, asked, on) | {"aim": asked.aim and str(asked.aim),
                                        "asked": questions_of(asked)}  # fmt: skip
        output.show_record(shown, form, sheet.text)
        return
    from svc.commands.export import refuse_the_stores_own
    from svc.lists.writing import put_in_place

    kind = form_of(out)
    refuse_the_stores_own(out, app.store)
    put_in_place(out, _written(app, sheet, kind, size))
    output.say_on_stderr(say("The questionnaire is in {file}.", file=out))


def form_of(file: Path) -> str:
    """The form a file's name asks for; raises WrongUsage."""
    form = os.path.splitext(file)[1].lower().removeprefix(".")
    if form not in FORMS:
        raise WrongUsage(
            say("A questionnaire cannot be written as {name}.", name=file.name),
            say("Name the file .html, .pdf, .txt, .xlsx or .csv."),
        )
    return form


def _written(app: App, sheet: Sheet, kind: str, size: str | None) -> bytes:
    if kind == "txt":
        return (sheet.text() + "\n").encode()
    if kind == "html":
        return sheet.page(size).encode()
    if kind == "pdf":
        from svc.papers.pdf import pdf

        return pdf(sheet.page(size))
    if kind == "xlsx":
        from svc.lists.sheets import Sheet as Rows
        from svc.lists.spreadsheet import xlsx

        rows = Rows(name=sheet.form.name[:31], columns=sheet.columns(), rows=(sheet.explained(),))
        return xlsx(rows, app.today)
    import csv
    import io

    from svc.lists.reading import escaped

    file = io.StringIO()
    csv.writer(file).writerows([sheet.columns(), map(escaped, sheet.explained())])
    return file.getvalue().encode("utf-8-sig")


def _rows(app: App, on: date) -> Iterator[dict[str, Any]]:
    """The questionnaires that can be used, as they are listed; of each other one what is wrong."""
    for name in names_of(app.policy):
        try:
            asked = questionnaire(app.policy, name, on)
        except BadPolicy as error:
            output.warn(error.message)
        else:
            yield _row(app, asked, on)


def _row(app: App, asked: Questionnaire, on: date) -> dict[str, Any]:
    """A questionnaire as it is listed: on which scales, how often tried and filled in."""
    start = since(app.policy, asked.name, on)
    sheets = app.store.surveys.where("form", asked.name) if app.store_or_none else []
    tried = sum(each.trial for each in sheets)
    return {
        "name": asked.name,
        "title": str(asked.title),
        "questions": len(asked.questions),
        "scales": list(dict.fromkeys(each.scale.code for each in asked.questions)),
        "since": start and start.isoformat(),
        "tried": tried,
        "filled": len(sheets) - tried,
    }
