"""`svc doctor`: the machine, the folder and git around the store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from svc import output
from svc.commands.options import formats, pass_app
from svc.errors import PROBLEMS_FOUND, SvcError
from svc.i18n import _, say
from svc.messages import gateways
from svc.rules.zone import advice
from svc.store import condition, machine, repository
from svc.store.finding import Answer
from svc.store.store import shop_folder
from svc.store.wiring import wired

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from svc.app import App

LOOKS: dict[str, Callable[[Path], Answer]] = {
    "python": machine.python,
    "tinydb": machine.tinydb,
    "settings": machine.settings,
    "file-system": machine.file_system,
    "sync-folder": machine.sync_folder,
    "lock": machine.lock,
    "writing": machine.writing,
    "free-space": machine.room,
    "permissions": condition.permissions,
    "links": condition.links,
    "gateways": gateways.private,
    "left-over": condition.left_over,
    "journal": condition.unfinished,
    "quarantine": condition.set_aside,
    "conflicts": condition.conflicts,
    "git": repository.installed,
    "repository": repository.watched,
    "gitignore": repository.ignored,
    "line-ends": repository.line_ends,
    "merge-driver": wired,
    "git-operation": repository.under_way,
    "git-commit": repository.commits,
    "remote": repository.shared_with,
}
COLUMNS = {name: name for name in ("level", "rule", "message", "hint")}


@click.command(help=_("Look at the machine, the folder and git around the store."))
@formats
@pass_app
def command(app: App, form: str) -> None:
    """Always the same list; exit 1 where something keeps svc from working."""
    folder = shop_folder(app.named_folder, Path.cwd())
    answers = {rule: answer_of(look, folder) for rule, look in LOOKS.items()}
    answers["clock"] = in_its_zone(app, condition.clock(folder, day_or_none(app), app.clock(None)))
    if form == "text":
        output.write("\n".join(map(as_text, answers.values())))
    else:
        rows = [answer.to_json(rule) for rule, answer in answers.items()]
        output.show_list(rows, COLUMNS, form)
    if any(answer.level == "error" for answer in answers.values()):
        click.get_current_context().exit(PROBLEMS_FOUND)


def answer_of(look: Callable[[Path], Answer], folder: Path) -> Answer:
    """What a look finds; one that the system stops is an error of its own, not the end."""
    try:
        return look(folder)
    except OSError as error:
        return Answer("error", say("{reason}.", reason=error.strerror or type(error).__name__))


def day_or_none(app: App) -> date | None:
    """Today, where the settings that say whose midnight counts can be read."""
    try:
        return app.today
    except SvcError:
        return None


def in_its_zone(app: App, clock: Answer) -> Answer:
    """What was found of the clock; where it is well, whether it is that of the shop's country."""
    if clock.level != "ok":
        return clock
    try:
        doubt = app.zone_doubt
        return Answer("warning", doubt, advice(app.country)) if doubt else clock
    except SvcError:
        return clock


def as_text(answer: Answer) -> str:
    """An answer for people: how it is, and what to do."""
    levels = {"ok": _("ok"), "warning": _("warning"), "error": _("error")}
    text = output.safe(f"{levels[answer.level]}: {answer.message}")
    return text if answer.hint is None else f"{text}\n  {output.safe(answer.hint)}"
