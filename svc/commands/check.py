"""`svc check`: everything wrong in a shop's folder, in one list."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from svc import output
from svc.commands.options import formats, pass_app
from svc.errors import PROBLEMS_FOUND, BadData, BadPolicy, BadTemplate, SvcError
from svc.frozen import replace
from svc.i18n import _, labelled, say
from svc.problem import Problem
from svc.store import journal
from svc.store.lock import locked, patience
from svc.store.settings import FILE, Settings, read_settings
from svc.store.shards import JOURNAL, LOCK
from svc.store.store import shop_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from svc.app import App
    from svc.messages.lint import Linter

COLUMNS = {name: name for name in ("level", "file", "line", "record", "rule", "message", "hint")}


@click.command(help=_("Look for anything wrong in the store: records, policy, templates."))
@click.option("--strict", is_flag=True, help=_("Count warnings as errors."))
@formats
@pass_app
def command(app: App, form: str, strict: bool) -> None:
    """Exit 1 where there are errors; nothing is printed where all is well."""
    from svc.rules.check import in_order

    folder = shop_folder(app.named_folder, Path.cwd())
    found = in_order(problems(folder, today_of(app)))
    if form == "text":
        output.write("\n".join(map(as_text, found)))
    else:
        output.show_list([problem.to_json() for problem in found], COLUMNS, form)
    if any(strict or problem.level == "error" for problem in found):
        click.get_current_context().exit(PROBLEMS_FOUND)


def as_text(problem: Problem) -> str:
    """A problem as compilers show one: the place first, so that an editor can go there."""
    place = (problem.file or FILE) + (f":{problem.line}" if problem.line else "")
    level = _("error") if problem.level == "error" else _("warning")
    text = output.safe(f"{place}: {labelled(level, problem.message)}")
    return text if problem.hint is None else f"{text}\n  {output.safe(problem.hint)}"


def today_of(app: App) -> date:
    """Today where the shop is; where its settings cannot be read, the clock's."""
    try:
        return app.today
    except BadData:
        return app.clock(None).date()


def problems(folder: Path, today: date) -> Iterator[Problem]:
    """Everything wrong in a shop's folder, with the lock held while its files are read."""
    try:
        settings = read_settings(folder, anew=True)
    except BadData as error:
        yield _of_error(error, "settings", FILE)
        settings = Settings(name="")
    with locked(folder / LOCK, patience()):
        try:
            if journal.recover(folder / JOURNAL):
                output.say_on_stderr(say("An interrupted change was found and finished."))
        except BadData as error:
            yield _of_error(error, "journal", JOURNAL)
        yield from _of_records(folder, settings, today)
        yield from _of_git(folder)
    yield from _of_settings(folder, settings)
    yield from _of_policy(folder, settings)
    yield from _of_templates(folder, settings, today)


def _of_error(error: SvcError, rule: str, file: str) -> Problem:
    """A problem from what a command would have stopped at."""
    line = re.search(r"at line ([0-9]+)", str(error.message))
    return Problem(
        level="error", rule=rule, message=error.message, hint=error.hint, file=file,
        line=int(line[1]) if line else None,
    )  # fmt: skip


def _of_records(folder: Path, settings: Settings, today: date) -> Iterator[Problem]:
    from svc.policy import Policy
    from svc.rules.check import check
    from svc.rules.checks.snapshot import Line
    from svc.store.survey import Survey

    seen = Survey(folder / "data")
    lines = (Line(**{name: getattr(line, name) for name in FIELDS}) for line in seen.lines())
    torn = (p.file.split("/")[1] for p in seen.problems if p.file and p.level == "error")
    policy = Policy(folder / "policy", settings.preset)
    yield from check(lines, settings.country, torn, policy, today)
    yield from seen.problems


FIELDS = ("table", "file", "number", "id", "day", "raw", "newer")


def _of_git(folder: Path) -> Iterator[Problem]:
    from svc.store.repository import unmerged

    for file in unmerged(folder):
        message = say("git could not merge this file, and nobody has settled it yet.")
        is_ours = file.startswith("data/")
        hint = (
            say("`svc resolve` merges it, and asks where two tills differ.")
            if is_ours
            else say("Keep the right lines of both sides, then `git add {file}`.", file=file)
        )
        yield Problem(level="error", rule="unmerged", message=message, hint=hint, file=file)


