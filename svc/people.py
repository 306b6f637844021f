"""All that is on file of one customer, over every table: for merging, giving out and erasing."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING, Any

from svc.records.conflict import conflict_id
from svc.store.ids import shards_of
from svc.store.lines import parsed
from svc.store.refs import unreadable
from svc.store.sorted_lines import lines_with
from svc.store.table import is_newer
from svc.store.tables import TABLES, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from svc.records.base import Record
    from svc.records.customer import Customer
    from svc.store.store import Store

Raw = dict[str, Any]
CASES = ("purchases", "complaints", "returns", "repairs", "deliveries")
"""Tables other records are about: approvals, parts, calls."""
CONFLICTS = "conflicts"


def naming(store: Store, *texts: str, tables: Iterable[str] = TABLES) -> dict[str, dict[str, Raw]]:
    """The fields of each record whose line holds one of these texts, by table and id.

    The lines are searched, not the fields that are known: what a later version put there is found,
    too, and no record that names her is left behind.
    """
    found: dict[str, dict[str, Raw]] = {}
    for table in tables:
        here: dict[str, Raw] = {}
        for name in store.shards.names(table):
            content = store.shards.canonical(name, keep=False)
            for text in texts:
                for line in lines_with(content, dumps(text, ensure_ascii=False)[1:-1].encode()):
                    raw = parsed(line)
                    here[raw["id"]] = raw
        if here:
            found[table] = dict(sorted(here.items()))
    return found


def record(table: str, raw: Mapping[str, Any]) -> Record:
    """The record of a line.

    Raises:
        BadData: it cannot be read, or a newer svc wrote it.
    """
    try:
        return kind_of(table).from_raw(raw)
    except ValueError as error:
        shard = f"{table}/{shards_of(raw['id'])[0]}"
        raise unreadable(raw, shard, str(error), is_newer=is_newer(raw)) from None


def records(raws: Mapping[str, Mapping[str, Raw]]) -> dict[str, list[Record]]:
    """These lines as records, by table; raises BadData for one that cannot be read."""
    return {table: [record(table, raw) for raw in here.values()] for table, here in raws.items()}


def redirects(store: Store, customer_id: str) -> list[Customer]:
    """The files that were merged into hers, at first or second hand."""
    found: dict[str, Customer] = {}
    wanted = [customer_id]
    while wanted:
        into = wanted.pop()
        for record_id, raw in (
            naming(store, into, tables=["customers"]).get("customers", {}).items()
        ):
            merged = raw.get("merged")
            if isinstance(merged, dict) and merged.get("into") == into and record_id not in found:
                found[record_id] = store.customers.get(record_id)
                wanted.append(record_id)
    return [found[record_id] for record_id in sorted(found)]


def of_others(raw: Mapping[str, Any], ids: Iterable[str]) -> bool:
    """Whether a record that names her is somebody else's: the thanks to whoever brought her."""
    return raw.get("customer") is not None and raw["customer"] not in ids


def of(store: Store, customer: Customer) -> dict[str, dict[str, Raw]]:
    """All records that name her, or what is hers: her file, redirects, cases, what is about them.

    Of conflicts those about any of these, though their own lines may not name her. Some are other
    customers' (`of_others`); of their files those that only name her are left out: who was brought
    by her, say.
    """
    ids = [customer.id, *(each.id for each in redirects(store, customer.id))]
    found = naming(store, *ids)
    cases = [
        record_id
        for table in CASES
        for record_id, raw in found.get(table, {}).items()
        if not of_others(raw, ids)
    ]
    if cases:
        wanted = set(cases)
        for table in ("approvals", "parts", "callbacks", "surveys", "messages"):
            about = store.table(table).may_hold("about", cases) if table != "messages" else ()
            for record in about:
                if record.about in wanted:
                    found.setdefault(table, {})[record.id] = record.to_raw()
    if store.shards.names(CONFLICTS):
        known = [conflict_id(each) for here in found.values() for each in here]
        found.setdefault(CONFLICTS, {}).update(store.conflicts.raws(known))
    files = found.get("customers", {})
    found["customers"] = {record_id: raw for record_id, raw in files.items() if record_id in ids}
    return {table: dict(sorted(here.items())) for table, here in found.items() if here}
