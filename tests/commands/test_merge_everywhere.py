"""Every reference, in every table there is or will be; and what two tills merge at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from svc.errors import SvcError
from svc.merging import merge
from svc.parting import unmerge
from svc.records.conflict import conflict_id
from svc.rules.merge import opted_out
from svc.rules.merge_both import both_ways
from svc.store.store import Store
from svc.store.tables import TABLES, kind_of
from tests.commands.sync_tills import Till, settled

Call = Callable[..., Any]
Raw = dict[str, Any]
KEEP, DUP, OTHER = "C-261122-AAAAAA", "C-261122-BBBBBB", "C-261122-CCCCCC"
IDS = {"callbacks": "purchase.P-261122-AAAAAA", "messages": "sms-purchase.P-261122-AAAAAA",
       "conflicts": conflict_id("P-261122-AAAAAA"), "customers": OTHER}  # fmt: skip
OF_ITSELF = {"conflicts": ("record", "table"), "customers": ("merged", "erased_on")}
"""Fields that name no customer in a line that stands: which record it is about, say."""
NAMING = (DUP, [DUP], {"x": DUP}, [{"customer": DUP, "deep": [{"x": DUP}]}])
PLAIN = ("2026-11-21", "9.00", 5, True, {"at": "d"}, [{"name": "大衣", "amount": "9.00"}])


def read(table: str, name: str, value: Any) -> bool:
    """Whether a field can hold this."""
    try:
        kind_of(table).fields_known()[name].read(value)
    except (ValueError, TypeError, ArithmeticError, KeyError, AttributeError, SvcError):
        return False
    return True


def naming(table: str) -> Raw:
    """A record of a table of which every field that can name a customer names one."""
    raw: Raw = {"id": IDS.get(table, f"{TABLES[table]}-261122-AAAAAA")}
    for name in kind_of(table).fields_known():
        if name in OF_ITSELF.get(table, ()):
            continue
        raw[name] = next(value for value in (*NAMING, *PLAIN) if read(table, name, value))
    if table == "conflicts":
        raw |= {"table": "purchases", "record": "P-261122-AAAAAA"}
    record: Raw = kind_of(table).from_raw(raw).to_raw()
    return record


def places(value: Any, path: str = "") -> list[str]:
    """Where in a line the other file is named."""
    if isinstance(value, dict):
        return [found for key, each in value.items() for found in places(each, f"{path}.{key}")]
    if isinstance(value, list):
        return [found for each in value for found in places(each, f"{path}[]")]
    return [path] if value == DUP else []


@pytest.mark.parametrize("table", sorted({*TABLES} - {"staff"}))
def test_no_table_and_no_field_is_forgotten(shop: Path, table: str) -> None:
    """Whatever field of whatever table names the other file names the one kept, and back."""
    store, day = Store(shop), date(2026, 11, 22)
    app: Any = SimpleNamespace(store=store, at=day.isoformat(), today=day, staff_id=None)
    was = naming(table)
    assert places(was), "a table that names nobody needs no test: say so here"
    with store.change() as change:
        for n, record_id in enumerate((KEEP, DUP)):
            raw = {"id": record_id, "name": "王芳", "phone": f"1380013800{n}"}
            change.put(kind_of("customers").from_raw(raw))
        change.put(kind_of(table).from_raw(was))
    with store.change() as change:
        merge(change, app, KEEP, DUP)
    now = store.table(table).raw(was["id"])
    assert now is not None
    assert places(now) == []
    with store.change() as change:
        unmerge(change, app, DUP)
    assert store.table(table).raw(was["id"]) == was


def test_a_late_record_of_a_file_merged_twice_over(svc: Call, shop: Path) -> None:
    """What `check` says moves it, to whom the chain leads; parted in turn it goes all the way."""
    first, second, last = (
        svc("customer", "add", "--name", "王芳", "--phone", f"1380013800{n}").line
        for n in range(3)
    )
    svc("customer", "merge", second, first, "--yes")
    svc("customer", "merge", last, second, "--yes")
    sold = svc("purchase", "add", "--customer", last, "--item", "name=y,price=5").line
    event = svc("event", "add", "--theme", "tea", "--title", "茶会", "--on", "2026-12-20").line
    svc("event", "invite", event, "--customer", last, "--answer", "yes")
    sales, events = (shop / "data" / name / "2026-11.jsonl" for name in ("purchases", "events"))
    sales.write_text(sales.read_text().replace(last, first))
    events.write_text(
        events.read_text().replace(
            '"invited":[', f'"invited":[{{"answer":"no","customer":"{first}"}},'
        )
    )
    before = svc("event", "show", event, "--json").json["invited"]
    hints = {p["hint"] for p in svc("check", "--json").json}
    assert hints == {f"`svc customer merge {second} {first} --yes` moves it."}
    svc("customer", "merge", second, first, "--yes")
    assert svc("check", "--json").json == []
    assert svc("purchase", "show", sold, "--json").json["customer"] == last
    assert len(svc("event", "show", event, "--json").json["invited"]) == 1
    assert "already" in svc("customer", "merge", second, first, "--yes", code=5).err
    svc("customer", "unmerge", second)
    assert svc("purchase", "show", sold, "--json").json["customer"] == second
    svc("customer", "unmerge", first)
    assert svc("purchase", "show", sold, "--json").json["customer"] == first
    assert svc("event", "show", event, "--json").json["invited"] == before
    assert svc("check", "--json").json == []


def test_two_tills_merge_two_files_each_the_other_way(
    tills: tuple[Till, Till], tmp_path: Path
) -> None:
    """Neither file is lost: what `check` says keeps the older, and all that is either's."""
    a, b = tills
    given = (("--phone", "13800138000", "--consent", "sms"),
             ("--phone", "13900139000", "--number", "7"))  # fmt: skip
    one, other = sorted(a("customer", "add", "--name", "王芳", *more).line for more in given)
    was = a("customer", "show", other, "--json").json
    sold = {who: a("purchase", "add", "--customer", who, "--item", "name=x,price=5").line
            for who in (one, other)}  # fmt: skip
    a("callback", "note", "--customer", one, "--channel", "phone", "--text", "好")
    a("sync")
    b("sync")
    a("customer", "merge", one, other, "--yes")
    a("customer", "edit", one, "--set", "size=L")
    b("customer", "merge", other, one, "--yes")
    b("sms", "opt-out", other)
    late = b("purchase", "add", "--customer", other, "--item", "name=y,price=9").line
    a("sync")
    b("sync", code=1)
    found = [p for p in b("check", "--json", code=1).json if p["rule"] == "merged-in-a-circle"]
    assert {p["hint"] for p in found} == {
        f"`svc customer unmerge {one}` keeps {one}; the others lead to it."
    }
    for ref in (one, other):
        assert f"svc customer unmerge {one}" in b("customer", "show", ref, code=3).err
    dry = b("customer", "unmerge", one, "--dry-run", "--json").json
    assert b("customer", "unmerge", one, "--json").json == dry
    assert (dry["kept"], dry["merged"], dry["parted"]) == (one, other, None)
    assert b("check", "--json").json == []
    for ref in (one, other, "13800138000", "13900139000", "number:7"):
        assert b("customer", "show", ref, "--json").json["id"] == one
    file = b("customer", "show", one, "--json").json
    assert file["profile"] == {"size": "L"}
    assert opted_out(file["consent"]) == ["marketing", "sms"]
    bought = b("purchase", "list", "--customer", one, "--json").json
    assert {row["id"] for row in bought} == {*sold.values(), late}
    settled(tills, tmp_path)
    a("customer", "unmerge", other)
    assert a("purchase", "show", sold[one], "--json").json["customer"] == one
    assert a("purchase", "show", sold[other], "--json").json["customer"] == other
    now = a("customer", "show", other, "--json").json
    assert [now[name] for name in ("phone", "number")] == [
        was[name] for name in ("phone", "number")]  # fmt: skip
    assert a("check", "--json").json == []


