"""What two tills made of one record apart: what is open still, and what choosing makes of it."""

from __future__ import annotations

from typing import Any

import pytest

from svc.records.conflict import Conflict
from svc.rules.conflict import (
    differing,
    fields_of,
    is_gone,
    is_same,
    left_after,
    one_each,
    still_differs,
    still_open,
    taken,
)

Raw = dict[str, Any]
ID = "K-261122-AAAAAA"


def told(unit: str, **fields: Any) -> Raw:
    """The other side's word on a unit."""
    return {"unit": unit, "fields": fields}


GONE: Raw = {"unit": "record", "gone": True}
CLOSED = told("state", state="closed", closed_on="2026-11-22")
ROW: Raw = {"id": ID, "state": "resolved", "text": "小了"}


@pytest.mark.parametrize(
    ("other", "gone", "fields"),
    [
        (GONE, True, {}),
        (CLOSED, False, {"state": "closed", "closed_on": "2026-11-22"}),
        ({"unit": "record", "gone": False}, False, {}),
        ({"unit": "state", "fields": "closed"}, False, {}),
        ({}, False, {}),
    ],
)
def test_what_an_alternative_says(other: Raw, gone: bool, fields: Raw) -> None:
    """Of a newer svc's it takes what it knows."""
    assert is_gone(other) is gone
    assert fields_of(other) == fields


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a", "a", True), ("a", "b", False), (None, "", True), ([], {}, True), (False, None, True),
        ("a", None, False), (None, "a", False), (0, 0, True), (["a"], [], False),
    ],
)  # fmt: skip
def test_a_field_that_is_empty_is_none(one: object, other: object, same: bool) -> None:
    """Written out or left out, it says the same."""
    assert is_same(one, other) is same


@pytest.mark.parametrize(
    ("raw", "other", "fields"),
    [
        (ROW, CLOSED, ["state", "closed_on"]),
        (ROW, told("state", state="resolved", closed_on=None), []),
        (ROW, told("state", state="resolved", closed_on="2026-11-22"), ["closed_on"]),
        (ROW, told("text", text=None), ["text"]),
        (None, told("state", state="closed", closed_on=None), ["state"]),
        (ROW, GONE, []),
    ],
)
def test_which_fields_differ(raw: Raw | None, other: Raw, fields: list[str]) -> None:
    """Of those the alternative speaks of, in its order."""
    assert differing(raw, other) == fields


@pytest.mark.parametrize(
    ("raw", "other", "differs"),
    [
        (ROW, GONE, True),
        (None, GONE, False),
        (ROW, CLOSED, True),
        (None, CLOSED, True),
        (None, told("state", state=None), True),
        (ROW, told("state", state="resolved"), False),
    ],
)
def test_whether_it_is_another_word_still(raw: Raw | None, other: Raw, differs: bool) -> None:
    """Somebody may have made the record so, or removed it, since."""
    assert still_differs(raw, other) is differs


def test_what_is_open_keeps_its_number() -> None:
    """What is answered drops out, and the rest is numbered as it was shown."""
    same = told("state", state="resolved")
    conflict = Conflict(
        id=f"conflict.{ID}", table="complaints", record=ID, others=(same, CLOSED, GONE)
    )
    assert still_open(ROW, conflict) == [(2, CLOSED), (3, GONE)]
    assert still_open(None, conflict) == [(1, same), (2, CLOSED)]


@pytest.mark.parametrize(
    ("raw", "others", "wanted"),
    [
        (ROW, [], ROW),
        (ROW, [CLOSED], {**ROW, "state": "closed", "closed_on": "2026-11-22"}),
        (ROW, [told("text", text=None)], {"id": ID, "state": "resolved"}),
        (ROW, [told("post", post=None)], ROW),
        (ROW, [told("text", text=None), told("post", post="clerk")],
         {"id": ID, "state": "resolved", "post": "clerk"}),
        (None, [told("state", state="closed")], {"id": ID, "state": "closed"}),
        (ROW, [GONE], None),
        (ROW, [CLOSED, GONE], None),
        (None, [GONE], None),
    ],
)  # fmt: skip
def test_a_record_with_an_alternative_taken(
    raw: Raw | None, others: list[Raw], wanted: Raw | None
) -> None:
    """Fields of null go, those it does not speak of stay; what stood is not touched."""
    before = None if raw is None else dict(raw)
    assert taken(raw, ID, others) == wanted
    assert raw == before


@pytest.mark.parametrize(
    ("others", "wanted"),
    [
        ([], True),
        ([GONE], True),
        ([CLOSED], True),
        ([CLOSED, told("text", text="a")], True),
        ([CLOSED, told("state", state="logged")], False),
        ([CLOSED, GONE], False),
        ([CLOSED, told("text", text="a"), GONE], False),
    ],
)
def test_whether_all_may_be_taken_at_once(others: list[Raw], *, wanted: bool) -> None:
    """Of one unit only one, and a record that goes leaves nothing to choose."""
    assert one_each(enumerate(others, start=1)) is wanted


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        (CLOSED, [told("text", text="a")]),
        (told("text", text="a"), [CLOSED, told("state", state="logged")]),
        (GONE, []),
        (told("post", post="x"), [CLOSED, told("state", state="logged"), told("text", text="a")]),
    ],
)
def test_what_is_open_after_one_was_chosen(chosen: Raw, left: list[Raw]) -> None:
    """What speaks of other units; that the record be gone is answered by any."""
    others = [CLOSED, told("state", state="logged"), told("text", text="a"), GONE]
    assert left_after(enumerate(others, start=1), chosen) == left
