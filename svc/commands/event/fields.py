"""What is said of a gathering when it is planned or changed: the options, and what they read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from svc import entry, output
from svc.commands.options import DATE
from svc.i18n import _, say
from svc.rules import event as rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from svc.app import App
    from svc.records.event import Event

F = TypeVar("F", bound=Callable[..., Any])


def its_fields(*, needed: bool) -> Callable[[F], F]:
    """The options of a gathering's fields; `needed` for a new one, which must have some."""
    places = _("How many can come.") if needed else _("How many can come; 0 where nothing limits.")
    options = [
        click.option("--title", required=needed, help=_("What it is called.")),
        click.option(
            "--theme", required=needed,
            help=_(
                "A theme of `svc policy explain event.themes`, by key or name; or the shop's own."
            ),
        ),
        click.option("--on", type=DATE, required=needed, metavar="DATE", help=_("The day.")),
        click.option(
            "--time", metavar="14:00-16:30", help=_("From when, or from when to when.")
        ),
        click.option("--place", help=_("Where.")),
        click.option(
            "--places", type=click.IntRange(1 if needed else 0), metavar="N", help=places
        ),
        click.option("--text", help=_("What there will be, what to bring.")),
        click.option(
            "--sales/--no-sales", "sales", default=None,
            help=_("Tied to what we sell, or wholly apart; without it as the theme is."),
        ),
    ]  # fmt: skip

    def with_options(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return with_options


def read(app: App, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, as it goes on file: nothing of what was not, None for what is empty.

    Raises:
        BadInput: a title or theme is empty, a time is none, a text cannot be kept.
    """
    readers: dict[str, Callable[[Any], Any]] = {
        "title": entry.name_of,
        "theme": lambda text: rule.theme_key(entry.one_line(text), themes),
        "time": lambda text: rule.time_of(text) if entry.one_line(text) else None,
        "place": lambda text: entry.one_line(text) or None,
        "places": lambda n: n or None,
        "text": lambda text: entry.clean(text) or None,
    }
    themes = rule.themes(app.policy.at(app.today))
    found = {
        name: readers[name](value) if name in readers else value
        for name, value in given.items()
        if value is not None
    }
    if "theme" in found and "sales" not in found:
        theme = themes.get(found["theme"])
        found["sales"] = theme is not None and theme.sales
    return found


def warn_of(app: App, event: Event, told: Mapping[str, Any]) -> None:
    """Warnings about what was just said: a day that is over, a theme unknown, too few places."""
    if "on" in told and event.state == "planned" and event.on < app.today:
        output.warn(say("{day} is over already.", day=event.on))
    if "theme" in told:
        known = rule.themes(app.policy.at(app.today))
        if warning := rule.unknown_theme(event.theme, known):
            output.warn(warning)
    if "places" in told and (full := rule.too_many(event)):
        output.warn(full)
