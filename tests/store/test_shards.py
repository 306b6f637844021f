"""Which file a record goes to, and how little a change shows in git."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from svc.errors import BadData
from svc.records.customer import Customer
from svc.store import change as change_module
from svc.store.store import Store

DAY = date(2026, 11, 22)


def files_of(store: Store) -> list[str]:
    return sorted(file.stem for file in (store.folder / "data/customers").glob("*.jsonl"))


def lines_in(store: Store, shard: str) -> int:
    return (store.folder / f"data/customers/{shard}.jsonl").read_bytes().count(b"\n")


def test_month_then_day_then_part(
    store: Store, add: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full file is left alone; what comes later goes to a smaller one, and all are found."""
    monkeypatch.setattr(change_module, "SHARD_LIMIT", 200)
    added = [add(f"客{n:02d}") for n in range(40)]
    names = files_of(store)
    assert {"2026-11", "2026-11-2x", "2026-11-22"} < set(names)
    assert any(len(name) == len("2026-11-22-7") for name in names)
    assert all(lines_in(store, name) >= 1 for name in names)
    again = Store(store.folder)
    assert {record.id for record in again.customers.all()} == set(added)
    assert len({record.id for record in again.customers.between(DAY, DAY)}) == 40
    assert [again.customers.get(record_id).name for record_id in added] == [
        f"客{n:02d}" for n in range(40)
    ]


def test_a_change_of_many_fills_file_after_file(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within one change too, what it has put already counts."""
    monkeypatch.setattr(change_module, "SHARD_LIMIT", 1_000)
    with store.change() as change:
        for number in range(100):
            record_id = change.new_id("customers", DAY)
            change.put(Customer(id=record_id, name=f"客{number}"))
    sizes = [
        (store.folder / f"data/customers/{name}.jsonl").stat().st_size for name in files_of(store)
    ]
    assert len(sizes) > 2
    assert all(size <= 1_000 for size in sizes)
    assert len(list(store.customers.all())) == 100


def test_a_record_stays_where_it_is(
    store: Store, add: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Growing moves nothing, so a changed record is one changed line."""
    first = add("王芳")
    monkeypatch.setattr(change_module, "SHARD_LIMIT", 60)
    later = add("李娜")
    with store.change() as change:
        change.put(Customer(id=first, name="王芳" * 50))
    assert files_of(store) == ["2026-11", "2026-11-2x"]
    assert lines_in(store, "2026-11") == 1
    assert store.customers.get(later).name == "李娜"


def test_other_months_have_other_files(store: Store, add: Callable[..., str]) -> None:
    """Years 70 to 99 are of the last century."""
    for day in (date(1997, 1, 1), date(2026, 11, 22), date(2026, 12, 1), date(2069, 12, 31)):
        add("王芳", day)
    assert files_of(store) == ["1997-01", "2026-11", "2026-12", "2069-12"]
    found = store.customers.between(date(2026, 11, 1), date(2026, 11, 30))
    assert len(list(found)) == 1


def test_between_reads_only_its_months(
    store: Store, add: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broken file of another month does not disturb."""
    add("王芳", date(2026, 10, 31))
    add("李娜", date(2026, 11, 1))
    (store.folder / "data/customers/2026-10.jsonl").write_text("torn")
    found = store.customers.between(date(2026, 11, 1), date(2026, 11, 30))
    assert [record.name for record in found] == ["李娜"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id":"13800138000","name":"x"}', "the id is none"),
        ('{"id":"C-260230-AAAAAA","name":"x"}', "the id is none"),
        ('{"id":"P-261122-AAAAAA","name":"x"}', "another table"),
        ('{"id":"C-261022-AAAAAA","name":"x"}', "belongs in 2026-10.jsonl"),
    ],
)
def test_a_line_that_stands_where_no_command_would_find_it(
    line: str, reason: str, store: Store, add: Callable[..., str]
) -> None:
    """Hand-edited: told by every reading, with file and line, never crashing, never doubled."""
    add()
    with (store.folder / "data/customers/2026-11.jsonl").open("a") as file:
        file.write(line + "\n")
    for read in (
        lambda: list(store.customers.all()),
        lambda: list(store.customers.between(DAY, DAY)),
        lambda: store.customers.find("AAAAAA"),
        lambda: add("李娜"),
    ):
        with pytest.raises(BadData, match=rf"2026-11\.jsonl, line 2: .*{reason}") as told:
            read()
        assert "13800138000" not in str(told.value)


def test_a_second_copy_of_a_file_is_not_read(store: Store, add: Callable[..., str]) -> None:
    """What a sync program or a hand leaves beside a shard would double its records."""
    add()
    file = store.folder / "data/customers/2026-11.jsonl"
    for name in ("2026-11 (1).jsonl", "2026-11.bak.jsonl", "2026-11.jsonl~", "copy.jsonl"):
        (file.parent / name).write_bytes(file.read_bytes())
    assert len(list(store.customers.all())) == 1


@pytest.fixture
def git(store: Store) -> Callable[..., str]:
    """Real git in the shop's folder."""

    def run(*args: str) -> str:
        return subprocess.run(
            ["git", "-C", str(store.folder), *args], check=True, capture_output=True, text=True
        ).stdout

    run("init", "--quiet")
    return run


def test_an_added_record_is_one_added_line(
    store: Store, add: Callable[..., str], git: Callable[..., str]
) -> None:
    """A changed one is one line changed; what lies in .svc is none of git's business."""
    for _ in range(20):
        record_id = add()
    git("add", "--all")
    git("commit", "--quiet", "--message", "twenty")
    add("李娜")
    assert git("diff", "--numstat") == "1\t0\tdata/customers/2026-11.jsonl\n"
    git("commit", "--quiet", "--all", "--message", "one")
    with store.change() as change:
        change.put(Customer(id=record_id, name="王小芳"))
    assert git("diff", "--numstat") == "1\t1\tdata/customers/2026-11.jsonl\n"
    assert git("status", "--porcelain") == " M data/customers/2026-11.jsonl\n"


def test_a_change_of_nothing_changes_nothing(store: Store, add: Callable[..., Any]) -> None:
    """An empty change writes no file; a failed one neither."""
    add()
    before = {file: file.read_bytes() for file in Path(store.folder / "data").rglob("*.jsonl")}
    with store.change():
        pass

    def failing() -> None:
        with store.change() as change:
            change.put(Customer(id=change.new_id("customers", DAY), name="nobody"))
            raise KeyError

    with pytest.raises(KeyError):
        failing()
    assert len(list(store.customers.all())) == 1
    assert before == {
        file: file.read_bytes() for file in Path(store.folder / "data").rglob("*.jsonl")
    }
