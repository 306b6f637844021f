"""A shard read strictly: all of its records, or the file, the line and what is wrong there."""

from __future__ import annotations

import pytest

from svc.errors import BadData
from svc.store.strict import file_of, read_shard

ONE, TWO = "C-261122-AAAAAA", "C-261122-BBBBBB"
KEY = "birthday.C-251122-AAAAAA.261122"


@pytest.mark.parametrize(
    ("name", "letter"),
    [("customers/2026-11", "C"), ("customers/2026-11", None), ("customers/2026-10", None),
     ("a/b/2026-11", "C")],
)  # fmt: skip
def test_all_its_records_by_id(name: str, letter: str | None) -> None:
    """In the order they stand in; without a letter any id may stand there."""
    content = b'{"id":"%b","name":"b"}\n\n{"name": "a", "id":"%b"}\n' % (
        TWO.encode(), ONE.encode()
    )  # fmt: skip
    found = read_shard(content, name, letter)
    assert list(found.items()) == [
        (TWO, {"id": TWO, "name": "b"}),
        (ONE, {"id": ONE, "name": "a"}),
    ]
    assert read_shard(b"", name, letter) == {}


def test_keys_have_no_letter() -> None:
    """Callbacks and messages lie by the day of their cause."""
    line = b'{"id":"%b"}\n' % KEY.encode()
    assert read_shard(line, "callbacks/2026-11", "") == {KEY: {"id": KEY}}
    with pytest.raises(
        BadData, match=r"^data/callbacks/2025-11\.jsonl, line 1: birthday\..* belongs"
    ):
        read_shard(line, "callbacks/2025-11", "")
    with pytest.raises(BadData, match="is an id of another table"):
        read_shard(b'{"id":"%b"}\n' % ONE.encode(), "callbacks/2026-11", "")


@pytest.mark.parametrize(
    ("second", "reason", "hint"),
    [
        (b'{"name":"x"}', "a record without an id", "svc repair-store"),
        (b'{"id":"%b"}' % ONE.encode(), f"the id {ONE} stands twice", "svc repair-store"),
        (b'{"id":"C-261222-AAAAAA"}', "C-261222-AAAAAA belongs in 2026-12.jsonl",
         "svc repair-store"),
        (b'{"id":"%b"}' % KEY.encode(), f"{KEY} is an id of another table", "svc repair-store"),
        (b"=======", "a conflict marker left by a merge", "svc resolve"),
    ],
)  # fmt: skip
def test_what_is_wrong_names_the_line_and_the_way_on(
    second: bytes, reason: str, hint: str
) -> None:
    """What git left half merged is for `resolve`, all else for an editor or `repair-store`."""
    content = b'{"id":"%b"}\n%b\n' % (ONE.encode(), second)
    with pytest.raises(BadData) as error:
        read_shard(content, "customers/2026-11", "C")
    assert str(error.value.message) == f"data/customers/2026-11.jsonl, line 2: {reason}."
    assert hint in str(error.value.hint)
    other = {"svc resolve", "svc repair-store"} - {hint}
    assert not any(each in str(error.value.hint) for each in other)


def test_how_people_are_told_of_a_file() -> None:
    """From the shop's folder."""
    assert file_of("customers/2026-11") == "data/customers/2026-11.jsonl"
