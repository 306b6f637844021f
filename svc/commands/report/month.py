"""`svc report month`: the month after sales, against the last and a year ago (S3-006)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc.commands.options import formats, pass_app
from svc.commands.report import VERBS
from svc.commands.report.written import out_option
from svc.i18n import _
from svc.rules.period import MONTH, period

if TYPE_CHECKING:
    from pathlib import Path

    from svc.app import App


SPAN = _("Without --month it is of the last month that is over.")
"""What its own page says of its days."""


@click.command(help=f"{VERBS['month']}\n\n{SPAN}")
@click.option(
    "--month",
    metavar="2026-11",
    help=_("Which month: `2026-11`, `this` or `last`; the last that is over without it."),
)
@out_option
@formats
@pass_app
def command(app: App, form: str, month: str | None, out: Path | None) -> None:  # fmt: skip
    """A month of the past gives the same report again: only what was known at its end counts."""
    from svc.commands.report.period_told import told

    told(app, period(MONTH, month, app.today), form, out)
