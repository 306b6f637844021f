"""The lines of `svc schedule --cron` in a real crontab, run by a real cron."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(
        os.geteuid() != 0 or None in map(shutil.which, ("cron", "crontab", "flock")),
        reason="needs root, cron and flock",
    ),
]
PID = Path("/var/run/crond.pid")
LONGEST = 150
"""Seconds to wait: cron looks at its tables once a minute."""


@contextmanager
def running_cron() -> Iterator[None]:
    """The cron of this machine, else one of our own for as long as it takes."""
    running = ""
    with suppress(OSError):
        running = Path("/proc", PID.read_text().strip(), "comm").read_text().strip()
    if running == "cron":
        yield
        return
    with subprocess.Popen(["cron", "-f"]) as daemon:
        try:
            yield
        finally:
            daemon.terminate()


@contextmanager
def crontab(content: str) -> Iterator[None]:
    """Root's crontab for a while; what was in it comes back."""
    before = subprocess.run(["crontab", "-l"], capture_output=True, check=False)
    subprocess.run(["crontab", "-"], input=content.encode(), check=True)
    try:
        yield
    finally:
        if before.returncode == 0:
            subprocess.run(["crontab", "-"], input=before.stdout, check=True)
        else:
            subprocess.run(["crontab", "-r"], check=True)


def each_minute(printed: str, log: Path) -> str:
    """The lines as printed but for when they run; each tells its log how it went.

    The log's name holds a percent sign: were one of the line's not escaped, nothing would come.
    """
    lines = ["SVC_TODAY=2026-11-22"]
    quoted = str(log).replace("%", "\\%")
    for line in printed.splitlines():
        match = re.match(r"(?:\S+ ){5}(.*cron-(\w+)\.lock.*)", line)
        if match is None:
            lines.append(line)
            continue
        to = f"'{quoted}/{match[2]}"
        lines.append(f"* * * * * {match[1]} > {to}.out' 2> {to}.err'; echo $? > {to}.code'")
    return "\n".join(lines) + "\n"


def test_a_morning_by_cron(
    svc: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Board, calendar, messages and check run in cron's own environment, in a nasty folder."""
    shop, log = tmp_path / '我的 店\'s "100%" $HOME', tmp_path / "log 50%"
    log.mkdir()
    svc("init", shop, "--name", "雅衣阁", "--no-git")
    monkeypatch.setenv("SVC_STORE", str(shop))
    svc("customer", "add", "--name", "王芳", "--phone", "13800138000", "--consent", "sms")
    svc("purchase", "add", "--customer", "王芳", "--on", "2026-11-15", "--item", "price=1")
    feed = tmp_path / "日历.ics"
    printed = svc("--lang", "zh", "schedule", "--cron", "--ics", feed).out
    codes = {name: log / f"{name}.code" for name in ("queue", "today", "ics", "check")}
    until = time.monotonic() + LONGEST
    with running_cron(), crontab(each_minute(printed, log)):
        while not all(file.exists() and file.read_text() for file in codes.values()):
            assert time.monotonic() < until, sorted(log.iterdir())
            time.sleep(1)
    told = {file.name: file.read_text(encoding="utf-8") for file in log.iterdir()}
    assert {name: file.read_text().strip() for name, file in codes.items()} == {
        "queue": "0", "today": "0", "ics": "0", "check": "0",
    }, told  # fmt: skip
    assert "王芳" in told["today.out"]
    assert "回访" in told["today.out"]
    assert feed.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert told["check.out"] == ""
