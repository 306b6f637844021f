"""`svc ics`: what is due, for the calendar of a phone."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from svc import completion, feed, fetch, output
from svc.commands.options import WordChoice, on_option, pass_app
from svc.errors import BadData
from svc.i18n import _, say

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    from svc.app import App

MOST = 3660


@click.command(
    help=_(
        "What is due, for the calendar of a phone: an iCalendar feed of callbacks, birthdays, "
        "deliveries, time limits of complaints and gatherings. Run again, it renews each entry "
        "and doubles none. Calendars often lie in a cloud: names and what it is about are in it, "
        "phone numbers and addresses only with --phones."
    )
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help=_("Write to a file, whole or not at all; else to stdout."),
)
@on_option
@click.option(
    "--within",
    metavar="DAYS",
    type=click.IntRange(0, MOST),
    default=30,
    show_default=True,
    help=_("Up to so many days ahead."),
)
@click.option(
    "--kind",
    "kinds",
    type=WordChoice(feed.KINDS),
    multiple=True,
    help=_("Only of this kind; may be given more than once."),
)
@click.option(
    "--owner",
    metavar="STAFF",
    shell_complete=completion.STAFF,
    help=_("Only what one of the staff should see to."),
)
@click.option("--phones", is_flag=True, help=_("With phone numbers and addresses."))
@pass_app
def command(
    app: App, /, *, out: Path | None, on: date, within: int, kinds: tuple[str, ...],
    owner: str | None, phones: bool,
) -> None:  # fmt: skip
    """Fetch, write as a feed."""
    from svc.commands.export import refuse_the_stores_own

    target = None if out is None or str(out) == "-" else out
    if target is not None:
        refuse_the_stores_own(target, app.store)
    owner_id = fetch.staff_member(app.store, owner).id if owner is not None else None
    found = feed.entries(app, on, within, kinds, owner_id, phones=phones)
    from svc.papers.ics import feed as written

    before = None
    if target is not None and target.is_file():
        with suppress(OSError):  # what is wrong with it, writing says
            before = target.read_bytes()
    content = written(found, app.store.settings.name, app.at, zone_of(app), before)
    if target is None:
        output.out().write(content.decode())
        return
    from svc.lists.writing import put_in_place

    if content != before:
        put_in_place(target, content)
    if sys.stderr is not None and sys.stderr.isatty():  # cron would mail it each morning
        output.say_on_stderr(say("{n} entries are in {file}.", n=len(found), file=target))


def zone_of(app: App) -> ZoneInfo | None:
    """The shop's time zone, None where svc.toml names none; raises BadData for one not known."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    name = app.store.settings.timezone
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadData(
            say("{zone} is no time zone.", zone=name),
            say("Write `timezone` in svc.toml like Asia/Shanghai."),
        ) from None
