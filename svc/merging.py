"""Two files made one in the store, every reference in one change; `svc.parting` parts them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc import fetch, people
from svc.errors import Refused
from svc.frozen import Frozen
from svc.i18n import say
from svc.records.conflict import conflict_id
from svc.rules import merge as rule

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from svc.app import App
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
    _refuse_to_merge(store, keep, dup)
    refuse_conflicts(store, keep.id, dup.id)
    lines, moved = moving(change, app, keep.id, dup.id)
    if dup.merged:
        return _moved_since(change, store, keep, dup, lines, moved)
    raw = store.customers.raw(dup.id) or {}
    made = rule.joined(store.customers.raw(keep.id) or {}, raw)
    stand_ins = _stand_ins(change, store, keep.id, dup.id)
    redirect = {
        "into": keep.id,
        "at": app.at,
        "staff": app.staff_id,
        "was": raw,
        "moved": moved,
        "lines": lines,
        "gave": made.gave,
        "put": stand_ins,
        "opted_out": rule.opted_out(made.raw.get("consent", {})),
        "shared": [
            name
            for name in NAMES
            if raw.get(name)
            and raw[name] == made.raw.get(name)
            and made.raw[name] == getattr(keep, name)
        ],
    }
    put(change, "customers", made.raw)
    merged = {name: value for name, value in redirect.items() if value}
    put(change, "customers", {"id": dup.id, "name": dup.name, "merged": merged})
    return Merged(
        kept=keep.id, merged=dup.id, moved=counts(moved), filled=made.filled, differs=made.differs
    )


def _moved_since(
    change: Change,
    store: Store,
    keep: Customer,
    dup: Customer,
    lines: Mapping[str, Raw],
    moved: dict[str, list[str]],
) -> Merged:
    """What has come in naming a redirect is noted with it, and with each file on the way."""
    if not moved:
        raise Refused(
            say("{dup} was merged into {keep} already.", dup=dup.id, keep=keep.id), NOTHING_CHANGED
        )
    one, stood = dup, {record_id: line["was"] for record_id, line in lines.items()}
    while one.id != keep.id:
        into = store.customers.get(one.merged["into"])
        stands = {
            record_id: lines[record_id]["now"]
            if into.id == keep.id
            else rule.repointed(was, one.id, into.id)
            for record_id, was in stood.items()
        }
        own = {record_id: rule.lines(was, stands[record_id]) for record_id, was in stood.items()}
        put(change, "customers", {**one.to_raw(), "merged": with_moved(one.merged, moved, own)})
        one, stood = into, stands
    return Merged(kept=keep.id, merged=dup.id, moved=counts(moved), filled={}, differs=[])


def _refuse_to_merge(store: Store, keep: Customer, dup: Customer) -> None:
    for each in (keep, dup):
        if each.erased_on is not None:
            raise Refused(
                say("{id} was erased on {day}.", id=each.id, day=each.erased_on), NOTHING_CHANGED
            )
    if keep.id == dup.id:
        raise Refused(say("{id} is one file already.", id=keep.id), NOTHING_CHANGED)
    if dup.merged and fetch.present(store, dup).id != keep.id:
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


def refuse_conflicts(store: Store, *record_ids: str) -> None:
    """Refuse while two tills differ about one of these files: first somebody says what it is."""
    for record_id in record_ids:
        if store.conflicts.peek(conflict_id(record_id)) is not None:
            raise Refused(
                say("Two tills differ about {id}, and nobody has chosen yet.", id=record_id),
                say("`svc resolve {id}` shows both; then do it again.", id=record_id),
            )


def moving(
    change: Change, app: App, keep: str, dup: str, but: Collection[str] = ()
) -> tuple[dict[str, Raw], dict[str, list[str]]]:
    """Re-point all that names one file to the other; gives the lines to keep, and what moved.

    Lines `but` those are looked at that are to be taken away in the same change.
    """
    lines: dict[str, Raw] = {}
    moved: dict[str, list[str]] = {}
    there = people.naming(app.store, dup)
    for table, raws in there.items():
        for record_id, raw in raws.items():
            if record_id in (keep, dup, *but) or raw.get("merged"):
                continue
            after, line = rule.moved(raw, dup, keep)
            if table == "messages" and _waits_twice(app.store, raw, keep, dup):
                after = rule.called_off(after, app.at, app.staff_id)
                line = rule.lines(raw, after)
            if after == raw:
                continue
            put(change, table, after)
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
    made: dict[str, list[str]] = {}
    for table, raws in people.naming(store, dup, tables=("callbacks", "messages")).items():
        for raw in raws.values():
            found = rule.stand_in(table, raw, dup, keep)
            if found is not None and store.table(table).peek(found["id"]) is None:
                put(change, table, found)
                made.setdefault(table, []).append(found["id"])
    return made


def with_moved(
    merged: Mapping[str, Any], moved: dict[str, list[str]], lines: dict[str, Raw]
) -> Raw:
    """A redirect that has moved some more."""
    before = merged.get("moved", {})
    all_moved = {
        table: sorted({*before.get(table, ()), *moved.get(table, ())})
        for table in sorted({*before, *moved})
    }
    all_lines = {**lines, **merged.get("lines", {})}
    return {**merged, "moved": all_moved, **({"lines": all_lines} if all_lines else {})}


def put(change: Change, table: str, raw: Mapping[str, Any]) -> None:
    """Put a line; raises BadData for one that cannot be read."""
    change.put(people.record(table, raw))


def counts(moved: Mapping[str, list[str]]) -> dict[str, int]:
    """How many records of each table moved."""
    return {table: len(ids) for table, ids in moved.items()}
