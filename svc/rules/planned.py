"""A message planned for a day: for whom, on what occasion, ready to go or skipped, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from svc.i18n import say
from svc.records.message import PREFIX
from svc.rules.plan import ABOUT_HER

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from svc.i18n import Sentence

READY, SKIPPED = "ready", "skipped"
KEYS = (
    "key", "customer", "name", "kind", "template", "due", "status", "rule", "reason", "text",
    "segments", "why", "assignee", "about",
)  # fmt: skip
"""The keys of a planned message as JSON."""


class Planned(NamedTuple):
    """A message of the day's plan.

    `contact` is the key of its occasion, without the prefix of messages. `why` says what the
    occasion is; of one that is skipped `rule` is a stable word and `reason` the sentence that say
    why it does not go out. `text` holds the signature; a skipped one may have none.
    """

    contact: str
    customer: str
    kind: str
    template: str
    due: date
    why: Sentence
    status: str = READY
    rule: str | None = None
    reason: Sentence | None = None
    text: str | None = None
    segments: int | None = None
    name: str | None = None
    assignee: str | None = None
    about: str | None = None

    @property
    def key(self) -> str:
        """The id its message has in the outbox."""
        return PREFIX + self.contact

    def to_json(self, told: dict[int, str | None] | None = None) -> dict[str, Any]:
        """The keys of the contract, and more.

        `told` keeps by their `id` the sentences of a list that were put in words: its rows have
        many in common.
        """
        contact, customer, kind, template, due, why, status, rule, reason, *rest = self
        text, segments, name, assignee, about = rest
        told = {} if told is None else told
        for sentence in (reason, why):
            if id(sentence) not in told:
                told[id(sentence)] = None if sentence is None else str(sentence)
        return {
            "key": PREFIX + contact,
            "customer": customer,
            "name": name,
            "kind": kind,
            "template": template,
            "due": due.isoformat(),
            "status": status,
            "rule": rule,
            "reason": told[id(reason)],
            "text": text,
            "segments": segments,
            "why": told[id(why)],
            "assignee": assignee,
            "about": about,
        }


def faults_of_templates(rows: Iterable[Planned]) -> list[Sentence]:
    """What keeps messages back that lies in their templates: a sentence for each of those."""
    found: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.rule is not None and row.rule not in ABOUT_HER:
            key = row.template, str(row.reason)
            found[key] = found.get(key, 0) + 1
    return [
        say(
            "{n} not queued for a fault of template {template}: {reason}",
            n=n, template=template, reason=reason,
        )
        for (template, reason), n in found.items()
    ]  # fmt: skip
