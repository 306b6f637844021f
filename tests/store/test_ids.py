"""Ids: drawn, told apart, and the files their day names."""

from __future__ import annotations

import os
import sys
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


@pytest.mark.parametrize("day", [ids.FIRST_DAY, ids.LAST_DAY])
def test_the_first_and_the_last_day(day: date) -> None:
    """Both can be carried; four random bytes are asked for."""
    asked: list[int] = []

    def random(size: int) -> bytes:
        asked.append(size)
        return b"\0\0\x04\x20"

    assert ids.draw("C", day, random) == f"C-{day:%y%m%d}-000110"
    assert asked == [4]


def test_many_are_drawn_as_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty bits of four random bytes each; some may be alike."""
    numbers = [0, 1, 31, 32, 1023, 1024, 2**20, 2**29, 2**30 - 1, 2**30, 2**32 - 1]
    asked: list[int] = []

    def urandom(size: int) -> bytes:
        asked.append(size)
        return b"".join(number.to_bytes(4, sys.byteorder) for number in numbers)

    monkeypatch.setattr(os, "urandom", urandom)
    day = date(2026, 11, 22)
    found = ids.draw_many("C", day, len(numbers))
    assert asked == [4 * len(numbers)]
    assert found == [ids.draw("C", day, lambda _n, n=n: n.to_bytes(4, "big")) for n in numbers]  # type: ignore[misc]
    assert found[:3] == ["C-261122-000000", "C-261122-000001", "C-261122-00000Z"]
    assert found[8] == "C-261122-ZZZZZZ"
    with pytest.raises(BadInput, match="1969-12-31 is too far away"):
        ids.draw_many("C", date(1969, 12, 31), 1)


@pytest.mark.parametrize(
    ("shard", "inside", "outside"),
    [
        ("2026-11", ["261101", "261130"], ["261031", "261131", "261201", "251122"]),
        ("2026-12", ["261201", "261231"], ["261130", "270101"]),
        ("2024-02", ["240229"], ["240230"]),
        ("2026-02", ["260228"], ["260229"]),
        ("1970-01", ["700101"], ["691231"]),
        ("2069-12", ["691231"], ["691232"]),
        ("2026-11-0x", ["261101", "261109"], ["261100", "261110"]),
        ("2026-11-3x", ["261130"], ["261131", "261129"]),
        ("2026-11-22", ["261122"], ["261121"]),
        ("2026-02-3x", [], ["260230"]),
        ("2026-00", [], ["260001"]),
        ("2026-13", [], ["261301"]),
        ("1969-12", [], ["691231"]),
        ("2070-01", [], ["700101"]),
        ("2026", [], ["261122"]),
    ],
)
def test_which_days_a_file_holds(shard: str, inside: list[str], outside: list[str]) -> None:
    """The first and the last, and those beside them; keys by the day of their own."""
    ids.pattern_of.cache_clear()
    letter, key = ids.pattern_of(shard, "C"), ids.pattern_of(shard, "")
    for day in (*inside, *outside):
        assert bool(letter.fullmatch(f"C-{day}-7KQ3MX")) is (day in inside)
        assert bool(key.fullmatch(f"birthday.C-{day}-7KQ3MX")) is (day in inside)
        assert bool(key.fullmatch(f"birthday.C-991231-7KQ3MX.{day}")) is (day in inside)


@pytest.mark.parametrize(
    ("part", "inside", "outside"),
    [("0-7", "07", "8Z"), ("8-F", "89AF", "7G"), ("G-Q", "GHJKMNPQ", "FR"), ("R-Z", "RSTVZ", "Q0"),
     ("7", "7", "68"), ("Z", "Z", "Y0")],
)  # fmt: skip
def test_which_tails_a_part_of_a_day_holds(part: str, inside: str, outside: str) -> None:
    """By how they begin; the file of an id is the first of those that take it."""
    ids.pattern_of.cache_clear()
    pattern = ids.pattern_of(f"2026-11-22-{part}", "C")
    for first in inside + outside:
        assert bool(pattern.fullmatch(f"C-261122-{first}KQ3MX")) is (first in inside)
    assert not pattern.fullmatch(f"C-261122-{inside[0]}KQ3M")
    assert not pattern.fullmatch(f"C-261123-{inside[0]}KQ3MX")


def test_the_files_of_an_id() -> None:
    """Month, ten days, day, quarter of a day, a thirty-second of it, a thousandth."""
    assert ids.shards_of(SOME) == [
        "2026-11", "2026-11-2x", "2026-11-22", "2026-11-22-0-7", "2026-11-22-7", "2026-11-22-7K"
    ]  # fmt: skip
    assert ids.whole_days("700109") == ("1970-01", "1970-01-0x", "1970-01-09")
    assert ids.shards_of("sms-birthday.C-251122-ZKQ3MX.691231")[3] == "2069-12-31-R-Z"
    for bad in ("nonsense", "C-261131-7KQ3MX"):
        with pytest.raises(ValueError):  # noqa: PT011 - of either kind
            ids.shards_of(bad)


def test_what_is_said_of_an_id_that_may_not_stand_there() -> None:
    """Where it belongs, or what it is."""
    for record_id, shard, letter, text in (
        (SOME, "2026-10", "C", f"{SOME} belongs in 2026-11.jsonl"),
        (SOME, "2026-11", "P", f"{SOME} is an id of another table"),
        ("x", "2026-11", "C", "the id is none: it looks like C-261122-7KQ3MX"),
    ):
        found = ids.misplaced(record_id, shard, letter)
        assert found is not None
        assert str(found[1]) == text


@pytest.mark.parametrize(
    ("there", "wanted", "files"),
    [
        (["2026-11"], "C-261122-7KQ3MX", ["2026-11"]),
        (["2026-11"], "thanks.P-261122-7KQ3MX", ["2026-11"]),
        (["2026-11"], "birthday.C-250101-7KQ3MX.261122", ["2026-11"]),
        (["2026-11", "2026-11-2x"], "C-261122-7KQ3MX", ["2026-11", "2026-11-2x"]),
        (["2026-11", "2026-11-1x"], "C-261122-7KQ3MX", ["2026-11"]),
        (["2026-11-22", "2026-11-22-0-7"], "C-261122-7KQ3MX", ["2026-11-22", "2026-11-22-0-7"]),
        (["2026-11-22", "2026-11-22-8-F"], "C-261122-7KQ3MX", ["2026-11-22"]),
        (["2026-11-1x"], "C-261122-7KQ3MX", []),
        (["2026-10"], "C-261122-7KQ3MX", []),
        (["2026-11", "2026-11-2x"], "C-261131-7KQ3MX", []),
        (["2026-11"], "C-261322-7KQ3MX", []),
        (["2026-11"], "no id", []),
    ],
)
def test_only_files_that_are_there_are_looked_at(
    there: list[str], wanted: str, files: list[str]
) -> None:
    assert list(ids.places(there, [wanted])) == ([(files, [wanted])] if files else [])
