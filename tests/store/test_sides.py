"""The sides of a merge, read and refused; and what erasing takes out of one."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from svc.errors import BadData
from svc.store import sides
from svc.store.cleared import cleared, is_erased, worded
from svc.store.lines import canonical_records, encode
from svc.store.sides import SIDES, lines_of_side, refuse_foreign
from svc.store.tables import TABLES
from svc.store.three_way import merge_shards
from svc.store.units import MARK, PLANS

Raw = dict[str, Any]
A, B, C = (f"T-261122-{letter * 6}".encode() for letter in "ABC")
STAFF = "staff/2026-11"


def line(key: bytes, more: bytes = b"") -> bytes:
    """A canonical line."""
    return b'{"id":"%b"%b}\n' % (key, more)


@pytest.mark.parametrize(
    "content",
    [
        line(A) + line(B, b',"name":"x"'),
        line(B, b',"name":"x"') + line(A),
        line(A) + b'{"name":"x", "id":"%b"}\r\n\n' % B,
    ],
)
def test_a_side_is_canonical_lines_by_id(content: bytes) -> None:
    """Whatever order and spacing it came in; what was read is known to the next side."""
    known: set[bytes] = set()
    found = lines_of_side(STAFF, SIDES[0], content, known)
    assert found == {A: line(A), B: line(B, b',"name":"x"')}
    assert known == {each.rstrip(b"\n") for each in found.values()}


def test_no_file_is_no_lines() -> None:
    """A side that has none of it."""
    assert lines_of_side(STAFF, SIDES[1], b"", set()) == {}


def test_what_is_known_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three sides mostly one is parsed."""
    seen: list[bytes] = []

    def spy(content: bytes) -> list[Raw] | None:
        seen.append(content)
        return canonical_records(content)

    monkeypatch.setattr(sides, "canonical_records", spy)
    known = {line(A)[:-1], line(C)[:-1]}
    found = lines_of_side(STAFF, SIDES[1], line(A) + line(B) + line(C), known)
    assert found == {key: line(key) for key in (A, B, C)}
    assert seen == [line(B)]
    assert known == {line(key)[:-1] for key in (A, B, C)}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (line(A) + b'{"name":"x"}\n', "line 2: a record without an id"),
        (line(A) + line(A), f"line 2: the id {A.decode()} stands twice"),
        (line(B) + line(A)[:-1], "line 2: the last line has no line feed at its end"),
        (line(A, b',"n":1.5'), "line 1: a number that is not whole; amounts are text in quotes"),
    ],
)
@pytest.mark.parametrize("known", [False, True])
def test_a_side_that_cannot_be_read(content: bytes, reason: str, *, known: bool) -> None:
    """Also where another side has the very same lines."""
    lines = {line(A)[:-1], line(B)[:-1]} if known else set()
    with pytest.raises(BadData) as error:
        lines_of_side(STAFF, SIDES[2], content, lines)
    assert str(error.value.message) == f"data/staff/2026-11.jsonl, {reason} (their side)."
    assert str(error.value.hint) == (
        "The merge left this file as it was. Mend that side, and merge again."
    )


@pytest.mark.parametrize(
    ("name", "keys", "reason"),
    [
        (STAFF, [A, B], None),
        ("later/2026-11", [b"X"], None),
        (STAFF, [A, b"T-261022-AAAAAA"], "T-261022-AAAAAA belongs in 2026-10.jsonl"),
        (STAFF, [b"T-261222-BBBBBB", b"T-261222-AAAAAA", A],
         "T-261222-AAAAAA belongs in 2026-12.jsonl"),
        (STAFF, [b"C-261122-AAAAAA"], "C-261122-AAAAAA is an id of another table"),
        (STAFF, [b"x"], "the id is none: it looks like C-261122-7KQ3MX"),
        ("callbacks/2026-11", [b"purchase.P-261122-AAAAAA"], None),
        ("callbacks/2026-11", [A], f"{A.decode()} is an id of another table"),
    ],
)  # fmt: skip
def test_records_of_another_file(name: str, keys: list[bytes], reason: str | None) -> None:
    """git took one month's file for another's; a table of a newer svc's is not judged."""
    if reason is None:
        refuse_foreign(name, SIDES[1], set(keys))
        return
    with pytest.raises(BadData) as error:
        refuse_foreign(name, SIDES[1], set(keys))
    assert str(error.value.message) == f"data/{name}.jsonl: {reason} (our side)."
    assert "svc git setup" in str(error.value.hint)


LOGGED: Raw = {"at": "1", "state": "logged"}
SAID: Raw = {"at": "2", "state": "closed", "text": "她说"}
BARE: Raw = {"at": "2", "state": "closed"}
MARKED: Raw = {**BARE, "text": MARK}


