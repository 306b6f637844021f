"""What each change on this computer did, noted in `.svc/changes.jsonl`: what `svc undo` goes by.

A convenience, never the truth: nothing here is synced to the disk, and a change is made all the
same where it cannot be noted. One line is one change; it is written before the files are renamed,
and its last figure is set to 1 after. `svc.store.changes` reads it.
"""

from __future__ import annotations

import json
import os
from binascii import crc32
from contextlib import suppress
from typing import TYPE_CHECKING

from svc.store import files

if TYPE_CHECKING:
    from collections.abc import Iterable

    from svc.store.store import Told

LOG = ".svc/changes.jsonl"
KEPT = 200
"""So many changes are kept at least, if they are not large."""
EVERY = 50
"""After so many changes the log is looked at, and cut to those kept."""
LIMIT = 32_000_000
"""Bytes from which the log is cut at once, to half of that; the newest change always stays."""
LARGE = 16_000_000
"""Bytes of whole lines from which a change is noted without them: it cannot be taken back."""
END = b',"made":0}\n'


def digest(line: bytes) -> str:
    """Eight hexadecimal digits made from a line without its line feed."""
    return f"{crc32(line):08x}"


class Noted:
    """What a change does, shard by shard, gathered while its files are made.

    `undoes` is the number of the change it takes back. `forgets` are texts of which nothing may
    stay in the log: a change that has any cannot be taken back itself.
    """

    def __init__(self) -> None:
        self.undoes: int | None = None
        self.forgets: tuple[str, ...] = ()
        self.number: int | None = None
        self._added: list[bytes] = []
        self._changed: dict[str, list[bytes]] = {}
        self._removed: dict[str, list[bytes]] = {}
        self._ids: list[bytes] = []
        self._count = 0
        self._size = 0
        self._handle: int | None = None

    def add(self, name: str, lines: list[bytes]) -> None:
        """New lines of a shard, each with its line feed: their ids and digests."""
        ids = b" ".join([line[7 : line.index(b'"', 7)] for line in lines])
        digests = b"".join([crc32(line[:-1]).to_bytes(4, "big") for line in lines]).hex()
        self._added.append(b'"%b":["%b","%b"]' % (name.encode(), ids, digests.encode()))
        self._ids += ids.split(b" ", 100)[:100]
        self._count += len(lines)

    def change(self, name: str, before: bytes, after: bytes) -> None:
        """A line that takes another's place in a shard, both without line feeds."""
        if before != after:
            here = self._changed.setdefault(name, [])
            here.append(b'["%b",%b]' % (digest(after).encode(), before))
            self._note_line(before)

    def remove(self, name: str, lines: Iterable[bytes]) -> None:
        """Lines that are taken out of a shard, without line feeds."""
        here = self._removed.setdefault(name, [])
        for line in lines:
            here.append(line)
            self._note_line(line)

    def _note_line(self, line: bytes) -> None:
        self._ids.append(line[7 : line.index(b'"', 7)])
        self._count += 1
        self._size += len(line)

    def begin(self, root: str, like: str, told: Told) -> None:
        """Note the change, before anything of it is on file; `like` gives a new log its mode.

        Raises:
            CannotReadOrWrite: what is to be forgotten could not be; nothing has been changed.
        """
        if not self._count:
            return
        path = os.path.join(root, LOG)
        if self.forgets:
            from svc.store.changes import forget

            with files.plain_errors(path):
                forget(path, self.forgets, like)
        with suppress(OSError):
            self._append(path, like, told)

    def end(self, *, made: bool) -> None:
        """Say of the change noted that it was made, if it was."""
        if self._handle is not None:
            with suppress(OSError):
                if made:
                    os.lseek(self._handle, -3, os.SEEK_END)
                    os.write(self._handle, b"1")
            os.close(self._handle)
            self._handle = None

    def _append(self, path: str, like: str, told: Told) -> None:
        handle, number = _opened(path, like)
        try:
            content = self._entry(told, number)
            place = os.lseek(handle, 0, os.SEEK_END)
            if place and (number % EVERY == 0 or place + len(content) > LIMIT):
                from svc.store.changes import cut

                os.close(handle)
                handle = -1
                cut(path, len(content), like)
                handle, number = _opened(path, like)
                place = os.lseek(handle, 0, os.SEEK_END)
            if os.write(handle, content) == len(content):
                self._handle, self.number = handle, number
            else:
                os.ftruncate(handle, place)
        finally:
            if self._handle is None and handle >= 0:
                os.close(handle)

    def _entry(self, told: Told, number: int) -> bytes:
        head = {"at": told.at, "command": told.command, "staff": told.staff, "undoes": self.undoes}
        pieces = [
            f'"{name}":{json.dumps(value, ensure_ascii=False)}'.encode()
            for name, value in head.items()
            if value
        ]
        if self.forgets or self._size > LARGE:
            ids = b" ".join(self._ids).decode().split()[:100]
            pieces.append(b'"final":"%b"' % (b"erase" if self.forgets else b"large"))
            pieces.append(b'"records":%d,"ids":%b' % (self._count, json.dumps(ids).encode()))
        else:
            if self._added:
                pieces.append(b'"added":{%b}' % b",".join(self._added))
            for what, lines in (("changed", self._changed), ("removed", self._removed)):
                if lines:
                    shards = (
                        b'"%b":[%b]' % (name.encode(), b",".join(here))
                        for name, here in lines.items()
                    )
                    pieces.append(b'"%b":{%b}' % (what.encode(), b",".join(shards)))
        return b'{%b,"n":%d%b' % (b",".join(pieces), number, END)


def _opened(path: str, like: str) -> tuple[int, int]:
    """The log, opened, and the number of the next change; raises OSError."""
    flags = os.O_RDWR | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
    except FileNotFoundError:
        handle = os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o600)
        files.share(handle, os.stat(like))
        return handle, 1
    size = os.lseek(handle, 0, os.SEEK_END)
    if not size:
        return handle, 1
    os.lseek(handle, max(0, size - 40), os.SEEK_SET)
    _before, mark, end = os.read(handle, 40).rpartition(b'"n":')
    number = end.partition(b",")[0]
    if mark and number.isdigit() and end[len(number) :] in (END, b',"made":1}\n'):
        return handle, int(number) + 1
    from svc.store.changes import mend

    os.close(handle)
    last = mend(path, like)
    return os.open(path, flags), last + 1
