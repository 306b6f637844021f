"""`svc complaint step`: one of the six, or of the nine steps of handling is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, output
from svc.commands.complaint import VERBS
from svc.commands.complaint.view import changed, said_or_none
from svc.commands.options import WordChoice, changes, formats, pass_app
from svc.i18n import _
from svc.rules import steps as rule

if TYPE_CHECKING:
    from svc.app import App
    from svc.i18n import Sentence
    from svc.records.complaint import Complaint


@click.command(help=str(VERBS["step"]))
@click.argument("ref", shell_complete=completion.COMPLAINT)
@click.argument("step", metavar="STEP", shell_complete=completion.STEP)
@click.option(
    "--list", "by", type=WordChoice(rule.LISTS), help=_("By which list; else the one in use.")
)
@click.option("--text", help=_("What was said."))
@changes
@formats
@pass_app
def command(
    app: App, ref: str, form: str, dry_run: bool, step: str, by: str | None, text: str | None
) -> None:
    """X-05: both lists are known; out of order is allowed, and noted."""
    said = said_or_none(text)
    warnings: list[Sentence] = []

    def take(before: Complaint) -> Complaint:
        policy = app.policy.at(before.on)
        after, found = rule.taken(before, step, app.at, app.staff_id, policy, by=by, text=said)
        warnings.extend(found)
        return after

    changed(app, ref, form, dry_run=dry_run, make=take)
    for warning in warnings:
        output.warn(warning)
