"""What a change puts, takes away and brings back: its ids, its files, its rooms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from svc.errors import BadData, NoSuchRecord
from svc.frozen import replace
from svc.records.customer import Customer
from svc.records.staff import Staff
from svc.store import change as change_module
from svc.store import files, ids, journal
from svc.store.change import line_to_write
from svc.store.hints import hints_of
from svc.store.lines import encode, parsed
from svc.store.replacing import replaced
from svc.store.store import Store

DAY = date(2026, 11, 22)
MONTH = "data/customers/2026-11.jsonl"
ONE, TWO, THREE = (f"C-261122-{letter * 6}" for letter in "ABC")


def put(store: Store, *records: Any) -> None:
    """Put records on file."""
    with store.change() as change:
        for record in records:
            change.put(record)


def lines(store: Store, file: str = MONTH) -> list[bytes]:
    """The lines of a file."""
    return (store.folder / file).read_bytes().splitlines()


def test_it_says_what_it_wrote(store: Store) -> None:
    """Its files and the ids of its records, once it is made."""
    with store.change() as change:
        change.put(Customer(id=ONE, name="a"))
        change.put(Staff(id="T-261122-AAAAAA", name="b"))
        assert (change.files, change.ids) == ((), ())
    assert change.files == (
        str(store.folder / MONTH), str(store.folder / "data/staff/2026-11.jsonl")
    )  # fmt: skip
    assert change.ids == (ONE, "T-261122-AAAAAA")
    with store.change() as nothing:
        pass
    assert (nothing.files, nothing.ids) == ((), ())


def test_lines_are_taken_away_and_brought_back(store: Store) -> None:
    """Byte for byte; the file that holds nothing any more goes, and what is found goes with it."""
    put(store, Customer(id=ONE, name="a", phone="13800138000"), Customer(id=TWO, name="b"))
    first, second = lines(store)
    with store.change() as change:
        change.remove("customers", ONE)
        assert store.customers.get(ONE).name == "a"
    assert (lines(store), change.ids) == ([second], (ONE,))
    assert Store(store.folder).customers.where("phone", "13800138000") == []
    with pytest.raises(NoSuchRecord, match=ONE), store.change() as change:
        change.remove("customers", ONE)
    with store.change() as change:
        change.restore("customers/2026-11", first, None)
    assert (lines(store), change.ids) == ([first, second], (ONE,))
    assert [c.id for c in Store(store.folder).customers.where("phone", "13800138000")] == [ONE]
    put(store, Customer(id=ONE, name="c", phone="13800138001"))
    with store.change() as change:
        change.restore("customers/2026-11", first, lines(store)[0])
    assert (lines(store), change.ids) == ([first, second], (ONE,))
    assert [c.id for c in Store(store.folder).customers.where("phone", "13800138000")] == [ONE]
    assert Store(store.folder).customers.where("phone", "13800138001") == []
    with store.change() as change:
        change.remove("customers", TWO)
        change.remove("customers", ONE)
    assert change.ids == (TWO, ONE)
    assert not (store.folder / MONTH).exists()
    assert list(Store(store.folder).customers.all()) == []


def test_some_go_some_change_some_come(store: Store) -> None:
    """In one file and one change."""
    put(store, Customer(id=ONE, name="a"), Customer(id=TWO, name="b", phone="13800138000"))
    with store.change() as change:
        change.remove("customers", ONE)
        change.put(replace(store.customers.get(TWO), name="x", phone="13800138001"))
        change.put(Customer(id=THREE, name="c"))
    assert [each.name for each in Store(store.folder).customers.all()] == ["x", "c"]
    assert change.ids == (TWO, THREE, ONE)
    again = Store(store.folder).customers
    assert again.where("phone", "13800138000") == []
    assert [each.id for each in again.where("phone", "13800138001")] == [TWO]


def test_what_killed_commands_left_is_swept(store: Store) -> None:
    """In the folders it writes to, no others."""
    put(store, Customer(id=ONE, name="a"), Staff(id="T-261122-AAAAAA", name="b"))
    left = [store.folder / f"data/{each}/.2026-11.jsonl.0123abcd.tmp"
            for each in ("customers", "staff")]  # fmt: skip
    for file in left:
        file.touch()
    put(store, Customer(id=TWO, name="b"))
    assert [file.exists() for file in left] == [False, True]


def test_a_change_that_fails_says_so_to_its_log(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is told as written."""

    def failing(*_args: object) -> None:
        raise OSError

    monkeypatch.setattr(journal, "replace_all", failing)
    with pytest.raises(OSError), store.change() as change:  # noqa: PT011 - ours
        change.put(Customer(id=ONE, name="a"))
    assert change.files == ()
    assert list(Store(store.folder).customers.all()) == []


