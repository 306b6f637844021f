"""Files merged into others, and people erased: does every record lead to whom it should."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.i18n import say
from svc.rules.erase import Person, erased

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from svc.problem import Problem
    from svc.rules.checks.snapshot import Kept, Snapshot

TABLES = (
    "purchases", "complaints", "callbacks", "returns", "repairs", "deliveries", "surveys",
    "messages",
)  # fmt: skip
"""Tables whose records name a customer."""
NOBODY = Person(id="")
"""Of whoever is erased no name is known that could be looked for."""


def redirects(shop: Snapshot) -> Iterator[Problem]:
    """A file that was merged leads to a file that is there, and not in a circle."""
    into = into_of(shop)
    for kept in shop.customers:
        if (target := into.get(kept.record.id)) is None:
            continue
        if shop.lacks(target):
            message = say("{id} was merged into a customer not on file.", id=kept.record.id)
            hint = say("Part them again: svc customer unmerge {id}.", id=kept.record.id)
            yield kept.line.problem("unknown-customer", message, hint)
        elif end_of(into, kept.record.id) is None:
            message = say("{id} was merged into itself, by a roundabout way.", id=kept.record.id)
            hint = say("`svc customer unmerge {id}` keeps {id}; the others lead to it.",
                       id=min(_round(into, kept.record.id)))  # fmt: skip
            yield kept.line.problem("merged-in-a-circle", message, hint)


def left_behind(shop: Snapshot) -> Iterator[Problem]:
    """No record names a file that was merged; one made at another till, brought by git, may."""
    into = into_of(shop)
    if not into:
        return
    for kept in _naming(shop):
        for named in _customers_of(kept.record):
            end = end_of(into, named)
            if named in into and end is not None:
                message = say(
                    "{id} names {dup}, who was merged into {keep}.",
                    id=kept.line.id, dup=named, keep=into[named],
                )  # fmt: skip
                hint = say("`svc customer merge {keep} {dup} --yes` moves it.",
                           keep=into[named], dup=named)  # fmt: skip
                yield kept.line.problem("merged-customer", message, hint, level="warning")


def remains(shop: Snapshot) -> Iterator[Problem]:
    """Nothing personal is left, or has come back, of whoever was erased (PIPL 47)."""
    gone = {kept.record.id: kept for kept in shop.customers if kept.record.erased_on is not None}
    if not gone:
        return
    cases: dict[str, str] = {}
    for kept in (*gone.values(), *_naming(shop, files=False)):
        for whose in {kept.line.id, *_customers_of(kept.record)} & gone.keys():
            cases[kept.line.id] = whose
            yield from _left(kept, whose, gone)
    about: tuple[Kept[Any], ...] = (*shop.approvals, *shop.parts)
    for kept in about:
        if (case := cases.get(str(kept.record.about))) is not None:
            yield from _left(kept, case, gone)


def _left(kept: Kept[Any], whose: str, gone: Mapping[str, Kept[Any]]) -> Iterator[Problem]:
    raw, day = kept.record.to_raw(), gone[whose].record.erased_on
    if erased(kept.line.table, raw, NOBODY, gone, day) != raw:
        message = say("{id} holds something of {customer}, who was erased.",
                      id=kept.line.id, customer=whose)  # fmt: skip
        hint = say("`svc customer erase {customer} --yes` takes it out.", customer=whose)
        yield kept.line.problem("personal-data-left", message, hint)


def into_of(shop: Snapshot) -> dict[str, str]:
    """Into whom each file was merged that was."""
    return {
        kept.record.id: str(kept.record.merged.get("into"))
        for kept in shop.customers
        if kept.record.merged
    }


def end_of(into: Mapping[str, str], record_id: str) -> str | None:
    """Whom a file stands for at last; None where it leads in a circle."""
    seen: set[str] = set()
    while record_id in into:
        if record_id in seen:
            return None
        seen.add(record_id)
        record_id = into[record_id]
    return record_id


def _round(into: Mapping[str, str], record_id: str) -> set[str]:
    """The files of a circle that a file leads into."""
    found: list[str] = []
    while record_id not in found:
        found.append(record_id)
        record_id = into[record_id]
    return {*found[found.index(record_id) :]}


def _naming(shop: Snapshot, *, files: bool = True) -> Iterator[Kept[Any]]:
    for table in TABLES:
        yield from getattr(shop, table)
    yield from shop.events
    if files:
        yield from (kept for kept in shop.customers if kept.record.is_present)


def _customers_of(record: Any) -> set[str]:
    """The customers a record names."""
    guests = {row.get("customer") for row in getattr(record, "invited", ())}
    own = {getattr(record, "customer", None), getattr(record, "referred_by", None)}
    return {each for each in guests | own if isinstance(each, str)}
