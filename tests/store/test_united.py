"""One value merged from two sides: each way by itself, down to what is not what it should be."""

from __future__ import annotations

from typing import Any

import pytest

from svc.store.united import (
    ABSENT,
    _how_many,
    agreed,
    by_key,
    clash,
    log,
    ordered,
    plain,
    rows,
    same,
    spelt,
)
from svc.store.units import Rows

STATES = ("logged", "waiting", "closed")
GUESTS = Rows(known_by=("customer",), first=("at", "by"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (ABSENT, ""), (None, "null"), (1, "1"), (True, "true"), ("1", '"1"'), ("王", '"王"'),
        ({"b": 1, "a": [1, "x"]}, '{"a":[1,"x"],"b":1}'),
    ],
)  # fmt: skip
def test_how_a_value_is_spelt(value: Any, text: str) -> None:
    """Equal where values are, whatever the order of their keys."""
    assert spelt(value) == text
    assert repr(ABSENT) == "ABSENT"


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        (ABSENT, ABSENT, True), (ABSENT, None, False), (1, True, False), (0, False, False),
        ([1], [True], False), ({"a": 1}, {"a": 1}, True), ("a", "b", False),
    ],
)  # fmt: skip
def test_what_is_the_same(one: Any, other: Any, *, wanted: bool) -> None:
    """A truth is no number, and a null is not nothing."""
    assert same(one, other) is wanted
    assert same(other, one) is wanted


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "wanted"),
    [
        ("a", "a", "a", ("a",)), ("a", "b", "a", ("b",)), ("a", "a", "b", ("b",)),
        ("a", "b", "b", ("b",)), ("a", "b", "c", None), ("a", ABSENT, "a", (ABSENT,)),
        ("a", "a", ABSENT, (ABSENT,)), (ABSENT, ABSENT, None, (None,)), ("a", None, None, (None,)),
        ("a", None, "b", None), ("a", "b", None, None),
    ],
)  # fmt: skip
def test_what_both_agree_on(base: Any, ours: Any, theirs: Any, wanted: Any) -> None:
    """The same on both, or what only one of them changed."""
    assert agreed(base, ours, theirs) == wanted
    stands = wanted * 2 if wanted else (ours, theirs)
    assert plain(base, ours, theirs, inner=False) == stands
    assert plain(base, ours, theirs, inner=True) == (wanted * 2 if wanted else (base, base))


def test_a_clash() -> None:
    """Ours stands; between ancestors what both began with."""
    assert clash("a", "b", "c", inner=False) == ("b", "c")
    assert clash("a", "b", "c", inner=True) == ("a", "a")


@pytest.mark.parametrize(
    ("was", "ours", "theirs", "wanted"),
    [
        (1, 1, 1, 1), (1, 2, 1, 2), (1, 0, 1, 0), (0, 1, 1, 1), (2, 0, 0, 0),
        (3, 1, 2, 1), (3, 0, 2, 0), (1, 2, 3, 3), (0, 1, 2, 2), (2, 1, 3, 3), (2, 0, 5, 5),
    ],
)  # fmt: skip
def test_how_often_an_entry_stands(was: int, ours: int, theirs: int, wanted: int) -> None:
    """Both took some out: the fewer; else the more, for nothing new is lost."""
    assert _how_many(was, ours, theirs) == wanted
    assert _how_many(was, theirs, ours) == wanted


