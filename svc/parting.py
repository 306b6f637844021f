"""Two files that were made one, parted again: every reference in one change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc import fetch, people
from svc.errors import Refused
from svc.i18n import say
from svc.merging import NAMES, NOTHING_CHANGED, counts, moving, put, refuse_conflicts, with_moved
from svc.records.conflict import conflict_id
from svc.rules import merge as rule
from svc.rules.merge_both import both_ways

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from svc.app import App
    from svc.i18n import Sentence
    from svc.records.customer import Customer
    from svc.store.change import Change
    from svc.store.store import Store


def unmerge(change: Change, app: App, ref: str) -> dict[str, Any]:
    """Part two files again, as they were; what was added to the kept one since stays there.

    What was made since about something that goes back, goes back with it. Of two files that two
    tills merged into each other the one named is kept, and the other leads to it.

    Raises:
        Refused: it is no redirect, or something since then stands against it.
    """
    store = app.store
    dup = fetch.file_of(store, ref, merged=True)
    if not dup.merged:
        raise Refused(say("{id} was not merged into another file.", id=dup.id), NOTHING_CHANGED)
    if dup.erased_on is not None:
        raise Refused(
            say("{id} was erased on {day}.", id=dup.id, day=dup.erased_on), NOTHING_CHANGED
        )
    merged = dup.merged
    keep = store.customers.get(merged["into"])
    if keep.merged and _leads_to(store, keep, dup.id):
        return _opened(change, app, dup, keep)
    if not keep.is_present:
        raise _impossible(
            dup.id,
            say("{id} was merged or erased itself since", id=keep.id),
            say("Part that first: svc customer unmerge {id}.", id=keep.id),
        )
    refuse_conflicts(store, keep.id, dup.id)
    raw = rule.parted(store.customers.raw(keep.id) or {}, merged.get("gave", ()))
    was = rule.obeying(merged["was"], store.customers.raw(keep.id) or {},
                       merged.get("opted_out", ()))  # fmt: skip
    _refuse_if_taken(store, raw, was, merged.get("shared", ()))
    going = _going_back(store, merged, keep.id, dup.id)
    for table, ids in going.items():
        for record_id in ids:
            now = store.table(table).raw(record_id)
            if now is not None:
                line = merged.get("lines", {}).get(record_id)
                put(change, table, rule.moved_back(dict(now), line, keep.id, dup.id))
    for table, ids in merged.get("put", {}).items():
        for record_id in ids:
            _take_away(change, store, table, record_id, keep.id, dup.id)
    put(change, "customers", raw)
    put(change, "customers", was)
    return {"kept": keep.id, "parted": dup.id, "merged": None, "moved": counts(going)}


def _leads_to(store: Store, found: Customer, record_id: str) -> bool:
    """Whether a redirect leads to a file, at however many hands."""
    seen = {found.id}
    while found.merged:
        into = store.customers.peek(str(found.merged.get("into")))
        if into is None or into.id in seen:
            return False
        if into.id == record_id:
            return True
        seen.add(into.id)
        found = into
    return False


def _opened(change: Change, app: App, one: Customer, other: Customer) -> dict[str, Any]:
    """Two tills merged two files into each other, each the other way: the first is kept.

    The other leads to it, as one of the tills wanted; all that names the other names the first.
    """
    store = app.store
    settled = [found for each in (one, other) for found in _what_they_were(store, each.id)]
    for conflict in settled:
        change.remove("conflicts", conflict)
    stood_in = one.merged.get("put", {})
    gone = {*settled, *(record_id for ids in stood_in.values() for record_id in ids)}
    kept, redirect = both_ways(store.customers.raw(one.id) or {},
                               store.customers.raw(other.id) or {})  # fmt: skip
    lines, moved = moving(change, app, one.id, other.id, gone)
    own = {record_id for ids in one.merged.get("moved", {}).values() for record_id in ids}
    news = {table: [each for each in ids if each not in own] for table, ids in moved.items()}
    redirect["merged"] = with_moved(redirect["merged"], {t: ids for t, ids in news.items() if ids},
                               lines)  # fmt: skip
    for table, ids in stood_in.items():
        for record_id in ids:
            _take_away(change, store, table, record_id, other.id, one.id)
    put(change, "customers", kept)
    put(change, "customers", redirect)
    return {"kept": one.id, "parted": None, "merged": other.id, "moved": counts(moved)}


def _what_they_were(store: Store, record_id: str) -> list[str]:
    """The conflict about whether a file was merged: nothing of it is left to choose.

    Raises:
        Refused: two tills differ about more than that.
    """
    found = store.conflicts.peek(conflict_id(record_id))
    if found is not None and any(each.get("unit") != "merged" for each in found.others):
        refuse_conflicts(store, record_id)
    return [] if found is None else [found.id]


def _impossible(dup: str, reason: Sentence, hint: Sentence) -> Refused:
    return Refused(say("{dup} cannot be parted: {reason}.", dup=dup, reason=reason), hint)


def _refuse_if_taken(
    store: Store, keep: Mapping[str, Any], dup: Mapping[str, Any], shared: Sequence[str]
) -> None:
    """Refuse where one of the two would have a phone or number another has, or the kept one none.

    What both had at the merge already (`shared`) is no reason.
    """
    both = {keep["id"], dup["id"]}
    if not keep.get("phone") and not keep.get("number"):
        raise _impossible(
            dup["id"],
            say("{id} would have neither a phone nor a number", id=keep["id"]),
            say("Give it one: svc customer edit {id} --phone …", id=keep["id"]),
        )
    for raw, other in ((keep, dup), (dup, keep)):
        for field in NAMES:
            value = raw.get(field)
            holders = [each.id for each in store.customers.where(field, value)] if value else []
            taken = [each for each in holders if each not in both]
            if value and value == other.get(field) and field not in shared:
                taken.append(other["id"])
            if taken:
                raise _impossible(
                    dup["id"],
                    say("what {id} was reached by is {other}'s now", id=raw["id"], other=taken[0]),
                    say("Mend that first: svc customer edit {other} …", other=taken[0]),
                )


def _going_back(
    store: Store, merged: Mapping[str, Any], keep: str, dup: str
) -> dict[str, list[str]]:
    """What goes back by table: all that moved, and what was made since about any of it."""
    going = {table: list(ids) for table, ids in merged.get("moved", {}).items()}
    back = {record_id for ids in going.values() for record_id in ids}
    wanted = [*back]
    while wanted:
        about = wanted.pop()
        if about.startswith("C-"):
            continue
        for table, raws in people.naming(store, about, tables=LINKED).items():
            for record_id, raw in raws.items():
                if record_id in back or raw.get("customer") != keep:
                    continue
                links = {raw[name] for name in LINKS if raw.get(name)}
                if about not in links:
                    continue
                foreign = [each for each in links - back if _is_of(store, each, keep)]
                if foreign:
                    raise _impossible(
                        dup,
                        say("{id} is about {one} and about {other}", id=record_id, one=about,
                            other=foreign[0]),
                        say("Settle {id} first; they are two people's.", id=record_id),
                    )  # fmt: skip
                back.add(record_id)
                wanted.append(record_id)
                going.setdefault(table, []).append(record_id)
    return {table: sorted(ids) for table, ids in sorted(going.items())}


LINKED = ("purchases", "complaints", "returns", "repairs", "deliveries", "callbacks", "messages")
LINKS = ("purchase", "complaint", "about", "exchange_of", "new_purchase")
"""Fields in which a record names a case it belongs to."""
_TABLE_OF = {
    "P": "purchases",
    "K": "complaints",
    "R": "returns",
    "W": "repairs",
    "D": "deliveries",
}


def _is_of(store: Store, record_id: str, customer_id: str) -> bool:
    """Whether a case is the customer's."""
    table = _TABLE_OF.get(record_id[:1])
    found = store.table(table).peek(record_id) if table else None
    return found is not None and found.customer == customer_id


def _take_away(
    change: Change, store: Store, table: str, record_id: str, keep: str, dup: str
) -> None:
    """Take away a line that stood in for another, unless somebody has added to it since."""
    now = store.table(table).raw(record_id)
    source = record_id.replace(keep, dup)
    if now and now.get("text") == f"= {source}" and not (now.get("tries") or now.get("history")):
        change.remove(table, record_id)