def test_many_new_ids(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """None that is on file, put in this change, or given before; each way of keeping count."""
    taken, put_now = "C-261122-000000", "C-261122-000001"
    put(store, Customer(id=taken, name="a"), Customer(id="C-261121-000002", name="b"))
    drawn = iter([[0, 1, 2], [2, 3], [2, 3, 4], [5], [0, 4, 5, 6], [7]])

    def draw_many(kind: str, day: date, count: int) -> list[str]:
        numbers = next(drawn)
        assert count >= 1
        return [ids.draw(kind, day, lambda _n, n=n: n.to_bytes(4, "big")) for n in numbers]  # type: ignore[misc]

    monkeypatch.setattr(ids, "draw_many", draw_many)

    def tails(found: list[str]) -> list[str]:
        assert all(each[:9] == "C-261122-" for each in found)
        return [each[-1] for each in found]

    with store.change() as change:
        change.put(Customer(id=put_now, name="c"))
        assert tails(change.new_ids("customers", DAY, 2)) == ["2", "3"]
        assert tails(change.new_ids("customers", DAY, 2)) == ["4", "5"]
        assert tails(change.new_ids("customers", DAY, 2)) == ["6", "7"]


@pytest.mark.parametrize("shard", ["2026-11", "2026-11-2x", "2026-11-22", "2026-11-22-0-7"])
def test_new_ids_mind_every_file_of_the_day(
    shard: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever of them holds the record that has one."""
    (store.folder / "data/customers").mkdir(exist_ok=True)
    line = encode({"id": "C-261122-000000", "name": "a"})
    (store.folder / f"data/customers/{shard}.jsonl").write_bytes(line)
    drawn = iter([["C-261122-000000"], ["C-261122-000001"]])
    monkeypatch.setattr(ids, "draw_many", lambda *_args: next(drawn))
    with store.change() as change:
        assert change.new_ids("customers", DAY, 1) == ["C-261122-000001"]


def bulk(store: Store, records: list[tuple[str, str]]) -> None:
    """Add records in bulk."""
    with store.change() as change:
        change.add_lines(
            "customers", ((key, encode({"id": key, "name": name})) for key, name in records)
        )


def files_of(store: Store) -> dict[str, int]:
    """The size of each file of customers."""
    return {file.stem: file.stat().st_size
            for file in sorted((store.folder / "data/customers").iterdir())}  # fmt: skip


def test_lines_in_bulk(store: Store, add: Callable[..., str]) -> None:
    """Among those on file, found at once, each in the file of its day; a change may do both."""
    add("old", phone="13800138000")
    bulk(store, [(TWO, "b"), (ONE, "a"), ("C-261022-AAAAAA", "c"), (THREE, "d")])
    assert list(files_of(store)) == ["2026-10", "2026-11"]
    assert sorted(each.name for each in store.customers.all()) == ["a", "b", "c", "d", "old"]
    again = Store(store.folder).customers
    assert [each.id for each in again.where("name", "b")] == [TWO]
    assert lines(store) == sorted(lines(store))


@pytest.mark.parametrize("limit", [200, 400, 1000, 2000])
def test_files_are_filled_up_to_their_limit(
    limit: int, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One by one or in bulk, the same files; the last of them takes whatever is left."""
    monkeypatch.setattr(change_module, "SHARD_LIMIT", limit)
    keys = [f"C-261122-{ids.ALPHABET[n % 32]}{n:05d}" for n in range(64)]
    other = Store(store.folder)
    records = [(key, "n" * (n % 3)) for n, key in enumerate(keys)]
    bulk(other, records)
    in_bulk = {key: found for key in keys if (found := other.table("customers").shard_of(key))}
    sizes = files_of(other)
    for file in (store.folder / "data/customers").iterdir():
        file.unlink()
    store = Store(store.folder)
    for key, name in records:
        put(store, Customer(id=key, name=name or "m"))
    one_by_one = files_of(store)
    assert len(in_bulk) == len(keys)
    levels = ("2026-11", "2026-11-2x", "2026-11-22")
    for filled in (sizes, one_by_one):
        assert all(size <= limit for size in filled.values())
        for before, after in pairwise(levels):
            if after in filled:
                assert filled[before] + 45 > limit


def test_a_line_of_just_the_room_there_is(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes in; one byte more does not."""
    put(store, Customer(id=ONE, name="a"))
    size = files_of(store)["2026-11"]
    for room, wanted in (
        (size, {"2026-11": 2 * size}),
        (size - 1, {"2026-11": size, "2026-11-2x": size}),
    ):
        monkeypatch.setattr(change_module, "SHARD_LIMIT", size + room)
        put(store, Customer(id=TWO, name="b"))
        assert files_of(store) == wanted
        with store.change() as change:
            change.remove("customers", TWO)
        bulk(store, [(TWO, "b")])
        assert files_of(store) == wanted
        with store.change() as change:
            change.remove("customers", TWO)


def test_a_line_that_could_not_be_read_again() -> None:
    """Is not written; one that only looks odd is."""
    fine = {"id": ONE, "a": "1.5", "b": [{}] * 30}
    assert line_to_write(fine) == encode(fine)
    for bad in (1.5, 10**18):
        with pytest.raises(ValueError):  # noqa: PT011 - of any kind
            line_to_write({"id": ONE, "a": bad})


def test_records_in_bulk_are_refused_in_another_table(store: Store) -> None:
    """A fault of ours must not make a shop unreadable."""
    with pytest.raises(ValueError, match="P-261122-AAAAAA"):
        bulk(store, [("P-261122-AAAAAA", "x")])
    assert list(Store(store.folder).customers.all()) == []


def test_a_file_with_lines_replaced_and_its_hints(store: Store) -> None:
    """The lines as they were made; what was to be found by old words, what by new ones."""
    put(store, *(Customer(id=key, name="a", phone=f"1380013800{n}")
                 for n, key in enumerate((ONE, TWO, THREE))))  # fmt: skip
    before = dict(zip((ONE, TWO, THREE), lines(store), strict=True))
    raws = {TWO: {"id": TWO, "name": "a", "phone": "13900139000"}}
    hints: Any = ([("x", "y")], [("x", "z")])
    name = "customers/2026-11"
    with store.change():
        content = replaced(store, name, raws, {TWO: b"made\n"}, {ONE: before[ONE]}, hints)
    assert content == b"made\n" + before[THREE] + b"\n"
    was, will, gone = (
        set(hints_of("customers", parsed(line)))
        for line in (before[TWO], encode(raws[TWO]), before[ONE])
    )
    assert was - will
    assert hints[0] == [("x", "y"), *((each, TWO) for each in will - was)]
    assert hints[1] == [
        ("x", "z"), *((each, ONE) for each in hints_of("customers", parsed(before[ONE]))),
        *((each, TWO) for each in was - will),
    ]  # fmt: skip
    assert gone
    unchanged: Any = ([], [])
    with store.change():
        same = {TWO: parsed(before[TWO]) | {"note": "x"}}
        replaced(store, name, same, {}, {}, unchanged)
    assert unchanged == ([], [])


@pytest.mark.parametrize("gone", [False, True])
def test_a_line_that_is_no_longer_there(store: Store, *, gone: bool) -> None:
    """Whoever edits or pulls just now: nothing is written, and the file is named."""
    put(store, Customer(id=ONE, name="a"))
    raws = {} if gone else {TWO: {"id": TWO, "name": "b"}}
    out = {TWO: encode({"id": TWO, "name": "b"})} if gone else {}
    with pytest.raises(BadData) as told, store.change():
        replaced(store, "customers/2026-11", raws, {}, out, ([], []))
    assert str(told.value.message) == f"{MONTH} was changed by something else just now."
    assert told.value.hint is files.UNCHANGED


def test_new_ids_of_two_days_and_tables(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each counts by itself, and is asked for no more than are missing."""
    asked: list[int] = []

    def draw_many(kind: str, day: date, count: int) -> list[str]:
        asked.append(count)
        return [f"{kind}-{day:%y%m%d}-00000{len(asked)}"]

    monkeypatch.setattr(ids, "draw_many", draw_many)
    with store.change() as change:
        assert change.new_ids("customers", DAY, 1) == ["C-261122-000001"]
        assert change.new_ids("purchases", DAY, 1) == ["P-261122-000002"]
        assert change.new_ids("customers", date(2026, 11, 23), 1) == ["C-261123-000003"]
        assert change.new_ids("customers", DAY, 3) == [f"C-261122-00000{n}" for n in (4, 5, 6)]
    assert asked == [1, 1, 1, 3, 2, 1]
    again = {"C-261122-000001", "C-261122-000004"}
    monkeypatch.setattr(ids, "draw_many", lambda *_args: [*sorted(again), "C-261122-000009"])
    with store.change() as change:
        for key in again:
            change.put(Customer(id=key, name="a"))
        assert change.new_ids("customers", DAY, 1) == ["C-261122-000009"]
