"""Two files made one in the store, and parted again: every reference in one change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc import fetch, people
from svc.errors import Refused
from svc.frozen import Frozen
from svc.i18n import say
from svc.records.conflict import conflict_id
from svc.rules import merge as rule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from svc.app import App
    from svc.i18n import Sentence
    from svc.records.customer import Customer
    from svc.rules.merge import Raw
    from svc.store.change import Change
    from svc.store.store import Store

NAMES = ("phone", "number")
"""What names one customer alone."""
NOTHING_CHANGED = say("Nothing was changed.")


class Merged(Frozen):
    """What a merge did: how many records of which table now name the one kept."""

    kept: str
    merged: str
    moved: dict[str, int]
    filled: Raw
    differs: list[Raw]

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract."""
        return {
            "kept": self.kept,
            "merged": self.merged,
            "moved": self.moved,
            "filled": self.filled,
            "differs": self.differs,
        }


def merge(change: Change, app: App, keep_ref: str, dup_ref: str) -> Merged:
    """Make one file of two; the other becomes a redirect that holds its whole line.

    Done again on files that are one already it moves what has come in since by another till.

    Raises:
        NoSuchRecord, AmbiguousRef: a reference names nobody, or several.
        Refused: it is one file, or one of them was merged or erased already.
    """
    store = app.store
    keep, dup = fetch.customer(store, keep_ref, erased=True), fetch.file_of(store, dup_ref)
    _refuse_to_merge(keep, dup)
    _refuse_conflicts(store, keep.id, dup.id)
    lines, moved = _moving(change, app, keep.id, dup.id)
    if dup.merged:
        if not moved:
            raise Refused(
                say("{dup} was merged into {keep} already.", dup=dup.id, keep=keep.id),
                NOTHING_CHANGED,
            )
        _put(change, "customers", {**dup.to_raw(), "merged": _with(dup.merged, moved, lines)})
        return Merged(kept=keep.id, merged=dup.id, moved=_counts(moved), filled={}, differs=[])
    raw = store.customers.raw(dup.id) or {}
    made = rule.joined(store.customers.raw(keep.id) or {}, raw)
    put = _stand_ins(change, store, keep.id, dup.id)
    redirect = {
        "into": keep.id,
        "at": app.at,
        "staff": app.staff_id,
        "was": raw,
        "moved": moved,
        "lines": lines,
        "gave": made.gave,
        "put": put,
        "opted_out": rule.opted_out(made.raw.get("consent", {})),
        "shared": [
            name
            for name in NAMES
            if raw.get(name)
            and raw[name] == made.raw.get(name)
            and made.raw[name] == getattr(keep, name)
        ],
    }
    _put(change, "customers", made.raw)
    merged = {name: value for name, value in redirect.items() if value}
    _put(change, "customers", {"id": dup.id, "name": dup.name, "merged": merged})
    return Merged(
        kept=keep.id, merged=dup.id, moved=_counts(moved), filled=made.filled, differs=made.differs
    )


def _refuse_to_merge(keep: Customer, dup: Customer) -> None:
    for each in (keep, dup):
        if each.erased_on is not None:
            raise Refused(
                say("{id} was erased on {day}.", id=each.id, day=each.erased_on), NOTHING_CHANGED
            )
    if keep.id == dup.id:
        raise Refused(say("{id} is one file already.", id=keep.id), NOTHING_CHANGED)
    if dup.merged and dup.merged.get("into") != keep.id:
        raise Refused(
            say("{dup} was merged into {into}.", dup=dup.id, into=dup.merged.get("into")),
            say("Merge that file, or part them first: svc customer unmerge {dup}.", dup=dup.id),
        )
    if dup.id in keep.not_same or keep.id in dup.not_same:
        raise Refused(
            say("{keep} and {dup} are noted as two people.", keep=keep.id, dup=dup.id),
            say("If that was wrong: svc customer duplicates --same {keep} {dup}.",
                keep=keep.id, dup=dup.id),
        )  # fmt: skip


