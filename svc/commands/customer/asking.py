"""The question before what is not easily undone: asked on a terminal, `--yes` elsewhere."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from svc import output
from svc.errors import Refused, WrongUsage
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
        WrongUsage: there is nobody to ask.
        Refused: the answer is no.
    """
    if yes or dry_run:
        return
    if not on_terminal():
        raise WrongUsage(
            say("Nothing was changed: this needs a yes, and there is nobody to ask."),
            say("Look with --dry-run; do it with --yes."),
        )
    if not confirmed(question):
        raise Refused(
            say("Nothing was changed: this needs a yes."),
            say("Look with --dry-run; do it with --yes."),
        )


def on_terminal() -> bool:
    """Whether somebody can be asked: the answer comes from a keyboard."""
    return sys.stdin is not None and sys.stdin.isatty()


def confirmed(question: Sentence) -> bool:
    """Whether the answer is yes; asked on stderr, in words that steer no screen."""
    return click.confirm(output.safe(question), err=True)
