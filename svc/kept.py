"""What was read from files that people edit, kept as JSON beside the shop until a file changes.

Reading TOML costs a command 3 ms: the parser's import, then `svc.toml` and the policy, shipped and
own. Their content is kept under `.svc/`, which is this computer's alone and never the truth
(docs/decisions/0013): whatever is missing, torn or no longer fits is read anew from the files.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from svc import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")
Seen = list[list[int] | None]

FOLDER = ".svc"
SETTLED = 2_000_000_000
"""Nanoseconds a file must have lain unchanged to be kept: clocks of files may tick that slowly."""


def kept(
    shop: str,
    name: str,
    sources: Sequence[str],
    read: Callable[[], Any],
    build: Callable[[Any], T],
) -> T:
    """What `build` makes of what `read` finds in the sources, `read` only where it must be.

    A file counts as unchanged while its size, its times of content and of state, and its number on
    the disk are the same. What `read` raises is raised; what cannot be kept is not, silently.
    """
    import json

    try:
        seen = [_state_of(source) for source in sources]
    except OSError:  # whatever keeps us from looking: reading tells it
        return build(read())
    place = os.path.join(shop, FOLDER, f"{name}.json")
    with suppress(OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        with open(place, "rb") as file:
            found = json.loads(file.read())
        if found["svc"] == __version__ and found["files"] == seen:
            return build(found["holds"])
    content = read()
    made = build(content)
    with suppress(OSError, ValueError, TypeError, RecursionError):
        new = {"svc": __version__, "files": seen, "holds": content}
        _keep(place, json.dumps(new, ensure_ascii=False).encode(), seen)
    return made


def _state_of(file: str) -> list[int] | None:
    try:
        state = os.stat(file)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return [state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino]


def _keep(place: str, content: bytes, seen: Seen) -> None:
    """Put content in its place, whole or not at all, if what it was read from has settled."""
    if not _settled(seen, time.time_ns()):  # by this computer's clock: spares the writing
        return
    folder, name = os.path.split(place)
    temporary = os.path.join(folder, f".{name}.{os.getpid():08x}.tmp")
    try:
        with open(temporary, "xb") as file:
            now = os.fstat(file.fileno()).st_mtime_ns  # by the disk's clock, as theirs are
            file.write(content)
        if _settled(seen, now):
            # Shared by those whom the shop is shared with, as the lock is; by nobody else.
            os.chmod(temporary, os.stat(folder).st_mode & 0o660)
            os.replace(temporary, place)
        else:
            os.unlink(temporary)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _settled(seen: Seen, now: int) -> bool:
    """Whether the files have lain unchanged for long enough that a later change will show."""
    return all(max(state[1:3]) < now - SETTLED for state in seen if state)
