"""`svc staff`: the people of the shop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import entry, output
from svc.commands.options import WordChoice, changes, formats, pass_app, show_changed
from svc.errors import Refused
from svc.i18n import _, say
from svc.records.staff import Staff
from svc.rules.answer import POSTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svc.app import App

COLUMNS = {"id": "id", "code": "code", "name": "name", "posts": "posts", "left_on": "left on"}


@click.group(help=_("The people of the shop."))
def command() -> None:
    """The noun; its verbs follow."""


@command.command(help=_("Take someone on; prints the id."))
@click.option("--name", required=True, help=_("What she or he is called."))
@click.option(
    "--post",
    "posts",
    multiple=True,
    type=WordChoice(POSTS),
    default=["clerk"],
    show_default=True,
    help=_("A post held; may be given more than once."),
)
@click.option("--code", help=_("A short name to type after --staff."))
@changes
@formats
@pass_app
def add(
    app: App, form: str, dry_run: bool, name: str, posts: Sequence[str], code: str | None
) -> None:
    """S0-013: one person may hold several posts."""
    code, name = entry.one_line(code or "") or None, entry.name_of(name)
    with app.store.change(dry_run=dry_run) as change:
        for other in app.store.staff.where("code", code) if code else []:
            raise Refused(
                say("The code {code!r} is taken by {id}.", code=code, id=other.id),
                say("Choose another one."),
            )
        member = Staff(
            id=change.new_id("staff", app.today),
            name=name,
            posts=tuple(dict.fromkeys(posts)),
            code=code,
        )
        change.put(member)
    show_changed(member, form, dry_run=dry_run)


@command.command("list", help=_("List the people of the shop."))
@formats
@pass_app
def list_(app: App, form: str) -> None:
    """By id."""
    members = sorted(app.store.staff.all(), key=lambda member: member.id)
    rows = [member.to_json() for member in members]
    if form == "text":
        for row in rows:
            row["posts"] = [_(post) for post in row["posts"]]
    output.show_list(rows, COLUMNS, form, keys=("id", *Staff.fields_known()))
