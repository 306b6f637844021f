"""Ids: drawn, told apart, and the files their day names."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.errors import BadInput
from svc.store import ids

days = st.dates(ids.FIRST_DAY, ids.LAST_DAY)
SOME = "C-261122-7KQ3MX"


@given(days, st.binary(min_size=4, max_size=4))
def test_an_id_carries_its_day(day: date, random: bytes) -> None:
    """Drawn, it has the form, the day comes back, and every file it may be in takes it."""
    drawn = ids.draw("C", day, lambda _size: random)
    assert ids.is_id(drawn)
    assert ids.day_of(drawn) == day
    for shard in ids.shards_of(drawn):
        assert ids.SHARD.fullmatch(shard)
        assert ids.misplaced(drawn, shard, "C") is None


@given(days, days)
def test_only_its_own_files_take_an_id(day: date, other: date) -> None:
    """The pattern of a file and the files of an id agree."""
    drawn = ids.draw("C", day)
    for shard in ids.shards_of(ids.draw("C", other)):
        assert (ids.misplaced(drawn, shard, "C") is None) == (shard in ids.shards_of(drawn))


@pytest.mark.parametrize("day", [date(1969, 12, 31), date(2070, 1, 1), date.min, date.max])
def test_a_day_two_digits_cannot_tell_is_refused(day: date) -> None:
    """1969 would be read as 2069, and the record never found again."""
    with pytest.raises(BadInput):
        ids.draw("C", day)


@pytest.mark.parametrize(
    "text",
    [
        "", "C", "C-261122", "c-261122-7KQ3MX", "C-261122-7KQ3M", "C-261122-7KQ3MXX",
        "C-261122-7KQ3MI", "C-261122-7KQ3ML", "C-261122-7KQ3MO", "C-261122-7KQ3MU",
        "C-261322-7KQ3MX", "C-260230-7KQ3MX", "CC-261122-7KQ3MX", "C-261122-7KQ3MX\n",
        "C-２61122-7KQ3MX", "13800138000", "../../etc/passwd",
    ],
)  # fmt: skip
def test_what_is_no_id(text: str) -> None:
    """No form, no such day, letters that are left out, digits of another script."""
    assert not ids.is_id(text)


def test_a_key_goes_by_its_own_day_or_its_cause() -> None:
    """A callback lies with its cause, unless its key has a day of its own."""
    plain, dated = "purchase.P-261122-7KQ3MX", "birthday.C-251122-7KQ3MX.270105"
    assert ids.shards_of(plain)[0] == "2026-11"
    assert ids.shards_of(dated)[:2] == ["2027-01", "2027-01-0x"]
    assert ids.misplaced(plain, "2026-11", "") is None
    assert ids.misplaced(dated, "2027-01", "") is None
    assert ids.misplaced(dated, "2025-11", "") is not None


@pytest.mark.parametrize(
    ("record_id", "shard", "letter", "rule"),
    [
        ("nonsense", "2026-11", "C", "malformed-id"),
        ("C-261131-7KQ3MX", "2026-11", "C", "malformed-id"),
        (SOME, "2026-10", "C", "wrong-file"),
        (SOME, "2026-11-21", "C", "wrong-file"),
        (SOME, "2026-11-22-8", "C", "wrong-file"),
        (SOME, "2026-13", "C", "wrong-file"),
        (SOME, "2026-02-30", "C", "wrong-file"),
        (SOME, "1926-11", "C", "wrong-file"),
        (SOME, "2026-11", "P", "foreign-id"),
        (SOME, "2026-11", "", "foreign-id"),
        ("purchase.P-261122-7KQ3MX", "2026-11", "P", "foreign-id"),
    ],
)
def test_what_may_not_stand_in_a_file(record_id: str, shard: str, letter: str, rule: str) -> None:
    """Each with a word of its own."""
    found = ids.misplaced(record_id, shard, letter)
    assert found is not None
    assert found[0] == rule


def test_months_between() -> None:
    """The names of the months a span of days needs, over the year's end."""
    assert ids.months_between(date(2025, 12, 31), date(2026, 2, 1)) == [
        "2025-12", "2026-01", "2026-02",
    ]  # fmt: skip
    assert ids.months_between(date(2026, 2, 1), date(2026, 1, 31)) == []
