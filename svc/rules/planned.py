"""A message planned for a day: for whom, on what occasion, ready to go or skipped, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
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


class Planned(Frozen):
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

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract, and more."""
        return {
            "key": self.key,
            "customer": self.customer,
            "name": self.name,
            "kind": self.kind,
            "template": self.template,
            "due": self.due.isoformat(),
            "status": self.status,
            "rule": self.rule,
            "reason": None if self.reason is None else str(self.reason),
            "text": self.text,
            "segments": self.segments,
            "why": str(self.why),
            "assignee": self.assignee,
            "about": self.about,
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
