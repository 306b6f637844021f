"""What the tests of the store share: small shops made without the command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from svc.records.customer import Customer
from svc.records.purchase import Item, Purchase
from svc.store.create import create
from svc.store.settings import Settings
from svc.store.store import Store

DAY = date(2026, 11, 22)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a shop without records."""
    place = tmp_path / "shop"
    create(place, Settings(name="雅衣阁"), {}, git=False)
    return place


@pytest.fixture
def store(folder: Path) -> Store:
    """That shop, opened."""
    return Store(folder)


@pytest.fixture
def add(store: Store) -> Callable[..., str]:
    """Add a customer and give the id: `add("王芳", day=date(2026, 11, 22))`."""

    def put(name: str = "王芳", day: date = DAY, **fields: object) -> str:
        with store.change() as change:
            record_id = change.new_id("customers", day)
            change.put(Customer(id=record_id, name=name, **fields))  # type: ignore[arg-type]
        return record_id

    return put


@pytest.fixture
def add_both(store: Store) -> Callable[[], tuple[str, str]]:
    """Add a customer and a purchase of hers in one change: two shards, all or none."""

    def put() -> tuple[str, str]:
        with store.change() as change:
            customer = change.new_id("customers", DAY)
            purchase = change.new_id("purchases", DAY)
            change.put(Customer(id=customer, name="王芳"))
            price = Decimal("399.00")
            item = Item(name="大衣", price=price, amount=price)
            change.put(
                Purchase(id=purchase, customer=customer, on=DAY, items=(item,), total=price)
            )
        return customer, purchase

    return put
