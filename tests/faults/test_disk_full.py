"""A real disk that is full: a 64 KiB tmpfs. Needs root."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svc.errors import CannotReadOrWrite
from svc.records.customer import Customer
from svc.records.purchase import Item, Purchase
from svc.store.create import create
from svc.store.settings import Settings
from svc.store.store import Store

pytestmark = pytest.mark.faults
DAY = date(2026, 11, 22)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KiB."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a disk")
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)], check=True)
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def add_pair(store: Store) -> tuple[str, str]:
    """A customer and her purchase: two files, all or none."""
    price = Decimal("399.00")
    with store.change() as change:
        customer = change.new_id("customers", DAY)
        purchase = change.new_id("purchases", DAY)
        change.put(Customer(id=customer, name="王芳"))
        change.put(
            Purchase(
                id=purchase, customer=customer, on=DAY, total=price,
                items=(Item(name="大衣", price=price, amount=price),),
            )
        )  # fmt: skip
    return customer, purchase


def test_a_disk_filled_loses_nothing_acknowledged(
    small_disk: Path, figures: Callable[..., None]
) -> None:
    """Filled again and again, with a little room given back: what was said is all there."""
    filler = small_disk / "filler"
    filler.write_bytes(b"\0" * 20_000)
    folder = small_disk / "shop"
    create(folder, Settings(name="雅衣阁"), {}, git=False)
    acknowledged: set[str] = set()
    refused = again = 0
    while filler.exists():
        try:
            acknowledged |= set(add_pair(Store(folder)))
            again = 0
        except CannotReadOrWrite as error:
            refused, again = refused + 1, again + 1
            assert "disk is full" in str(error)  # noqa: PT017 - of each of many
            store = Store(folder)
            kept = {record.id for record in store.customers.all()}
            assert {record.customer for record in store.purchases.all()} == kept
            assert acknowledged == kept | {record.id for record in store.purchases.all()}
            # each file a change writes may have grown into one page more, and no further
            assert again <= 4
            if (left := filler.stat().st_size) >= 4096:
                os.truncate(filler, left - 4096)
            else:
                filler.unlink()
    acknowledged |= set(add_pair(Store(folder)))
    store = Store(folder)
    kept = {record.id for table in (store.customers, store.purchases) for record in table.all()}
    assert kept == acknowledged
    assert refused >= 4
    assert len(kept) > 100
    assert list(folder.glob("data/*/.*.tmp")) == []
    note = f"{refused} changes refused meanwhile, each made once there was room"
    what = "records acknowledged on a disk of 64 KiB filled again and again"
    figures("P4", what, runs=len(acknowledged), bad=0, note=note)


def test_at_the_command_line(small_disk: Path, process: Callable[..., Any]) -> None:
    """Exit 74 with one sentence, and the same command works once there is room."""
    folder = small_disk / "shop"
    filler = small_disk / "filler"
    filler.write_bytes(b"\0" * 16_384)
    create(folder, Settings(name="雅衣阁"), {}, git=False)
    with filler.open("ab", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 4096)
    add = ("--store", folder, "customer", "add", "--name", "王芳", "--phone", "13800138000")
    said = process(*add, code=74)
    assert "disk is full" in said.err
    assert "Traceback" not in said.err
    assert process("--store", folder, "customer", "list", "--json").json == []
    filler.unlink()
    record_id = process(*add).line
    assert process("--store", folder, "customer", "show", record_id, "--json").json["id"]
    assert process("--store", folder, "check", "--strict").out == ""
