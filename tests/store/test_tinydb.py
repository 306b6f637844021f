"""The seam with TinyDB, held against the version that is installed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB, where
from tinydb.storages import Storage
from tinydb.table import Document, Table

from svc.records.customer import Customer
from svc.store.shards import Shards
from svc.store.store import Store
from svc.store.tiny import ShardDB, ShardStorage, ShardTable, document

ONE, TWO, OLD = "C-261122-000001", "C-261122-000002", "C-251122-000003"
NOVEMBER, LAST_YEAR = "customers/2026-11", "customers/2025-11"


@pytest.fixture
def storage(tmp_path: Path) -> ShardStorage:
    """A storage over two shards."""
    folder = tmp_path / "data" / "customers"
    folder.mkdir(parents=True)
    (folder / "2026-11.jsonl").write_text(f'{{"id":"{ONE}","name":"a"}}\n')
    (folder / "2025-11.jsonl").write_text(f'{{"id":"{OLD}","name":"b"}}\n')
    (tmp_path / "svc.toml").touch()
    (tmp_path / ".svc").mkdir()
    shards = Shards(str(tmp_path), str(tmp_path / "svc.toml"), {"customers": "C"})
    return ShardStorage(shards)


def file_of(storage: ShardStorage, name: str) -> Path:
    return Path(storage.shards.path(name))


@pytest.fixture
def db(storage: ShardStorage) -> TinyDB:
    """TinyDB over it."""
    return ShardDB(storage=lambda: storage)


def test_what_tinydb_promises_of_its_seam() -> None:
    """Classes and attributes the documentation names for extensions."""
    assert issubclass(ShardStorage, Storage)
    assert issubclass(ShardTable, Table)
    assert ShardDB.table_class is ShardTable
    assert ShardTable.document_id_class is str
    assert Table.document_class is Document
    assert Document({"a": 1}, doc_id=3).doc_id == 3


def test_documents_come_under_their_own_ids(db: TinyDB) -> None:
    """As text, by `get`, `search`, iteration and `contains`."""
    table = db.table(NOVEMBER)
    found = table.get(doc_id=ONE)  # type: ignore[call-overload]
    assert found == {"id": ONE, "name": "a"}
    ids: list[object] = [each.doc_id for each in table]
    assert ids == [ONE]
    ids = [each.doc_id for each in table.search(where("name") == "a")]
    assert ids == [ONE]
    assert table.contains(doc_id=ONE)  # type: ignore[arg-type]
    assert table.get(doc_id=TWO) is None  # type: ignore[call-overload]
    assert len(table) == 1


def test_only_touched_shards_are_read(
    db: TinyDB, storage: ShardStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mapping TinyDB gets is lazy, on reading and on writing."""
    read: list[str] = []
    real = storage.shards.content

    def content(name: str) -> bytes | None:
        read.append(name)
        return real(name)

    monkeypatch.setattr(storage.shards, "content", content)
    db.table(NOVEMBER).get(doc_id=ONE)  # type: ignore[call-overload]
    db.table(NOVEMBER).insert(document({"id": TWO}))
    storage.commit()
    assert set(read) == {NOVEMBER}
    assert db.tables() == {NOVEMBER, LAST_YEAR}
    assert set(read) == {NOVEMBER}


def test_an_insert_without_an_id_is_refused(db: TinyDB, storage: ShardStorage) -> None:
    """TinyDB would number it max + 1; there is no such number here."""
    with pytest.raises((TypeError, ValueError)):
        db.table(NOVEMBER).insert({"name": "nobody"})
    assert storage.changed == {}


def test_an_id_that_is_taken_is_refused(db: TinyDB, storage: ShardStorage) -> None:
    """TinyDB looks itself before it puts a document."""
    with pytest.raises(ValueError, match=ONE):
        db.table(NOVEMBER).insert(document({"id": ONE}))
    assert storage.changed == {}


def test_nothing_is_written_before_the_commit(db: TinyDB, storage: ShardStorage) -> None:
    """Inserts, updates and removals wait, seen by reads, until all go at once."""
    file = file_of(storage, NOVEMBER)
    before = file.read_bytes()
    table = db.table(NOVEMBER)
    table.insert_multiple([document({"id": TWO, "name": "c"})])
    table.update({"name": "d"}, doc_ids=[ONE])  # type: ignore[list-item]
    assert {each["name"] for each in table} == {"c", "d"}
    assert file.read_bytes() == before
    storage.commit()
    assert file.read_text() == f'{{"id":"{ONE}","name":"d"}}\n{{"id":"{TWO}","name":"c"}}\n'


def test_updating_by_ids_touches_no_other(db: TinyDB, storage: ShardStorage) -> None:
    """And a function may take every old field away."""

    def become(found: Any) -> None:
        found.clear()
        found.update({"id": ONE, "new": True})

    db.table(NOVEMBER).update(become, doc_ids=[ONE])  # type: ignore[list-item]
    db.table(LAST_YEAR).remove(doc_ids=[OLD])  # type: ignore[list-item]
    storage.commit()
    assert file_of(storage, NOVEMBER).read_text() == f'{{"id":"{ONE}","new":true}}\n'
    assert file_of(storage, LAST_YEAR).read_bytes() == b""


def test_dropping_all_tables_empties_every_file(db: TinyDB, storage: ShardStorage) -> None:
    """TinyDB's own `drop_tables` writes a plain dict."""
    db.drop_tables()
    storage.commit()
    assert (
        file_of(storage, NOVEMBER).read_bytes() == file_of(storage, LAST_YEAR).read_bytes() == b""
    )
    db.drop_table(NOVEMBER)
    assert storage.changed == {NOVEMBER: {}}


def test_the_store_uses_nothing_else(
    store: Store, add: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record that changes goes through TinyDB's update, one call a shard; a new one does not."""
    called: list[str] = []
    for name in ("insert", "insert_multiple", "update", "remove", "get", "search"):
        real = getattr(ShardTable, name)

        def spy(*args: Any, _real: Any = real, _name: str = name, **named: Any) -> Any:
            called.append(_name)
            return _real(*args, **named)

        monkeypatch.setattr(ShardTable, name, spy)
    record_id = add("王芳")
    found = store.customers.get(record_id)
    with store.change() as change:
        change.put(Customer(id=record_id, name="王小芳"))
    assert found.name == "王芳"
    assert store.customers.get(record_id).name == "王小芳"
    assert called == ["update"]
