"""`svc customer list`: all of them, or some."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import completion, fetch
from svc.commands.customer import VERBS
from svc.commands.customer.rows import present_rows, show_rows
from svc.commands.options import formats, pass_app
from svc.errors import WrongUsage
from svc.i18n import _, say
from svc.rules.callback import back
from svc.rules.tier import scheme
from svc.tiers import buyers, tiers_of

if TYPE_CHECKING:
    from svc.app import App
    from svc.rules.tier import Scheme


@click.command(help=str(VERBS["list"]))
@click.option(
    "--owner",
    metavar="STAFF",
    shell_complete=completion.STAFF,
    help=_("Only those of an assistant."),
)
@click.option(
    "--inactive",
    metavar="DAYS",
    type=click.IntRange(min=0),
    help=_("Only those who have bought nothing for so many days."),
)
@click.option("--never", is_flag=True, help=_("Only those who have never bought."))
@click.option(
    "--tier", metavar="TIER", help=_("Only those of a tier: its code or its name (gold, 金卡).")
)
@formats
@pass_app
def command(
    app: App, form: str, owner: str | None, inactive: int | None, never: bool, tier: str | None
) -> None:
    """All of them, by id."""
    store = app.store
    found = present_rows(store)
    if owner is not None:
        owner_id = fetch.staff_member(store, owner).id
        found = {key: row for key, row in found.items() if row.get("owner") == owner_id}
    if inactive is not None:
        recent = buyers(store, back(app.today, inactive), app.today)
        found = {key: row for key, row in found.items() if key not in recent}
    if never:
        ever = buyers(store, None, app.today)
        found = {key: row for key, row in found.items() if key not in ever}
    tiers = None
    if tier is not None:
        policy = app.policy.at(app.today)
        wanted = tier_named(scheme(policy), tier)
        tiers = tiers_of(store, policy, app.today, found)
        found = {key: row for key, row in found.items() if tiers[key] == wanted}
    show_rows(app, found, form, tiers)


def tier_named(levels: Scheme, text: str) -> str:
    """The key of the tier of this code or name; raises WrongUsage where there is none."""
    found = levels.named(text)
    if found is None:
        known = ", ".join(f"{level.key} ({level.name})" for level in levels.levels)
        raise WrongUsage(
            say("There is no tier {name!r}.", name=text), say("Known here: {names}.", names=known)
        )
    return found.key
