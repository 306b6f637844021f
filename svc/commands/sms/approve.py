"""`svc sms approve`: let messages go out, their text as it was reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from svc import approvals, completion, output
from svc.commands.options import DATE, changes, formats, names_of, pass_app
from svc.commands.sms import VERBS
from svc.commands.sms.outbox_view import changed, named
from svc.errors import Refused, WrongUsage
from svc.i18n import _, labelled, say
from svc.rules.checks.tills import opted_out
from svc.rules.outbox import may_approve, moved

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from svc.app import App
    from svc.i18n import Sentence
    from svc.records.message import Message


@click.command("approve", help=str(VERBS["approve"]))
@click.argument("refs", nargs=-1, metavar="[KEY]...", shell_complete=completion.MESSAGE)
@click.option("--all", "every", is_flag=True, help=_("All that are queued."))
@click.option(
    "--on", type=DATE, metavar="DATE", help=_("With --all: only those meant for this day.")
)
@changes
@formats
@pass_app
def command(
    app: App, form: str, dry_run: bool, refs: tuple[str, ...], every: bool, on: date | None
) -> None:
    """Who reviewed is in the message's history; approved twice is approved once."""
    if every == bool(refs) or (on and not every):
        raise WrongUsage(
            say("Which messages?"),
            say("Give their keys, or --all; --on goes with --all. `svc sms outbox` shows them."),
        )
    acting = approvals.acting(app)
    may_approve(app.policy.at(app.today), acting)
    if every:
        keys = sorted(app.store.messages.ids_holding("open", ["open"])["open"])
    else:
        keys = named(app, refs)

    held = Held(app)

    def approved(message: Message) -> Message | None:
        if every and (message.state != "queued" or on not in {None, message.due}):
            return None
        if message.state == "approved":
            return message
        if error := held.why_not(message):
            if not every:
                raise error
            return None
        return moved(message, "approve", app.at, staff=acting.staff)

    after = changed(app, keys, approved, form, dry_run=dry_run)
    if every and form == "text":
        tell(app, after, dry_run=dry_run)
    held.tell()


class Held:
    """What keeps messages from being approved: records in disorder (P8), or her own word."""

    def __init__(self, app: App) -> None:
        self._store = app.store
        self._errors: list[Refused] = []

    def why_not(self, message: Message) -> Refused | None:
        """The refusal of one message, remembered; None where it may be approved."""
        from svc.messages.held import held, in_conflict, refused_for, two_files

        customer = self._store.customers.peek(message.customer)
        phone = customer.phone if customer else None
        twice = two_files(self._store, [phone] if phone else [])
        error = None
        if kept := held(message, phone, in_conflict(self._store), twice):
            error = refused_for(message.id, *kept)
        elif customer is not None and opted_out(customer.consent):
            error = Refused(
                say("{id} waits: {customer} wants no messages.",
                    id=message.id, customer=customer.id),
                say("`svc sms cancel {id}` calls it off.", id=message.id),
            )  # fmt: skip
        if error is not None:
            self._errors.append(error)
        return error

    def tell(self) -> None:
        """With --all: refuse at the end for the first of those left out, once the others are told.

        Raises:
            Refused: some were left out.
        """
        if self._errors:
            output.say_on_stderr(*(error.message for error in self._errors[1:MOST]))
            raise self._errors[0]


MOST = 20
"""So many are told word for word."""


def tell(app: App, messages: Sequence[Message], *, dry_run: bool) -> None:
    """On stderr what was approved, to whom it goes and in which words: nobody approves blind."""
    if not messages:
        return
    names = names_of(app.store, {message.customer for message in messages})
    n = len(messages)
    lines: list[Sentence | str] = [
        say("{n} would be approved:", n=n) if dry_run else say("{n} approved:", n=n)
    ]
    lines += [
        str(labelled(names.get(message.customer) or "-", message.text))
        for message in messages[:MOST]
    ]
    if (more := n - MOST) > 0:
        lines.append(say("… and {n} more: `svc sms outbox` shows them.", n=more))
    output.say_on_stderr(*lines)
