"""What every rule gives back beside its result: who decides, which rules, and the reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from svc.frozen import Frozen

if TYPE_CHECKING:
    from svc.policy import DatedPolicy, InForce

Verb = Literal["alone", "alone_and_report", "consent_first", "hand_upward"]
POSTS = ("clerk", "shop_manager", "regional_manager", "company_service", "company")


class Authority(Frozen):
    """Who decides a case, who must be told, and whom it goes up to (X-09, S3-015 to S3-030)."""

    verb: Verb
    handler: str
    notify: str | None = None
    ladder: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract."""
        return {"verb": self.verb, "handler": self.handler, "notify": self.notify}


class Citations:
    """The policy a rule looks up on its way, kept so that the answer can cite it."""

    def __init__(self, policy: DatedPolicy) -> None:
        self._policy = policy
        self.policy_ids: list[str] = []
        self.sources: list[str] = []

    def __getitem__(self, entry_id: str) -> InForce:
        found = self._policy[entry_id]
        if entry_id not in self.policy_ids:
            self.policy_ids.append(entry_id)
        self.cite(*found.sources)
        return found

    def unquoted(self, entry_id: str) -> InForce:
        """An entry that is looked at without being cited: the answer may not rest on it."""
        return self._policy[entry_id]

    def cite(self, *sources: str) -> None:
        """Note the ids of facts or articles the answer rests on, each once."""
        self.sources += [source for source in sources if source not in self.sources]
