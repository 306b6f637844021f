"""`svc survey add`: what somebody answered, put on file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, entry, fetch, output
from svc.commands.options import DATE, WayChoice, changes, formats, pass_app, show_changed
from svc.commands.survey import VERBS
from svc.commands.survey.answering import taken
from svc.commands.survey.facts import filled_since, refuse_future, same_as, whose
from svc.errors import Refused, WrongUsage
from svc.i18n import _, listed, say
from svc.records.survey import CHANNELS, Survey
from svc.rules.survey import questionnaire, since

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from svc.app import App
    from svc.rules.survey import Questionnaire


@click.command(help=str(VERBS["add"]))
@click.option(
    "--form",
    "name",
    required=True,
    metavar="NAME",
    shell_complete=completion.QUESTIONNAIRE,
    help=_("Which questionnaire: `svc survey form` lists them."),
)
@click.option(
    "--answer",
    "pairs",
    multiple=True,
    metavar="KEY=VALUE",
    help=_("An answer; may be given more than once. Without any, a terminal asks each question."),
)
@click.option(
    "--answers-file", metavar="FILE", help=_("The answers as a JSON object; - reads stdin.")
)
@click.option(
    "--customer",
    "ref",
    metavar="REF",
    shell_complete=completion.CUSTOMER,
    help=_("Who answered; without it, nobody is named."),
)
@click.option(
    "--about",
    metavar="REF",
    help=_("The sale or case it came after, by id; it tells whose it is."),
)
@click.option(
    "--served-by",
    metavar="STAFF",
    shell_complete=completion.STAFF,
    help=_("Who of the staff served her."),
)
@click.option(
    "--on",
    type=DATE,
    default="today",
    metavar="DATE",
    help=_("The day it was filled in; today without it."),
)
@click.option("--channel", type=WayChoice(CHANNELS), help=_("How it was asked."))
@click.option("--text", help=_("What was said besides."))
@click.option(
    "--trial",
    is_flag=True,
    help=_("Filled in by ourselves, to try the questionnaire; it counts in no figure."),
)
@changes
@formats
@pass_app
def command(
    app: App, /, *, form: str, dry_run: bool, name: str, pairs: Sequence[str],
    answers_file: str | None, ref: str | None, about: str | None, served_by: str | None,
    on: date, channel: str | None, text: str | None, trial: bool,
) -> None:  # fmt: skip
    """S2-076, S2-088: judged by the questionnaire of the day it was filled in."""
    refuse_future(on, app.today)
    if trial and (ref or about):
        raise WrongUsage(
            say("A trial is filled in by ourselves: it is no customer's."),
            say("Leave out --customer and --about, or --trial."),
        )
    asked = questionnaire(app.policy, name, on)
    hers = whose(app, ref, about)
    server = fetch.staff_member(app.store, served_by).id if served_by else None
    answers = taken(asked, pairs, answers_file)
    untried = not trial and not filled_since(app, asked.name, since(app.policy, asked.name, on))
    with app.store.change(dry_run=dry_run) as change:
        if hers.customer is not None:
            app.store.customers.get(hers.customer)  # still there, now that we write
        survey = Survey(
            id=change.new_id("surveys", app.today),
            form=asked.name,
            on=on,
            answers=answers,
            customer=hers.customer,
            about=hers.about,
            served_by=server,
            channel=channel,
            text=entry.clean(text or "") or None,
            trial=trial,
            staff=app.staff_id,
        )
        if (same := same_as(app, survey)) is not None:
            raise Refused(
                say("{id} has the same answers of the same customer and day.", id=same.id),
                say("Nothing was kept: it was put on file already."),
            )
        change.put(survey)
    if trial:
        tell_of_the_trial(asked, survey)
    elif untried:
        output.warn(
            say("{name} was never tried: fill it in yourselves first, with --trial.",
                name=asked.name)
        )  # fmt: skip
    show_changed(survey, form, dry_run=dry_run)


def tell_of_the_trial(asked: Questionnaire, survey: Survey) -> None:
    """How long the questionnaire is, what was left out, and what to ask oneself (S2-019)."""
    words = sum(each.scale.is_words for each in asked.questions)
    output.say_on_stderr(
        say("{name} has {n} questions, {words} of them in words.",
            name=asked.name, n=len(asked.questions), words=words)
    )  # fmt: skip
    left = [each.key for each in asked.questions if each.key not in survey.answers]
    if left:
        output.say_on_stderr(say("Left out: {keys}.", keys=listed(left)))
    output.say_on_stderr(
        say("Was any question trivial? Would you dodge one? Put it otherwise, or strike it."),
        say("Does it serve its aim: {aim}?", aim=asked.aim)
        if asked.aim
        else say("It names no aim: what is it to find out?"),
        say("`svc survey trial {name}` looks over all sheets it was tried on.", name=asked.name),
    )
