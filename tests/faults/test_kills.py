"""The real program killed at random moments, and two tills for as long as it takes."""

from __future__ import annotations

import json
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
from svc.store.tables import TABLES

pytestmark = pytest.mark.faults
SVC = [sys.executable, "-m", "svc", "--store"]


def test_two_hundred_kills(
    shop: Path, process: Callable[..., Any], figures: Callable[..., None]
) -> None:
    """Of `customer add` and of `import`, which writes many files at once.

    The first four come to their end: they tell how long each takes on this machine.
    """
    chance = random.Random(3)
    rows = shop.parent / "rows.csv"
    acknowledged: set[str] = set()
    took = [0.0, 0.0]
    cut_short = 0
    for number in range(-4, 200):
        if number % 2:
            command = ["customer", "add", "--name", "王芳", "--number", f"c{number}"]
        else:
            lines = [f"i{number}-{n},2026-{n % 12 + 1:02d}-03,1,99.00\n" for n in range(60)]
            rows.write_text("customer,on,qty,total\n" + "".join(lines))
            command = ["import", "purchases", str(rows), "--create-customers"]
        running = subprocess.Popen(
            [*SVC, str(shop), *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        if number < 0:
            begun = time.monotonic()
            running.wait()
            took[number % 2] = time.monotonic() - begun
        time.sleep(chance.random() * 1.2 * took[number % 2])
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
    assert len(sold) > 2 * 60
    process("--store", shop, "check")
    assert not (shop / ".svc/journal").exists()
    note = f"{cut_short} of running commands"
    figures("P1", "random kills of customer add and import", runs=200, bad=0, note=note)


def mixed(shop: Path, number: int, ids: dict[str, str]) -> list[str]:
    """One of ten changing commands, on what is on file."""
    wang, coat, case, staff = ids["wang"], ids["coat"], ids["case"], ids["staff"]
    goods = ["--item", "name=大衣,category=textile,price=399.00"]
    texts = ["--text", f"{number} " + "来" * (number % 40)]
    return [
        ["customer", "edit", wang, "--set", f"size={number}"],
        ["purchase", "add", "--customer", wang, *goods],
        ["part", "order", "--code", "FOOT-203", "--qty", "2", *texts],
        ["customer", "edit", wang, "--set", f"leisure={number}"],
        ["callback", "done", f"purchase.{coat}", "--result", "no-answer", *texts],
        ["callback", "note", "--customer", wang, "--channel", "visit", *texts],
        ["staff", "add", "--name", "何静", "--code", f"s{number}"],
        ["return", "open", "--purchase", coat, "--cause", "quality", "--defect", f"{number}"],
        ["event", "wish", "--customer", wang, "--theme", "dress_salon", *texts],
        ["complaint", "assign", case, "--to", staff, *texts],
    ][number % 10]


def test_two_hundred_kills_of_ten_commands(
    shop: Path, svc: Callable[..., Any], process: Callable[..., Any], figures: Callable[..., None]
) -> None:
    """Each is done or not; what was printed is on file; nothing else has changed."""
    chance = random.Random(7)
    ids = {"wang": svc("customer", "add", "--name", "王芳", "--phone", "13800138000").line}
    item = ("--item", "name=大衣,category=textile,price=399.00")
    ids["coat"] = svc(
        "purchase", "add", "--customer", ids["wang"], "--on", "2026-11-15", *item
    ).line
    asked = ("--customer", ids["wang"], "--category", "quality", "--channel", "call")
    ids["case"] = svc("complaint", "log", *asked, "--text", "起球").line
    ids["staff"] = svc("staff", "add", "--name", "李娜").line
    cut_short, changed, told = 0, 0, 0
    began = time.monotonic()
    process("--store", shop, "customer", "edit", ids["wang"], "--set", "size=M")
    took = time.monotonic() - began  # kills fall where something happens, on any machine
    before = lines(shop)
    for number in range(200):
        command = [*SVC, str(shop), *mixed(shop, number, ids)]
        running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        time.sleep(took * (0.4 + chance.random()))
        running.send_signal(signal.SIGKILL)
        said, _ = running.communicate()
        cut_short += running.returncode == -signal.SIGKILL
        now = lines(shop)
        assert len(now.keys() ^ before.keys()) + sum(
            before[each] != now[each] for each in now.keys() & before.keys()
        ) <= (2 if "open" in command else 1), command
        if said.endswith(b"\n"):
            assert now != before, command
            told += 1
        changed += now != before
        before = now
    process("--store", shop, "check")
    assert lines(shop) == before
    assert not (shop / ".svc/journal").exists()
    assert changed > 20
    note = f"{cut_short} of running commands, {changed} of 200 made, {told} of these told"
    figures("P1", "random kills of ten changing commands", runs=200, bad=0, note=note)


def lines(shop: Path) -> dict[str, bytes]:
    """Every line on file, by its id."""
    store = Store(shop)
    return {
        table + "/" + json.loads(line)["id"]: line
        for table in TABLES
        for name in store.shards.names(table)
        for line in (store.shards.content(name) or b"").splitlines()
    }


@pytest.mark.parametrize(("tills", "calls"), [(2, 500), (4, 250)])
def test_tills_racing_at_the_command_line(
    tills: int, calls: int, shop: Path, figures: Callable[..., None]
) -> None:
    """1,000 calls of the real program lose nothing; nobody is turned away but with exit 7."""
    script = (
        f'for n in $(seq {calls}); do "{sys.executable}" -m svc --store "{shop}" '
        "customer add --name 王芳 --number $1-$n; c=$?; [ $c = 0 ] || echo exit $c; done"
    )
    running = [
        subprocess.Popen(["bash", "-c", script, "till", till], stdout=subprocess.PIPE, text=True)
        for till in "ABCD"[:tills]
    ]
    told = [line for till in running for line in till.communicate()[0].splitlines()]
    refused = [line for line in told if line.startswith("exit")]
    ids = {line for line in told if not line.startswith("exit")}
    assert {*refused} <= {"exit 7"}
    assert len(ids) + len(refused) == tills * calls
    lost = ids ^ {customer.id for customer in Store(shop).customers.all()}
    what = f"{tills} x {calls} calls of the real program at once, on one shop"
    note = f"{len(refused)} turned away with exit 7 after ten seconds"
    figures("P3", what, runs=tills * calls, bad=len(lost), note=note)