def entry(at: str, state: str = "", **more: Any) -> dict[str, Any]:
    """An entry of a log."""
    return {"at": at} | ({"state": state} if state else {}) | more


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "wanted"),
    [
        # one side alone, or alike
        (["a"], ["a"], ["a", "b"], ["a", "b"]),
        (["a"], ["a", "b"], ["a", "b"], ["a", "b"]),
        (["a"], ABSENT, ["a"], ABSENT),
        # added apart, each side's order kept
        (ABSENT, ["a"], ["b"], ["a", "b"]),
        (["m"], ["m", "b"], ["m", "a"], ["m", "a", "b"]),
        (["a", "z"], ["a", "k", "z"], ["a", "z", "b"], ["a", "k", "z", "b"]),
        (["z", "a"], ["z", "k", "a"], ["z", "a", "b"], ["z", "k", "a", "b"]),
        # the sides contradict each other: by rank alone
        (ABSENT, ["a", "b"], ["b", "a"], ["a", "b"]),
        (["x"], ["x", "b", "a", "c"], ["x", "c", "a", "b"], ["a", "b", "c", "x"]),
        # taken out on one side, or on both
        (["a", "b"], ["b"], ["a", "b", "c"], ["b", "c"]),
        (["a"], ABSENT, ["a", "b"], ["b"]),
        (["a", "b"], ["a"], ["b"], ABSENT),
        # the same entry more than once
        (["a", "a"], ["a"], ["a", "a", "b"], ["a", "b"]),
        (["a"], ["a", "a"], ["a", "b"], ["a", "a", "b"]),
        (["a", "a", "a"], ["a"], ["a", "a"], ["a"]),
        ([], ["a", "b", "a"], ["a"], ["a", "b", "a"]),
        # by time, `on` where there is no `at`, then by state, then by spelling
        ([], [entry("2", z=0)], [entry("1", z=1)], [entry("1", z=1), entry("2", z=0)]),
        ([], [{"a": 0, "on": "2"}], [{"a": 1, "on": "1"}], [{"a": 1, "on": "1"},
                                                          {"a": 0, "on": "2"}]),
        ([], [{"a": 0, "at": "1", "on": "3"}], [{"a": 1, "on": "2"}],
         [{"a": 0, "at": "1", "on": "3"}, {"a": 1, "on": "2"}]),
        ([], [entry("1", "closed")], [entry("1", "logged")],
         [entry("1", "logged"), entry("1", "closed")]),
        ([], [entry("1", "waiting")], [entry("1", "logged")],
         [entry("1", "logged"), entry("1", "waiting")]),
        ([], [entry("1", "abroad")], [entry("1", "closed")],
         [entry("1", "closed"), entry("1", "abroad")]),
        ([], [entry("1", a=0)], [entry("1", "closed", b=0)],
         [entry("1", "closed", b=0), entry("1", a=0)]),
        ([], [entry("1")], [{"at": 1}], [entry("1"), {"at": 1}]),
        # what has no time comes first
        ([], [entry("2")], [{"z": 1}], [{"z": 1}, entry("2")]),
        ([], [entry("2")], ["z"], ["z", entry("2")]),
        ([], ["b"], [{"state": "closed"}], [{"state": "closed"}, "b"]),
    ],
)  # fmt: skip
def test_lists_that_only_grow(base: Any, ours: Any, theirs: Any, wanted: Any) -> None:
    """The same whichever side is ours; nothing is left to choose."""
    for inner in (False, True):
        assert log(base, ours, theirs, STATES, inner=inner) == (wanted, wanted)
        assert log(base, theirs, ours, STATES, inner=inner) == (wanted, wanted)


@pytest.mark.parametrize("merge", ["log", "rows", "by_key"])
def test_what_is_no_list_and_no_table_is_merged_whole(merge: str) -> None:
    """An editor's doing: both words are kept."""
    right: Any = {"a": {"customer": "C"}} if merge == "by_key" else [{"customer": "C"}]

    def merged(base: Any, ours: Any, theirs: Any, *, inner: bool) -> Any:
        if merge == "log":
            return log(base, ours, theirs, STATES, inner=inner)
        if merge == "rows":
            return rows(base, ours, theirs, GUESTS, inner=inner)
        return by_key(base, ours, theirs, lambda b, o, t: plain(b, o, t, inner=inner), inner=inner)

    for base, ours, theirs in ((right, "x", "y"), ("x", right, "y"), ("x", "y", right)):
        assert merged(base, ours, theirs, inner=False) == (ours, theirs)
        assert merged(base, ours, theirs, inner=True) == (base, base)
    for one, other in ((right, "x"), ("x", right)):
        assert merged(one, one, other, inner=False) == (other, other)
        assert merged(one, other, one, inner=False) == (other, other)
        assert merged(one, other, other, inner=False) == (other, other)