def _refuse_conflicts(store: Store, *record_ids: str) -> None:
    """Refuse while two tills differ about one of these files: first somebody says what it is."""
    for record_id in record_ids:
        if store.conflicts.peek(conflict_id(record_id)) is not None:
            raise Refused(
                say("Two tills differ about {id}, and nobody has chosen yet.", id=record_id),
                say("`svc resolve {id}` shows both; then do it again.", id=record_id),
            )


def _moving(
    change: Change, app: App, keep: str, dup: str
) -> tuple[dict[str, Raw], dict[str, list[str]]]:
    """Re-point all that names one file to the other; gives the lines to keep, and what moved."""
    lines: dict[str, Raw] = {}
    moved: dict[str, list[str]] = {}
    there = people.naming(app.store, dup)
    for table, raws in there.items():
        for record_id, raw in raws.items():
            if record_id in (keep, dup) or raw.get("merged"):
                continue
            after, line = rule.moved(raw, dup, keep)
            if table == "messages" and _waits_twice(app.store, raw, keep, dup):
                after = rule.called_off(after, app.at, app.staff_id)
                line = rule.lines(raw, after)
            if after == raw:
                continue
            _put(change, table, after)
            moved.setdefault(table, []).append(record_id)
            if line is not None:
                lines[record_id] = line
    return lines, moved


def _waits_twice(store: Store, raw: Raw, keep: str, dup: str) -> bool:
    """Whether a message waits that waits for her under the other file too, or has gone out."""
    if raw.get("state", "queued") not in rule.WAITING or rule.named_by(raw["id"]) != dup:
        return False
    other = store.messages.peek(raw["id"].replace(dup, keep))
    return other is not None and other.state != "cancelled"


def _stand_ins(change: Change, store: Store, keep: str, dup: str) -> dict[str, list[str]]:
    """Put a line under the kept file's key for each contact made under the other's."""
    put: dict[str, list[str]] = {}
    for table, raws in people.naming(store, dup, tables=("callbacks", "messages")).items():
        for raw in raws.values():
            found = rule.stand_in(table, raw, dup, keep)
            if found is not None and store.table(table).peek(found["id"]) is None:
                _put(change, table, found)
                put.setdefault(table, []).append(found["id"])
    return put


def _with(merged: Mapping[str, Any], moved: dict[str, list[str]], lines: dict[str, Raw]) -> Raw:
    """A redirect that has moved some more."""
    before = merged.get("moved", {})
    all_moved = {
        table: sorted({*before.get(table, ()), *moved.get(table, ())})
        for table in sorted({*before, *moved})
    }
    all_lines = {**lines, **merged.get("lines", {})}
    return {**merged, "moved": all_moved, **({"lines": all_lines} if all_lines else {})}


def _put(change: Change, table: str, raw: Mapping[str, Any]) -> None:
    change.put(people.record(table, raw))


def _counts(moved: Mapping[str, list[str]]) -> dict[str, int]:
    return {table: len(ids) for table, ids in moved.items()}


def unmerge(change: Change, app: App, ref: str) -> dict[str, Any]:
    """Part two files again, as they were; what was added to the kept one since stays there.

    What was made since about something that goes back, goes back with it.

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
    _refuse_conflicts(store, keep.id, dup.id)
    if not keep.is_present:
        raise _impossible(
            dup.id,
            say("{id} was merged or erased itself since", id=keep.id),
            say("Part that first: svc customer unmerge {id}.", id=keep.id),
        )
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
                _put(change, table, rule.moved_back(dict(now), line, keep.id, dup.id))
    for table, ids in merged.get("put", {}).items():
        for record_id in ids:
            _take_away(change, store, table, record_id, keep.id, dup.id)
    _put(change, "customers", raw)
    _put(change, "customers", was)
    return {"kept": keep.id, "parted": dup.id, "moved": _counts(going)}


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
