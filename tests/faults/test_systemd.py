"""The units of `svc schedule --systemd`, read by systemd itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.commands.test_schedule import NASTY, files

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze"),
]


def analyzed(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    """What systemd-analyze says; it needs no systemd that runs."""
    return subprocess.run(
        ["systemd-analyze", *words],
        env={"XDG_RUNTIME_DIR": str(home), "PATH": os.environ["PATH"], "HOME": str(home)},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_systemd_takes_the_units(
    svc: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`verify` finds nothing to say of any, in a nasty folder; each time of a timer is one."""
    shop, folder = tmp_path / NASTY, tmp_path / "units"
    svc("init", shop, "--name", "雅衣阁\n%", "--no-git")
    monkeypatch.setenv("SVC_STORE", str(shop))
    settings = shop / "svc.toml"
    settings.write_text('timezone = "Asia/Shanghai"\n' + settings.read_text("utf-8"), "utf-8")
    for words in (["init", "-q"], ["remote", "add", "origin", "../hub.git"]):
        subprocess.run(["git", "-C", str(shop), *words], check=True)
    folder.mkdir()
    feed = tmp_path / "日历 50%.ics"
    found = files(svc("schedule", "--systemd", "--send", "http", "--ics", feed).out)
    assert len(found) == 2 * 6
    for name, text in found.items():
        (folder / name).write_text(text, encoding="utf-8")
    units = sorted(map(str, folder.iterdir()))
    done = analyzed("verify", "--user", *units, home=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    times = {time for text in found.values() for time in re.findall(r"OnCalendar=(.*)", text)}
    assert len(times) == 5
    assert analyzed("calendar", *times, home=tmp_path).returncode == 0
    (folder / "bad.service").write_text("[Service]\nExecStart=/nowhere/at/all\n")
    assert analyzed("verify", "--user", str(folder / "bad.service"), home=tmp_path).stderr
    assert analyzed("calendar", "*-*-* 25:00", home=tmp_path).returncode
