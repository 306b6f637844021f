"""`svc survey edit`: a sheet that was misread, mended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion, entry, fetch
from svc.commands.options import WayChoice, changes, formats, pass_app, show_changed
from svc.commands.survey import VERBS
from svc.commands.survey.answering import from_pairs, judged
from svc.commands.survey.facts import same_as, whose
from svc.errors import Refused, WrongUsage
from svc.frozen import replace
from svc.i18n import _, say
from svc.records.survey import CHANNELS
from svc.rules.survey import questionnaire

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.app import App
    from svc.records.survey import Survey


@click.command(help=str(VERBS["edit"]))
@click.argument("ref", shell_complete=completion.SURVEY)
@click.option(
    "--answer",
    "pairs",
    multiple=True,
    metavar="KEY=VALUE",
    help=_("What was answered; KEY= takes an answer away. May be given more than once."),
)
@click.option(
    "--customer",
    metavar="REF",
    shell_complete=completion.CUSTOMER,
    help=_("Who answered; an empty one takes the name away."),
)
@click.option("--about", metavar="REF", help=_("The sale or case it came after."))
@click.option(
    "--served-by",
    metavar="STAFF",
    shell_complete=completion.STAFF,
    help=_("Who of the staff served her."),
)
@click.option("--channel", type=WayChoice(CHANNELS), help=_("How it was asked."))
@click.option("--text", help=_("What was said besides."))
@changes
@formats
@pass_app
def command(
    app: App, /, *, ref: str, form: str, dry_run: bool, pairs: Sequence[str],
    customer: str | None, about: str | None, served_by: str | None, channel: str | None,
    text: str | None,
) -> None:  # fmt: skip
    """What is not named stays; reports of its day count it as it is now."""
    said: dict[str, Any] = {}
    if customer is not None or about is not None:
        found = whose(app, customer, about)
        said |= {"customer": found.customer} if customer is not None or found.customer else {}
        said |= {"about": found.about} if about is not None else {}
    if served_by is not None:
        said["served_by"] = fetch.staff_member(app.store, served_by).id if served_by else None
    if text is not None:
        said["text"] = entry.clean(text) or None
    if channel is not None:
        said["channel"] = channel
    if not said and not pairs:
        raise WrongUsage(say("Nothing is to be mended."), say("Give --answer or another option."))
    survey_id = app.store.surveys.find(ref).id
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.surveys.get(survey_id)
        after = replace(before, **said, answers=_mended(app, before, pairs))
        if after.trial and after.customer is not None:
            raise WrongUsage(say("A trial is filled in by ourselves: it is no customer's."))
        if (same := same_as(app, after)) is not None and same.id != after.id:
            raise Refused(
                say("{id} has the same answers of the same customer and day.", id=same.id),
                say("Nothing was changed."),
            )
        if after != before:
            change.put(after)
    show_changed(after, form, dry_run=dry_run, before=before)


def _mended(app: App, survey: Survey, pairs: Sequence[str]) -> dict[str, Any]:
    """The answers with these in their place, judged by the questionnaire of its day."""
    if not pairs:
        return dict(survey.answers)
    asked = questionnaire(app.policy, survey.form, survey.on)
    return dict(judged(asked, {**survey.answers, **from_pairs(pairs)}))
