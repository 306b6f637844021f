"""The laws of a merge: both ways alike, done again nothing, canonical always, nothing lost."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from svc.store.lines import encode_all
from svc.store.strict import read_shard
from svc.store.tables import TABLES
from svc.store.three_way import merge_shards
from svc.store.units import PLANS

Raw = dict[str, Any]

WORDS = st.sampled_from(["a", "b", "c"])
MOMENTS = st.sampled_from(["2026-11-20", "2026-11-21T09:00", "2026-11-22"])
LOGS = st.lists(
    st.fixed_dictionaries({"at": MOMENTS}, optional={"state": WORDS, "text": WORDS}), max_size=4
)
ROWS = st.lists(
    st.fixed_dictionaries({"at": MOMENTS, "for": WORDS}, optional={"until": WORDS}),
    max_size=3, unique_by=lambda row: (row["at"], row["for"]),
)  # fmt: skip
COMPLAINTS: st.SearchStrategy[Raw] = st.fixed_dictionaries(
    {"state": st.sampled_from(["logged", "acknowledged", "proposed", "resolved", "closed"])},
    optional={
        "resolved_on": WORDS, "text": WORDS, "urgent": st.just(value=True), "history": LOGS,
        "steps": LOGS, "waits": ROWS, "later": st.lists(WORDS, max_size=2), "n": st.integers(0, 2),
    },
)  # fmt: skip
STATES: list[Raw] = [
    {"given": "1"}, {"given": "2"}, {"withdrawn": "1"}, {"given": "1", "withdrawn": "3"},
]  # fmt: skip
CUSTOMERS: st.SearchStrategy[Raw] = st.fixed_dictionaries(
    {"name": WORDS},
    optional={
        "phone": WORDS, "phone_unchecked": st.just(value=True), "gender": WORDS,
        "profile": st.dictionaries(WORDS, WORDS, min_size=1, max_size=3),
        "consent": st.dictionaries(
            st.sampled_from(["sms", "phone"]),
            st.sampled_from(STATES),
            min_size=1, max_size=2,
        ),
        "not_same": st.sampled_from([["a"], ["b"], ["a", "b"], ["b", "c"]]),
        "later": st.none() | WORDS,
    },
)  # fmt: skip
CALLBACKS: st.SearchStrategy[Raw] = st.fixed_dictionaries(
    {"result": st.sampled_from(["no-answer", "reached", "refused"])},
    optional={"done_on": WORDS, "staff": WORDS, "text": WORDS, "satisfied": st.booleans(),
              "question": WORDS, "settle_on": WORDS},
)  # fmt: skip
MESSAGES: st.SearchStrategy[Raw] = st.fixed_dictionaries(
    {"state": st.sampled_from(["queued", "approved", "sending", "sent", "cancelled", "unknown"])},
    optional={"via": WORDS, "text": WORDS, "history": LOGS},
)
RECORDS: dict[str, st.SearchStrategy[Raw]] = {
    "complaints": COMPLAINTS,
    "customers": CUSTOMERS,
    "callbacks": CALLBACKS,
    "messages": MESSAGES,
}


def keys_of(table: str) -> list[str]:
    """Some ids of a table."""
    if TABLES[table]:
        return [f"{TABLES[table]}-261122-{letter * 6}" for letter in "ABC"]
    head = "sms-birthday" if table == "messages" else "birthday"
    return [f"{head}.C-261101-{letter * 6}.261122" for letter in "ABC"]


@st.composite
def three_files(draw: st.DrawFn) -> tuple[str, list[dict[str, Raw]]]:
    """A table, and three versions of a file of it; the sides share some of the base's records."""
    table = draw(st.sampled_from(sorted(RECORDS)))
    records = st.dictionaries(st.sampled_from(keys_of(table)), RECORDS[table], max_size=3)
    base = draw(records)
    sides = [base]
    for _side in range(2):
        side = {key: raw for key, raw in base.items() if draw(st.integers(0, 4))}
        for key, raw in draw(records).items():
            fields = draw(st.sets(st.sampled_from(sorted({*raw, *side.get(key, raw)}))))
            kept = {
                name: value for name, value in side.get(key, raw).items() if name not in fields
            }
            changed = {**kept, **{name: raw[name] for name in raw if name in fields}}
            needed: Raw = {name: raw[name] for name in ("state", "name", "result") if name in raw}
            side[key] = {**needed, **changed}
        sides.append(side)
    return table, [{key: {"id": key, **raw} for key, raw in side.items()} for side in sides]


