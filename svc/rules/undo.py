"""What may be taken back: not what has left the shop, and not what a higher post has decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

HANDED = frozenset({"sending", "sent", "unknown", "failed"})
"""States of a message that a gateway has had in its hands."""
DECIDED = frozenset({"approved", "rejected"})
MONEY = {
    "returns": ("state", "refund", "fee", "difference", "settled_on", "paid_by"),
    "repairs": ("price", "paid_on", "paid_by", "to_finance_on"),
    "approvals": ("state", "amount", "decided_by"),
    "complaints": ("offers",),
    "staff": ("posts", "left_on"),
}
"""Per table the fields by which money moves, or by which somebody may decide."""


class Back(Frozen, kw_only=False):
    """A record of a change to be taken back: as it is on file, and as it will be; None is none."""

    table: str
    id: str
    now: Mapping[str, Any] | None
    then: Mapping[str, Any] | None


def handed_over(records: Iterable[Back]) -> str | None:
    """The first message a gateway has had whose state would change, or that would go.

    What else stands in its line, such as the customer of a merge, may be taken back.
    """
    for each in records:
        if each.table == "messages" and each.now is not None:
            state = each.now.get("state", "queued")
            if state in HANDED and (each.then is None or each.then.get("state") != state):
                return each.id
    return None


def decided_as(records: Iterable[Back]) -> Iterator[tuple[str, str]]:
    """Each approval whose decision would go or come back, with the post that decided it."""
    for each in records:
        if each.table != "approvals":
            continue
        now, then = (each.now or {}), (each.then or {})
        if now.get("state") == then.get("state"):
            continue
        for raw in (now, then):
            if raw.get("state") in DECIDED:
                yield each.id, str(raw.get("decided_as") or raw.get("post"))


def money_in(records: Iterable[Back]) -> str | None:
    """The first record by which money moves or authority changes; None where nothing does."""
    for each in records:
        now, then = (each.now or {}), (each.then or {})
        if any(now.get(name) != then.get(name) for name in MONEY.get(each.table, ())):
            return each.id
    return None
