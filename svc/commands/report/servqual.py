"""`svc report servqual`: service expected against service perceived, in five dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion
from svc.commands.options import formats, from_to, pass_app
from svc.commands.progress import watch
from svc.commands.report import VERBS
from svc.commands.report.answered import calls_of, settled_of, sheets_of, span
from svc.commands.report.written import out_option, tell
from svc.errors import BadInput
from svc.i18n import _, say
from svc.records.survey import MANAGEMENT
from svc.reports.servqual import Told, arranged
from svc.rules.csat import said
from svc.rules.deadlines import deadlines
from svc.rules.few import least
from svc.rules.five_gaps import five_gaps
from svc.rules.servqual import Sheet, expected, has_dimensions, servqual, weights
from svc.rules.survey import questionnaire

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from svc.app import App
    from svc.commands.report.answered import Span
    from svc.rules.csat import Satisfied
    from svc.rules.survey import Questionnaire

FORM = "servqual"


SPAN = _("Without --from and --to it is of everything up to today.")
"""What its own page says of its days."""


@click.command(help=f"{VERBS['servqual']}\n\n{SPAN}")
@from_to
@click.option(
    "--form",
    "name",
    metavar="NAME",
    default=FORM,
    show_default=True,
    shell_complete=completion.QUESTIONNAIRE,
    help=_("The questionnaire: one that asks twice, in all five dimensions."),
)
@out_option
@formats
@pass_app
def command(
    app: App, form: str, first: date | None, last: date | None, name: str, out: Path | None
) -> None:
    """S1-029, S1-030, S1-031: by the sheets that count on these days; trials never do."""
    days = span(first, last, app.today)
    watch(app.store)
    asked = questionnaire(app.policy, name, days.last)
    if not has_dimensions(asked):
        raise BadInput(
            say("{form} does not ask in all five dimensions what is expected and what is "
                "perceived.", form=asked.name),
            say("Name another one with --form, or give its questions `pair` and `dimension`."),
        )  # fmt: skip
    told = measured(app, days, asked)
    tell(
        app, lambda: arranged(told, app.store.settings.name), days.to_json() | told.to_json(),
        form, out,
    )  # fmt: skip


def measured(app: App, days: Span, asked: Questionnaire) -> Told:
    """What the customers' sheets say, and the five gaps; management's sheets count in gap 1."""
    policy = app.policy.at(days.last)
    few = least(policy)
    taken = sheets_of(app, days, asked.name)
    customers: list[Sheet] = []
    views: list[Sheet] = []
    for each, of_its_day in taken.sheets:
        sheets = views if each.channel == MANAGEMENT else customers
        sheets.append(Sheet(each.answers, of_its_day))
    found = servqual(customers, weights(policy), few)
    thought = expected(views)
    kept, felt = in_time(app, days, few), content(app, days, few)
    return Told(
        form=asked,
        first=days.first,
        last=days.last,
        found=found,
        gaps=five_gaps(found, thought, kept, felt),
        views=max(pair.n for pair in thought.values()),
        trials=taken.trials,
    )


def in_time(app: App, days: Span, few: int) -> Satisfied:
    """How many of the complaints settled on these days were settled within their time limit."""
    settled = (
        deadlines(each, app.policy, days.last, ("resolve",))["resolve"]
        for each in settled_of(app, days)
    )
    return said((not limit.late for limit in settled), few)


def content(app: App, days: Span, few: int) -> Satisfied:
    """How many of those called back about a complaint on these days were content."""
    return said((call.satisfied for call in calls_of(app, days, "complaint")), few)