@pytest.mark.parametrize(
    ("table", "base", "side", "wanted"),
    [
        ("customers", {"name": "a"}, {"name": "a", "erased_on": "d"}, True),
        ("customers", {"name": "a"}, {"name": MARK}, False),
        ("complaints", {"text": "a"}, {"text": "a", "erased_on": "d"}, False),
        ("complaints", {"text": "a"}, {"text": MARK}, True),
        ("complaints", {"text": MARK}, {"text": MARK, "post": "x"}, False),
        ("complaints", {"text": "王芳说"}, {"text": f"{MARK}说"}, True),
        ("complaints", {}, {"text": "b"}, False),
        ("complaints", {"history": [SAID]}, {"history": [MARKED]}, True),
        ("complaints", {"history": [SAID]}, {"history": [BARE]}, True),
        ("complaints", {"history": [LOGGED, SAID]}, {"history": [LOGGED, BARE]}, True),
        ("complaints", {"history": [LOGGED, SAID]}, {"history": [LOGGED]}, False),
        ("complaints", {"history": [LOGGED, SAID]}, {"history": [SAID]}, False),
        ("complaints", {"history": [LOGGED]}, {"history": [LOGGED, SAID]}, False),
        ("complaints", {"steps": [SAID]}, {"steps": [BARE]}, True),
        ("complaints", {"history": [SAID]}, {"history": "?"}, False),
        ("complaints", {"history": ["x"]}, {"history": []}, False),
        ("later", {"history": [SAID]}, {"history": [BARE]}, False),
        ("later", {"x": "a"}, {"x": MARK}, True),
    ],
)
def test_whether_a_side_was_erased(table: str, base: Raw, side: Raw, *, wanted: bool) -> None:
    """By a customer's day, by a mark that is new, by a log whose words went and nothing else."""
    assert is_erased(table, base, side) is wanted


@pytest.mark.parametrize(
    ("table", "raw", "wanted"),
    [
        ("customers", {"id": "C", "name": "a"}, {"id": "C", "name": "a"}),
        ("events", {"id": "E", "note": "a"}, {"id": "E", "note": "a"}),
        ("conflicts", {"id": "K", "others": ["a"]}, {"id": "K", "others": ["a"]}),
        ("purchases", {"id": "P", "schema": "3", "on": "d", "row": "x"},
         {"id": "P", "schema": "3", "on": "d"}),
        ("complaints",
         {"id": "K", "text": "a", "post": "p", "history": [SAID, "x"], "steps": "?",
          "waits": [SAID], "n": 3, "list": ["x"], "table": {"a": 1}, "words": "w", "none": None},
         {"id": "K", "text": MARK, "post": "p", "history": [MARKED, "x"], "steps": [],
          "waits": [MARKED], "n": 3, "list": [], "table": {}, "words": MARK, "none": None}),
        ("later", {"id": "X", "schema": 2, "name": "a"}, {"id": "X", "schema": 2, "name": MARK}),
    ],
)  # fmt: skip
def test_what_clearing_leaves(table: str, raw: Raw, wanted: Raw) -> None:
    """What is known not to be personal; of a field nobody knows its kind only."""
    before = dict(raw)
    assert cleared(table, raw) == wanted
    assert raw == before


JUNK: list[Any] = [None, 3, "x", [], {}, {"a": {"b": 1}}, [{"at": 1}, None]]


@pytest.mark.parametrize("table", TABLES)
def test_whatever_an_editor_left_in_a_field_is_merged(table: str) -> None:
    """`svc check` says what is wrong with it; no merge ends in a traceback."""
    key = {"": "birthday.C-261122-AAAAAA.261122"}.get(
        TABLES[table], f"{TABLES[table]}-261122-AAAAAA"
    )
    for name in PLANS[table].decided:
        here = (
            [*JUNK, *({"was": each} for each in [*JUNK, {"id": "C"}])]
            if name == "merged"
            else JUNK
        )
        for ours, theirs in permutations(here, 2):
            for base in ({}, {name: "y"}):
                side = [{"id": key, **each} for each in (base, {name: ours}, {name: theirs})]
                files = [encode(each) for each in side]
                merged = merge_shards(f"{table}/2026-11", files[0], files[1], files[2])
                assert canonical_records(merged.content) is not None


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ({"name": "王芳的大衣"}, {"name": MARK}),
        ({"name": "old coat"}, {"name": "old coat"}),
        ({"name": "coat"}, {"name": MARK}),
        ({"items": [{"name": "coat", "kind": "coat"}]},
         {"items": [{"name": MARK, "kind": "coat"}]}),
        ({"receipt": "0018", "invoice": "13800138000"}, {"receipt": "0018", "invoice": MARK}),
        ({"window": "09:00-12:00", "model": "x"}, {"window": "09:00-12:00", "model": MARK}),
        ({"quote": {"fee": "5.00", "why": ["S2-064", "她说", 3, None], "n": {"name": "wang"}}},
         {"quote": {"fee": "5.00", "why": ["S2-064", MARK, 3, None], "n": {"name": MARK}}}),
        ({"case": "K-261122-AAAAAA", "terms": "2026-11-22T09:30"},
         {"case": "K-261122-AAAAAA", "terms": "2026-11-22T09:30"}),
        ({"quote": ["old quote", "new quote"]}, {"quote": ["old quote", MARK]}),
        ({"staff": "王芳", "other": ["她说"]}, {"staff": "王芳", "other": ["她说"]}),
        ({"name": None, "items": 3}, {"name": None, "items": 3}),
    ],
)  # fmt: skip
def test_what_books_keep_of_their_words(raw: Raw, wanted: Raw) -> None:
    """Amounts, days, ids and words of our own, and those that stood there before."""
    before: Raw = {"a": "old coat", "b": {"c": ["old quote", 3]}}
    assert worded(raw, {}, before) == wanted
