"""What tells this copy of a shop from its clones: a short name, drawn when it is first needed.

Two tills may settle one return in the same minute, in the same words. Their log entries must not
be the same line, or a merge would take them for one and money given twice would go unseen.
"""

from __future__ import annotations

import os
from contextlib import suppress

from svc.store import files
from svc.store.ids import ALPHABET

FILE = ".svc/till"


def till(root: str, like: str, *, draw: bool) -> str | None:
    """Four characters for this copy of a shop; None where git does not share it.

    The name goes with the folder it was drawn in: in a copy of it, `.svc` and all, another is
    drawn. Without `draw` nothing is written, and there is none until a change has drawn it.

    Raises:
        CannotReadOrWrite: the name cannot be kept.
    """
    if not _is_shared(root):
        return None
    number, place = str(os.stat(root).st_ino), os.path.join(root, FILE)
    with suppress(OSError, ValueError):
        name, here = files.read(place).decode("ascii").split()
        if here == number:
            return name
    if not draw:
        return None
    name = "".join(ALPHABET[byte & 31] for byte in os.urandom(4))
    files.replace_one(place, f"{name} {number}\n".encode(), like)
    return name


def _is_shared(root: str) -> bool:
    """Whether a shop lies in a git repository, itself or with a folder above it."""
    above = os.path.abspath(root)
    while not os.path.exists(os.path.join(above, ".git")):
        above, below = os.path.dirname(above), above
        if above == below:
            return False
    return True
