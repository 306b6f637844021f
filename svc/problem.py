"""What `check` and other judging commands find: a place, what is wrong, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from svc.frozen import Frozen

if TYPE_CHECKING:
    from svc.i18n import Sentence


class Problem(Frozen):
    """One thing wrong: errors need mending, warnings want a look."""

    level: Literal["error", "warning"]
    rule: str
    message: Sentence
    hint: Sentence | None = None
    file: str | None = None
    line: int | None = None
    record: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract."""
        return {
            "level": self.level,
            "file": self.file,
            "line": self.line,
            "record": self.record,
            "rule": self.rule,
            "message": str(self.message),
            "hint": None if self.hint is None else str(self.hint),
        }