def test_an_order_that_is_each_sides_own() -> None:
    """What is kept only; the ranks of what neither orders; a circle is broken by rank alone."""

    def tokens(text: str) -> list[tuple[str, int]]:
        return [(letter, 0) for letter in text]

    def order(kept: str, *sides: str, backwards: bool = False) -> str:
        found = ordered(
            set(tokens(kept)), [tokens(side) for side in sides],
            lambda token: -ord(token[0]) if backwards else ord(token[0]),
        )  # fmt: skip
        return "".join(letter for letter, _n in found)

    assert order("abc", "", "") == "abc"
    assert order("abc", "", "", backwards=True) == "cba"
    assert order("abcd", "dca", "dba") == "dbca"
    assert order("abcd", "dca", "dba", backwards=True) == "dcba"
    assert order("acd", "dbca", "xda") == "dca"
    assert order("abcd", "cab", "dab") == "cdab"
    assert order("abc", "cb", "bc") == "abc"
    assert order("abc", "cb", "bc", backwards=True) == "cba"
    assert order("abcx", "xacb", "xbca") == "abcx"


def guest(customer: str, **more: Any) -> dict[str, Any]:
    """A row."""
    return {"customer": customer, **more}


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "wanted"),
    [
        ([], [guest("C-1")], ABSENT, [guest("C-1")]),
        ([guest("C-1")], [guest("C-1"), guest("C-2")], ABSENT, [guest("C-2")]),
        ([guest("C-1")], [], [guest("C-1"), guest("C-2")], [guest("C-2")]),
        ([guest("C-1"), guest("C-2")], [guest("C-1")], [guest("C-2")], ABSENT),
        # rows that neither side orders: by the earliest `at`, then by what they are known by
        ([], [guest("C-1", at="2")], [guest("C-2", at="1")],
         [guest("C-2", at="1"), guest("C-1", at="2")]),
        ([], [guest("C-2", at="1")], [guest("C-1")], [guest("C-1"), guest("C-2", at="1")]),
        ([], [guest("C-2")], [guest("C-1")], [guest("C-1"), guest("C-2")]),
        ([], [guest("C-3", at="1"), guest("C-1", at="3")], [guest("C-2", at="2")],
         [guest("C-3", at="1"), guest("C-2", at="2"), guest("C-1", at="3")]),
        # the order of each side is kept
        ([guest("C-3"), guest("C-1")], [guest("C-3"), guest("C-2"), guest("C-1")],
         [guest("C-3"), guest("C-1"), guest("C-0")],
         [guest("C-3"), guest("C-2"), guest("C-1"), guest("C-0")]),
        # a row is no table, or is there twice
        (["x"], ["x", "z"], ["x", "y"], ["x", "y", "z"]),
        ([], ["z"], [guest("C-1", at="2")], ["z", guest("C-1", at="2")]),
        ([guest("C-1"), guest("C-1")], [guest("C-1", a=1), guest("C-1")],
         [guest("C-1"), guest("C-1", b=1)], [guest("C-1", a=1), guest("C-1", b=1)]),
        # key by key; of `first` the earlier row's, all that it says
        ([guest("C-1")], [guest("C-1", a=1)], [guest("C-1", b=2)], [guest("C-1", a=1, b=2)]),
        ([], [guest("C-1", at="2", by="a")], [guest("C-1", at="1", by="b")],
         [guest("C-1", at="1", by="b")]),
        ([], [guest("C-1", at="1")], [guest("C-1", at="2", by="a")],
         [guest("C-1", at="1", by="a")]),
        ([], [guest("C-1", at="2")], [guest("C-1", by="a")], [guest("C-1", at="2", by="a")]),
        ([], [guest("C-1", a=1, at="2")], [guest("C-1", at="1")], [guest("C-1", a=1, at="1")]),
        ([], [guest("C-1", at="1", by="b")], [guest("C-1", at="1", by="a")],
         [guest("C-1", at="1", by="a")]),
        ([guest("C-1", at="0")], [guest("C-1")], [guest("C-1", at="2")], [guest("C-1", at="2")]),
        ([guest("C-1", by="x", at="1")], [guest("C-1", at="1")],
         [guest("C-1", by="y", at="2")], [guest("C-1", at="2")]),
        # words that one side erased
        ([guest("C-1", text="x")], [guest("C-1")], [guest("C-1", text="y")], [guest("C-1")]),
    ],
)  # fmt: skip
def test_lists_whose_rows_change(base: Any, ours: Any, theirs: Any, wanted: Any) -> None:
    """The same whichever side is ours; nothing is left to choose."""
    for inner in (False, True):
        assert rows(base, ours, theirs, GUESTS, inner=inner) == (wanted, wanted)
        assert rows(base, theirs, ours, GUESTS, inner=inner) == (wanted, wanted)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "stands", "other"),
    [
        # a row gone here and changed there stands, and the other word is that it be gone
        ([guest("C-1")], [], [guest("C-1", a=1)], [guest("C-1", a=1)], ABSENT),
        ([guest("C-1")], [guest("C-1", a=1)], [], [guest("C-1", a=1)], ABSENT),
        ([guest("C-1"), guest("C-2")], [guest("C-2")], [guest("C-1", a=1), guest("C-2")],
         [guest("C-1", a=1), guest("C-2")], [guest("C-2")]),
        # one key, two words; a key gone here and changed there; words two sides wrote
        ([guest("C-1", a=0)], [guest("C-1", a=1)], [guest("C-1", a=2)],
         [guest("C-1", a=1)], [guest("C-1", a=2)]),
        ([guest("C-1", a=0)], [guest("C-1")], [guest("C-1", a=2)],
         [guest("C-1")], [guest("C-1", a=2)]),
        ([guest("C-1", a=0)], [guest("C-1", a=1)], [["C-1"]], [guest("C-1", a=1)], [["C-1"]]),
        ([guest("C-1", text="x")], [guest("C-1", text="y")], [guest("C-1", text="z")],
         [guest("C-1", text="y")], [guest("C-1", text="z")]),
    ],
)  # fmt: skip
def test_rows_with_two_words(base: Any, ours: Any, theirs: Any, stands: Any, other: Any) -> None:
    """Ours stands; between ancestors what both began with."""
    assert rows(base, ours, theirs, GUESTS, inner=False) == (stands, other)
    assert rows(base, ours, theirs, GUESTS, inner=True) == (base, base)
    assert rows(base, theirs, ours, GUESTS, inner=True) == (base, base)


