"""The lines of `svc schedule --cron` in a real crontab, run by a real cron: they send, too."""

from __future__ import annotations

import json
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

from svc.store.store import Store

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
    What sends is there once more, and once without its lock, as by another user's hand.
    """
    lines = ["SVC_TODAY=2026-11-22T10:00"]
    quoted = str(log).replace("%", "\\%")
    for line in printed.splitlines():
        match = re.match(r"(?:\S+ ){5}(.*cron-(\w+)\.lock\S* .*?)( >/dev/null)?$", line)
        if match is None:
            lines.append(line)
            continue
        commands = {match[2]: match[1]}
        if match[2] == "send":
            bare = re.sub(r"^\S+flock -n -E 75 .*cron-send\.lock\S* ", "", match[1])
            commands |= {"send_again": match[1], "send_bare": bare}
        for name, command in commands.items():
            to = f"'{quoted}/{name}"
            lines.append(f"* * * * * {command} > {to}.out' 2> {to}.err'; echo $? > {to}.code'")
    return "\n".join(lines) + "\n"


def test_a_morning_by_cron(
    svc: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All there is to a morning runs in cron's own environment, in a nasty folder.

    The other till's shop gets what was done, the gateway each message once, though three lines
    send it at the same minute.
    """
    shop, log = tmp_path / '我的 店\'s "100%" $HOME', tmp_path / "log 50%"
    log.mkdir()
    svc("init", shop, "--name", "雅衣阁")
    hub = tmp_path / "hub.git"
    for words in (
        ["init", "-q", "--bare", hub], ["-C", shop, "remote", "add", "origin", "../hub.git"],
        ["-C", shop, "config", "user.name", "till"], ["-C", shop, "config", "user.email", "t@e"],
    ):  # fmt: skip
        subprocess.run(["git", *map(str, words)], check=True)
    monkeypatch.setenv("SVC_STORE", str(shop))
    svc("customer", "add", "--name", "王芳", "--phone", "13800138000", "--consent", "sms")
    svc("purchase", "add", "--customer", "王芳", "--on", "2026-11-15", "--item", "price=1")
    svc("customer", "add", "--name", "陈雪", "--phone", "13900139000", "--consent", "sms",
        "--set", "birthday=1990-11-22")  # fmt: skip
    (key,) = svc("sms", "queue", "--kind", "birthday").out.split()
    svc("sms", "approve", key)
    went = tmp_path / "went"
    gateway = tmp_path / "send it"
    gateway.write_text(f"#!/bin/sh\nsleep 1; cat >> '{went}'; echo R-1\n")
    gateway.chmod(0o755)
    (shop / ".svc/gateways.toml").write_text(
        f'["本店"]\nkind = "command"\nwords = ["{gateway}"]\n', encoding="utf-8"
    )
    feed = tmp_path / "日历.ics"
    printed = svc("--lang", "zh", "schedule", "--cron", "--ics", feed, "--send", "本店").out
    once = ("sync", "queue", "today", "ics", "check")
    sending = ("send", "send_again", "send_bare")
    codes = {name: log / f"{name}.code" for name in (*once, *sending)}
    until = time.monotonic() + LONGEST
    with running_cron(), crontab(each_minute(printed, log)):
        while not all(file.exists() and file.read_text() for file in codes.values()):
            assert time.monotonic() < until, sorted(log.iterdir())
            time.sleep(1)
    told = {file.name: file.read_text(encoding="utf-8") for file in log.iterdir()}
    ended = {name: file.read_text().strip() for name, file in codes.items()}
    assert {name: ended[name] for name in once} == dict.fromkeys(once, "0"), told
    assert {ended[name] for name in sending} <= {"0", "7", "75"}, told
    assert "0" in {ended[name] for name in sending}, told
    (line,) = went.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["key"] == key
    (message,) = [each for each in Store(shop).messages.all() if each.id == key]
    assert (message.state, message.via, message.reference) == ("sent", "本店", "R-1")
    assert "王芳" in told["today.out"]
    assert "回访" in told["today.out"]
    assert feed.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert told["check.out"] == ""
    heads = subprocess.run(
        ["git", "-C", str(hub), "log", "--oneline"], capture_output=True, check=True
    )
    assert heads.stdout
