"""`svc survey list`: the sheets filled in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from svc import completion, fetch, output
from svc.commands.options import formats, from_to, names_of, pass_app
from svc.commands.survey import VERBS
from svc.errors import BadInput
from svc.i18n import _, say
from svc.records.survey import Survey
from svc.rules.survey import questionnaire

if TYPE_CHECKING:
    from collections.abc import Iterable

    from svc.app import App

COLUMNS = {
    "id": "id", "on": "date", "form": "questionnaire", "given": "answers", "name": "customer",
    "server": "served by", "channel": "channel", "trial": "trial",
}  # fmt: skip
KEYS = ("id", *Survey.fields_known())


@click.command("list", help=str(VERBS["list"]))
@click.option(
    "--form",
    "name",
    metavar="NAME",
    shell_complete=completion.QUESTIONNAIRE,
    help=_("Only those of this questionnaire."),
)
@from_to
@click.option(
    "--customer",
    "ref",
    metavar="REF",
    shell_complete=completion.CUSTOMER,
    help=_("Only those of this customer."),
)
@click.option("--trial", is_flag=True, help=_("Only those on which it was tried."))
@formats
@pass_app
def command(
    app: App, /, *, form: str, name: str | None, first: date | None, last: date | None,
    ref: str | None, trial: bool,
) -> None:  # fmt: skip
    """By the day they were filled in, then id."""
    if first and last and first > last:
        raise BadInput(say("{first} is after {last}.", first=first, last=last))
    wanted = questionnaire(app.policy, name, app.today).name if name else None
    days = (first or date.min, last or date.max)
    found = [
        survey
        for survey in _sheets(app, ref, days)
        if days[0] <= survey.on <= days[1]
        and wanted in (None, survey.form)
        and (survey.trial or not trial)
    ]
    found.sort(key=lambda survey: (survey.on, survey.id))
    if form != "text":
        output.show_list([survey.to_json() for survey in found], {}, form, keys=KEYS)
        return
    names = names_of(app.store, {survey.customer for survey in found if survey.customer})
    staff = {member.id: member.name for member in app.store.staff.all()}
    rows = [
        survey.to_json() | {
            "given": len(survey.answers),
            "name": survey.customer and names.get(survey.customer, survey.customer),
            "server": survey.served_by and staff.get(survey.served_by, survey.served_by),
            "channel": survey.channel and _(survey.channel),
            "trial": survey.trial or None,
        }
        for survey in found
    ]  # fmt: skip
    output.show_list(rows, COLUMNS, form, below=("server", "channel"))


def _sheets(app: App, ref: str | None, days: tuple[date, date]) -> Iterable[Survey]:
    """The sheets of a customer, or all put on file from the first day on."""
    from svc.store.ids import FIRST_DAY, LAST_DAY

    if ref is not None:
        return app.store.surveys.where("customer", fetch.customer(app.store, ref).id)
    return app.store.surveys.between(max(days[0], FIRST_DAY), LAST_DAY)
