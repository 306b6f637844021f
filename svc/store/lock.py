"""The one lock of a store: held by the kernel, so nothing stays behind after a kill."""

from __future__ import annotations

import os
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from svc.errors import StoreBusy
from svc.i18n import say
from svc.store.files import make_folder, plain_errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

    from svc.i18n import Sentence

    Place = str | PathLike[str]

PAUSE = 0.005
"""Short, so that one who writes again and again leaves gaps that are found."""

DEFAULT_WAIT = 10.0


def patience() -> float:
    """How many seconds to wait for the lock: SVC_WAIT, else ten."""
    try:
        return max(0.0, float(os.environ.get("SVC_WAIT", DEFAULT_WAIT)))
    except ValueError:
        return DEFAULT_WAIT


@contextmanager
def alone(file: Place, message: Sentence, hint: Sentence) -> Iterator[None]:
    """Hold a lock while the block runs, had at once or not at all.

    Raises:
        StoreBusy: another process holds it, in these words.
    """
    with ExitStack() as held:
        try:
            held.enter_context(locked(file, 0))
        except StoreBusy:
            raise StoreBusy(message, hint) from None
        yield


def _busy(seconds: float) -> StoreBusy:
    return StoreBusy(
        say("Another command has been writing to this store for {n} seconds.", n=f"{seconds:g}"),
        say("Try again. SVC_WAIT sets how many seconds to wait."),
    )


if sys.platform == "win32":  # pragma: no cover - POSIX pays nothing for Windows' library

    @contextmanager
    def locked(file: Place, seconds: float) -> Iterator[None]:
        """Hold the lock; see the other one."""
        from filelock import FileLock, Timeout

        with plain_errors(file):
            make_folder(os.path.dirname(file))
        lock = FileLock(file, timeout=seconds)
        try:
            with plain_errors(file):
                lock.acquire()
        except Timeout:
            raise _busy(seconds) from None
        try:
            yield
        finally:
            lock.release()

else:
    import fcntl

    @contextmanager
    def locked(file: Place, seconds: float) -> Iterator[None]:
        """Hold the store's lock while the block runs.

        Raises:
            StoreBusy: another process kept it for all the seconds we were willing to wait.
            CannotReadOrWrite: the lock's file cannot be made or opened.
        """
        with plain_errors(file):
            make_folder(os.path.dirname(file))
            handle = _acquire(file, seconds)
        try:
            yield
        finally:
            os.close(handle)  # gives the lock back

    def _acquire(file: Place, seconds: float) -> int:
        give_up = time.monotonic() + seconds
        while True:
            handle = _open(file)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # `git clean` may have removed the file while we waited, and another made it anew.
                if os.path.samestat(os.fstat(handle), os.stat(file)):
                    return handle
            except (BlockingIOError, FileNotFoundError):
                pass
            except BaseException:
                os.close(handle)
                raise
            os.close(handle)
            if time.monotonic() >= give_up:
                raise _busy(seconds)
            time.sleep(PAUSE)

    def _open(file: Place) -> int:
        """Open the lock's file, shared by all whom its folder is shared with."""
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        # Ours to open again, also where the folder is shut against writing for a while.
        wanted = os.stat(os.path.dirname(file)).st_mode & 0o666 | 0o600
        with suppress(PermissionError):  # another's file, who has seen to it
            if os.fstat(handle).st_mode & 0o777 != wanted:
                os.fchmod(handle, wanted)
        return handle