def test_rows_that_nothing_is_known_by() -> None:
    """Each is known by all it says: a row that is none is merged whole."""
    how = Rows(known_by=())
    assert rows([{"a": 1}], [{"a": 2}], ["x"], how, inner=False) == (["x", {"a": 2}], ["x"])
    assert rows(["x", {"a": 0}], ["x", {"a": 1}], ["y", {"a": 0}], how, inner=False) == (
        ["y", {"a": 1}],
        ["y", {"a": 1}],
    )


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "stands", "other"),
    [
        ({"a": 1}, {"a": 2}, {"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 2, "b": 1}),
        ({"a": 1}, ABSENT, {"a": 1, "b": 1}, {"b": 1}, {"b": 1}),
        ({"a": 1, "b": 1}, {"a": 1}, {"b": 1}, ABSENT, ABSENT),
        ({"a": 1}, {"a": 2}, {"a": 3}, {"a": 2}, {"a": 3}),
        ({"a": 1}, {"a": 2}, ABSENT, {"a": 2}, ABSENT),
        ({"a": 1}, ABSENT, {"a": 2}, ABSENT, {"a": 2}),
        (ABSENT, {"a": None}, {"b": None}, {"a": None, "b": None}, {"a": None, "b": None}),
        ({"a": 1}, {"a": 1}, ABSENT, ABSENT, ABSENT),
    ],
)  # fmt: skip
def test_tables(base: Any, ours: Any, theirs: Any, stands: Any, other: Any) -> None:
    """Entry by entry; an entry both changed has two words."""

    def entry_of(was: Any, one: Any, another: Any) -> tuple[Any, Any]:
        return plain(was, one, another, inner=False)

    assert by_key(base, ours, theirs, entry_of, inner=False) == (stands, other)
    assert by_key(base, theirs, ours, entry_of, inner=False) == (other, stands)
