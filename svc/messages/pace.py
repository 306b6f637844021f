"""Not more messages a minute than a gateway takes: who comes too early waits."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MINUTE = 60.0


class Pace:
    """So many in any sixty seconds; 0 is no limit. Clock and sleep are given by tests."""

    def __init__(
        self,
        per_minute: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self.per_minute = per_minute
        self._clock = clock
        self._sleep = sleep
        self._sent: deque[float] = deque(maxlen=per_minute or 1)

    def wait(self) -> None:
        """Wait until one more may go, and count it."""
        if not self.per_minute:
            return
        if len(self._sent) == self.per_minute:
            while (left := self._sent[0] + MINUTE - self._clock()) > 0:
                self._sleep(left)
        self._sent.append(self._clock())
