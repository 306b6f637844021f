"""`svc report year`: the year after sales against the one before, month by month (S3-006)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc.commands.options import formats, pass_app
from svc.commands.report import VERBS
from svc.commands.report.written import out_option
from svc.i18n import _
from svc.rules.period import YEAR, period

if TYPE_CHECKING:
    from pathlib import Path

    from svc.app import App


SPAN = _("Without --year it is of the last year that is over.")
"""What its own page says of its days."""


@click.command(help=f"{VERBS['year']}\n\n{SPAN}")
@click.option(
    "--year",
    metavar="2026",
    help=_("Which year: `2026`, `this` or `last`; the last that is over without it."),
)
@out_option
@formats
@pass_app
def command(app: App, form: str, year: str | None, out: Path | None) -> None:
    """A year of the past gives the same report again: only what was known at its end counts."""
    from svc.commands.report.period_told import told

    told(app, period(YEAR, year, app.today), form, out, is_long=True)
