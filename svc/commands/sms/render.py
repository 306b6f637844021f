"""`svc sms render`: the message a template makes for a customer, or for many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from svc import fetch, output
from svc.commands.options import formats, pass_app
from svc.commands.recipient import IN_WHAT_LANGUAGE, facts_of, recipients, written_in
from svc.commands.sms import VERBS
from svc.commands.sms.stdin import STDIN, from_stdin
from svc.errors import SvcError
from svc.i18n import _, say
from svc.messages.counting import count
from svc.messages.known import as_raw
from svc.messages.planned_texts import head, route
from svc.messages.problems import Reader, problems
from svc.messages.render import Wording
from svc.messages.templates import template
from svc.phones import is_mobile
from svc.rules.consent import agreed
from svc.rules.plan import needs
from svc.rules.taboo import Ear, taboos

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from svc.app import App
    from svc.messages.counting import Route
    from svc.messages.templates import Template
    from svc.problem import Problem

    File = Mapping[str, Any]
    Message = tuple[File, str, tuple[Problem, ...]]

KEYS = ("template", "kind", "customer", "text", "characters", "segments", "problems")


@click.command("render", help=str(VERBS["render"]), epilog=IN_WHAT_LANGUAGE)
@recipients
@formats
@pass_app
def command(
    app: App, name: str, refs: tuple[str, ...], given: dict[str, str], form: str
) -> int | None:
    """S2-027: the message alone on stdout; what speaks against sending it on stderr."""
    if len(refs) == 1 and refs[0] != STDIN:
        customer = as_raw(fetch.customer(app.store, refs[0]))
        found = _template(app, name)
        (message,) = _messages(app, found, [customer], given)
        _show_one(message, found, form, route(app.policy.at(app.today)))
        return None
    found = _template(app, name)
    customers, unknown = _customers(app, _refs(refs), form)
    messages = list(_messages(app, found, customers, given))
    _show_many(messages, found, form, route(app.policy.at(app.today)))
    return unknown.exit_code if unknown else None


def _template(app: App, name: str) -> Template:
    return template(name, channel="sms", language=written_in(app), store=app.store.root)


def _refs(refs: Sequence[str]) -> Iterator[str]:
    """The references given; for `-` those on stdin, one a line, empty lines passed over."""
    for ref in refs:
        if ref == STDIN:
            text = from_stdin(
                say("There is nobody on stdin."),
                say("Pipe it one customer a line: an id, a phone, number:0001."),
            )
            yield from filter(None, map(str.strip, text.removeprefix("\ufeff").splitlines()))
        else:
            yield ref


def _customers(app: App, refs: Iterator[str], form: str) -> tuple[list[File], SvcError | None]:
    """Whom these name, in their order, and the first error: who is unknown stops nobody else."""
    found: list[File] = []
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
    app: App, found: Template, customers: Sequence[File], given: Mapping[str, str]
) -> Iterator[Message]:
    """The message to each customer with what speaks against it."""
    wording = Wording(found, given)
    policy, country = app.policy.at(app.today), app.country
    signed = head(app, policy)
    reader = Reader(signed, Ear(taboos(app.policy, app.today), found.info.kind))
    sells = needs(policy, found.info.kind) == "marketing"
    texts = wording.texts(facts_of(app, customers, wording.asks, written_in(app)))
    for customer, body in zip(customers, texts, strict=True):
        phone, consent = customer.get("phone"), customer.get("consent") or {}
        yield customer, signed + body, problems(
            reader.problems(body, customer.get("name") or ""),
            consent=agreed(consent, "sms"),
            marketing=not sells or agreed(consent, "marketing"),
            mobile=bool(phone) and is_mobile(phone or "", country),
        )  # fmt: skip


def _show_one(message: Message, found: Template, form: str, whose: Route) -> None:
    _customer, text, wrong = message
    if form != "text":
        output.show_record(_shown(message, found, whose), form)
        return
    output.write(text)
    for problem in wrong:
        output.warn(problem.message)


def _show_many(messages: list[Message], found: Template, form: str, whose: Route) -> None:
    """One message a line: a line break within one becomes a space, as it does in TSV."""
    if form != "text":
        output.show_list(
            [_shown(message, found, whose) for message in messages], {}, form, keys=KEYS
        )
        return
    output.write("\n".join(" ".join(text.splitlines()) for _customer, text, _wrong in messages))
    warnings = (
        say("{whose}: {problem}", whose=_whose(customer), problem=problem.message)
        for customer, _text, wrong in messages
        for problem in wrong
    )
    output.say_on_stderr(*[_("warning: ") + str(warning) for warning in warnings])


def _whose(customer: File) -> str:
    name, customer_id = customer.get("name"), str(customer["id"])
    return f"{name} ({customer_id})" if name else customer_id


def _shown(message: Message, found: Template, whose: Route) -> dict[str, Any]:
    customer, text, wrong = message
    counted = count(text, whose)
    return {
        "template": found.info.name,
        "kind": found.info.kind,
        "customer": customer["id"],
        "text": text,
        "characters": counted.characters,
        "segments": counted.segments,
        "problems": [{"rule": each.rule, "message": str(each.message)} for each in wrong],
    }
