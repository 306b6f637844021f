"""What a gateway is handed, and what it may answer; no phone and no text goes anywhere else."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Protocol

from svc.frozen import Frozen

if TYPE_CHECKING:
    from svc.records.message import Message

SENT, FAILED, LATER, UNKNOWN = "sent", "failed", "later", "unknown"
NO_ANSWER = "no_answer"
"""The reason of a call of which nobody knows what came."""
LONGEST = 64
"""Characters that are kept of a gateway's reference."""


class Parcel(Frozen):
    """One message on its way: `key` is the same at every try, so that a gateway can tell."""

    key: str
    phone: str
    text: str

    def to_json(self) -> dict[str, str]:
        """As gateways get it."""
        return {"key": self.key, "phone": self.phone, "text": self.text}

    def encoded(self) -> bytes:
        """As a program or an address gets it: one line of JSON, without its end."""
        return json.dumps(self.to_json(), ensure_ascii=False).encode()

    def filled(self, pattern: str, quote: bool = False) -> str:
        """A text of the settings with this parcel's `{phone}`, `{text}` and `{key}` in place."""
        from urllib.parse import quote as quoted

        values = self.to_json()
        return re.sub(
            r"\{(phone|text|key)\}",
            lambda match: quoted(values[match[1]], safe="") if quote else values[match[1]],
            pattern,
        )

    def reference(self, told: object) -> str | None:
        """What a gateway told as its own number of the message: one word, without her phone.

        Whatever else it says may be the message itself; with signs between its digits her phone
        is hers still.
        """
        if not isinstance(told, (str, int)) or isinstance(told, bool):
            return None
        text = str(told).strip()
        if not re.fullmatch(r"[\w.:+/=^#@-]+", text, re.ASCII):
            return None
        text = text.replace(self.phone, masked(self.phone))
        digits, hers = (re.sub(r"\D", "", each) for each in (text, self.phone))
        return None if hers and hers in digits else text[:LONGEST]


class Answer(Frozen):
    """What came of a call.

    `sent`: the gateway has it. `failed`: it will not send it. `later`: it did not take it now, the
    message stays as it was. `unknown`: nobody can say. `ends` is set where the next message would
    fare no better.
    """

    state: str
    reference: str | None = None
    reason: str | None = None
    ends: bool = False


def refused(reason: str, *, ends: bool = False) -> Answer:
    """The gateway will not send it."""
    return Answer(state=FAILED, reason=reason, ends=ends)


def not_now(reason: str) -> Answer:
    """The gateway took nothing now, and would not take the next one."""
    return Answer(state=LATER, reason=reason, ends=True)


def in_doubt(reason: str = NO_ANSWER) -> Answer:
    """Nobody can say what became of it."""
    return Answer(state=UNKNOWN, reason=reason, ends=True)


class Gateway(Protocol):
    """What takes messages one at a time."""

    name: str
    per_minute: int | None
    per_day: int | None

    def send(self, parcel: Parcel) -> Answer:
        """Hand over one message; what goes wrong is an answer, too."""


def masked(phone: str) -> str:
    """A phone number as a screen shows it: `138****8000`."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) > 8 else "****" + phone[-2:]


def parcel_of(message: Message, phone: str) -> Parcel:
    """What is handed over of a message."""
    return Parcel(key=message.id, phone=phone, text=message.text)
