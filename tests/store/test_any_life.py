"""A store's life, whatever comes: changes, edits by hand, kills, new processes, against a dict.

The model is a plain mapping of ids to lines. After each step the store, opened anew, holds just
what the model holds, finds it by every way there is, and `svc check` finds nothing wrong.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    precondition,
    rule,
)

from svc.errors import Refused
from svc.frozen import replace
from svc.i18n import say
from svc.records.customer import Customer
from svc.records.purchase import Item, Purchase
from svc.store import change as change_module
from svc.store.create import create
from svc.store.settings import Settings
from svc.store.store import Store
from svc.store.survey import Survey

DAYS = [date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 22)]
NAMES = ["王芳", "李娜", "é", 'a"b\\c']
EXAMPLES = int(os.environ.get("SVC_EXAMPLES", "25"))
"""How many lives; `make faults` asks for more."""
PHONES = ["13800138000", "13900139000", None]


class Killed(BaseException):
    """The process ends here, as by `kill -9`: nothing is caught, nothing tidied up."""


class StoreLife(RuleBasedStateMachine):
    """Whatever is done to a store, in whatever order, it holds what was acknowledged."""

    customers = Bundle("customers")
    purchases = Bundle("purchases")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        create(self.folder / "shop", Settings(name="x"), {}, git=False)
        self.model: dict[str, dict[str, Any]] = {}
        self.store = Store(self.folder / "shop")
        self.before_limit = change_module.SHARD_LIMIT
        change_module.SHARD_LIMIT = 600  # so that months break into days and parts of days

    def teardown(self) -> None:
        change_module.SHARD_LIMIT = self.before_limit
        shutil.rmtree(self.folder)

    @property
    def is_finished(self) -> bool:
        """No change waits to be finished: else an edit by hand stops it (test_journal.py)."""
        return not (self.folder / "shop/.svc/journal").exists()

    @rule(target=customers, day=some.sampled_from(DAYS), name=some.sampled_from(NAMES),
          phone=some.sampled_from(PHONES))  # fmt: skip
    def add_a_customer(self, day: date, name: str, phone: str | None) -> str:
        with self.store.change() as change:
            record = Customer(id=change.new_id("customers", day), name=name, phone=phone)
            change.put(record)
        self.model[record.id] = record.to_raw()
        return record.id

    @rule(customer=customers, name=some.sampled_from(NAMES), phone=some.sampled_from(PHONES))
    def edit_her(self, customer: str, name: str, phone: str | None) -> None:
        with self.store.change() as change:
            record = replace(self.store.customers.get(customer), name=name, phone=phone)
            change.put(record)
        self.model[customer] = record.to_raw()

    @rule(target=purchases, customer=customers, day=some.sampled_from(DAYS))
    def buy_and_note_it(self, customer: str, day: date) -> str:
        """Two files in one change."""
        with self.store.change() as change:
            sold, buyer = self._sale(change.new_id("purchases", day), customer, day)
            change.put(sold)
            change.put(buyer)
        self.model |= {sold.id: sold.to_raw(), customer: buyer.to_raw()}
        return sold.id

    def _sale(self, key: str, customer: str, day: date) -> tuple[Purchase, Customer]:
        price = Decimal("9.90")
        item = Item(name="袜子", price=price, amount=price)
        sold = Purchase(id=key, customer=customer, on=day, items=(item,), total=price)
        before = self.store.customers.get(customer)
        return sold, replace(before, profile={**before.profile, "size": key[-1]})

    @rule(sold=consumes(purchases))
    def take_it_away(self, sold: str) -> None:
        with self.store.change() as change:
            change.remove("purchases", sold)
        del self.model[sold]

    @rule(customer=customers)
    def change_nothing(self, customer: str) -> None:
        """A rule says no in the middle of a change."""

        def refused() -> None:
            with self.store.change() as change:
                change.put(replace(self.store.customers.get(customer), name="never"))
                raise Refused(say("no"))

        with pytest.raises(Refused):
            refused()

    @rule(customer=customers, day=some.sampled_from(DAYS), step=some.integers(0, 12))
    def be_killed(self, customer: str, day: date, step: int) -> None:
        """At one of the steps of writing two files; what stands then is the old or the new."""
        key, after = "", dict(self.model)
        try:
            with dying_at(step), self.store.change() as change:
                key = change.new_id("purchases", day)
                for record in self._sale(key, customer, day):
                    change.put(record)
                    after[record.id] = record.to_raw()
            self.model = after
        except Killed:
            self.store = Store(self.folder / "shop")
            if self.store.purchases.peek(key) is not None:
                self.model = after

    @precondition(lambda self: self.is_finished)
    @rule(seed=some.integers(0, 99))
    def edit_by_hand(self, seed: int) -> None:
        """Lines in another order, spaced otherwise, with Windows' ends: the same records."""
        shards = sorted((self.folder / "shop/data").rglob("*.jsonl"))
        if shards:
            random = Random(seed)
            shard = random.choice(shards)
            lines = [json.loads(line) for line in shard.read_text("utf-8").splitlines()]
            random.shuffle(lines)
            text = [json.dumps(line, ensure_ascii=random.random() < 0.5) for line in lines]
            shard.write_bytes(b"".join(line.encode() + b"\r\n" for line in text))

    @precondition(lambda self: self.is_finished)
    @rule(customer=customers, name=some.sampled_from(NAMES))
    def change_a_line_by_hand(self, customer: str, name: str) -> None:
        for shard in (self.folder / "shop/data/customers").glob("[0-9]*.jsonl"):
            lines = [json.loads(line) for line in shard.read_text("utf-8").splitlines()]
            for line in lines:
                if line["id"] == customer:
                    line["name"] = self.model[customer]["name"] = name
            shard.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")

    @rule()
    def put_in_order(self) -> None:
        self.store.put_in_order()
        assert self.store.put_in_order() == []

    @rule()
    def begin_anew(self) -> None:
        self.store = Store(self.folder / "shop")

    @rule(which=some.sampled_from(["index", "seal", "bought"]))
    def lose_what_is_derived(self, which: str) -> None:
        (self.folder / "shop/.svc" / which).unlink(missing_ok=True)
        self.store = Store(self.folder / "shop")

    @invariant()
    def holds_what_was_put(self) -> None:
        """All of it, by every way of looking; and no file is in disorder."""
        store = Store(self.folder / "shop")
        found = {each.id: each.to_raw() for each in store.customers.all()}
        found |= {each.id: each.to_raw() for each in store.purchases.all()}
        assert found == self.model
        for key, raw in self.model.items():
            table = store.customers if key.startswith("C") else store.purchases
            assert table.get(key).to_raw() == raw
        for phone in ("13800138000", "13900139000"):
            wanted = {key for key, raw in self.model.items() if raw.get("phone") == phone}
            assert {each.id for each in store.customers.where("phone", phone)} == wanted
        for key in {raw["customer"] for raw in self.model.values() if "customer" in raw}:
            wanted = {each for each, raw in self.model.items() if raw.get("customer") == key}
            assert {each.id for each in store.purchases.where("customer", key)} == wanted
        if self.is_finished:
            survey = Survey(self.folder / "shop/data")
            assert len(list(survey.lines())) == len(self.model)
            assert {each.rule for each in survey.problems} <= {"not-canonical", "stray-temporary"}


@contextmanager
def dying_at(step: int) -> Iterator[None]:
    """The how-manieth call that makes something durable, renames or removes is the last."""
    left = step
    real = {name: getattr(os, name) for name in ("fsync", "replace", "unlink")}

    def counted(name: str) -> Any:
        def call(*args: Any, **named: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                raise Killed
            return real[name](*args, **named)

        return call

    try:
        for name in real:
            setattr(os, name, counted(name))
        yield
    finally:
        for name, function in real.items():
            setattr(os, name, function)


TestStoreLife = StoreLife.TestCase
TestStoreLife.settings = settings(
    settings.get_profile("svc"), max_examples=EXAMPLES, stateful_step_count=25
)