def test_both_ways() -> None:
    """What each till joined is told apart again: nobody is given back what was the other's."""
    log = [{"at": "1", "act": "given", "channel": "sms"}]
    taken = {"at": "2", "act": "withdrawn", "channel": "sms"}
    here = {"id": KEEP, "name": "王芳", "merged": {
        "into": DUP, "was": {"id": KEEP, "name": "王芳", "phone": "1", "number": "7",
                             "consent_log": log},
        "gave": [{"field": "birthday", "is": "05-12"}]}}  # fmt: skip
    there = {"id": DUP, "name": "王芳", "merged": {
        "into": KEEP, "was": {"id": DUP, "name": "王芳", "phone": "2", "number": "7",
                              "birthday": "05-12", "consent_log": [*log, taken],
                              "consent": {"sms": {"withdrawn": "2"}}},
        "gave": [{"field": "number", "is": "7"}]}}  # fmt: skip
    kept, redirect = both_ways(here, there)
    assert (kept["phone"], kept["number"], kept["consent_log"]) == ("1", "7", [*log, taken])
    assert opted_out(kept["consent"]) == ["sms"]
    assert "birthday" not in redirect["merged"]["was"]
    assert redirect["merged"]["into"] == KEEP
    assert redirect["merged"]["opted_out"] == ["sms"]
