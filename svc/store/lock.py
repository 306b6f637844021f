"""The one lock of a store: held by the kernel, so nothing stays behind after a kill."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from svc.errors import StoreBusy
from svc.i18n import say

PAUSE = 0.02


def _busy(seconds: float) -> StoreBusy:
    return StoreBusy(
        say("Another command has been writing to this store for {n} seconds.", n=f"{seconds:g}"),
        say("Try again. SVC_WAIT sets how many seconds to wait."),
    )


if sys.platform == "win32":  # pragma: no cover - POSIX pays nothing for Windows' library

    @contextmanager
    def locked(file: Path, seconds: float) -> Iterator[None]:
        """Hold the lock; see the other one."""
        from filelock import FileLock, Timeout

        try:
            with FileLock(file, timeout=seconds):
                yield
        except Timeout:
            raise _busy(seconds) from None

else:
    import fcntl

    @contextmanager
    def locked(file: Path, seconds: float) -> Iterator[None]:
        """Hold the store's lock while the block runs.

        Raises:
            StoreBusy: another process kept it for all the seconds we were willing to wait.
        """
        with file.open("ab") as handle:
            give_up = time.monotonic() + seconds
            while True:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= give_up:
                        raise _busy(seconds) from None
                    time.sleep(PAUSE)
            yield  # closing the handle gives the lock back
