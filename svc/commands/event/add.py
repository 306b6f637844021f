"""`svc event add`: plan a gathering."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import entry, output
from svc.commands.event import VERBS
from svc.commands.event.view import view
from svc.commands.options import DATE, changes, formats, pass_app, show_changed
from svc.i18n import _, say
from svc.records.event import Event
from svc.rules import event as rule

if TYPE_CHECKING:
    from datetime import date

    from svc.app import App


@click.command(help=str(VERBS["add"]))
@click.option("--title", required=True, help=_("What it is called."))
@click.option(
    "--theme",
    required=True,
    help=_("A theme of `svc policy explain event.themes`, by key or name; or the shop's own."),
)
@click.option("--on", type=DATE, required=True, metavar="DATE", help=_("The day."))
@click.option("--time", metavar="14:00-16:30", help=_("From when, or from when to when."))
@click.option("--place", help=_("Where."))
@click.option("--places", type=click.IntRange(1), metavar="N", help=_("How many can come."))
@click.option("--text", help=_("What there will be, what to bring."))
@click.option(
    "--sales/--no-sales", "sales", default=None,
    help=_("Tied to what we sell, or wholly apart; without it as the theme is."),
)  # fmt: skip
@changes
@formats
@pass_app
def command(
    app: App, /, *, form: str, dry_run: bool, title: str, theme: str, on: date,
    time: str | None, place: str | None, places: int | None, text: str | None, sales: bool | None,
) -> None:  # fmt: skip
    """S2-055, S2-056: at least four a year, tied to sales or wholly apart."""
    known = rule.themes(app.policy.at(app.today))
    key = rule.theme_key(entry.one_line(theme), known)
    with app.store.change(dry_run=dry_run) as change:
        event = Event(
            id=change.new_id("events", app.today),
            theme=key,
            title=entry.name_of(title),
            on=on,
            time=rule.time_of(time) if time else None,
            place=(entry.one_line(place) or None) if place else None,
            places=places,
            text=(entry.clean(text) or None) if text else None,
            sales=(key in known and known[key].sales) if sales is None else sales,
            staff=app.staff_id,
            history=({"at": app.at, "state": "planned"}
                     | ({"staff": app.staff_id} if app.staff_id else {}),),
        )  # fmt: skip
        change.put(event)
    show_changed(event, form, dry_run=dry_run, shown=None if form == "text" else view(event, app))
    if on < app.today:
        output.warn(say("{day} is over already.", day=on))
    if warning := rule.unknown_theme(key, known):
        output.warn(warning)