def _of_settings(folder: Path, settings: Settings) -> Iterator[Problem]:
    from svc.policy import PRESETS, Policy
    from svc.rules.checks.settings import settings as look

    trades = (Settings(name="").preset, *sorted(trade.name for trade in Path(PRESETS).iterdir()))
    yield from look(settings.raw, trades, Policy(folder / "policy", settings.preset))


def _of_policy(folder: Path, settings: Settings) -> Iterator[Problem]:
    from svc.policy import Policy
    from svc.rules.policy_check import check_policy

    for problem in check_policy(Policy(folder / "policy", settings.preset)):
        message = say("{entry}: {what}", entry=problem.rule, what=problem.message)
        yield replace(problem, rule="policy", message=message)


def _of_templates(folder: Path, settings: Settings, today: date) -> Iterator[Problem]:
    """The shop's own templates, each written once; those of messages are linted besides."""
    from svc.messages.templates import CHANNELS, FORMS, LANGUAGES, template

    linter = _linter(folder, settings, today)
    for channel in CHANNELS:
        for path in sorted((folder / "templates" / channel).glob("[!._]*")):
            place = path.relative_to(folder).as_posix()
            name, *rest = path.name.split(".")
            if len(rest) != 2 or rest[0] not in LANGUAGES or rest[1] not in FORMS:
                message = say("No command takes a template of this name.")
                hint = say("Name it like birthday.zh.txt: NAME.LANGUAGE.FORM.")
                yield Problem(
                    level="warning", rule="template-name", message=message, hint=hint, file=place
                )
                continue
            try:
                faults = []
                if linter and channel == "sms" and rest[1] == "txt":
                    own = template(name, channel=channel, language=rest[0], store=folder)
                    faults = linter.lint(own)
                for fault in faults:
                    yield Problem(
                        level="error", rule=fault.rule, message=fault.message,
                        hint=say("Mend it; `svc sms lint {name}` looks again.", name=name),
                        file=place, line=fault.line,
                    )  # fmt: skip
                if not faults:
                    _write_once(folder, settings, channel, name, rest[0], rest[1])
            except BadTemplate as error:
                yield _of_template(error, folder, place)


def _linter(folder: Path, settings: Settings, today: date) -> Linter | None:
    """What looks through the shop's messages; None without any, or without a policy for it."""
    if not any((folder / "templates" / "sms").glob("[!._]*")):
        return None
    from svc.messages.lint import Linter
    from svc.messages.planned_texts import signed
    from svc.policy import Policy

    policy = Policy(folder / "policy", settings.preset)
    try:
        return Linter(policy, today, signed(policy.at(today), settings.name))
    except (BadPolicy, KeyError):  # told of the policy itself
        return None


def _write_once(
    folder: Path, settings: Settings, channel: str, name: str, language: str, form: str
) -> None:
    """Write a template for somebody made up; raises BadTemplate."""
    from svc.messages.facts import facts
    from svc.messages.render import render
    from svc.messages.templates import template

    found = template(name, channel=channel, language=language, store=folder, form=form)
    if channel == "slip":
        from svc.papers.slip_facts import slip_facts
        from svc.papers.slip_sample import samples

        for told in samples(name, shop=settings.name, language=language):
            render(found, slip_facts(told))
        return
    day = date(2026, 11, 22)
    somebody = facts(
        name="王芳", gender="F", number="0001", shop=settings.name, today=day,
        language=language, staff="李娜", bought_on=day, bought="羊毛大衣",
    )  # fmt: skip
    if channel == "card":
        from svc.papers.card import card

        card(name, somebody, language=language, form=form, store=folder)
        return
    render(found, somebody)


def _of_template(error: BadTemplate, folder: Path, place: str) -> Problem:
    told = error.message.values
    path, line = told.get("path"), told.get("line")
    if isinstance(path, Path) and path.is_relative_to(folder):
        place = path.relative_to(folder).as_posix()
    return Problem(
        level="error", rule="template", message=told.get("problem", error.message),
        hint=error.hint or say("`svc template show` shows the shipped ones, which work."),
        file=place, line=line if isinstance(line, int) else None,
    )  # fmt: skip
