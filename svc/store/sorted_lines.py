"""Canonical lines sorted by id are their own index: find, take and put them without parsing.

Everything here takes the bytes of a shard in canonical form (`svc.store.lines`) and is right on
those alone. Ids are bytes here.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

HEAD = b'{"id":"'
SPARSE = 10_000
"""Where one is wanted of so many bytes or fewer, the next is found quicker by looking for it."""
REACH = 8
"""So many times as far as the next id should be it is looked for: one that is not there costs no
more than that."""
MANY = 50
"""From so many new lines on, all are sorted once instead of each being put in its place."""


def place_of(content: bytes, record_id: bytes, low: int = 0) -> int:
    """Where the first line begins whose id is not before this one: there it stands or belongs.

    With `low`, where a line begins, only from there on.
    """
    high, size = len(content), len(record_id)
    while low < high:
        start = content.rfind(b"\n", low, (low + high) // 2) + 1 or low
        # A shorter id is cut off with its quote, which sorts before all that ids are made of.
        if content[start + 7 : start + 7 + size] < record_id:
            low = content.index(b"\n", start) + 1
        else:
            high = start
    return low


def line_of(content: bytes, record_id: bytes) -> bytes | None:
    """The line of an id, without its line feed, or None."""
    start = place_of(content, record_id)
    if not content.startswith(HEAD + record_id + b'"', start):
        return None
    return content[start : content.index(b"\n", start)]


def lines_of(content: bytes, record_ids: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """The lines of these ids, those that are there, each with its id and without its line feed.

    In the order of the ids, as the lines are sorted: from one to the next is a short way, and
    Python looks for bytes much faster than it parts lines.
    """
    reach = len(content) // max(len(record_ids), 1)
    reach = reach * REACH if reach < SPARSE else 0
    place, near = 0, b""  # where a line begins, and its id once it is known to come next
    for each in sorted(record_ids):
        wanted = each.encode()
        if wanted < near:  # there is no line between the last that was wanted and the next
            continue
        head = HEAD + wanted + b'"'
        found = content.find(head, place, place + reach) if reach else -1
        # What a record holds may begin as a line does.
        if found < 0 or (found and content[found - 1] != LINE_FEED):
            place = found = place_of(content, wanted, place)
            if not content.startswith(head, found):
                near = content[found + len(HEAD) : content.find(b'"', found + len(HEAD))]
                if not near:
                    return
                continue
        place = content.index(b"\n", found) + 1
        yield each, content[found : place - 1]


LINE_FEED = ord("\n")


def line_in_file(handle: int, size: int, record_id: bytes) -> bytes | None:
    """The line of an id in an open file of so many bytes, of which only some places are read."""
    low, high = 0, size  # a line begins at each of them
    wanted = record_id + b'"'  # with its quote, which sorts before all that could follow it
    while high - low > BLOCK:
        middle = (low + high) // 2
        block = _read_at(handle, BLOCK // 2, middle)
        start = block.find(b"\n") + 1
        found = block[start + len(HEAD) : start + len(HEAD) + len(wanted)]
        if not start or len(found) < len(wanted) or middle + start >= high:
            break  # a long line: what is left is read whole
        if found <= wanted:
            low = middle + start
        else:
            high = middle + start
    return line_of(_read_at(handle, high - low, low), record_id)


def _read_at(handle: int, size: int, place: int) -> bytes:
    # Not `os.pread`, which Windows lacks; nobody else reads by this handle.
    os.lseek(handle, place, os.SEEK_SET)
    return os.read(handle, size)


BLOCK = 8192
"""Bytes that are read at once where an id must be near."""


def lines_between(content: bytes, first: bytes, after: bytes) -> bytes:
    """The lines whose ids are not before `first` and before `after`."""
    return content[place_of(content, first) : place_of(content, after)]


def ids_in(content: bytes) -> list[bytes]:
    """The ids of all lines, in order."""
    pieces = content.split(b"\n" + HEAD)
    pieces[0] = pieces[0][len(HEAD) :]
    return [piece[: piece.index(b'"')] for piece in pieces] if content else []


def lines_with(content: bytes, fragment: bytes) -> Iterator[bytes]:
    """The lines that hold these bytes anywhere."""
    found = content.find(fragment)
    while found >= 0:
        end = content.index(b"\n", found)
        yield content[content.rfind(b"\n", 0, found) + 1 : end]
        found = content.find(fragment, end)


def spliced(content: bytes, lines: list[bytes]) -> bytes:
    """The shard with new lines, each with its line feed, put where they belong."""
    if len(lines) >= MANY:  # bytes sort as their ids do: the id is what a line begins with
        return b"".join(sorted([*content.splitlines(keepends=True), *lines]))
    pieces, done = [], 0
    for line in sorted(lines):
        place = place_of(content, line[len(HEAD) : line.index(b'"', len(HEAD))])
        pieces += [content[done:place], line]
        done = place
    return b"".join([*pieces, content[done:]])
