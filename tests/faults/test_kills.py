"""The real program killed at random moments, and two tills for as long as it takes."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from svc.store.store import Store

pytestmark = pytest.mark.faults
SVC = [sys.executable, "-m", "svc", "--store"]


def test_two_hundred_kills(shop: Path, process: Callable[..., Any]) -> None:
    """Of `customer add` and of `import`, which writes many files at once."""
    chance = random.Random(3)
    rows = shop.parent / "rows.csv"
    acknowledged: set[str] = set()
    cut_short = 0
    for number in range(200):
        if number % 2:
            command = ["customer", "add", "--name", "王芳", "--number", f"c{number}"]
        else:
            lines = [f"i{number}-{n},2026-{n % 12 + 1:02d}-03,1,99.00\n" for n in range(60)]
            rows.write_text("customer,on,qty,total\n" + "".join(lines))
            command = ["import", "purchases", str(rows), "--create-customers"]
        running = subprocess.Popen(
            [*SVC, str(shop), *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        time.sleep(chance.random() * 0.12)
        running.send_signal(signal.SIGKILL)
        said, _ = running.communicate()
        cut_short += running.returncode == -signal.SIGKILL
        if said.endswith("\n") and number % 2:
            acknowledged.add(said.strip())
        store = Store(shop)
        customers = {customer.id: customer for customer in store.customers.all()}
        sold = list(store.purchases.all())
        assert acknowledged <= set(customers)
        assert {purchase.customer for purchase in sold} <= set(customers)
        assert len(sold) % 60 == 0, "half an import"
    assert cut_short > 60
    assert acknowledged
    assert len(sold) > 60
    process("--store", shop, "check")
    assert not (shop / ".svc/journal").exists()
    print(
        f"\n200 kills, {cut_short} of running commands: {len(acknowledged)} ids acknowledged, "
        f"{len(customers)} customers and {len(sold)} purchases on file, 0 lost, 0 unreadable"
    )


def test_two_tills_of_five_hundred(shop: Path) -> None:
    """2 x 500 calls of the real program lose nothing and are never turned away."""
    script = (
        f'for n in $(seq 500); do "{sys.executable}" -m svc --store "{shop}" '
        "customer add --name 王芳 --number $1-$n || exit 1; done"
    )
    tills = [
        subprocess.Popen(["bash", "-c", script, "till", till], stdout=subprocess.PIPE, text=True)
        for till in ("A", "B")
    ]
    told = [till.communicate()[0].split() for till in tills]
    assert [len(ids) for ids in told] == [500, 500]
    assert {customer.id for customer in Store(shop).customers.all()} == {*told[0], *told[1]}
