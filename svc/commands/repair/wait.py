"""`svc repair wait`: for parts, the customer or an approval (S2-086)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import approvals, completion, entry
from svc.commands.options import WordChoice, changes, formats, pass_app
from svc.commands.repair import VERBS
from svc.commands.repair.steps import step, text_of
from svc.errors import Waits, WrongUsage
from svc.frozen import replace
from svc.i18n import _, say
from svc.records.repair import WAITS
from svc.rules.answer import Citations
from svc.rules.authority import POST_NAMES, who_decides
from svc.rules.part import code_of

if TYPE_CHECKING:
    from svc.app import App
    from svc.records.approval import Approval
    from svc.records.repair import Repair
    from svc.store.change import Change


@click.command(help=str(VERBS["wait"]))
@click.argument("ref", shell_complete=completion.REPAIR)
@click.option(
    "--for",
    "what",
    default="parts",
    type=WordChoice(WAITS),
    help=_("What it waits for; parts."),
)
@click.option("--part", metavar="CODE", help=_("The code of the part that is missing."))
@click.option("--text", help=_("What is to be said of it."))
@changes
@formats
@pass_app
def command(
    app: App, ref: str, form: str, dry_run: bool, what: str, part: str | None, text: str | None
) -> None:
    """A missing part is reported, asked for by word of mouth before (S2-086)."""
    code = code_of(entry.one_line(part)) if part is not None else None
    said = text_of(text)
    if code is not None and what != "parts":
        raise WrongUsage(say("--part goes with --for parts."))
    asked: list[Approval] = []

    def edit(repair: Repair, change: Change) -> Repair:
        if what == "parts":
            asked.extend(report(change, app, repair, " ".join(filter(None, (code, said)))))
        wait = {"at": app.at, "for": what, "part": code, "text": said}
        kept = {key: value for key, value in wait.items() if value}
        return replace(repair, waits=(*repair.waits, kept))

    step(app, ref, "wait", edit, form, dry_run=dry_run, text=said or code)
    waiting = [each for each in asked if each.state == "waiting"]
    if waiting and not dry_run:
        raise Waits(
            say("The missing part waits for {post} ({id}).",
                post=POST_NAMES[waiting[0].post], id=waiting[0].id),
            say("`svc approval list` shows what waits for whom."),
        )  # fmt: skip


def report(change: Change, app: App, repair: Repair, text: str) -> list[Approval]:
    """Put on file that a part is missing, as its row of authority asks."""
    cited = Citations(app.policy.at(app.today))
    authority = who_decides(cited, "part_missing")
    return approvals.ask(
        change, app, about=repair.id, what="part_missing", authority=authority,
        text=text or None, rules=cited.sources,
    )  # fmt: skip
