"""What may be wrong with messages of the outbox: whose they are, how they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.i18n import say
from svc.records.message import STATES
from svc.rules.merge import stands_in
from svc.rules.outbox import may_have_gone, sent_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from svc.problem import Problem
    from svc.rules.checks.snapshot import Snapshot


def recipients(shop: Snapshot) -> Iterator[Problem]:
    """A message is to somebody on file."""
    for kept in shop.messages:
        message = kept.record
        if shop.lacks(message.customer):
            text = say("{id} is to a customer who is not on file.", id=message.id)
            hint = say("Bring back her file (git may have it), or take this line away.")
            yield kept.line.problem("unknown-recipient", text, hint)


def states(shop: Snapshot) -> Iterator[Problem]:
    """A message stands as one can; one that was sent says when, and does not wait again."""
    for kept in shop.messages:
        message = kept.record
        if message.state not in STATES:
            text = say("{id} is in a state there is not: {state}.", id=message.id,
                       state=message.state)  # fmt: skip
            hint = say("Choose one of: {words}.", words=", ".join(STATES))
            yield kept.line.problem("wrong-message-state", text, hint)
        elif stands_in(message.text, message.history):
            continue
        elif message.state == "sent" and sent_on(message) is None:
            text = say("{id} was sent, but its history does not say when.", id=message.id)
            yield kept.line.problem("wrong-message-state", text, say("Mend state or history."))
        elif may_have_gone(message):
            text = say("{id} may have been sent, and waits to be sent.", id=message.id)
            hint = say("A merge or a restored file set it back: `svc sms cancel {id}`.",
                       id=message.id)  # fmt: skip
            yield kept.line.problem("message-set-back", text, hint)


def fates(shop: Snapshot) -> Iterator[Problem]:
    """Of a message of unknown fate somebody finds out whether it went."""
    for kept in shop.messages:
        if kept.record.state == "unknown":
            text = say("Nobody knows whether {id} went out.", id=kept.record.id)
            hint = say(
                "Ask the gateway or her, then `svc sms settle {id} --sent` or --not-sent.",
                id=kept.record.id,
            )
            yield kept.line.problem("unknown-fate", text, hint, level="warning")
