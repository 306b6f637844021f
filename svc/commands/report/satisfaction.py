"""`svc report satisfaction`: CSAT, NPS, what callbacks note, and the shop's own questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc.commands.options import formats, from_to, pass_app
from svc.commands.progress import watch
from svc.commands.report import VERBS
from svc.commands.report.answered import calls_of, sheets_of, span
from svc.commands.report.written import out_option, tell
from svc.i18n import _
from svc.records.survey import MANAGEMENT
from svc.reports.satisfaction import Told, arranged
from svc.rules.few import least
from svc.rules.satisfaction import BY, Called, Sheet, satisfaction

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from svc.app import App
    from svc.commands.report.answered import Span


SPAN = _("Without --from and --to it is of everything up to today.")
"""What its own page says of its days."""


@click.command(help=f"{VERBS['satisfaction']}\n\n{SPAN}")
@from_to
@click.option(
    "--by",
    type=click.Choice(BY),
    help=_(
        "Tell them apart: by who served or called, by month, or by questionnaire and kind of "
        "contact."
    ),
)
@click.option(
    "--words",
    "with_words",
    is_flag=True,
    help=_("Also what customers wrote, word for word: for the shop's own eyes."),
)
@out_option
@formats
@pass_app
def command(
    app: App, /, *, form: str, first: date | None, last: date | None, by: str | None,
    with_words: bool, out: Path | None,
) -> None:  # fmt: skip
    """S2-017, S2-076, S2-088: by what counts on these days; trial sheets never do."""
    days = span(first, last, app.today)
    watch(app.store)
    told = measured(app, days, by, with_words=with_words)
    tell(
        app, lambda: arranged(told, app.store.settings.name), days.to_json() | told.to_json(),
        form, out,
    )  # fmt: skip


def measured(app: App, days: Span, by: str | None, *, with_words: bool) -> Told:
    """What sheets and calls of these days say; management's sheets are no customer's."""
    taken = sheets_of(app, days)
    found = satisfaction(
        [
            Sheet(each.id, each.on, form, each.answers, each.served_by, each.text)
            for each, form in taken.sheets
            if each.channel != MANAGEMENT
        ],
        [
            Called(call.done_on, call.satisfied, call.kind, call.staff)
            for call in calls_of(app, days)
        ],
        least(app.policy.at(days.last)),
        by,
    )
    return Told(
        first=days.first,
        last=days.last,
        found=found,
        trials=taken.trials,
        unknown=taken.unknown,
        with_words=with_words,
        names={member.id: member.name for member in app.store.staff.all()}
        if by == "staff"
        else {},
        forms={form.name: str(form.title) for _each, form in taken.sheets},
    )
