"""`svc customer duplicates`: files that may be of one person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion, fetch, output
from svc.commands.customer import VERBS
from svc.commands.options import changes, formats, pass_app
from svc.errors import Refused, WrongUsage
from svc.frozen import replace
from svc.i18n import _, say

if TYPE_CHECKING:
    from svc.app import App
    from svc.rules.duplicates import Group

COLUMNS = {"customers": "ids", "names": "names", "why": "why", "merge": "merge"}
KEYS = ("customers", "names", "why", "rules", "sure", "merge")


@click.command(help=str(VERBS["duplicates"]))
@click.option(
    "--not-same",
    nargs=2,
    metavar="A B",
    shell_complete=completion.CUSTOMER,
    help=_("These two are two people: they are not shown again."),
)
@click.option(
    "--same",
    nargs=2,
    metavar="A B",
    shell_complete=completion.CUSTOMER,
    help=_("Take back that two are two people."),
)
@changes
@formats
@pass_app
def command(
    app: App, form: str, not_same: tuple[str, str] | None, same: tuple[str, str] | None,
    dry_run: bool,
) -> None:  # fmt: skip
    """By phone, name and birthday, address and end of the phone; nothing is changed by looking."""
    if not_same and same:
        raise WrongUsage(say("Give --same or --not-same, not both."))
    if pair := not_same or same:
        ids = _note(app, *pair, apart=bool(not_same), dry_run=dry_run)
        if dry_run:
            output.say_on_stderr(say("Nothing was changed. This would be the outcome:"))
        noted = {"customers": ids, "not_same": bool(not_same)}
        output.show_record(noted, form, lambda: "\n".join(ids))
        return
    found = groups(app)
    if form == "text":
        output.show_list([as_row(each) for each in found], COLUMNS, form, below=("merge", "why"))
        return
    output.show_list([each.to_json() for each in found], COLUMNS, form, keys=KEYS)


def groups(app: App) -> list[Group]:
    """Who may be one person: each file is looked at once, those that are alike again."""
    from svc.rules.duplicates import Search

    search = Search(app.country)
    for raw in app.store.customers.fields():
        search.take(raw)
    return search.groups(app.store.customers.raws(search.wanted))


def as_row(group: Group) -> dict[str, Any]:
    """A group for people: the command that merges is one line each."""
    shown = group.to_json()
    return {
        **shown,
        "customers": ", ".join(shown["customers"]),
        "names": ", ".join(dict.fromkeys(shown["names"])),
        "why": "; ".join(shown["why"]),
    }


def _note(app: App, one: str, other: str, *, apart: bool, dry_run: bool) -> list[str]:
    """Keep with both files that they are, or are not, two people's; twice is the same."""
    ids = [fetch.customer(app.store, ref).id for ref in (one, other)]
    if ids[0] == ids[1]:
        raise Refused(say("{id} is one file already.", id=ids[0]), say("Nothing was changed."))
    with app.store.change(dry_run=dry_run) as change:
        for own, foreign in (ids, reversed(ids)):
            before = app.store.customers.get(own)
            others = {*before.not_same} - {foreign} | ({foreign} if apart else set())
            if others != {*before.not_same}:
                change.put(replace(before, not_same=tuple(sorted(others))))
    return ids
