"""`svc sms lint`: templates looked through for what they must not say."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from svc import completion, output
from svc.commands.options import formats, pass_app
from svc.commands.sms import VERBS
from svc.errors import PROBLEMS_FOUND, BadTemplate, SvcError
from svc.i18n import _, say
from svc.messages.lint import Linter
from svc.messages.planned_texts import head
from svc.messages.render import signature
from svc.messages.templates import LANGUAGES, names, template

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from svc.app import App
    from svc.messages.lint import Finding
    from svc.messages.templates import Template

KEYS = ("template", "line", "rule", "found", "message", "file", "language", "kind")


@click.command("lint", help=str(VERBS["lint"]))
@click.argument(
    "wanted", metavar="[TEMPLATE]…", nargs=-1, shell_complete=completion.template("sms")
)
@formats
@pass_app
def command(app: App, wanted: tuple[str, ...], form: str) -> int | None:
    """S2-029, S2-032, S2-035 and the carriers' rules; without names, every template there is.

    One that cannot be read does not keep the others from being looked through.
    """
    linter = Linter(app.policy, app.today, _head(app))
    found: list[Finding] = []
    broken: list[SvcError] = []
    for each in _chosen(app, wanted, broken):
        try:
            faults = linter.lint(each)
            found += faults
            if not faults:
                _note_parts(linter, each)
        except BadTemplate as error:
            broken.append(error)
    _show(app, found, form)
    if not found and not broken and form == "text":
        output.say_on_stderr(_("Nothing to find fault with."))
    for other in broken[1:]:
        output.warn(other.message)
    if broken:
        raise broken[0]
    return PROBLEMS_FOUND if found else None


def _head(app: App) -> str:
    if app.store_or_none is None:
        return signature("svc")
    return head(app, app.policy.at(app.today))


def _chosen(app: App, wanted: Sequence[str], broken: list[SvcError]) -> Iterator[Template]:
    """The templates of these names, or all of this trade, in every language they are there in.

    Raises:
        NoSuchRecord: a name no template has.
    """
    store = app.store_or_none
    root = store.root if store else None
    preset = store.settings.preset if store else None
    for name in dict.fromkeys(wanted or names("sms", root)):
        for language in LANGUAGES:
            try:
                found = template(name, channel="sms", language=language, store=root)
            except BadTemplate as error:
                if str(error.message) not in map(_told, broken):
                    broken.append(error)
                continue
            if found.info.language != language:
                continue
            if wanted or preset is None or found.info.preset in {None, preset}:
                yield found


def _told(error: SvcError) -> str:
    return str(error.message)


def _note_parts(linter: Linter, each: Template) -> None:
    """A text of many parts is no mistake, only dear: said on stderr."""
    if parts := linter.parts(each):
        output.warn(
            say(
                "{template} ({language}) takes up to {n} messages; {most} are wanted at most.",
                template=each.info.name,
                language=each.info.language,
                n=parts[0],
                most=parts[1],
            )
        )


def _show(app: App, found: Sequence[Finding], form: str) -> None:
    rows = [each.to_json() | {"file": _place(app, each.file)} for each in found]
    if form != "text":
        output.show_list(rows, {}, form, keys=KEYS)
        return
    for row in rows:
        output.write(output.safe(f"{row['file']}:{row['line']}: {row['rule']}: {row['message']}"))


def _place(app: App, file: str) -> str:
    """A template's file, short: within the shop, or within what svc ships."""
    store = app.store_or_none
    inside = os.path.relpath(file, store.root) if store else file
    if not inside.startswith(".."):
        return inside
    return os.path.join(*file.split(os.sep)[-3:])
