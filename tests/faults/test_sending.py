"""P9 for as long as it takes: 4,000 messages, 100 kills; overlapping runs; a full disk."""

from __future__ import annotations

import json
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

pytestmark = pytest.mark.faults
Call = Callable[..., Any]
SEND = ["--today", "2026-11-22T10:00", "sms", "send"]


def filled(svc: Call, shop: Path, count: int) -> Path:
    """A shop with so many birthdays today, approved; gives the log of its gateway."""
    rows = "".join(f"顾客{n},138{n:08d},1990-11-22,sms\n" for n in range(count))
    (shop.parent / "c.csv").write_text("name,phone,birthday,consent\n" + rows)
    svc("import", "customers", shop.parent / "c.csv")
    svc("sms", "queue")
    svc("sms", "approve", "--all")
    log = shop.parent / "gateway.log"
    words = json.dumps(["sh", "-c", f"cat >> {log}"])
    (shop / ".svc").mkdir(exist_ok=True)
    (shop / ".svc/gateways.toml").write_text(
        f'[shop]\nkind = "command"\nwords = {words}\nper_minute = 0\n'
    )
    return log


def running(shop: Path, *more: str, **given: Any) -> subprocess.Popen[str]:
    """A run of the real program."""
    return subprocess.Popen(
        [sys.executable, "-m", "svc", "--store", str(shop), *SEND, *more],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", **given,
    )  # fmt: skip


def went(log: Path) -> list[str]:
    """The keys that reached the gateway."""
    return [json.loads(line)["key"] for line in log.read_text().splitlines()]


def by_state(shop: Path) -> dict[str, set[str]]:
    """The outbox's keys by state."""
    found: dict[str, set[str]] = {}
    for message in Store(shop).messages.all():
        found.setdefault(message.state, set()).add(message.id)
    return found


def until_it_sends(run: subprocess.Popen[str], log: Path) -> None:
    """Wait until the gateway has got one more, or the run has ended."""
    size = log.stat().st_size
    while run.poll() is None and log.stat().st_size == size:
        time.sleep(0.002)


def test_a_hundred_kills_of_four_thousand(shop: Path, svc: Call, figures: Call) -> None:
    """Nothing twice, nothing lost, and of those in doubt every one is listed."""
    log = filled(svc, shop, 4000)
    log.touch()
    chance = random.Random(9)
    cut_short, kills = 0, 100
    for number in range(kills):
        run = running(shop)
        if number % 4:  # the others end somewhere between starting and the first call
            until_it_sends(run, log)
            time.sleep(chance.random() * 0.15)
        else:
            time.sleep(chance.random() * 1.5)
        run.send_signal(signal.SIGKILL)
        run.communicate()
        cut_short += run.returncode == -signal.SIGKILL
    last = running(shop)
    said, told = last.communicate()
    sent = went(log)
    found = by_state(shop)
    unknown = found.get("unknown", set())
    print(
        f"\n{kills} kills, {cut_short} of them in a run: {len(sent)} reached the gateway, "
        f"{len(sent) - len(set(sent))} twice; {len(found['sent'])} sent, {len(unknown)} unknown, "
        f"of these {len(unknown & set(sent))} had gone; {len(said.split())} in the last run"
    )
    assert len(sent) == len(set(sent))
    assert found.keys() <= {"sent", "unknown"}
    assert len(found["sent"]) + len(unknown) == 4000
    assert found["sent"] <= set(sent) <= found["sent"] | unknown
    assert all(key in told for key in unknown)
    assert len(unknown) <= cut_short
    note = (
        f"{kills} kills, {cut_short} of them in a run; {len(unknown)} of unknown fate, all listed"
    )
    figures("P9", "messages sent while runs are killed", runs=4000, bad=0, note=note)


def test_four_runs_at_once_again_and_again(shop: Path, svc: Call, figures: Call) -> None:
    """Whoever comes while another sends is turned away; the gateway got each once."""
    log = filled(svc, shop, 1000)
    codes: list[int] = []
    while "approved" in by_state(shop):
        runs = [running(shop, "--limit", "150") for _ in range(4)]
        for run in runs:
            run.communicate()
            codes.append(run.returncode)
    assert set(codes) == {0, 7}
    assert len(went(log)) == len(set(went(log))) == 1000
    figures("P9", "messages sent by four runs at once", runs=1000, bad=0)


@pytest.mark.parametrize("room", [30_000, 60_000, 120_000, 240_000])
def test_a_disk_that_fills_up_sends_nothing_twice(
    shop: Path, svc: Call, room: int, figures: Call
) -> None:
    """No file may grow beyond some size: the run ends with 74, the next one goes on."""
    log = filled(svc, shop, 300)
    log.touch()
    (shop / ".svc/gateways.toml").write_text(
        (shop / ".svc/gateways.toml").read_text().replace("cat >>", "ulimit -f unlimited; cat >>")
    )

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))

    for _ in range(3):
        run = running(shop, preexec_fn=small)
        _said, told = run.communicate()
        assert run.returncode in {0, 8, 74}, told
        assert "Traceback" not in told
    last = running(shop)
    last.communicate()
    found = by_state(shop)
    sent = went(log)
    assert len(sent) == len(set(sent))
    assert len(found.get("sent", set()) | found.get("unknown", set())) == 300
    assert found["sent"] <= set(sent)
    figures("P9", "messages sent while the disk fills up", runs=300, bad=0)
