"""The one lock: held alone, given back by death, not fooled by a removed file."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from svc.errors import CannotReadOrWrite, StoreBusy
from svc.store.lock import locked, patience

HOLDER = """
import sys, time
from pathlib import Path
from svc.store.lock import locked
with locked(Path(sys.argv[1]), 5):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(lock: Path) -> subprocess.Popen[str]:
    """A process that holds the lock until its stdin is closed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(lock)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_one_is_told_that_the_store_is_busy(tmp_path: Path) -> None:
    """It waits as long as it is willing, no longer."""
    lock = tmp_path / ".svc" / "lock"
    with locked(lock, 0), pytest.raises(StoreBusy, match=r"0\.2 seconds"), locked(lock, 0.2):
        pass
    with locked(lock, 0):
        pass


def test_a_killed_holder_leaves_nothing_behind(tmp_path: Path) -> None:
    """The kernel gives the lock back, though the file stays."""
    lock = tmp_path / "lock"
    process = holder(lock)
    with pytest.raises(StoreBusy), locked(lock, 0):
        pass
    process.kill()
    process.wait()
    with locked(lock, 0.5):
        pass
    assert lock.exists()


def test_whoever_waits_gets_the_lock_when_it_is_given_back(tmp_path: Path) -> None:
    """Soon, not at the end of its patience."""
    lock = tmp_path / "lock"
    process = holder(lock)
    assert process.stdin is not None
    process.stdin.close()
    began = time.monotonic()
    with locked(lock, 30):
        assert time.monotonic() - began < 10
    process.wait()


def test_a_lock_removed_and_made_anew_is_one_lock(tmp_path: Path) -> None:
    """`git clean -x` takes the file away: those who come after that exclude each other."""
    lock = tmp_path / "lock"
    with locked(lock, 0):
        lock.unlink()
        with locked(lock, 0), pytest.raises(StoreBusy), locked(lock, 0):
            pass


def test_the_lock_of_a_shared_shop_is_shared(tmp_path: Path) -> None:
    """Whoever of the group comes first must not lock the others out for good."""
    for mode, wanted in ((0o700, 0o600), (0o770, 0o660)):
        folder = tmp_path / f"{mode:o}"
        folder.mkdir()
        folder.chmod(mode)
        with locked(folder / "lock", 0):
            pass
        assert (folder / "lock").stat().st_mode & 0o777 == wanted


def test_a_lock_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """Not as a fault of ours."""
    (tmp_path / "file").touch()
    with pytest.raises(CannotReadOrWrite), locked(tmp_path / "file" / "lock", 0):
        pass


@pytest.mark.parametrize(
    ("text", "seconds"), [("3", 3), ("0", 0), ("-1", 0), ("nan", 0), ("soon", 10), (None, 10)]
)
def test_how_long_to_wait(
    text: str | None, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SVC_WAIT, or ten seconds."""
    if text is not None:
        monkeypatch.setenv("SVC_WAIT", text)
    assert patience() == seconds


def test_a_busy_store_is_exit_7(
    shop: Path, svc: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is written; reading goes on."""
    monkeypatch.setenv("SVC_WAIT", "0.1")
    process = holder(shop / ".svc" / "lock")
    said = svc("customer", "add", "--name", "王芳", "--phone", "13800138000", code=7)
    assert "SVC_WAIT" in said.err
    assert svc("customer", "list", "--json").json == []
    svc("customer", "add", "--name", "王芳", "--phone", "13800138000", "--dry-run")
    process.kill()
    process.wait()
    svc("customer", "add", "--name", "王芳", "--phone", "13800138000")
