"""`svc repair sign`: she signed, after the goods went back to her (S2-080)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion
from svc.commands.options import changes, formats, pass_app
from svc.commands.repair import VERBS
from svc.commands.repair.steps import step, text_of
from svc.frozen import replace
from svc.i18n import _
from svc.rules.repair import refuse_signature

if TYPE_CHECKING:
    from svc.app import App
    from svc.records.repair import Repair
    from svc.store.change import Change


@click.command(help=str(VERBS["sign"]))
@click.argument("ref", shell_complete=completion.REPAIR)
@click.option("--text", help=_("What is to be said of it."))
@changes
@formats
@pass_app
def command(app: App, ref: str, form: str, dry_run: bool, text: str | None) -> None:
    """For goods that went home unsigned: the paper was found, or she came by."""

    def edit(repair: Repair, _change: Change) -> Repair:
        refuse_signature(repair)
        return replace(repair, signed=True)

    step(app, ref, "sign", edit, form, dry_run=dry_run, text=text_of(text))
