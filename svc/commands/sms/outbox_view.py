"""A message of the outbox as it is listed, and messages that were changed together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc import output
from svc.errors import WrongUsage
from svc.i18n import say, word
from svc.messages import outbox
from svc.records.message import Message
from svc.rules.outbox import last_word, told_no
from svc.rules.plan import needs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from svc.app import App

COLUMNS = {
    "due": "date",
    "kind": "kind",
    "name": "name",
    "state": "state",
    "reason": "reason",
    "via": "by way of",
    "text": "text",
    "key": "message key",
}
KEYS = ("key", "id", "name", "reason", *Message.fields_known())


def views(
    messages: Sequence[Message], app: App, *, as_words: bool = False
) -> list[dict[str, Any]]:
    """The messages' records, each with her name and the reason it stands so or will not go."""
    customers = app.store.customers.raws({message.customer for message in messages})
    policy = app.policy.at(app.today)
    rows = []
    for message in messages:
        raw = customers.get(message.customer, {})
        reason, consent = last_word(message), raw.get("consent")
        no = told_no(message, consent, needs(policy, message.kind)) if consent else None
        if no is not None:
            reason = str(no.reason) if as_words else no.rule
        elif reason and as_words:
            reason = reason_word(reason)
        row = message.to_json() | {"name": raw.get("name") or None, "reason": reason}
        rows.append(row | (_in_words(row) if as_words else {}))
    return rows


def _in_words(row: dict[str, Any]) -> dict[str, str]:
    return {name: word(row[name]) for name in ("kind", "state") if row.get(name)}


def reason_word(reason: str) -> str:
    """Why a message stands as it does, for people: a code by its word, words as they are."""
    kind, _space, number = reason.partition(" ")
    if kind == "signal" and number.isdecimal():
        return str(say("its program was killed, signal {number}", number=number))
    return word(reason)


def show(messages: Sequence[Message], app: App, form: str) -> None:
    """Print what was changed: the keys, one a line, or the records."""
    if form == "text":
        output.write("\n".join(message.id for message in messages))
    else:
        output.show_list(views(messages, app), COLUMNS, form, keys=KEYS)


def named(app: App, refs: Sequence[str]) -> list[str]:
    """The keys of the messages these name, each once.

    Raises:
        WrongUsage: none is named.
    """
    if not refs:
        raise WrongUsage(
            say("Which messages?"), say("Give their keys; `svc sms outbox` shows them.")
        )
    return list(dict.fromkeys(outbox.message(app.store, ref).id for ref in refs))


def changed(
    app: App,
    keys: Sequence[str],
    move: Callable[[Message], Message | None],
    form: str,
    *,
    dry_run: bool,
) -> list[Message]:
    """Move messages on, all or none, and print them; one that stays as it is is not written.

    One of which `move` makes None is left out.
    """
    with app.store.change(dry_run=dry_run) as change:
        after = list(change.move("messages", keys, move).values())
        if dry_run:
            output.say_on_stderr(say("Nothing was changed. This would be on file:"))
    show(after, app, form)
    return after
