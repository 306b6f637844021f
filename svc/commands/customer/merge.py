"""`svc customer merge`: one file of two that are of one person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion, fetch, output
from svc.commands.customer import VERBS
from svc.commands.customer.asking import ask, yes_option
from svc.commands.options import changes, formats, label, of_customer, pass_app, said
from svc.i18n import _, labelled, say
from svc.rules.copy import counted

if TYPE_CHECKING:
    from svc.app import App


@click.command(
    help=str(VERBS["merge"]),
    epilog=_("Taken back by `svc customer unmerge DUP`."),
)
@click.argument("keep", shell_complete=completion.CUSTOMER)
@click.argument("dup", shell_complete=completion.CUSTOMER)
@yes_option
@changes
@formats
@pass_app
def command(app: App, keep: str, dup: str, form: str, yes: bool, dry_run: bool) -> None:
    """Every reference is turned in one change; the other file stays as a redirect."""
    from svc.merging import merge

    with app.store.change(
        dry_run=True
    ) as change:  # what is wrong is said before anything is asked
        merge(change, app, keep, dup)
    kept = fetch.customer(app.store, keep).id
    lost = fetch.file_of(app.store, dup).id
    names = {"keep": of_customer(kept, app.store), "dup": of_customer(lost, app.store)}
    ask(say("Make one file of {dup} and {keep}, and keep {keep}?", **names),
        yes=yes, dry_run=dry_run)  # fmt: skip
    with app.store.change(dry_run=dry_run) as change:
        shown = merge(change, app, kept, lost).to_json()
    if dry_run:
        output.say_on_stderr(say("Nothing was changed. This would be the outcome:"))
    output.show_record(shown, form, lambda: as_text(shown))


def as_text(shown: dict[str, Any]) -> str:
    """What a merge does, for people: what moves, what is filled, what both say differently."""
    rows = [
        (_("kept"), shown["kept"]),
        (_("merged"), shown["merged"]),
        (_("moved"), counted(shown["moved"])),
        *((labelled(_("filled"), _field(name)), said(v)) for name, v in shown["filled"].items()),
        *(
            (labelled(_("differs"), _field(each["field"])), _kept(each["kept"], each["was"]))
            for each in shown["differs"]
        ),
    ]
    return output.pairs(row for row in rows if row[1] not in (None, ""))


def _field(name: str) -> str:
    """What people call a field of a file, be it of the profile or not."""
    return label(name.removeprefix("profile."))


def _kept(kept: Any, was: Any) -> str:
    return str(say("{kept} is kept; the other file said {was}", kept=said(kept), was=said(was)))
