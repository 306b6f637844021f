"""`svc schedule`: lines for cron or systemd that run the shop's mornings."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from svc import output
from svc.commands.options import pass_app
from svc.errors import BadInput, WrongUsage
from svc.i18n import _, say
from svc.rules import schedule as rule
from svc.rules.zone import advice

if TYPE_CHECKING:
    from pathlib import Path

    from svc.app import App

FLOCK = "/usr/bin/flock"


@click.command(
    help=_(
        "Lines for cron or systemd that run the shop's mornings: messages planned, the board, "
        "a check each Monday; where git has a remote, a sync before. They are printed, nothing is "
        "installed. The same job never runs twice at once, and each is called with whole paths, "
        "as cron needs it."
    )
)
@click.option("--cron", is_flag=True, help=_("Lines for `crontab -e`."))
@click.option("--systemd", is_flag=True, help=_("Units for systemd: services and timers."))
@click.option(
    "--at", default="08:30", show_default=True, metavar="HH:MM", help=_("When the board is made.")
)
@click.option(
    "--mail", metavar="ADDRESS", help=_("To whom cron mails the board; else to its own user.")
)
@click.option(
    "--send",
    metavar="VIA",
    help=_("Send what is approved, too, by this way of `svc sms send --via`."),
)
@click.option(
    "--ics",
    "feed",
    metavar="FILE",
    help=_("Renew this calendar file, too; see `svc ics`."),
)
@pass_app
def command(
    app: App, /, *, cron: bool, systemd: bool, at: str, mail: str | None, send: str | None,
    feed: str | None,
) -> None:  # fmt: skip
    """Exactly one of the two; what systemd runs is read in its journal."""
    if cron == systemd:
        raise WrongUsage(say("Say which: cron or systemd."), say("Give --cron or --systemd."))
    if systemd and mail is not None:
        raise WrongUsage(
            say("systemd mails nothing."),
            say("Read `journalctl --user -u …`, or use --cron."),
        )
    if send is not None and (not send.strip() or send.startswith("-")):
        raise BadInput(say("{text!r} is no way to send.", text=send), say("See `svc sms send`."))
    hours = rule.sending_hours(app.policy.at(app.today)) if send is not None else (9, 19)
    found = rule.jobs(
        rule.time_of(at), send, hours, os.path.abspath(feed) if feed is not None else None,
        sync=has_remote(app.store.folder),
    )  # fmt: skip
    place = place_of(app)
    if app.zone_doubt is not None:
        output.warn(app.zone_doubt)
        output.say_on_stderr(advice(app.country))
    if cron:
        address = rule.address_of(mail) if mail is not None else None
        output.write(rule.crontab(found, place, address))
    else:
        output.write(rule.units(found, place))


def has_remote(folder: Path) -> bool:
    """Whether git watches over the shop and knows another place to sync with."""
    from svc.store.repository import git

    remotes = git(folder, "remote")
    return remotes is not None and remotes[0] == 0 and bool(remotes[1])


def place_of(app: App) -> rule.Place:
    """How this very svc is called for this very shop.

    The folder of the locks is made: it is this computer's own and not in git, so a clone lacks it.
    """
    import shutil

    flock = shutil.which("flock")
    if flock is None:
        output.warn(
            say("There is no flock on this computer: the lines need it ({file}).", file=FLOCK)
        )
    store = os.path.realpath(app.store.folder)
    with suppress(OSError):
        os.makedirs(os.path.join(store, ".svc"), exist_ok=True)
    zone = app.store.settings.timezone
    return rule.Place(
        svc=this_program(sys.argv[0]),
        flock=os.path.abspath(flock) if flock else FLOCK,
        store=store,
        language=app.to_customers,
        shop=output.safe(app.store.settings.name),
        zone=zone,
        ahead=app.minutes_ahead() - app.minutes_ahead(zone) if zone else 0,
    )


def this_program(called: str) -> tuple[str, ...]:
    """The words that start this svc: its script, else the module, safe from files lying about."""
    script = os.path.abspath(called)
    if os.path.basename(script) == "svc" and os.access(script, os.X_OK) and os.path.isfile(script):
        return (script,)
    return (os.path.abspath(sys.executable), "-P", "-m", "svc")
