"""`svc init`: open a new shop."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from svc import output, policy
from svc.commands.options import WordChoice, changes, formats, pass_app
from svc.entry import name_of
from svc.errors import SvcError
from svc.i18n import _, say
from svc.rules.statute import region_of
from svc.store.create import create, overlay
from svc.store.settings import FILE, LANGUAGES, Settings

if TYPE_CHECKING:
    from svc.app import App

PRESETS = tuple(word.msgid for word in (say("clothing"), say("furniture")))


def policy_texts(preset: str) -> dict[str, str]:
    """The policy files a new shop starts with, by name: the shipped ones with its preset's."""
    texts = {}
    for file in sorted(Path(policy.SHIPPED).glob("*.toml")):
        own = Path(policy.preset_folder(preset), file.name)
        text = file.read_text(encoding="utf-8")
        texts[file.stem] = overlay(text, own.read_text(encoding="utf-8")) if own.exists() else text
    return texts


@click.command(help=_("Open a new shop in DIR (here without it)."))
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--name", required=True, help=_("The shop's name, as customers know it."))
@click.option(
    "--preset",
    type=WordChoice(PRESETS),
    default="clothing",
    show_default=True,
    help=_("The trade: its policy, templates and callbacks."),
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    help=_("The language svc speaks in this shop; else the locale decides."),
)
@click.option("--region", help=_("The province, whose rules refund quotes then name."))
@click.option(
    "--shared",
    is_flag=True,
    help=_("Let all read and write who are in the group the folder is of; else you alone."),
)
@click.option("--no-git", is_flag=True, help=_("Do not begin a git repository."))
@changes
@formats
@pass_app
def command(
    app: App,
    form: str,
    dry_run: bool,
    folder: Path | None,
    name: str,
    preset: str,
    language: str | None,
    region: str | None,
    shared: bool,
    no_git: bool,
) -> None:
    """Create the folder and say what to do next."""
    place = folder or app.named_folder or Path.cwd()
    if region is not None:
        region = region_of(region, policy.Policy(preset=preset))
    settings = Settings(name=name_of(name), preset=preset, language=language, region=region)
    texts = policy_texts(preset)
    if dry_run and not (place / FILE).exists():
        output.say_on_stderr(
            say("Nothing was changed. This would be made in {folder}:", folder=place)
        )
        output.write("\n".join([FILE, *(f"policy/{topic}.toml" for topic in texts)]))
        return
    begun = create(place, settings, texts, git=not no_git, shared=shared)
    if not no_git:
        _wire(place)
    output.say_on_stderr(say("{name} is open in {folder}.", name=settings.name, folder=place))
    if begun:
        output.say_on_stderr(say("git watches over it: commit when you like."))
    output.say_on_stderr(say("Next: `svc customer add`, or `svc import customers FILE`."))
    if form != "text":
        opened = {"name": settings.name, "folder": str(place), "preset": preset, "git": begun}
        output.show_record(opened, form)


def _wire(place: Path) -> None:
    """Let git merge and show the records of the new shop; without that it is a shop as well."""
    import sys

    from svc.commands.schedule import this_program
    from svc.store.wiring import wire

    try:
        wire(place, this_program(sys.argv[0]))
    except SvcError as error:
        output.warn(error.message)
