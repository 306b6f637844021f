"""The question before what is not easily undone: asked on a terminal, `--yes` elsewhere."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from svc.errors import Refused
from svc.i18n import _, say

if TYPE_CHECKING:
    from svc.commands.options import F
    from svc.i18n import Sentence


def yes_option(command: F) -> F:
    """`--yes`: do it without being asked."""
    return click.option("--yes", is_flag=True, help=_("Do it without being asked."))(command)


def ask(question: Sentence, *, yes: bool, dry_run: bool) -> None:
    """Ask before something is done, unless it was said to be wanted or nothing is changed.

    Raises:
        Refused: the answer is no, or there is nobody to ask.
    """
    if yes or dry_run:
        return
    asked = sys.stdin is not None and sys.stdin.isatty()
    if not asked or not click.confirm(str(question), err=True):
        raise Refused(
            say("Nothing was changed: this needs a yes."),
            say("Look with --dry-run; do it with --yes."),
        )
