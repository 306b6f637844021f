"""Whom a message or card is for: the options and the facts that `sms` and `card` share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import completion, i18n
from svc.errors import WrongUsage
from svc.i18n import _, say
from svc.messages import known
from svc.messages.known import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

    from svc.app import App
    from svc.commands.options import F
    from svc.messages.facts import Facts


IN_WHAT_LANGUAGE = _(
    "It is written in the shop's language (`language` in svc.toml); where none is set there, in "
    "that of --lang, SVC_LANG or the locale."
)


def written_in(app: App) -> str:
    """The language of a text for a customer: the shop's where svc.toml sets one, else ours."""
    return app.store.settings.language or i18n.spoken()


def recipient(command: F) -> F:
    """`TEMPLATE --customer REF [--var K=V …]`: the command gets `name`, `ref` and `given`."""
    whom = click.option(
        "--customer",
        "ref",
        required=True,
        metavar="REF",
        shell_complete=completion.CUSTOMER,
        help=_("Whom it is for: a phone, an id, number:0001."),
    )
    return _template("card", whom(command))


def recipients(command: F) -> F:
    """`TEMPLATE --customer REF … [--var K=V …]`: the command gets `name`, `refs` and `given`."""
    whom = click.option(
        "--customer",
        "refs",
        required=True,
        multiple=True,
        metavar="REF",
        shell_complete=completion.CUSTOMER,
        help=_("Whom it is for; may be given more than once, - reads one a line from stdin."),
    )
    return _template("sms", whom(command))


def _template(channel: str, command: F) -> F:
    command = click.option(
        "--var",
        "given",
        multiple=True,
        metavar="K=V",
        shell_complete=completion.variable(channel),
        callback=_variables,
        help=_("A variable of the template; may be given more than once."),
    )(command)
    return click.argument("name", metavar="TEMPLATE", shell_complete=completion.template(channel))(
        command
    )


def _variables(
    _context: click.Context, _param: click.Parameter, pairs: Sequence[str]
) -> dict[str, str]:
    for pair in pairs:
        if "=" not in pair:
            raise WrongUsage(
                say("{text!r} does not say K=V.", text=pair),
                say("For example --var item=coat; `svc template list` names the variables."),
            )
    return {name.strip(): value for name, _sign, value in (pair.partition("=") for pair in pairs)}


def facts_of(
    app: App, customers: Iterable[Mapping[str, Any]], asked: Set[str], language: str
) -> Iterator[Facts]:
    """What a template may know of each of these customers' files today, as far as it asks."""
    files = ((customer, NOTHING) for customer in customers)
    return known.facts_of(app, files, asked, on=app.today, language=language)
