"""The merge of two tills' versions of a record: what is one unit, what is united, what clashes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from svc.errors import BadData
from svc.rules import erase
from svc.store.cleared import OTHERWISE, cleared
from svc.store.lines import encode, encode_all, parsed
from svc.store.sides import SIDES
from svc.store.strict import read_shard
from svc.store.tables import TABLES, kind_of
from svc.store.three_way import merge_shards
from svc.store.units import MARK, PLANS, WORDLESS

Raw = dict[str, Any]
IDS = {"callbacks": "birthday.C-261101-AAAAAA.261122",
       "messages": "sms-birthday.C-261101-AAAAAA.261122",
       "conflicts": "conflict.K-261122-AAAAAA"}  # fmt: skip


def one(table: str, raw: Raw | None) -> bytes:
    """A file with one record."""
    key = IDS.get(table, f"{TABLES[table]}-261122-AAAAAA")
    return b"" if raw is None else encode({"id": key, **raw})


def merge(
    table: str, base: Raw | None, ours: Raw | None, theirs: Raw | None, *, inner: bool = False
) -> tuple[Raw | None, list[Raw]]:
    """The merged record without its id, and what else was said of it, less what stood of lists."""
    was, mine, others_ = (one(table, raw) for raw in (base, ours, theirs))
    merged = merge_shards(f"{table}/2026-11", was, mine, others_, inner=inner)
    others = [
        {name: value for name, value in each.items() if name != "stood"}
        for conflict in merged.conflicts
        for each in conflict.others
    ]
    if not merged.content:
        return None, others
    raw = json.loads(merged.content)
    del raw["id"]
    return raw, others


def told(unit: str, **fields: Any) -> Raw:
    """The other side's word on a unit."""
    return {"unit": unit, "fields": fields}


GONE = {"unit": "record", "gone": True}
AT = "2026-11-22T"
STRICT, LAX = {"given": "2026-11-01", "withdrawn": "2026-11-20"}, {"given": "2026-11-21"}


def entry(clock: str, **more: Any) -> Raw:
    """An entry of a log."""
    return {"at": AT + clock, **more}


