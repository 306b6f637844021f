"""Every system call of a real command killed, out of room, or failing: strace does it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from svc.records.customer import Customer
from svc.store.store import Store
from svc.store.survey import Survey

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace"),
]
CALLS = (
    "openat", "write", "fsync", "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir",
    "chmod", "fchmod", "chown", "flock", "close", "newfstatat", "fstat", "read", "getdents64",
)  # fmt: skip
FAULTS = ("signal=KILL", "error=ENOSPC", "error=EIO")
SVC = [sys.executable, "-B", "-m", "svc"]
PAIR = """
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from svc.records.customer import Customer
from svc.records.purchase import Item, Purchase
from svc.store.store import Store

day, price = date(2026, 11, 22), Decimal("399.00")
with Store(Path(sys.argv[1])).change() as change:
    customer, purchase = change.new_id("customers", day), change.new_id("purchases", day)
    change.put(Customer(id=customer, name="李娜", phone="13800138001"))
    item = Item(name="大衣", price=price, amount=price)
    change.put(Purchase(id=purchase, customer=customer, on=day, items=(item,), total=price))
print(customer, purchase)
"""
COMMANDS = {
    "customer add": lambda shop: [
        *SVC, "--store", shop, "customer", "add", "--name", "李娜", "--phone", "13800138001",
    ],
    "customer edit": lambda shop: [
        *SVC, "--store", shop, "customer", "edit", "13800138000", "--set", "name=王",
    ],
    "two shards": lambda shop: [sys.executable, "-B", "-c", PAIR, shop],
}  # fmt: skip


def strace(*options: str, command: list[str], log: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["strace", "-f", "-y", "-o", str(log), *options, *command],
        capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONHASHSEED": "0", "SVC_WAIT": "2"},
    )  # fmt: skip


def points(shop: Path, command: list[str], log: Path) -> Iterator[tuple[str, int]]:
    """The calls of a command that touch the shop: which call, and its how-manieth."""
    done = strace("-e", "trace=" + ",".join(CALLS), command=command, log=log)
    assert done.returncode == 0, done
    seen: Counter[str] = Counter()
    for line in log.read_text(errors="replace").splitlines():
        if match := re.match(r"\d+ +(\w+)\(", line):
            seen[match[1]] += 1
            if str(shop) in line:
                yield match[1], seen[match[1]]


def state(shop: Path) -> dict[str, dict[str, Any]]:
    """What is on file, ids aside: they are drawn."""
    store = Store(shop)
    customers = {c.phone or "": c.to_raw() for c in store.customers.all()}
    sold = {store.customers.get(p.customer).phone or "": p.to_raw() for p in store.purchases.all()}
    for raw in (*customers.values(), *sold.values()):
        raw.pop("id")
        raw.pop("customer", None)
    return {"customers": customers, "purchases": sold}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_call_at_which_a_command_may_end(name: str, shop: Path, tmp_path: Path) -> None:
    """Old or new, never half; new where it was acknowledged; and the next command works."""
    add = [*SVC, "--store", str(shop), "customer", "add"]
    subprocess.run([*add, "--name", "王芳" * 9, "--phone", "13800138000"], check=True)
    before = state(shop)
    model = tmp_path / "model"
    here = tmp_path / "here"
    log = tmp_path / "log"
    command = COMMANDS[name](str(here))
    shutil.copytree(shop, model)
    shutil.copytree(shop, here)
    calls = list(points(here, command, log))
    after = state(here)
    assert after != before
    runs: Counter[str] = Counter()
    for call, number in calls:
        for fault in FAULTS:
            shutil.rmtree(here)
            shutil.copytree(model, here)
            done = strace(
                "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={number}",
                command=command, log=log,
            )  # fmt: skip
            where = (call, number, fault, done)
            assert "Traceback" not in done.stderr or name == "two shards", where
            found = state(here)
            assert found in (before, after), where
            if done.stdout.endswith("\n"):
                assert found == after, where
            runs["new" if found == after else "old"] += 1
            with Store(here).change() as change:  # the next command works, and tidies up
                change.put(Customer(id="C-261122-FFFFFF", name="赵", phone="13800138009"))
            seen = Survey(here / "data")
            list(seen.lines())
            wrong = [each for each in seen.problems if each.level == "error"]
            assert wrong == [], where
            assert not (here / ".svc/journal").exists(), where
    assert runs["old"] > 20
    assert runs["new"] > 5
    print(f"\n{name}: {len(calls)} calls, {sum(runs.values())} runs, {dict(runs)}, 0 bad")
