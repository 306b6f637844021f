"""`svc init`: open a new shop."""

from __future__ import annotations

from pathlib import Path

import click

from svc import policy
from svc.commands.options import pass_app
from svc.app import App
from svc.i18n import _, say
from svc.output import say_on_stderr
from svc.store.create import create, overlay
from svc.store.settings import Settings

PRESETS = ("clothing", "furniture")


def policy_texts(preset: str) -> dict[str, str]:
    """The policy files a new shop starts with, by name: the shipped ones with its preset's."""
    texts = {}
    for file in sorted(policy.SHIPPED.glob("*.toml")):
        own = policy.PRESETS / preset / file.name
        text = file.read_text(encoding="utf-8")
        texts[file.stem] = overlay(text, own.read_text(encoding="utf-8")) if own.exists() else text
    return texts


@click.command(help=_("Open a new shop in DIR (here without it)."))
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--name", required=True, help=_("The shop's name, as customers know it."))
@click.option("--preset", type=click.Choice(PRESETS), default="clothing", show_default=True,
              help=_("The trade: its policy, templates and callbacks."))
@click.option("--language", type=click.Choice(["zh", "en"]),
              help=_("The language svc speaks in this shop; else the locale decides."))
@click.option("--region", help=_("The province, whose rules refund quotes then name."))
@click.option("--no-git", is_flag=True, help=_("Do not begin a git repository."))
@pass_app
def command(app: App, folder: Path | None, name: str, preset: str, language: str | None,
            region: str | None, no_git: bool) -> None:
    """Create the folder and say what to do next."""
    place = folder or app.store_option or Path.cwd()
    settings = Settings(name=name.strip(), preset=preset, language=language, region=region)
    begun = create(place, settings, policy_texts(preset), git=not no_git)
    say_on_stderr(say("{name} is open in {folder}.", name=name, folder=place))
    if begun:
        say_on_stderr(say("git watches over it: commit when you like."))
    say_on_stderr(say("Next: `svc customer add`, or `svc import customers FILE`."))
