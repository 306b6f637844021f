"""What complaints are about, as reports name it: category and cause, channel, goods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.i18n import labelled, word
from svc.records.complaint import CATEGORIES
from svc.rules.answer import Citations
from svc.rules.causes import causes

if TYPE_CHECKING:
    from svc.policy import DatedPolicy
    from svc.records.complaint import Complaint
    from svc.rules.causes import KnownCause
    from svc.rules.statute import InBoth


class Called(Frozen, kw_only=False):
    """A code that is told in the language in use."""

    code: str

    def __str__(self) -> str:
        return word(self.code)


class Reason(Frozen, kw_only=False):
    """A category and, where it is noted, the cause; `text` is what policy calls that."""

    category: str
    cause: str | None
    text: InBoth | None = None

    @property
    def key(self) -> str:
        """Both in one word: `quality.fading`."""
        return f"{self.category}.{self.cause}" if self.cause else self.category

    def __str__(self) -> str:
        if self.cause is None:
            return word(self.category)
        return labelled(word(self.category), self.text or word(self.cause))

    def to_json(self) -> dict[str, Any]:
        """The keys of the reports."""
        return {"category": self.category, "cause": self.cause, "name": str(self)}


class Reasons:
    """The reasons of complaints by the causes policy knows, each category looked up once."""

    def __init__(self, policy: DatedPolicy) -> None:
        self._cited = Citations(policy)
        self._known: dict[str, list[KnownCause]] = {}
        self._found: dict[tuple[str, str | None], Reason] = {}

    def of(self, complaint: Complaint) -> Reason:
        """The reason of a complaint: however its cause was typed, one cause is one reason.

        Raises:
            BadPolicy: the causes of its category cannot be read.
        """
        asked = complaint.category, complaint.cause
        if (found := self._found.get(asked)) is None:
            found = self._found[asked] = self._looked_up(*asked)
        return found

    def _looked_up(self, category: str, cause: str | None) -> Reason:
        if cause is None or category not in CATEGORIES:
            return Reason(category, cause)
        if category not in self._known:
            self._known[category] = causes(self._cited, category)
        for known in self._known[category]:
            if known.goes_by(cause):
                return Reason(category, known.cause, known.text)
        return Reason(category, cause)
