"""`svc sms`: text messages."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from svc import fetch, i18n, output
from svc.commands.options import formats, pass_app
from svc.commands.recipient import facts_of, recipients
from svc.errors import BadInput, SvcError, WrongUsage
from svc.i18n import _, say
from svc.messages.counting import ROUTES, Route, count
from svc.messages.problems import agreed, problems
from svc.messages.render import Wording, signature
from svc.messages.templates import template
from svc.phones import is_mobile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from svc.app import App
    from svc.i18n import Sentence
    from svc.messages.templates import Template
    from svc.problem import Problem
    from svc.records.customer import Customer

    Message = tuple[Customer, str, tuple[Problem, ...]]

STDIN = "-"
KEYS = ("template", "kind", "customer", "text", "characters", "segments", "problems")


@click.group(help=_("Text messages: write one, count one."))
def command() -> None:
    """The noun; its verbs follow."""


@command.command("render", help=_("Write the message a template makes for a customer, or many."))
@recipients
@formats
@pass_app
def render_(
    app: App, name: str, refs: tuple[str, ...], given: dict[str, str], form: str
) -> int | None:
    """S2-027: the message alone on stdout; what speaks against sending it on stderr."""
    if len(refs) == 1 and refs[0] != STDIN:
        customer = fetch.customer(app.store, refs[0])
        found = _template(app, name)
        (message,) = _messages(app, found, [customer], given)
        _show_one(message, found, form)
        return None
    found = _template(app, name)
    customers, unknown = _customers(app, _refs(refs), form)
    _show_many(list(_messages(app, found, customers, given)), found, form)
    return unknown.exit_code if unknown else None


def _template(app: App, name: str) -> Template:
    return template(name, channel="sms", language=i18n.spoken(), store=app.store.root)


def _refs(refs: Sequence[str]) -> Iterator[str]:
    """The references given; for `-` those on stdin, one a line, empty lines passed over."""
    for ref in refs:
        if ref == STDIN:
            text = _from_stdin(
                say("There is nobody on stdin."),
                say("Pipe it one customer a line: an id, a phone, number:0001."),
            )
            yield from filter(None, map(str.strip, text.removeprefix("\ufeff").splitlines()))
        else:
            yield ref


def _customers(app: App, refs: Iterator[str], form: str) -> tuple[list[Customer], SvcError | None]:
    """Whom these name, in their order, and the first error: who is unknown stops nobody else."""
    found: list[Customer] = []
    unknown: dict[str, SvcError] = {}
    wanted = list(refs)
    for ref, named in zip(wanted, fetch.customers(app.store, wanted), strict=True):
        if not isinstance(named, SvcError):
            found.append(named)
        elif ref not in unknown:
            unknown[ref] = named
            _tell(named, form)
    return found, next(iter(unknown.values()), None)


def _tell(error: SvcError, form: str) -> None:
    """Say an error that does not end the command as one that does is said."""
    if form in {"json", "jsonl"}:
        hint = None if error.hint is None else str(error.hint)
        told = {"error": error.code, "message": str(error.message), "hint": hint}
        output.say_on_stderr(output.to_json(told, indent=None), whole=True)
    else:
        output.say_on_stderr(_("svc: ") + str(error.message))


def _messages(
    app: App, found: Template, customers: Sequence[Customer], given: Mapping[str, str]
) -> Iterator[Message]:
    """The message to each customer with what speaks against it."""
    wording = Wording(found, given)
    head, country = signature(app.store.settings.name), app.country
    texts = wording.texts(facts_of(app, customers, wording.asks))
    for customer, body in zip(customers, texts, strict=True):
        yield customer, head + body, problems(
            body,
            signature=head,
            consent=agreed(customer.consent, "sms"),
            mobile=bool(customer.phone) and is_mobile(customer.phone or "", country),
        )  # fmt: skip


def _show_one(message: Message, found: Template, form: str) -> None:
    _customer, text, wrong = message
    if form != "text":
        output.show_record(_shown(message, found), form)
        return
    output.write(text)
    for problem in wrong:
        output.warn(problem.message)


def _show_many(messages: list[Message], found: Template, form: str) -> None:
    """One message a line: a line break within one becomes a space, as it does in TSV."""
    if form != "text":
        output.show_list([_shown(message, found) for message in messages], {}, form, keys=KEYS)
        return
    output.write("\n".join(" ".join(text.splitlines()) for _customer, text, _wrong in messages))
    warnings = (
        say("{whose}: {problem}", whose=_whose(customer), problem=problem.message)
        for customer, _text, wrong in messages
        for problem in wrong
    )
    output.say_on_stderr(*[_("warning: ") + str(warning) for warning in warnings])


def _whose(customer: Customer) -> str:
    return f"{customer.name} ({customer.id})" if customer.name else customer.id


def _shown(message: Message, found: Template) -> dict[str, Any]:
    customer, text, wrong = message
    counted = count(text)
    return {
        "template": found.info.name,
        "kind": found.info.kind,
        "customer": customer.id,
        "text": text,
        "characters": counted.characters,
        "segments": counted.segments,
        "problems": [{"rule": each.rule, "message": str(each.message)} for each in wrong],
    }


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
    if text is None or text == STDIN:
        text = _from_stdin(
            say("There is no text to count."), say("Give the text, or pipe it to `svc sms count`.")
        )
        if text.endswith("\n"):
            text = text.removesuffix("\n").removesuffix("\r")
    counted = count(text, route)
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


def _from_stdin(nothing: Sentence, hint: Sentence) -> str:
    """The text on stdin; raises WrongUsage, saying that there is nothing, on a terminal."""
    if sys.stdin is None or sys.stdin.isatty():
        raise WrongUsage(nothing, hint)
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput(say("The text is not UTF-8."), say("Save or pipe it as UTF-8.")) from None
