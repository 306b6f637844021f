"""Real processes: killed at random moments, racing each other, out of room."""

from __future__ import annotations

import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from svc.store.store import Store

ADDING = """
import signal
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from svc.records.customer import Customer
from svc.records.purchase import Item, Purchase
from svc.store.store import Store

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's & makes children ignore it
store, count, both = Store(Path(sys.argv[1])), int(sys.argv[2]), sys.argv[3] == "both"
day, price = date(2026, 11, 22), Decimal("399.00")
for number in range(count):
    with store.change() as change:
        customer = change.new_id("customers", day)
        change.put(Customer(id=customer, name=f"顾客{number}"))
        told = customer
        if both:
            purchase = change.new_id("purchases", day)
            item = Item(name="大衣", price=price, amount=price)
            change.put(
                Purchase(id=purchase, customer=customer, on=day, items=(item,), total=price)
            )
            told += " " + purchase
    print(told, flush=True)
"""


def adding(folder: Path, count: int, what: str = "one", **more: Any) -> subprocess.Popen[str]:
    """A process that adds records one change after another and prints each id once it is in."""
    return subprocess.Popen(
        [sys.executable, "-c", ADDING, str(folder), str(count), what],
        stdout=subprocess.PIPE, text=True, **more,
    )  # fmt: skip


def on_file(folder: Path) -> tuple[set[str], set[str], set[str]]:
    """The customers, the purchases, and the customers those are of."""
    store = Store(folder)
    purchases = list(store.purchases.all())
    return (
        {customer.id for customer in store.customers.all()},
        {purchase.id for purchase in purchases},
        {purchase.customer for purchase in purchases},
    )


def campaign(folder: Path, kills: int) -> tuple[int, int]:
    """Kill a process that adds pairs of records, again and again; gives acknowledged, on file."""
    chance = random.Random(11)
    acknowledged: set[str] = set()
    for _ in range(kills):
        process = adding(folder, 10_000, "both")
        assert process.stdout is not None
        acknowledged |= set(process.stdout.readline().split())
        time.sleep(chance.random() * 0.06)
        process.send_signal(signal.SIGKILL)
        said, _ = process.communicate()
        # The last line may be cut off in the middle of being said: it was never said.
        acknowledged |= {
            each for line in said.splitlines(keepends=True) if line.endswith("\n")
            for each in line.split()
        }  # fmt: skip
        customers, purchases, buyers = on_file(folder)
        assert acknowledged <= customers | purchases
        assert buyers == customers, "one of two records of a change is missing"
        assert len(purchases) == len(customers)
    return len(acknowledged), len(customers) + len(purchases)


def test_forty_kills_lose_nothing_acknowledged(folder: Path) -> None:
    """Both records of each change are there or neither, and everything can be read."""
    acknowledged, kept = campaign(folder, 40)
    assert acknowledged >= 80
    assert kept >= acknowledged
    with Store(folder).locked():
        pass
    assert not (folder / ".svc/journal").exists()


def test_two_processes_lose_nothing(folder: Path) -> None:
    """2 x 500 records into the same file: all acknowledged, all there, nobody turned away."""
    processes = [adding(folder, 500) for _ in range(2)]
    told = [process.communicate()[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert [len(ids) for ids in told] == [500, 500]
    customers, _, _ = on_file(folder)
    assert customers == {*told[0], *told[1]}
    assert len(customers) == 1000


def test_two_tills_at_the_command_line_lose_nothing(shop: Path) -> None:
    """2 x 50 calls of the real program."""
    script = (
        f'for n in $(seq 50); do "{sys.executable}" -m svc --store "{shop}" '
        "customer add --name 王芳 --number $1-$n || exit 1; done"
    )
    tills = [
        subprocess.Popen(["bash", "-c", script, "till", till], stdout=subprocess.PIPE, text=True)
        for till in ("A", "B")
    ]
    told = {line for till in tills for line in till.communicate()[0].split()}
    assert [till.returncode for till in tills] == [0, 0]
    assert on_file(shop)[0] == told
    assert len(told) == 100


def small_files(limit: int) -> Callable[[], None]:
    """What lets a process write no file beyond a size, with an error, not a signal."""

    def before() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return before


def test_a_full_disk_keeps_all_that_was_acknowledged(folder: Path) -> None:
    """`ulimit -f`: at some change the write fails; what was said is there, and one can go on."""
    process = adding(
        folder, 10_000, "both", stderr=subprocess.PIPE, preexec_fn=small_files(20_000)
    )
    said, errors = process.communicate()
    assert process.returncode != 0
    assert "CannotReadOrWrite" in errors
    customers, purchases, buyers = on_file(folder)
    assert len(customers) > 50
    assert set(said.split()) == customers | purchases
    assert buyers == customers
    assert list((folder / "data").glob("*/.*.tmp")) == []
    more = adding(folder, 1, "both").communicate()[0].split()
    assert len(more) == 2
    assert set(more) <= on_file(folder)[0] | on_file(folder)[1]


def test_a_full_disk_is_one_sentence_and_exit_74(shop: Path, process: Callable[..., Any]) -> None:
    """At the command line, with what to do, and without a traceback."""
    wang = ("customer", "add", "--name", "王芳", "--number")
    process("--store", shop, *wang, "1")
    before = (shop / "data/customers/2026-11.jsonl").read_bytes()
    said = process("--store", shop, *wang, "2", code=74, preexec_fn=small_files(60))
    assert "Nothing has been changed" in said.err
    assert "Traceback" not in said.err
    assert said.out == ""
    assert (shop / "data/customers/2026-11.jsonl").read_bytes() == before
    process("--store", shop, *wang, "3")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_polite_signal_leaves_nothing_half_done(folder: Path, number: int) -> None:
    """Ctrl-C, or the end of the day: both records of a change, or neither."""
    for _ in range(3):
        process = adding(folder, 10_000, "both", stderr=subprocess.DEVNULL)
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(number)
        process.communicate()
        customers, purchases, buyers = on_file(folder)
        assert buyers == customers
        assert len(purchases) == len(customers)
