"""Conflicts: two tills made different things of one record, and nobody has chosen yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.frozen import replace
from svc.i18n import Sentence, listed, say
from svc.records.conflict import conflict_id
from svc.rules.conflict import differing, is_gone, still_open, went_twice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from svc.problem import Problem
    from svc.rules.checks.snapshot import Kept, Snapshot


def apart(shop: Snapshot) -> Iterator[Problem]:
    """Each record of which two tills have different words, until somebody chooses.

    What another till has and stands here too is no difference any more.
    """
    for kept in shop.conflicts:
        conflict, line = kept.record, kept.line
        if conflict.table not in NAMED or conflict.id != conflict_id(conflict.record):
            message = say("{id} does not say of which record.", id=conflict.id)
            yield line.problem("wrong-conflict", message, say("Mend table and record."))
            continue
        raw = _standing(getattr(shop, conflict.table), conflict.record)
        others = [other for _number, other in still_open(raw, conflict)]
        if others:
            hint = say("`svc resolve {id}` shows both; --keep or --take chooses.",
                       id=conflict.record)  # fmt: skip
            found = line.problem("conflict", _said(conflict.record, raw, others), hint)
            yield replace(found, record=conflict.record)


NAMED = (
    "customers", "purchases", "complaints", "callbacks", "staff", "returns", "repairs", "parts",
    "deliveries", "approvals", "events", "surveys", "messages",
)  # fmt: skip


def _standing(table: tuple[Kept[Any], ...], record_id: str) -> Mapping[str, Any] | None:
    return next((each.record.to_raw() for each in table if each.record.id == record_id), None)


def _said(record_id: str, raw: Mapping[str, Any] | None, others: list[dict[str, Any]]) -> Sentence:
    """What differs, by the names of fields: values may be personal."""
    if raw is None:
        return say("{id} is not on file, and another till has something of it.", id=record_id)
    if any(map(is_gone, others)):
        return say("{id} was changed at one till and taken away at another.", id=record_id)
    if any(went_twice(raw, other) for other in others):
        return say("{id}: two tills each say that money, goods or a message went: ask both.",
                   id=record_id)  # fmt: skip
    names = dict.fromkeys(name for other in others for name in differing(raw, other))
    return say("Two tills differ about {id}: {fields}.", id=record_id, fields=listed(names))
