"""`svc delivery check`: the checklist of a control point (S0-026)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, entry, output
from svc.commands.delivery import VERBS
from svc.commands.delivery.view import questions_of
from svc.commands.options import WordChoice, changes, formats, pass_app, show_changed
from svc.errors import WrongUsage
from svc.i18n import _, say
from svc.rules import checklist
from svc.rules.service import POINTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.app import App


@click.command(help=str(VERBS["check"]))
@click.argument("ref", shell_complete=completion.DELIVERY)
@click.argument("point", type=WordChoice(POINTS))
@click.option(
    "--ok",
    "good",
    metavar="KEY",
    multiple=True,
    help=_("A question answered with yes; may be given more than once."),
)
@click.option(
    "--fail",
    "bad",
    metavar="KEY",
    multiple=True,
    help=_("A question answered with no; may be given more than once."),
)
@click.option("--all", "every", is_flag=True, help=_("Yes to all others of this point."))
@click.option("--text", help=_("What was found."))
@changes
@formats
@pass_app
def command(
    app: App, form: str, dry_run: bool, ref: str, point: str, good: Sequence[str],
    bad: Sequence[str], every: bool, text: str | None,
) -> None:  # fmt: skip
    """The last answer to a question counts; `delivery show` lists the questions by key."""
    if both := sorted({*good} & {*bad}):
        raise WrongUsage(
            say("{key!r} cannot be right and wrong.", key=both[0]), say("Give it once.")
        )
    if not (good or bad or every):
        raise WrongUsage(
            say("There is no answer here."), say("Give --ok KEY, --fail KEY or --all.")
        )
    told = entry.clean(text or "") or None
    delivery_id = app.store.deliveries.find(ref).id
    with app.store.change(dry_run=dry_run) as change:
        before = app.store.deliveries.get(delivery_id)
        asked = questions_of(app, before)
        keys = [each.key for each in asked if each.point == point] if every else []
        said = dict.fromkeys([*keys, *good], True) | dict.fromkeys(bad, False)
        after = checklist.checked(before, point, said, asked, app.at, app.staff_id, told)
        change.put(after)
    if left := checklist.unanswered(after, [each for each in asked if each.point == point]):
        output.say_on_stderr(say("Still open: {names}.", names=", ".join(left)))
    show_changed(after, form, dry_run=dry_run, before=before)