@given(three_files())
def test_laws(drawn: tuple[str, list[dict[str, Raw]]]) -> None:
    """Both ways alike, done again nothing, canonical always, nothing gone that nobody removed."""
    table, raws = drawn
    name = f"{table}/2026-11"
    base, ours, theirs = (encode_all(each) for each in raws)
    for side in (base, ours, theirs):
        assert merge_shards(name, side, side, theirs) == merge_shards(name, side, theirs, side)
        assert merge_shards(name, side, side, theirs).content == theirs
        assert merge_shards(name, base, side, side).content == side
    merged, other_way = (
        merge_shards(name, base, ours, theirs),
        merge_shards(name, base, theirs, ours),
    )
    found = read_shard(merged.content, name)
    assert encode_all(found) == merged.content
    assert [each.id for each in merged.conflicts] == [each.id for each in other_way.conflicts]
    disputed = {each.record for each in merged.conflicts}
    back = read_shard(other_way.content, name)
    assert {k: v for k, v in found.items() if k not in disputed} == {
        k: v for k, v in back.items() if k not in disputed
    }
    for side in (ours, theirs):
        assert merge_shards(name, base, merged.content, side).content == merged.content
        assert merge_shards(name, side, merged.content, side).content == merged.content
    for key in {*raws[1], *raws[2]} - {*found}:
        assert raws[0].get(key) in (raws[1].get(key), raws[2].get(key))
    for key, record in found.items():
        others = [each for c in merged.conflicts if c.record == key for each in c.others]
        for records in raws[1:]:
            nothing_lost(table, raws[0].get(key, {}), records.get(key), record, others)


def nothing_lost(table: str, base: Raw, side: Raw | None, found: Raw, others: list[Any]) -> None:
    """What a side changed is in the record, or in a conflict, or settled by a word of the plan."""
    if side is None:
        return
    plan = PLANS[table]
    settled = {name for unit in plan.settled for name in plan.together[unit]} | {"consent"}
    said = [found, *(each["fields"] for each in others if "fields" in each)]
    for name, value in side.items():
        if base.get(name) == value or name in settled or value in ([], {}):
            continue
        if name in {*plan.logs, *plan.sets}:
            there = [entry for each in said for entry in each.get(name) or []]
            assert all(entry in there for entry in value if entry not in base.get(name, []))
        elif name in plan.rows or name in plan.by_key:
            assert any(holds(each.get(name), value, base.get(name)) for each in said), name
        else:
            assert any(name in each and each[name] == value for each in said), name


def holds(there: Any, value: Any, base: Any) -> bool:
    """Whether all that a side changed of a list or table is in another."""
    if isinstance(value, dict):
        was = base or {}
        return all((there or {}).get(k) == v for k, v in value.items() if was.get(k) != v)
    return all(
        any({*row.items()} <= {*each.items()} for each in there or [])
        for row in value if row not in (base or [])
    )  # fmt: skip


@given(three_files())
def test_crossed_merges(drawn: tuple[str, list[dict[str, Raw]]]) -> None:
    """Each till merges the other's before it hears of that merge: both end alike."""
    table, raws = drawn
    name = f"{table}/2026-11"
    base, ours, theirs = (encode_all(each) for each in raws)
    here, there = merge_shards(name, base, ours, theirs), merge_shards(name, base, theirs, ours)
    if here.conflicts:
        return
    ancestor = merge_shards(name, base, ours, theirs, inner=True).content
    assert here.content == there.content == ancestor
    crossed = merge_shards(name, ancestor, here.content, there.content)
    assert (crossed.content, crossed.conflicts) == (here.content, ())
