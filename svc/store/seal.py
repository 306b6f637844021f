"""The seal: which shards are known to be canonical, and the latest hints, in an append-only log.

A shard is sealed as it stands, by its size, times and inode. Whatever an editor, git or a copy
does to it afterwards shows, and the shard is parsed again. One line of the log seals one shard
and carries the hints of what was new in it:

    customers/2026-11 -3089150294401283 +4398:C-261122-7KQ3MX -4401:C-261122-7KQ3MX 9c1f02aa

Nothing here is synced: each line ends in a check sum over itself and all lines before it, so what
a power cut or a full disk leaves of the log is used up to the first line that is not whole. The
shards of the others are parsed: a lost log costs time, never an answer.
"""

from __future__ import annotations

import os
from binascii import crc32
from contextlib import suppress
from time import time_ns
from typing import TYPE_CHECKING

from svc.store import files

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Hint = tuple[int, str]
FRESH = 2_000_000_000
"""Nanoseconds within which a file may be changed twice and show the same time."""


def mark_of(file: str) -> int:
    """A number that changes when a file is replaced, written to or touched; raises OSError."""
    return mark_from(os.stat(file))


def mark_from(seen: os.stat_result) -> int:
    """The mark of a file of which this was seen."""
    return hash((seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino))


def mark_to_keep(file: str) -> int | None:
    """The mark of a file by which it will be known, or None while it is too fresh to tell."""
    try:
        seen = os.stat(file)
    except OSError:
        return None
    if abs(time_ns() - seen.st_mtime_ns) < FRESH:
        return None
    return mark_from(seen)


class Sealed:
    """One shard as it was sealed: its mark, and what hints came and went since the last time."""

    __slots__ = ("added", "mark", "name", "removed")

    def __init__(
        self, name: str, mark: int, added: Sequence[Hint] = (), removed: Sequence[Hint] = ()
    ) -> None:
        self.name = name
        self.mark = mark
        self.added = added
        self.removed = removed


class SealLog:
    """The log as read: marks by shard, hints that came, hints that went; `base` is what it is on.

    The first line names the number of the base (`svc.store.index`) that holds what was before.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.forget()
        with suppress(OSError):
            self._read(files.read(file))

    def forget(self) -> None:
        """Hold nothing: what was read is on another base."""
        self.base = ""
        self.marks: dict[str, int] = {}
        self.added: dict[int, set[str]] = {}
        self.removed: set[Hint] = set()
        self.size = 0
        self._sum = 0

    def _read(self, content: bytes) -> None:
        for line in content.split(b"\n")[:-1]:
            text, _space, told = line.rpartition(b" ")
            check = crc32(text, self._sum)
            try:
                if int(told, 16) != check:
                    return
                self._take(text.decode())
            except (ValueError, IndexError):
                return
            self._sum = check
            self.size += len(line) + 1

    def _take(self, text: str) -> None:
        first, *words = text.split(" ")
        if not self.base:
            self.base = first
            return
        mark = int(words.pop(0))
        for word in words:
            number, _colon, record_id = word[1:].partition(":")
            hint = int(number)
            if word[0] == "+":
                self.removed.discard((hint, record_id))
                self.added.setdefault(hint, set()).add(record_id)
            else:
                self.removed.add((hint, record_id))
                self.added.get(hint, set()).discard(record_id)
        self.marks[first] = mark

    def append(self, sealed: Iterable[Sealed]) -> None:
        """Add what was sealed, with the lock held; raises OSError."""
        lines = [
            " ".join(
                [
                    each.name,
                    str(each.mark),
                    *[f"-{hint}:{record_id}" for hint, record_id in each.removed],
                    *[f"+{hint}:{record_id}" for hint, record_id in each.added],
                ]
            )
            for each in sealed
        ]
        content = self._summed(lines)
        handle = os.open(self.file, os.O_WRONLY)
        try:
            os.ftruncate(handle, self.size)  # a torn line ends there; nothing after it is read
            os.lseek(handle, self.size, os.SEEK_SET)
            os.write(handle, content)
        finally:
            os.close(handle)
        self._read(content)

    def _summed(self, lines: Iterable[str]) -> bytes:
        done, check = b"", self._sum
        for line in lines:
            text = line.encode()
            check = crc32(text, check)
            done += b"%b %08x\n" % (text, check)
        return done

    def begin(self, base: str, like: str) -> None:
        """An empty log on a base, in place of this one; raises OSError."""
        self.forget()
        content = self._summed([base])
        files.sweep(os.path.dirname(self.file))
        temporary = files.write_beside(self.file, content, like)
        os.replace(temporary, self.file)
        self._read(content)
