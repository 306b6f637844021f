"""No longer than a gateway is given: what answers too late, or for ever a little more, is left.

Libraries limit how long one reading takes, not the whole of a call: an address that sends a
character now and then, or a name nobody looks up, would keep a run for hours.
"""

from __future__ import annotations

from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

from svc.messages.parcel import Answer, in_doubt

if TYPE_CHECKING:
    from collections.abc import Callable


def in_time(call: Callable[[], Answer], seconds: float) -> Answer:
    """What a call answers within so many seconds, else that nobody can say.

    What it raises is raised. One that is late goes on aside, and ends with this program at the
    latest: it may still hand the message over.
    """
    told: SimpleQueue[Answer | Exception] = SimpleQueue()

    def run() -> None:
        try:
            told.put(call())
        except Exception as error:  # noqa: BLE001 - raised again below, where it was asked for
            told.put(error)

    Thread(target=run, daemon=True).start()
    try:
        answer = told.get(timeout=seconds)
    except Empty:
        return in_doubt()
    if isinstance(answer, Exception):
        raise answer
    return answer
