"""The log of this computer's changes: what it holds, what it survives, how large it grows."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from svc.errors import CannotReadOrWrite
from svc.records.customer import Customer
from svc.records.staff import Staff
from svc.store import changes, journal, undoing
from svc.store.changes import Entry, on_file, read, stands
from svc.store.store import Store

DAY = date(2026, 11, 22)


def put(store: Store, *names: str) -> list[str]:
    """New customers in one change; gives their ids."""
    with store.change() as change:
        ids = [change.new_id("customers", DAY) for _name in names]
        for record_id, name in zip(ids, names, strict=True):
            change.put(Customer(id=record_id, name=name, number=record_id[-4:]))
    return ids


def put_in(store: Store, tables: int) -> None:
    """A change of one file or of two."""
    with store.change() as change:
        change.put(Customer(id="C-261122-AAAAAA", name="a", number="1"))
        if tables == 2:
            change.put(Staff(id="T-261122-AAAAAA", name="b", posts=("clerk",)))


def log_of(store: Store) -> Path:
    """The log's file."""
    return Path(store.root) / undoing.LOG


def fits(store: Store, entry: Entry) -> bool:
    """Whether the records are as a change left them."""
    steps = list(entry.steps())
    there = on_file(store, steps)
    return all(stands(step, there[step.id][1] if step.id in there else None) for step in steps)


@pytest.fixture
def store(shop: Path) -> Store:
    """An empty shop's store."""
    return Store(shop)


def test_a_line_a_change(store: Store) -> None:
    """Ids and digests of what is new; what was there before, whole; what went, whole."""
    (one,) = put(store, "王芳")
    with store.change() as change:
        change.put(Customer(id=one, name="王方", number="1"))
    line = store.customers.on_file(one)
    with store.change() as change:
        change.remove("customers", one)
    added, changed, removed = read(store.root)
    assert [[step.did for step in each.steps()] for each in (added, changed, removed)] == [
        ["added"], ["changed"], ["removed"],
    ]  # fmt: skip
    (was,) = changed.steps()
    assert was.before is not None
    assert json.loads(was.before)["name"] == "王芳"
    (gone,) = removed.steps()
    assert line is not None
    assert (gone.name, gone.before) == line
    assert "王" not in json.dumps(added.raw, ensure_ascii=False)
    assert [each.number for each in read(store.root)] == [1, 2, 3]
    assert all(each.made for each in read(store.root))


def test_what_changes_nothing_is_no_change(store: Store) -> None:
    """A record put as it stands is not noted, nor is a dry run or a block that raises."""
    (one,) = put(store, "a")
    with store.change() as change:
        change.put(store.customers.get(one))
    with store.change(dry_run=True) as change:
        change.put(Customer(id=one, name="b", number="1"))
    with suppress(ZeroDivisionError), store.change() as change:
        change.put(Customer(id=one, name="b", number="1"))
        raise ZeroDivisionError
    assert len(read(store.root)) == 1


def test_the_log_may_be_read_by_whom_the_shop_may(store: Store) -> None:
    """Its mode is that of the shop's own file."""
    (Path(store.root) / "svc.toml").chmod(0o640)
    put(store, "a")
    assert log_of(store).stat().st_mode & 0o777 == 0o640


TORN: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("torn", lambda content: content[:-20]),
    ("no line feed", lambda content: content[:-1]),
    ("no figure", lambda content: content + b'{"n":'),
    ("NUL bytes", lambda content: content + b"\0" * 50),
    ("another line", lambda content: content + b"[1]\n"),
    ("a list", lambda content: content + b'{"added":[],"n":9,"made":1}\n'),
]


@pytest.mark.parametrize(("damage"), [row[1] for row in TORN], ids=[row[0] for row in TORN])
def test_a_damaged_line_is_passed_over(store: Store, damage: Callable[[bytes], bytes]) -> None:
    """The lines before it are read, those after it too, and the numbers go on."""
    put(store, "a")
    (two,) = put(store, "b")
    log = log_of(store)
    log.write_bytes(damage(log.read_bytes()))
    assert 1 in [each.number for each in read(store.root)]
    (three,) = put(store, "c")
    last = read(store.root)[-1]
    assert last.ids == (three,)
    assert last.number in (2, 3, 10)
    assert log.read_bytes().endswith(b'"made":1}\n')
    assert store.customers.get(two).name == "b"


def test_no_log_at_all(store: Store) -> None:
    """A log that was removed begins again; a folder in its place stops no change."""
    put(store, "a")
    log_of(store).unlink()
    put(store, "b")
    assert [each.number for each in read(store.root)] == [1]
    log_of(store).unlink()
    log_of(store).mkdir()
    (three,) = put(store, "c")
    assert store.customers.get(three).name == "c"
    with pytest.raises(CannotReadOrWrite):
        read(store.root)


