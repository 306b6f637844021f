"""`svc policy check`: everything wrong in the policy files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc.commands.options import formats, pass_app
from svc.commands.policy import VERBS
from svc.errors import PROBLEMS_FOUND
from svc.i18n import _
from svc.output import safe, show_list, write
from svc.rules.policy_check import check_policy

if TYPE_CHECKING:
    from svc.app import App


@click.command(help=str(VERBS["check"]))
@formats
@pass_app
def command(app: App, form: str) -> None:
    """Everything wrong in the policy files; exit 1 if any of it is an error."""
    problems = check_policy(app.policy)
    if form == "text":
        for problem in problems:
            place = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
            level = _("error") if problem.level == "error" else _("warning")
            write(safe(f"{place}: {level}: {problem.rule}: {problem.message}"))
            if problem.hint is not None:
                write(f"  {safe(problem.hint)}")
    else:
        show_list([problem.to_json() for problem in problems], {"level": "level"}, form)
    if any(problem.level == "error" for problem in problems):
        click.get_current_context().exit(PROBLEMS_FOUND)
