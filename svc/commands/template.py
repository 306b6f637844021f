"""`svc template`: the wording of messages and cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion, i18n, output
from svc.commands.options import changes, formats, pass_app
from svc.errors import NoSuchRecord
from svc.i18n import _, say
from svc.messages.facts import visible
from svc.messages.new_template import begin, foreseen, replaces_shipped
from svc.messages.templates import (
    CHANNELS,
    FORMS,
    LANGUAGES,
    Template,
    TemplateInfo,
    template,
    templates,
)

if TYPE_CHECKING:
    from svc.app import App

COLUMNS = {
    "name": "template",
    "kind": "kind",
    "channel": "channel",
    "language": "language",
    "source": "source",
    "variables": "variables",
}


WORDS = {
    "card": say("on cards"),
    "sms": say("by SMS"),
    "slip": say("on slips"),
    "script": say("spoken"),
    "shipped": say("comes with svc"),
    "shop": say("the shop's own"),
    "zh": say("Chinese"),
    "en": say("English"),
}
"""What the codes of a template's row mean to whoever reads Chinese."""


@click.group(help=_("The wording of messages and cards."))
def command() -> None:
    """The noun; its verbs follow."""


@command.command("list", help=_("List the templates there are, the shop's own and the shipped."))
@click.option("--channel", type=click.Choice(CHANNELS), help=_("Only those of one channel."))
@click.option("--all", "every", is_flag=True, help=_("Those for other trades, too."))
@formats
@pass_app
def list_(app: App, form: str, channel: str | None, every: bool) -> None:
    """S2-027: by channel, name and language."""
    store = app.store_or_none
    preset = store.settings.preset if store and not every else None
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for info in templates(store.root if store else None, preset=preset):
        if channel in {None, info.channel}:
            row = rows.setdefault((info.channel, info.name, info.language), _row(info))
            row["forms"].append(info.form)
            if info.source == "shop":
                row["source"] = "shop"
    found = list(rows.values())
    if form == "text" and i18n.spoken() == "zh":
        found = [{**row, **_in_words(row)} for row in found]
    output.show_list(found, COLUMNS, form)


def _in_words(row: dict[str, Any]) -> dict[str, str]:
    """What a template is for, where it is used and where it comes from, in words."""
    told = {key: str(WORDS.get(row[key], row[key])) for key in ("channel", "source", "language")}
    return told | {"kind": i18n.word(row["kind"]) if row["kind"] else ""}


def _row(info: TemplateInfo) -> dict[str, Any]:
    return {
        "name": info.name,
        "kind": info.kind,
        "channel": info.channel,
        "language": info.language,
        "source": info.source,
        "variables": list(info.variables),
        "forms": [],
    }


@command.command(help=_("Show a template's wording: to read, or to copy into the shop's own."))
@click.argument("name", shell_complete=completion.template())
@click.option(
    "--channel", type=click.Choice(CHANNELS), help=_("Where it is used; else sms first.")
)
@click.option(
    "--form",
    "file_form",
    type=click.Choice(FORMS),
    default="txt",
    show_default=True,
    help=_("Its text or, for a card, its page."),
)
@formats
@pass_app
def show(app: App, name: str, channel: str | None, file_form: str, form: str) -> None:
    """The source text as it stands in its file."""
    found = _found(app, name, (channel,) if channel else CHANNELS, file_form)
    shown = _row(found.info) | {"forms": [file_form], "text": visible(found.text)}
    output.show_record(shown, form, lambda: visible(found.text))


@command.command("new", help=_("Begin a template of the shop's own, or copy one to change it."))
@click.argument("name")
@click.option(
    "--kind",
    metavar="KIND",
    help=_("What it is for, so that its taboos are known; see message.toml."),
)
@click.option(
    "--channel",
    type=click.Choice(CHANNELS),
    default="sms",
    show_default=True,
    help=_("Where it is used."),
)
@click.option(
    "--copy",
    "source",
    metavar="TEMPLATE",
    shell_complete=completion.template(),
    help=_("Begin with the words of this one."),
)
@click.option("--language", type=click.Choice(LANGUAGES), help=_("Its language; else the shop's."))
@changes
@formats
@pass_app
def new(
    app: App, name: str, kind: str | None, channel: str, source: str | None,
    language: str | None, form: str, dry_run: bool,
) -> None:  # fmt: skip
    """S2-027: the file's path on stdout; what is there already is never written over."""
    spoken = language or app.store.settings.language or i18n.spoken()
    if dry_run:
        file, text = foreseen(
            app.store.root, name, channel=channel, language=spoken, kind=kind, copy_of=source
        )
        output.say_on_stderr(say("Nothing was changed. This would be the outcome:"))
        output.show_record({"file": file, "text": visible(text)}, form, lambda: file)
        return
    info = begin(app.store.root, name, channel=channel, language=spoken, kind=kind, copy_of=source)
    if replaces_shipped(info):
        output.warn(
            say("{name} now stands in place of the template of this name that svc brings.",
                name=info.name)
        )  # fmt: skip
    output.show_record(
        _row(info) | {"forms": [info.form], "file": info.file}, form, lambda: info.file
    )


def _found(app: App, name: str, channels: tuple[str, ...], form: str) -> Template:
    """The template in the first channel that has one of this name; raises NoSuchRecord."""
    store = app.store_or_none
    missing: NoSuchRecord | None = None
    for channel in channels:
        try:
            return template(
                name,
                channel=channel,
                language=i18n.spoken(),
                store=store.root if store else None,
                form=form,
            )
        except NoSuchRecord as error:
            missing = missing or error
    raise missing or RuntimeError
