"""`svc repair help`: part-time help for an urgent repair, with consent (S2-087)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import approvals, completion, fetch
from svc.commands.options import changes, formats, pass_app
from svc.commands.repair import VERBS
from svc.commands.repair.steps import line_of, step, text_of
from svc.commands.repair.view import how_to_settle, of_consent
from svc.errors import BadInput, NoSuchRecord, Refused, Waits
from svc.frozen import replace
from svc.i18n import _, say
from svc.rules.answer import Citations
from svc.rules.authority import POST_NAMES, who_decides

if TYPE_CHECKING:
    from svc.app import App
    from svc.records.approval import Approval
    from svc.records.repair import Repair
    from svc.store.change import Change


@click.command(help=str(VERBS["help"]))
@click.argument("ref", shell_complete=completion.REPAIR)
@click.option(
    "--by",
    "helper",
    required=True,
    metavar="NAME",
    shell_complete=completion.STAFF,
    help=_("Who helps: a member of staff, or a name."),
)
@click.option("--text", help=_("Why nobody else can go."))
@changes
@formats
@pass_app
def command(app: App, ref: str, form: str, dry_run: bool, helper: str, text: str | None) -> None:
    """Recorded at once; without the authority it waits for consent."""
    name, why = named(app, helper), text_of(text)
    asked: list[Approval] = []

    def edit(repair: Repair, change: Change) -> Repair:
        refuse_again(app, repair, name)
        cited = Citations(app.policy.at(app.today))
        authority = who_decides(cited, "part_time_help")
        asked.extend(
            approvals.ask(
                change, app, about=repair.id, what="part_time_help", authority=authority,
                text=" ".join(filter(None, (name, why))), rules=cited.sources,
            )
        )  # fmt: skip
        return replace(repair, helper=name)

    step(app, ref, "help", edit, form, dry_run=dry_run, text=name)
    waiting = [each for each in asked if each.state == "waiting"]
    if waiting and not dry_run:
        raise Waits(
            say("{helper} may help once {post} has agreed ({id}).",
                helper=name, post=POST_NAMES[waiting[0].post], id=waiting[0].id),
            how_to_settle(waiting[0]),
        )  # fmt: skip


def refuse_again(app: App, repair: Repair, name: str) -> None:
    """Refuse to ask again while one consent waits, or for whom it was given already (S2-087)."""
    asked = [a for a in approvals.about(app.store, repair.id) if a.what == "part_time_help"]
    for approval in asked:
        if approval.state == "waiting":
            raise Refused(of_consent(approval), how_to_settle(approval))
    if repair.helper == name and not (asked and asked[-1].state == "rejected"):
        raise Refused(
            say("{helper} may help with {id} already.", helper=name, id=repair.id),
            say("`svc repair show {id}` shows its history.", id=repair.id),
        )


def named(app: App, helper: str) -> str:
    """The member of staff who is meant, by id; else the name as it was given."""
    try:
        return fetch.staff_member(app.store, helper).id
    except NoSuchRecord:
        name = line_of(helper)
        if name is None:
            raise BadInput(say("A name is missing."), say("Give --by NAME.")) from None
        return name