@pytest.mark.parametrize("tables", [1, 2])
def test_a_kill_before_the_renames(
    store: Store, monkeypatch: pytest.MonkeyPatch, tables: int
) -> None:
    """The log tells of a change that never was: its figure says so, and the records do."""

    class Killed(BaseException):
        """As a kill: nothing is cleaned up after it."""

    def killed(*_args: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", killed)
        patch.setattr(journal, "write", killed)
        with pytest.raises(Killed):
            put_in(store, tables)
    (entry,) = read(store.root)
    assert not entry.made
    assert entry.records == tables
    assert not fits(store, entry)
    put(store, "b")
    assert [each.made for each in read(store.root)] == [False, True]


def test_a_kill_after_the_journal(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next command finishes the change; then the records are as the log says."""

    def cut_short(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(journal, "_finish", cut_short)
        with pytest.raises(KeyboardInterrupt):
            put_in(store, 2)
    with store.locked() as recovered:
        assert recovered
    (entry,) = read(store.root)
    assert not entry.made
    assert fits(store, entry)


def test_the_log_stays_small(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is cut to the newest changes now and then, whole lines at a time."""
    monkeypatch.setattr(changes, "KEPT", 20)
    monkeypatch.setattr(undoing, "EVERY", 10)
    for n in range(75):
        put(store, str(n))
        assert len(read(store.root)) <= 30
    assert [each.number for each in read(store.root)] == list(range(50, 76))
    assert not list(log_of(store).parent.glob("*.tmp"))


def test_a_large_change_may_stand_alone(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit the older ones go; the newest stays whatever its size."""
    monkeypatch.setattr(undoing, "LIMIT", 2000)
    monkeypatch.setattr(changes, "LIMIT", 2000)
    put(store, "a")
    many = put(store, *map(str, range(200)))
    assert [each.records for each in read(store.root)] == [1, 200]
    put(store, "b")
    assert [each.number for each in read(store.root)] == [2, 3]
    assert set(read(store.root)[0].ids) <= set(many)
    assert len(read(store.root)[0].ids) == 100
    put(store, "c")
    assert [each.number for each in read(store.root)] == [3, 4]


def test_lines_too_many_to_be_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What would be too large is noted without its lines."""
    monkeypatch.setattr(undoing, "LARGE", 100)
    ids = put(store, "a", "b", "c", "d")
    with store.change() as change:
        for record_id in ids:
            change.put(Customer(id=record_id, name="王芳", number=record_id[-4:]))
    entry = read(store.root)[-1]
    assert (entry.final, entry.records, set(entry.ids)) == ("large", 4, set(ids))


def test_lines_in_bulk(store: Store) -> None:
    """What is added in bulk is noted by id and digest."""
    from svc.store.lines import encode

    with store.change() as change:
        ids = change.new_ids("customers", DAY, 500)
        change.add_lines("customers", ((i, encode({"id": i, "name": "x"})) for i in ids))
    (entry,) = read(store.root)
    assert entry.records == 500
    assert {step.id for step in entry.steps()} == set(ids)
    assert fits(store, entry)
    assert log_of(store).stat().st_size < 500 * 25 + 200


def erase(store: Store, record_id: str) -> None:
    """A record put without its name, which is to be forgotten."""
    with store.change() as change:
        change.put(Customer(id=record_id, name="***"))
        change.noted.forgets = (record_id, "王芳")


def test_what_is_forgotten_is_not_in_the_log(store: Store) -> None:
    """Changes that hold a text keep their number, time and command only; others stay whole."""
    one, two = put(store, "王芳")[0], put(store, "李娜")[0]
    for record_id in (one, two):
        with store.change() as change:
            change.put(Customer(id=record_id, name="x", number="1" + record_id[-3:]))
    erase(store, one)
    content = log_of(store).read_text(encoding="utf-8")
    assert "王芳" not in content
    assert "李娜" in content
    assert one not in "".join(content.splitlines()[:-1])
    assert [each.final for each in read(store.root)] == ["erase", None, "erase", None, "erase"]
    assert [each.records for each in read(store.root)] == [1, 1, 1, 1, 1]


def test_what_cannot_be_forgotten_is_not_erased(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the log cannot be rewritten the change is not made."""
    (one,) = put(store, "王芳")

    def full(*_args: Any, **_more: Any) -> Any:
        raise OSError(28, "full")

    monkeypatch.setattr(changes, "_write", full)
    with pytest.raises(CannotReadOrWrite):
        erase(store, one)
    assert store.customers.get(one).name == "王芳"