CASES: Mapping[str, tuple[str, Raw | None, Raw | None, Raw | None, Raw | None]] = {
    "one side": ("staff", {"name": "a"}, {"name": "b"}, {"name": "a"}, {"name": "b"}),
    "the same on both": ("staff", {"name": "a"}, {"name": "b"}, {"name": "b"}, {"name": "b"}),
    "two fields": (
        "staff",
        {"name": "a"},
        {"name": "b"},
        {"name": "a", "code": "1"},
        {"name": "b", "code": "1"},
    ),
    "a field gone and one changed": (
        "staff",
        {"name": "a", "code": "1"},
        {"name": "a"},
        {"name": "b", "code": "1"},
        {"name": "b"},
    ),
    "added here": ("staff", None, {"name": "a"}, None, {"name": "a"}),
    "added alike": ("staff", None, {"name": "a"}, {"name": "a"}, {"name": "a"}),
    "added apart": (
        "callbacks",
        None,
        {"result": "reached", "text": "好"},
        {"result": "reached", "satisfied": False},
        {"result": "reached", "text": "好", "satisfied": False},
    ),
    "removed here": ("staff", {"name": "a"}, None, {"name": "a"}, None),
    "removed on both": ("staff", {"name": "a"}, None, None, None),
    "unknown fields": (
        "staff",
        {"name": "a"},
        {"name": "a", "x": [1]},
        {"name": "a", "y": {"z": 1}},
        {"name": "a", "x": [1], "y": {"z": 1}},
    ),
    "a newer schema": (
        "staff",
        {"name": "a", "schema": 2},
        {"name": "b", "schema": 2},
        {"name": "a", "schema": 3, "n": 1},
        {"name": "b", "schema": 3, "n": 1},
    ),
    "two newer schemas": (
        "staff",
        {"name": "a", "schema": 2},
        {"name": "a", "schema": 3},
        {"name": "a", "schema": 4},
        {"name": "a", "schema": 4},
    ),
    "a set": (
        "staff",
        {"posts": ["clerk"]},
        {"posts": ["clerk", "cashier"]},
        {"posts": ["manager"]},
        {"posts": ["cashier", "manager"]},
    ),
    "a log": (
        "complaints",
        {"steps": [entry("09:00", step="a")]},
        {"steps": [entry("09:00", step="a"), entry("11:00", step="b")]},
        {"steps": [entry("09:00", step="a"), entry("10:00", step="c")]},
        {"steps": [entry("09:00", step="a"), entry("10:00", step="c"), entry("11:00", step="b")]},
    ),
    "the same entry": (
        "callbacks",
        {"tries": []},
        {"tries": [{"on": "d", "staff": "T"}]},
        {"tries": [{"on": "d", "staff": "T"}]},
        {"tries": [{"on": "d", "staff": "T"}]},
    ),
    "an entry taken out": (
        "complaints",
        {"steps": [entry("09:00"), entry("10:00")]},
        {"steps": [entry("10:00")]},
        {"steps": [entry("09:00"), entry("10:00"), entry("11:00")]},
        {"steps": [entry("10:00"), entry("11:00")]},
    ),
    "a wait that ended": (
        "repairs",
        {"waits": [entry("09:00", **{"for": "parts"})]},
        {"waits": [entry("09:00", **{"for": "parts"}, until="d")]},
        {"waits": [entry("09:00", **{"for": "parts"}), entry("10:00", **{"for": "customer"})]},
        {
            "waits": [
                entry("09:00", **{"for": "parts"}, until="d"),
                entry("10:00", **{"for": "customer"}),
            ]
        },
    ),
    "guests": (
        "events",
        {"invited": [{"customer": "C-1", "at": "d"}]},
        {"invited": [{"customer": "C-1", "at": "d", "answer": "yes"}]},
        {
            "invited": [
                {"customer": "C-1", "at": "d", "came": True},
                {"customer": "C-2", "at": "d"},
            ]
        },
        {
            "invited": [
                {"customer": "C-1", "at": "d", "answer": "yes", "came": True},
                {"customer": "C-2", "at": "d"},
            ]
        },
    ),
    "invited twice": (
        "events",
        {"title": "x"},
        {"title": "x", "invited": [{"customer": "C-1", "at": "2", "by": "phone"}]},
        {"title": "x", "invited": [{"customer": "C-1", "at": "1", "by": "visit"}]},
        {"title": "x", "invited": [{"customer": "C-1", "at": "1", "by": "visit"}]},
    ),
    "a wish renewed": (
        "customers",
        {"name": "a", "wishes": [{"theme": "tea", "at": "d"}]},
        {"name": "a", "wishes": [{"theme": "tea", "at": "d", "text": "绿茶"}]},
        {"name": "a", "wishes": [{"theme": "tea", "at": "d"}, {"theme": "art", "at": "e"}]},
        {
            "name": "a",
            "wishes": [{"theme": "tea", "at": "d", "text": "绿茶"}, {"theme": "art", "at": "e"}],
        },
    ),
    "profile": (
        "customers",
        {"name": "a", "profile": {"size": "M"}},
        {"name": "a", "profile": {"size": "L"}},
        {"name": "a", "profile": {"size": "M", "email": "e"}},
        {"name": "a", "profile": {"size": "L", "email": "e"}},
    ),
    "consent twice": (
        "customers",
        {"name": "a"},
        {"name": "a", "consent": {"sms": {"given": "2026-11-21"}}},
        {"name": "a", "consent": {"sms": {"given": "2026-11-20"}}},
        {"name": "a", "consent": {"sms": {"given": "2026-11-20"}}},
    ),
    "consent given again": (
        "customers",
        {"name": "a", "consent": {"sms": STRICT}},
        {"name": "a", "consent": {"sms": LAX}},
        {"name": "a", "consent": {"sms": STRICT, "wechat": LAX}},
        {"name": "a", "consent": {"sms": LAX, "wechat": LAX}},
    ),
    "not the same": (
        "customers",
        {"name": "a"},
        {"name": "a", "not_same": ["C-2"]},
        {"name": "a", "not_same": ["C-1"]},
        {"name": "a", "not_same": ["C-1", "C-2"]},
    ),
    "settling beats trying": (
        "callbacks",
        None,
        {"result": "no-answer", "done_on": "2026-11-23", "tries": [{"on": "2026-11-23"}]},
        {"result": "refused", "done_on": "2026-11-22", "tries": [{"on": "2026-11-22"}]},
        {
            "result": "refused",
            "done_on": "2026-11-22",
            "tries": [{"on": "2026-11-22"}, {"on": "2026-11-23"}],
        },
    ),
    "tried by both": (
        "callbacks",
        None,
        {"result": "no-answer", "done_on": "2026-11-22"},
        {"result": "no-answer", "done_on": "2026-11-23"},
        {"result": "no-answer", "done_on": "2026-11-23"},
    ),
    "reached by both": (
        "callbacks",
        None,
        {"result": "reached", "done_on": "2026-11-22", "staff": "T-2"},
        {"result": "reached", "done_on": "2026-11-22", "staff": "T-1"},
        {"result": "reached", "done_on": "2026-11-22", "staff": "T-1"},
    ),
    "a message moves along": (
        "messages",
        {"state": "queued", "text": "x"},
        {"state": "approved", "text": "x"},
        {"state": "sent", "text": "x", "via": "sms"},
        {"state": "sent", "text": "x", "via": "sms"},
    ),
    "a complaint moves along": (
        "complaints",
        {"state": "logged"},
        {"state": "acknowledged"},
        {"state": "proposed"},
        {"state": "proposed"},
    ),
    "erased wins": (
        "customers",
        {"name": "王芳", "phone": "1"},
        {"name": MARK, "erased_on": "2026-11-22"},
        {"name": "王芳", "phone": "2", "profile": {"email": "e"}},
        {"name": MARK, "erased_on": "2026-11-22"},
    ),
    "erased, or removed": (
        "customers",
        {"name": "王芳"},
        {"name": MARK, "erased_on": "d"},
        None,
        {"name": MARK, "erased_on": "d"},
    ),
    "erased on two days": (
        "customers",
        {"name": "王芳"},
        {"name": MARK, "erased_on": "2026-11-22"},
        {"name": MARK, "erased_on": "2026-11-21"},
        {"name": MARK, "erased_on": "2026-11-21"},
    ),
    "words that were erased": (
        "complaints",
        {"text": "小了", "state": "closed"},
        {"text": MARK, "state": "closed"},
        {"text": "太小了", "state": "closed", "steps": [entry("09:00", step="a", text="她说")]},
        {"text": MARK, "state": "closed", "steps": [entry("09:00", step="a", text=MARK)]},
    ),
    "a log's words erased": (
        "complaints",
        {"history": [entry("09:00", state="logged", text="她说")]},
        {"history": [entry("09:00", state="logged", text=MARK)]},
        {
            "history": [
                entry("09:00", state="logged", text="她说"),
                entry("10:00", state="closed", text="她又说"),
            ]
        },
        {
            "history": [
                entry("09:00", state="logged", text=MARK),
                entry("10:00", state="closed", text=MARK),
            ]
        },
    ),
    "a gathering's words erased": (
        "events",
        {"text": "花粉"},
        {"text": MARK},
        {"text": "花粉过敏", "theme": "tea"},
        {"text": MARK, "theme": "tea"},
    ),
    "a guest's words erased": (
        "events",
        {"invited": [{"customer": "C-1", "text": "花粉"}]},
        {"invited": [{"customer": "C-1"}]},
        {"invited": [{"customer": "C-1", "text": "花粉过敏", "came": True}]},
        {"invited": [{"customer": "C-1", "came": True}]},
    ),
    "conflicts are united": (
        "conflicts",
        None,
        {"table": "staff", "record": "T", "others": [told("name", name="b")]},
        {"table": "staff", "record": "T", "others": [told("name", name="c")]},
        {
            "table": "staff",
            "record": "T",
            "others": [told("name", name="b"), told("name", name="c")],
        },
    ),
    "a conflict settled here": (
        "conflicts",
        {"table": "staff", "record": "T", "others": [told("name", name="b")]},
        None,
        {
            "table": "staff",
            "record": "T",
            "others": [told("name", name="b"), told("code", code="1")],
        },
        {"table": "staff", "record": "T", "others": [told("code", code="1")]},
    ),
    "conflicts of nothing": (
        "conflicts",
        {"table": "staff", "record": "T"},
        {"table": "staff", "record": "T", "x": 1},
        {"table": "staff", "record": "T", "x": 2},
        None,
    ),
    "a redirect edited": (
        "customers",
        {"name": "a", "merged": {"into": "C-2"}},
        {"name": "b", "merged": {"into": "C-2"}},
        {"name": "a", "merged": {"into": "C-2"}, "number": "1"},
        {"name": "b", "merged": {"into": "C-2"}, "number": "1"},
    ),
    "a conflict settled": (
        "conflicts",
        {"table": "staff", "record": "T", "others": [told("name", name="b")]},
        None,
        {"table": "staff", "record": "T", "others": [told("name", name="b")]},
        None,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_no_conflict(case: str) -> None:
    """The same bytes whichever side is ours; merged again with either side, nothing changes."""
    table, base, ours, theirs, wanted = CASES[case]
    assert merge(table, base, ours, theirs) == (wanted, [])
    assert merge(table, base, theirs, ours) == (wanted, [])
    for side in (ours, theirs):
        assert merge(table, base, wanted, side) == (wanted, [])


PHONES = (
    {"name": "a", "phone": "1"},
    {"name": "a", "phone": "2"},
    {"name": "a", "phone": "3", "phone_unchecked": True},
)
RETURN = {"state": "waiting", "refund": "9.00", "fee": "0.00"}
CONFLICTS: Mapping[str, tuple[str, Raw | None, Raw | None, Raw | None, Raw | None, list[Raw]]] = {
    "both differ": (
        "staff",
        {"name": "a"},
        {"name": "b"},
        {"name": "c"},
        {"name": "b"},
        [told("name", name="c")],
    ),
    "removed here, changed there": (
        "staff",
        {"name": "a"},
        None,
        {"name": "c"},
        {"name": "c"},
        [GONE],
    ),
    "changed here, removed there": (
        "staff",
        {"name": "a"},
        {"name": "c"},
        None,
        {"name": "c"},
        [GONE],
    ),
    "added with another name": (
        "staff",
        None,
        {"name": "a", "code": "1"},
        {"name": "b"},
        {"name": "a", "code": "1"},
        [told("name", name="b")],
    ),
    "a field taken out, or changed": (
        "staff",
        {"name": "a", "code": "1"},
        {"name": "a", "code": "2"},
        {"name": "a"},
        {"name": "a", "code": "2"},
        [told("code", code=None)],
    ),
    "a phone with its mark": (
        "customers",
        *PHONES,
        PHONES[1],
        [told("phone", phone="3", phone_unchecked=True)],
    ),
    "money and state are one": (
        "returns",
        RETURN,
        {**RETURN, "state": "approved"},
        {**RETURN, "refund": "5.00", "fee": "4.00"},
        {**RETURN, "state": "approved"},
        [told("money", state="waiting", refund="5.00", fee="4.00")],
    ),
    "approved, and refused": (
        "approvals",
        {"state": "waiting"},
        {"state": "approved", "decided_by": "T-1"},
        {"state": "rejected", "decided_by": "T-2"},
        {"state": "approved", "decided_by": "T-1"},
        [told("decision", state="rejected", decided_by="T-2")],
    ),
    "approved, and cancelled": (
        "messages",
        {"state": "queued"},
        {"state": "approved"},
        {"state": "cancelled"},
        {"state": "approved"},
        [told("state", state="cancelled")],
    ),
    "sent by both": (
        "messages",
        {"state": "approved"},
        {"state": "sent", "via": "a"},
        {"state": "sent", "via": "b"},
        {"state": "sent", "via": "a"},
        [told("state", via="b")],
    ),
    "sent, and being sent": (
        "messages",
        {"state": "approved"},
        {"state": "sent"},
        {"state": "sending"},
        {"state": "sent"},
        [told("state", state="sending")],
    ),
    "approved in old words": (
        "messages",
        {"state": "queued", "text": "x"},
        {"state": "queued", "text": "y"},
        {"state": "approved", "text": "x"},
        {"state": "queued", "text": "y"},
        [told("state", state="approved", text="x")],
    ),
    "reached, and refused": (
        "callbacks",
        None,
        {"result": "reached"},
        {"result": "refused"},
        {"result": "reached"},
        [told("result", result="refused")],
    ),
    "an item and its total": (
        "purchases",
        {"items": [{"amount": "1.00"}], "total": "1.00"},
        {"items": [{"amount": "2.00"}], "total": "2.00"},
        {"items": [{"amount": "3.00"}], "total": "3.00"},
        {"items": [{"amount": "2.00"}], "total": "2.00"},
        [told("money", items=[{"amount": "3.00"}], total="3.00")],
    ),
    "one key of a profile": (
        "customers",
        {"name": "a", "profile": {"size": "M"}},
        {"name": "a", "profile": {"size": "L", "email": "e"}},
        {"name": "a", "profile": {"size": "S"}},
        {"name": "a", "profile": {"size": "L", "email": "e"}},
        [told("profile", profile={"size": "S", "email": "e"})],
    ),
    "two answers of one guest": (
        "events",
        {"invited": []},
        {"invited": [{"customer": "C-1", "answer": "yes"}]},
        {"invited": [{"customer": "C-1", "answer": "no"}, {"customer": "C-2"}]},
        {"invited": [{"customer": "C-1", "answer": "yes"}, {"customer": "C-2"}]},
        [told("invited", invited=[{"customer": "C-1", "answer": "no"}, {"customer": "C-2"}])],
    ),
    "an unknown list": (
        "staff",
        {"x": [1]},
        {"x": [1, 2]},
        {"x": [1, 3]},
        {"x": [1, 2]},
        [told("x", x=[1, 3])],
    ),
    "a schema that is no number": (
        "staff",
        {"name": "a"},
        {"name": "a", "schema": "3"},
        {"name": "a", "schema": 4},
        {"name": "a", "schema": "3"},
        [told("schema", schema=4)],
    ),
    "two numbers": (
        "staff",
        {"x": 0},
        {"x": 1},
        {"x": 2},
        {"x": 1},
        [told("x", x=2)],
    ),
    "gone, and null": (
        "staff",
        {"name": "a", "x": 1},
        {"name": "a"},
        {"name": "a", "x": None},
        {"name": "a"},
        [told("x", x=None)],
    ),
    "a consent taken out, and withdrawn": (
        "customers",
        {"name": "a", "consent": {"sms": LAX}},
        {"name": "a"},
        {"name": "a", "consent": {"sms": STRICT}},
        {"name": "a"},
        [told("consent", consent={"sms": STRICT})],
    ),
    "marked twice": (
        "events",
        {"text": "a"},
        {"text": MARK},
        {"text": MARK + "1"},
        {"text": MARK},
        [told("text", text=MARK + "1")],
    ),
    "marked from the first": (
        "events",
        {"text": "a" + MARK},
        {"text": MARK},
        {"text": "b"},
        {"text": MARK},
        [told("text", text="b")],
    ),
    "into two files": (
        "customers",
        {"name": "a"},
        {"name": "a", "merged": {"into": "C-2"}},
        {"name": "a", "merged": {"into": "C-3"}},
        {"name": "a", "merged": {"into": "C-2"}},
        [told("merged", merged={"into": "C-3"})],
    ),
    "merged away by an editor": (
        "customers",
        {"name": "a"},
        {"name": "b", "merged": "C-2"},
        {"name": "c"},
        {"name": "b", "merged": "C-2"},
        [told("name", name="c")],
    ),
    "a number, and a truth": (
        "staff",
        {"x": 0},
        {"x": 1},
        {"x": True},
        {"x": 1},
        [told("x", x=True)],
    ),
}


@pytest.mark.parametrize("case", CONFLICTS)
def test_conflicts(case: str) -> None:
    """Our value stands, the other is told; between ancestors the base's stands and nothing is."""
    table, base, ours, theirs, wanted, others = CONFLICTS[case]
    assert merge(table, base, ours, theirs) == (wanted, others)
    assert merge(table, base, wanted, theirs)[0] == wanted
    inner, none = merge(table, base, ours, theirs, inner=True)
    assert none == []
    assert merge(table, base, theirs, ours, inner=True) == (inner, [])


def test_ancestors_merged_keep_what_both_began_with() -> None:
    """Neither choice of a conflict is taken for the one both have made: the next merge asks."""
    base, ours, theirs = {"name": "a"}, {"name": "b", "code": "1"}, {"name": "c"}
    ancestor, _none = merge("staff", base, ours, theirs, inner=True)
    assert ancestor == {"name": "a", "code": "1"}
    assert merge("staff", ancestor, {"name": "b", "code": "1"}, {"name": "c", "code": "1"})[1] == [
        told("name", name="c")
    ]


@pytest.mark.parametrize(("ours", "theirs"), [*permutations([STRICT, LAX])])
def test_the_stricter_consent_stands(ours: Raw, theirs: Raw) -> None:
    """At whatever till she took it back: nothing is sent to her till somebody has asked."""
    base = {"name": "a", "consent": {"sms": {"given": "2026-11-01"}}}
    sides = [{"name": "a", "consent": {"sms": each}} for each in (ours, theirs)]
    raw, others = merge("customers", base, *sides)
    assert raw == {"name": "a", "consent": {"sms": STRICT}}
    assert others == [told("consent", consent={"sms": LAX})]


LIVING = {"name": "王芳", "phone": "1"}
AWAY: Raw = {"name": "王芳", "merged": {"into": "C-2", "was": {"id": "C-261122-AAAAAA", **LIVING}}}


@pytest.mark.parametrize("away_is_ours", [True, False])
def test_a_file_merged_away_and_edited(*, away_is_ours: bool) -> None:
    """It stays a redirect; the edit goes into the line it was, and waits to be seen to."""
    edited = {**LIVING, "profile": {"size": "L"}}
    sides = (AWAY, edited) if away_is_ours else (edited, AWAY)
    raw, others = merge("customers", LIVING, *sides)
    was = {"id": "C-261122-AAAAAA", **edited}
    assert raw == {"name": "王芳", "merged": {"into": "C-2", "was": was}}
    assert others == [told("merged", merged=None, phone="1", profile={"size": "L"})]
    for side in (AWAY, raw):
        assert merge("customers", LIVING, raw, side) == (raw, [])
        assert merge("customers", LIVING, side, raw) == (raw, [])


def test_what_was_edited_before_it_was_merged_away() -> None:
    """At the same till: both edits are in the old line."""
    was = {"id": "C-261122-AAAAAA", **LIVING, "number": "0007"}
    away = {"name": "王芳", "merged": {"into": "C-2", "was": was}}
    edited = {**LIVING, "profile": {"size": "L"}}
    for pair in ((away, edited), (edited, away)):
        raw, _others = merge("customers", LIVING, *pair)
        assert raw is not None
        assert raw["merged"]["was"] == was | edited


def test_a_file_merged_away_by_both() -> None:
    """Into the same: what each till moved; into two: a person chooses."""
    first = {**AWAY, "merged": {**AWAY["merged"], "moved": {"purchases": ["P-1"]}, "at": "2"}}
    second = {**AWAY, "merged": {**AWAY["merged"], "moved": {"purchases": ["P-2"]}, "at": "1"}}
    raw, others = merge("customers", LIVING, first, second)
    assert others == []
    assert raw is not None
    assert raw["merged"]["moved"] == {"purchases": ["P-1", "P-2"]}
    assert merge("customers", LIVING, second, first) == (raw, [])
    other = {**AWAY, "merged": {"into": "C-3"}}
    raw, others = merge("customers", LIVING, AWAY, other)
    assert raw == AWAY
    assert others == [told("merged", merged={"into": "C-3"})]


@pytest.mark.parametrize(
    ("table", "base", "ours", "theirs", "stood"),
    [
        ("customers", {"profile": {"size": "M"}}, {"profile": {"size": "L"}},
         {"profile": {"size": "S"}}, {"profile": {"size": "L"}}),
        ("customers", {"profile": {"size": "M"}}, {}, {"profile": {"size": "S"}}, {"profile": {}}),
        ("customers", {"profile": {"size": "M"}}, {"profile": {"size": "S"}}, {},
         {"profile": {"size": "S"}}),
        ("events", {"invited": [{"customer": "C-1"}]}, {},
         {"invited": [{"customer": "C-1", "came": True}]},
         {"invited": [{"customer": "C-1", "came": True}]}),
        ("customers", {"profile": {"size": "M"}}, {}, {"profile": None}, None),
        ("staff", {"name": "a"}, {"name": "b"}, {"name": "c"}, None),
    ],
)  # fmt: skip
def test_of_lists_and_tables_what_stood_is_told(
    table: str, base: Raw, ours: Raw, theirs: Raw, stood: Raw | None
) -> None:
    """They go on while the conflict waits: what is chosen is only what differed now."""
    sides = [one(table, {"title": "x", **each}) for each in (base, ours, theirs)]
    (conflict,) = merge_shards(f"{table}/2026-11", sides[0], sides[1], sides[2]).conflicts
    assert conflict.others[0].get("stood") == stood
    assert ("stood" in conflict.others[0]) is (stood is not None)


def test_redirects_that_do_not_say_what_was() -> None:
    """Then it is what both began with; what only one till says of the move is kept."""
    edited = {**LIVING, "profile": {"size": "L"}}
    away = {"name": "王芳", "merged": {"into": "C-2"}}
    raw, others = merge("customers", LIVING, away, edited)
    key = {"id": "C-261122-AAAAAA"}
    assert raw == {"name": "王芳", "merged": {"into": "C-2", "was": key | edited}}
    assert merge("customers", LIVING, away, edited, inner=True) == (raw, [])
    assert len(others) == 1
    one: Raw = {"into": "C-2", "gave": [{"is": 1}], "n": 1, "moved": {"returns": ["R-1"]}}
    other: Raw = {"into": "C-2", "moved": {"purchases": ["P-1"]}, "n": "x", "at": None}
    one |= {"table": {"a": 1}, "list": [1]}
    other |= {"table": "x", "list": "x"}
    sides = ({"name": "王芳", "merged": each} for each in (one, other))
    ours, theirs = sides
    wanted = {
        "into": "C-2", "gave": [{"is": 1}], "n": "x", "at": None, "table": "x", "list": "x",
        "moved": {"purchases": ["P-1"], "returns": ["R-1"]}, "was": key | LIVING,
    }  # fmt: skip
    for pair in ((ours, theirs), (theirs, ours)):
        assert merge("customers", LIVING, *pair) == ({"name": "王芳", "merged": wanted}, [])


@pytest.mark.parametrize("refused", [False, {"withdrawn": "2026-11-20"}])
def test_what_refuses(refused: Any) -> None:
    """A channel that is false, or was withdrawn; not one that is true."""
    base = {"name": "a", "consent": {"sms": {"given": "2026-11-01"}}}
    for given in (True, LAX, {"given": "2026-11-21", "withdrawn": None}):
        sides = [{"name": "a", "consent": {"sms": each}} for each in (given, refused)]
        raw, others = merge("customers", base, *sides)
        assert raw == sides[1]
        assert others == [told("consent", consent={"sms": given})]
        assert merge("customers", base, *sides, inner=True) == (base, [])


@pytest.mark.parametrize("table", TABLES)
def test_somebody_has_decided_on_every_field(table: str) -> None:
    """A field that is new is put into one unit, once."""
    assert sorted(PLANS[table].decided) == sorted(kind_of(table).fields_known())


@pytest.mark.parametrize("table", sorted({*TABLES} - {"staff", *OTHERWISE}))
def test_what_is_cleared_is_what_erasing_clears(table: str) -> None:
    """Field by field and key by key; nothing that was erased comes back by a merge."""
    assert set(PLANS[table].personal) == set(erase.CLEARED[table])
    assert WORDLESS == erase._LOG
    person = erase.Person.of("C-1", [])
    words = [{"at": "d", "text": "她说", "staff": "T"}]
    plan = PLANS[table]
    raw: Raw = {name: words if name in {*plan.logs, *plan.rows} else "x" for name in plan.decided}
    raw |= {"id": "X", "later": "x", "more": ["x"]}
    assert cleared(table, raw) == erase.erased(table, raw, person, ["x"], date(2026, 11, 22))


@pytest.mark.parametrize(("state", "stands"), [("queued", "cancelled"), ("sent", "sent")])
def test_of_what_was_erased_one_story_stands_whichever_side_is_ours(
    state: str, stands: str
) -> None:
    """Nobody is asked about it: the erasing till's, but for a message that went meanwhile."""
    base = {"state": "approved", "text": "她", "history": [entry("09:00", state="approved")]}
    erasing = {"state": "cancelled", "text": MARK,
               "history": [*base["history"], entry("10:00", state="cancelled")]}  # fmt: skip
    other = {"state": state, "text": "她", "history": [entry("09:30", state=state)]}
    for pair in ((erasing, other), (other, erasing)):
        raw, _told = merge("messages", base, *pair)
        assert raw is not None
        assert (raw["state"], raw["text"], raw["history"][-1]["state"]) == (stands, MARK, stands)


# ---- files


def test_a_table_of_a_newer_svc_is_merged_field_by_field() -> None:
    """Nothing is known of it but that its lines are records."""
    sides = [encode({"id": "X-1", "a": 1, **more}) for more in ({}, {"b": [1]}, {"c": 2, "a": 3})]
    merged = merge_shards("later/2026-11", sides[0], sides[1], sides[2])
    assert merged.content == encode({"id": "X-1", "a": 3, "b": [1], "c": 2})
    (conflict,) = merge_shards(
        "later/2026-11", sides[0], sides[2], encode({"id": "X-1", "a": 4})
    ).conflicts
    assert (conflict.table, conflict.others) == ("later", (told("a", a=4),))


def test_what_differs_is_told_by_unit() -> None:
    """In the order of the units' names, whatever their fields are called."""
    base = {"case": {"n": 0}, "defect": "a"}
    sides = [{"case": {"n": n}, "defect": text} for n, text in ((1, "b"), (2, "c"))]
    _raw, others = merge("returns", base, *sides)
    assert [each["unit"] for each in others] == ["defect", "money"]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_another_files_record_is_left_where_all_have_it(place: int) -> None:
    """`svc check` tells of it; where only some have it git took one month's file for another's."""
    odd = encode({"id": "T-261022-AAAAAA", "name": "a"})
    good = one("staff", {"name": "a"})
    assert merge_shards("staff/2026-11", odd + good, odd + good, odd).content == odd
    files = [odd + good] * 3
    files[place] = good
    others = [odd if n == place else b"" for n in range(3)]
    for sides in (files, others):
        with pytest.raises(BadData, match="T-261022-AAAAAA belongs in 2026-10") as error:
            merge_shards("staff/2026-11", sides[0], sides[1], sides[2])
        first = next(n for n in range(3) if odd in sides[n])
        assert str(error.value.message).endswith(f"({SIDES[first]}).")


def test_files_are_merged_line_by_line() -> None:
    """Added on both sides, removed, changed: each by its id, in order."""

    def file(**names: str) -> bytes:
        return encode_all({f"T-261122-{key}": {"id": f"T-261122-{key}", "name": name}
                           for key, name in names.items()})  # fmt: skip

    merged = merge_shards(
        "staff/2026-11", file(BBBBBB="b", CCCCCC="c", DDDDDD="d"),
        file(AAAAAA="a", BBBBBB="b2", CCCCCC="c", DDDDDD="d"),
        file(BBBBBB="b", CCCCCC="c", EEEEEE="e"),
    )  # fmt: skip
    assert merged.content == file(AAAAAA="a", BBBBBB="b2", CCCCCC="c", EEEEEE="e")
    assert merged.conflicts == ()


def test_a_conflict_names_its_record() -> None:
    """Its id is the same at every till."""
    sides = [one("callbacks", {"result": each}) for each in ("no-answer", "reached", "refused")]
    (conflict,) = merge_shards("callbacks/2026-11", *sides).conflicts
    assert conflict.id == "conflict-birthday.C-261101-AAAAAA.261122"
    assert (conflict.table, conflict.record) == ("callbacks", IDS["callbacks"])


@pytest.mark.parametrize("place", [0, 1, 2])
def test_edited_by_hand(place: int) -> None:
    """Spaces, another order, letters put together otherwise: equal content is equal bytes."""
    plain = b'{"id":"T-261122-AAAAAA","code":"1","name":"e\xcc\x81"}\n'
    sides = [encode({"id": "T-261122-AAAAAA", "name": "é", "code": "1"})] * 3
    for odd in (plain, b'{ "name": "\\u00e9", "code": "1", "id": "T-261122-AAAAAA" }\n\n'):
        files = [*sides]
        files[place] = odd
        merged = merge_shards("staff/2026-11", files[0], files[1], files[2])
        assert (merged.content, merged.conflicts) == (sides[0], ())


@pytest.mark.parametrize(
    "bad",
    [b"<<<<<<< HEAD\n", b'{"id":"T-261122-AAAAAA","name":"a"}',
     b'{"id":"T-261122-AAAAAA","n":1.5}\n',
     b'{"id":"T-261122-AAAAAA"}\n{"id":"T-261122-AAAAAA"}\n', b'{"name":"a"}\n', b"\xff\n",
     b'{"id":"T-261122-AAAAAA","a":1,"a":2}\n'],
)  # fmt: skip
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_side_that_cannot_be_read(bad: bytes, place: int) -> None:
    """The file, the line and the side are named; the text of the line is not."""
    files = [one("staff", {"name": "王芳"})] * 3
    files[place] = bad
    with pytest.raises(BadData) as error:
        merge_shards("staff/2026-11", files[0], files[1], files[2])
    side = ("what both began with", "our side", "their side")[place]
    assert str(error.value).startswith("data/staff/2026-11.jsonl, line ")
    assert str(error.value).endswith(f"({side}).")
    assert "王芳" not in str(error.value)


def test_a_large_file_is_mostly_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A megabyte with three changed lines: two records are merged, the others compared."""
    raws = {
        f"T-261122-{n:06d}": {"id": f"T-261122-{n:06d}", "name": "王" * 70} for n in range(4000)
    }
    base = encode_all(raws)
    first, last = "T-261122-000001", "T-261122-003999"
    ours = encode_all(
        raws | {first: {**raws[first], "code": "1"}, last: {**raws[last], "code": "2"}}
    )
    theirs = encode_all(raws | {first: {**raws[first], "left_on": "2026-11-22"}})
    seen: list[bytes] = []

    def spy(line: bytes) -> dict[str, Any]:
        seen.append(line)
        return parsed(line)

    monkeypatch.setattr("svc.store.three_way.parsed", spy)
    merged = merge_shards("staff/2026-11", base, ours, theirs)
    assert len(seen) == 3
    assert len(read_shard(merged.content, "staff/2026-11")) == 4000
