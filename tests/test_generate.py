"""`bench/generate.py`: shops of any size, the same bytes for a seed."""

from __future__ import annotations

import importlib.util
from collections import Counter
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from svc.phones import is_mobile, normalise
from svc.store.lines import encode_all
from svc.store.store import TABLES, Store

UNTIL = date(2026, 11, 22)


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    """The generator, which is no part of the package."""
    file = Path(__file__).parent.parent / "bench" / "generate.py"
    spec = importlib.util.spec_from_file_location("generate", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a shop."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_the_same_bytes_for_a_seed(bench: ModuleType, tmp_path: Path) -> None:
    """And others for another."""
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        bench.generate(tmp_path / name, 50, seed=seed)
    assert content(tmp_path / "a") == content(tmp_path / "b")
    assert content(tmp_path / "a") != content(tmp_path / "c")


def test_a_plausible_shop(bench: ModuleType, tmp_path: Path) -> None:
    """Every record is read, canonical, refers to one that is there, and can be true."""
    bench.generate(tmp_path / "shop", 400, purchases_each=4, seed=3)
    store = Store(tmp_path / "shop")
    customers = {customer.id: customer for customer in store.customers.all()}
    assert len(customers) == 400
    phones = [customer.phone or "" for customer in customers.values()]
    assert len(set(phones)) == 400
    assert all(normalise(phone) == phone and is_mobile(phone) for phone in phones)
    kinds = Counter(
        (birthday.calendar, birthday.year is None) if (birthday := customer.birthday) else None
        for customer in customers.values()
    )
    assert len(kinds) == 5
    purchases = {purchase.id: purchase for purchase in store.purchases.all()}
    assert len(purchases) == 1600
    for purchase in purchases.values():
        assert purchase.total == sum(item.amount for item in purchase.items)
        assert f"{purchase.on:%y%m%d}" == purchase.id[2:8]
        assert customers[purchase.customer].id[2:8] <= purchase.id[2:8]
        assert purchase.on <= UNTIL
    complaints, callbacks = list(store.complaints.all()), list(store.callbacks.all())
    assert complaints
    assert callbacks
    assert all(purchases[callback.about].on < callback.due for callback in callbacks)
    for name in TABLES:
        for shard in store.storage.names(name):
            records = store.storage.shard(shard)
            assert store.storage.content(shard) == encode_all(records)


def test_shards_are_filled_as_the_store_fills_them(
    bench: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A month's file first, then its days'; put in one by one, every record is where it is."""
    monkeypatch.setattr(bench, "SHARD_LIMIT", 8000)
    monkeypatch.setattr("svc.store.store.SHARD_LIMIT", 8000)
    bench.generate(tmp_path / "shop", 300, purchases_each=2, seed=5)
    made = Store(tmp_path / "shop")
    names = made.storage.names("customers")
    assert any(len(name.split("/")[1]) == 7 for name in names)
    assert all(len(made.storage.content(name) or b"") <= 8000 for name in names)
    bench.generate(tmp_path / "empty", 0, seed=5)
    other = Store(tmp_path / "empty")
    with other.change() as change:
        for record in sorted(made.customers.all(), key=lambda record: record.id[2:8]):
            change.put(record)
    for name in names:
        assert len(other.storage.content(name) or b"") <= 8000
    assert {c.id for c in other.customers.all()} == {c.id for c in made.customers.all()}


def test_svc_reads_it(bench: ModuleType, tmp_path: Path, svc: object) -> None:
    """The morning board and the lists work on it."""
    assert callable(svc)
    bench.generate(tmp_path / "shop", 30, seed=2)
    rows = svc("--store", tmp_path / "shop", "customer", "list", "--json").json
    assert len(rows) == 30
