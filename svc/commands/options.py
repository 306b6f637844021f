"""Options that many commands share, parsed at the edge: below here there are dates and prices.

Help texts are translated when a command's module is imported: `svc.cli` chooses the language first
and imports a command only when it is called.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import click

from svc.app import App
from svc.i18n import _, say
from svc.output import FORMATS, say_on_stderr, to_json, write

F = TypeVar("F", bound=Callable[..., Any])

pass_app = click.make_pass_decorator(App)


def app_of(context: click.Context | None) -> App:
    """The app of a call, for what is parsed before a command starts."""
    app = context.find_object(App) if context else None
    if app is None:
        raise RuntimeError
    return app


class DateType(click.ParamType):
    """A day: ISO, today, yesterday, +7d (from `--today` if that is given)."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The `date`; raises BadInput."""
        from svc.dates import parse_date

        return value if isinstance(value, date) else parse_date(value, app_of(ctx).today)


class PriceType(click.ParamType):
    """A plain price, at most two decimal places."""

    name = "price"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The `Decimal`; raises BadInput."""
        from svc.money import price

        return value if isinstance(value, Decimal) else price(value)


DATE = DateType()
PRICE = PriceType()


def _json_flag(context: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        context.params["form"] = "json"


def _form(context: click.Context, _param: click.Parameter, value: str) -> str:
    return "json" if context.params.get("form") == "json" else value


def formats(command: F) -> F:
    """`--format` and, for short, `--json`; the command gets it as `form`."""
    command = click.option(
        "--json", is_flag=True, expose_value=False, is_eager=True, callback=_json_flag,
        help=_("Short for --format json."),
    )(command)  # fmt: skip
    return click.option(
        "--format", "form", type=click.Choice(FORMATS), default="text", callback=_form,
        help=_("How to print what is found."),
    )(command)  # fmt: skip


def changes(command: F) -> F:
    """`--dry-run`: show what would change, change nothing."""
    return click.option(
        "--dry-run", is_flag=True,
        help=_("Show what would change; change nothing."),
    )(command)  # fmt: skip


def on_option(command: F) -> F:
    """`--on DATE`, today without it."""
    return click.option(
        "--on", type=DATE, default="today", metavar="DATE",
        help=_("As of which day; today without it."),
    )(command)  # fmt: skip


def show_changed(record: Any, form: str, *, dry_run: bool, shown: Any = None) -> None:
    """What a creating or changing command prints: the id alone, or the record as JSON.

    A dry run prints the line that would be written.
    """
    view = record.to_json() if shown is None else shown
    if dry_run:
        say_on_stderr(say("Nothing was changed. This would be on file:"))
        write(to_json(view, indent=2 if form == "json" else None))
    elif form == "text":
        write(record.id)
    else:
        from svc.output import show_record

        show_record(view, form)
