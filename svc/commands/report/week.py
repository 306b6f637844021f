"""`svc report week`: the week after sales, against the last and a year ago (S3-003)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc.commands.options import formats, pass_app
from svc.commands.report import VERBS
from svc.commands.report.written import out_option
from svc.i18n import _
from svc.rules.period import WEEK, period

if TYPE_CHECKING:
    from pathlib import Path

    from svc.app import App


SPAN = _("Without --week it is of the last week that is over, Monday to Sunday.")
"""What its own page says of its days."""


@click.command(help=f"{VERBS['week']}\n\n{SPAN}")
@click.option(
    "--week",
    metavar="2026-W47",
    help=_("Which week: an ISO week, `this` or `last`; the last that is over without it."),
)
@out_option
@formats
@pass_app
def command(app: App, form: str, week: str | None, out: Path | None) -> None:  # fmt: skip
    """A week of the past gives the same report again: only what was known at its end counts."""
    from svc.commands.report.period_told import told

    told(app, period(WEEK, week, app.today), form, out)
