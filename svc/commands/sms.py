"""`svc sms`: text messages."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from svc import fetch, i18n, output
from svc.commands.options import formats, pass_app
from svc.commands.recipient import facts_of, recipient
from svc.errors import BadInput, WrongUsage
from svc.i18n import _, say
from svc.messages.counting import ROUTES, Route, count
from svc.messages.problems import agreed, problems
from svc.messages.render import render, signature
from svc.messages.templates import template
from svc.phones import is_mobile

if TYPE_CHECKING:
    from svc.app import App


@click.group(help=_("Text messages: write one, count one."))
def command() -> None:
    """The noun; its verbs follow."""


@command.command("render", help=_("Write the message a template makes for a customer."))
@recipient
@formats
@pass_app
def render_(app: App, name: str, ref: str, given: dict[str, str], form: str) -> None:
    """S2-027: the message alone on stdout; what speaks against sending it on stderr."""
    customer = fetch.customer(app.store, ref)
    found = template(name, channel="sms", language=i18n.spoken(), store=app.store.folder)
    body = render(found, facts_of(app, customer), given)
    head = signature(app.store.settings.name)
    wrong = problems(
        body,
        signature=head,
        consent=agreed(customer.consent, "sms"),
        mobile=bool(customer.phone) and is_mobile(customer.phone or "", app.country),
    )
    counted = count(head + body)
    if form == "text":
        output.write(head + body)
        for problem in wrong:
            output.warn(problem.message)
        return
    shown = {
        "template": found.info.name,
        "kind": found.info.kind,
        "customer": customer.id,
        "text": head + body,
        "characters": counted.characters,
        "segments": counted.segments,
        "problems": [{"rule": p.rule, "message": str(p.message)} for p in wrong],
    }
    output.show_record(shown, form)


@command.command("count", help=_("Count a text as carriers bill it."))
@click.argument("text", required=False)
@click.option(
    "--route",
    type=click.Choice(ROUTES),
    default="mainland",
    show_default=True,
    help=_("Whose rules count: the mainland's carriers or GSM 03.38."),
)
@formats
def count_(text: str | None, route: Route, form: str) -> None:
    """Domain 3.1: the text as given; nothing is added, nothing refused."""
    counted = count(_from_stdin() if text in {None, "-"} else text or "", route)
    shown = {
        "route": counted.route,
        "encoding": counted.encoding,
        "characters": counted.characters,
        "segments": counted.segments,
        "split": list(counted.split),
    }
    parts = ((f"{n}/{counted.segments}", part) for n, part in enumerate(counted.split, start=1))
    rows = (
        (_("characters"), counted.characters),
        (_("messages"), counted.segments),
        (_("encoding"), counted.encoding),
        *parts,
    )
    output.show_record(shown, form, lambda: output.pairs(rows))


def _from_stdin() -> str:
    """The text on stdin, less the one line feed that ends it."""
    if sys.stdin is None or sys.stdin.isatty():
        raise WrongUsage(
            say("There is no text to count."), say("Give the text, or pipe it to `svc sms count`.")
        )
    try:
        text = sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput(say("The text is not UTF-8."), say("Save or pipe it as UTF-8.")) from None
    return text.removesuffix("\n").removesuffix("\r") if text.endswith("\n") else text
