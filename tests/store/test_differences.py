"""What differs between two lines of a record."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.store.differences import NOTHING, Change, applied, differences, same

Raw = dict[str, Any]
ONE = {"at": "2026-11-22", "state": "logged"}
TWO = {"at": "2026-11-23T15:30", "state": "resolved", "staff": "T-1"}
WANG = {"customer": "C-1", "asked": "2026-11-01"}
LI = {"customer": "C-2", "asked": "2026-11-01"}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"a": "x"}, {"a": "x"}, []),
        ({"a": "x"}, {"a": "y"}, [("a", "x", "y")]),
        ({"a": "x", "id": "1"}, {"id": "2"}, [("a", "x", None)]),
        (None, {"id": "1", "a": "x", "p": {"b": 2}}, [("a", None, "x"), ("p.b", None, 2)]),
        ({"id": "1", "a": "x"}, None, [("a", "x", None)]),
        ({"profile": {"size": "M", "notes": "n"}}, {"profile": {"size": "L", "notes": "n"}},
         [("profile.size", "M", "L")]),
        ({}, {"profile": {"size": "L"}}, [("profile.size", None, "L")]),
        ({"log": [ONE]}, {"log": [ONE, TWO]}, [("log[1]", None, TWO)]),
        ({}, {"log": [ONE]}, [("log[0]", None, ONE)]),
        ({"log": [ONE, TWO]}, {"log": [TWO]}, [("log[0]", ONE, None)]),
        ({"log": [ONE, TWO]}, {"log": [ONE, TWO | {"staff": "T-2"}]},
         [("log[1].staff", "T-1", "T-2")]),
        ({"invited": [WANG, LI]}, {"invited": [WANG, LI | {"answer": "yes"}]},
         [("invited[1].answer", None, "yes")]),
        ({"invited": [WANG]}, {"invited": [LI]},
         [("invited[0]", WANG, None), ("invited[0]", None, LI)]),
        ({"items": [{"name": "大衣", "price": "399.00", "amount": "399.00", "qty": 1}]},
         {"items": [{"name": "大衣", "price": "299.00", "amount": "299.00", "qty": 1}]},
         [("items[0].amount", "399.00", "299.00"), ("items[0].price", "399.00", "299.00")]),
        ({"posts": ["clerk"]}, {"posts": ["company"]}, [("posts[0]", "clerk", "company")]),
        ({"posts": ["a", "c"]}, {"posts": ["a", "b", "c"]}, [("posts[1]", None, "b")]),
        ({"a": 1}, {"a": True}, [("a", 1, True)]),
        ({"a": {"b": 1}}, {"a": {}}, [("a", {"b": 1}, {})]),
        ({"p": {"a.b": 1}}, {"p": {"a.b": 2}}, [('p["a.b"]', 1, 2)]),
        ({"a": "x"}, {"a": {"b": "x"}}, [("a", "x", {"b": "x"})]),
    ],
)  # fmt: skip
def test_what_is_told(before: Raw | None, after: Raw | None, told: list[Any]) -> None:
    """Fields, fields of fields, rows that came and went; nothing of what is alike."""
    changes = [change.to_json() for change in differences(before, after)]
    assert [tuple(change.values()) for change in changes] == told


LEAVES = st.one_of(st.none(), st.booleans(), st.integers(0, 2), st.sampled_from(["", "x", "王"]))
NAMES = st.sampled_from(["a", "b", "a.b", "customer", "at"])
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=3)
    ),
    max_leaves=12,
)
RECORDS = st.dictionaries(NAMES, VALUES, max_size=4)


@given(RECORDS, RECORDS)
def test_they_lead_from_the_one_to_the_other(before: Raw, after: Raw) -> None:
    """Applied to the line before they give the line after, to the last bracket."""
    assert same(applied(before, differences(before, after)), after)


@given(RECORDS)
def test_of_one_line_there_are_none(record: Raw) -> None:
    """A line and itself."""
    assert differences(record, record) == []


@given(st.lists(VALUES, max_size=6), st.lists(VALUES, min_size=1, max_size=3))
def test_a_log_that_grew(log: list[Any], more: list[Any]) -> None:
    """Only what was added is told, each entry whole."""
    found = differences({"log": log}, {"log": log + more})
    start = len(log)
    assert found == [Change(("log", start + n), NOTHING, each) for n, each in enumerate(more)]


def test_long_lists() -> None:
    """Two long lists with nothing in common are told without looking at each pair."""
    before, after = {"a": [f"o{n}" for n in range(900)]}, {"a": [f"n{n}" for n in range(901)]}
    found = differences(before, after)
    assert len(found) == 1801
    assert applied(before, found) == after
