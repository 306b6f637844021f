"""What `svc doctor` finds: one finding a look, also where all is well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from svc.frozen import Frozen

if TYPE_CHECKING:
    from svc.i18n import Sentence

Level = Literal["ok", "warning", "error"]


class Answer(Frozen, kw_only=False):
    """What one look found, and what to do about it."""

    level: Level
    message: Sentence
    hint: Sentence | None = None

    def to_json(self, rule: str) -> dict[str, Any]:
        """The keys of the contract."""
        return {
            "level": self.level,
            "rule": rule,
            "message": str(self.message),
            "hint": None if self.hint is None else str(self.hint),
        }
