"""`bench.generate`: shops of any size, the same bytes for a seed."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bench import town
from bench.generate import generate
from svc.phones import is_mobile, normalise
from svc.store.lines import encode
from svc.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Call = Callable[..., Result]

UNTIL = date(2026, 11, 22)


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a shop."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def files(folder: Path) -> list[Path]:
    """The files of the customers."""
    return sorted((folder / "data" / "customers").glob("*.jsonl"))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of 400 customers that only readers use."""
    folder: Path = tmp_path_factory.mktemp("generated") / "shop"
    generate(folder, 400, purchases_each=4, seed=3)
    return folder


def test_the_same_bytes_for_a_seed(tmp_path: Path) -> None:
    """And others for another."""
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        generate(tmp_path / name, 50, seed=seed)
    assert content(tmp_path / "a") == content(tmp_path / "b")
    assert content(tmp_path / "a") != content(tmp_path / "c")


def test_a_plausible_shop(shop: Path) -> None:
    """Every record is read, canonical, refers to one that is there, and can be true."""
    store = Store(shop)
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
    assert {purchase.customer for purchase in purchases.values()} == customers.keys()
    for purchase in purchases.values():
        assert purchase.total == sum(item.amount for item in purchase.items)
        assert f"{purchase.on:%y%m%d}" == purchase.id[2:8]
        assert customers[purchase.customer].id[2:8] <= purchase.id[2:8]
        assert purchase.on <= UNTIL
    for file in (shop / "data").glob("*/*.jsonl"):
        lines = file.read_bytes().splitlines(keepends=True)
        records = [json.loads(line) for line in lines]
        assert lines == [encode(record) for record in records]
        assert [record["id"] for record in records] == sorted(record["id"] for record in records)


def test_a_day_is_as_busy_as_any_other(shop: Path) -> None:
    """No heap of sales on the last days: what is due would be more than a shop ever has."""
    sold = Counter(purchase.on.year for purchase in Store(shop).purchases.all())
    assert all(320 < sold[year] < 480 for year in (2023, 2024, 2025))
    assert (
        sum(UNTIL.toordinal() - p.on.toordinal() < 60 for p in Store(shop).purchases.all()) < 100
    )


def test_a_shop_that_keeps_up_with_its_work(shop: Path) -> None:
    """Nearly all that fell due before today is in the ledger, each line as svc writes it."""
    store = Store(shop)
    ledger = list(store.callbacks.all())
    assert {made.kind for made in ledger} == {"purchase", "complaint", "birthday", "appointment"}
    results = Counter(made.result for made in ledger)
    assert 0.95 < results["reached"] / len(ledger) < 0.99
    assert all(made.due < UNTIL and made.due <= made.done_on < UNTIL for made in ledger)
    was_due = [p for p in store.purchases.all() if (UNTIL - p.on).days > 7]
    made_after = [made for made in ledger if made.kind == "purchase"]
    assert 0.97 < len(made_after) / len(was_due) < 1
    for made in ledger:
        assert made.staff is not None
        assert made.tries == (
            {"on": made.done_on.isoformat(), "result": made.result, "staff": made.staff},
        )
        assert (made.satisfied is None) is (made.kind != "purchase" or made.result != "reached")


def test_what_is_due_is_what_falls_due_today_and_a_few_more(shop: Path, svc: Call) -> None:
    """The ledger's keys are those svc gives; so done is done."""
    kinds = ("purchase", "complaint", "repair", "appointment", "birthday")
    asked = [word for kind in kinds for word in ("--kind", kind)]
    due = svc("--store", shop, "--today", UNTIL, "callback", "due", *asked, "--json").json
    before = [row for row in due if row["due"] < UNTIL.isoformat()]
    assert len(before) < 12
    today = svc("--store", shop, "--today", UNTIL, "today", "--json").json
    assert len(today["complaints"]) < 4


def test_nothing_is_wrong_in_it(shop: Path, svc: Call) -> None:
    """`svc check` finds nothing to complain of; it warns only that there are no gatherings."""
    found = svc("--store", shop, "--today", UNTIL, "check", "--json").json
    assert {problem["rule"] for problem in found} == {"too-few-gatherings"}


def test_shards_are_filled_as_the_store_fills_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A month's file first, then its days'; put in one by one, every record is where it is."""
    monkeypatch.setattr(town, "SHARD_LIMIT", 700)
    monkeypatch.setattr("svc.store.change.SHARD_LIMIT", 700)
    generate(tmp_path / "shop", 300, purchases_each=2, seed=5)
    made = {file.name: file.stat().st_size for file in files(tmp_path / "shop")}
    assert {len(name) for name in made} >= {len("2026-11.jsonl"), len("2026-11-22.jsonl")}
    assert all(size <= 700 for size in made.values())
    generate(tmp_path / "empty", 0, seed=5)
    other = Store(tmp_path / "empty")
    with other.change() as change:
        for record in sorted(
            Store(tmp_path / "shop").customers.all(), key=lambda record: record.id[2:8]
        ):
            change.put(record)
    assert {file.name: file.stat().st_size for file in files(tmp_path / "empty")} == made
    assert {c.id for c in other.customers.all()} == {
        c.id for c in Store(tmp_path / "shop").customers.all()
    }


def test_svc_reads_it(tmp_path: Path, svc: Call) -> None:
    """The morning board and the lists work on it."""
    generate(tmp_path / "shop", 30, seed=2)
    rows = svc("--store", tmp_path / "shop", "customer", "list", "--json").json
    assert len(rows) == 30
