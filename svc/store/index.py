"""The index: from a hint to the records that may hold a value. Derived, never the truth.

What was sealed lately is in the log (`svc.store.seal`); when that grows long it is merged into the
base (`svc.store.base`). A shop of a few hundred records never has a base. Whatever is wrong with
either, a full disk or a read-only folder too: then shards count as not sealed and are parsed.
"""

from __future__ import annotations

import os
from itertools import chain
from typing import TYPE_CHECKING

from svc.store.base import Base
from svc.store.seal import Hint, Sealed, SealLog

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LOG = ".svc/seal"
LOG_LIMIT = 60_000
"""Bytes from which the log is merged: one that long is read in half a millisecond."""
HINT_SIZE, LINE_SIZE = 35, 70
AT_ONCE = 500
"""So many hints are asked for in one query: SQLite takes 999 places wherever it was built."""


class Index:
    """The hints and marks of a store; `keep` wants the store's lock held."""

    def __init__(self, root: str, like: str) -> None:
        self._like = like
        self._base = Base(root)
        self._log_file = os.path.join(root, LOG)
        self._log: SealLog | None = None
        self._marks: dict[str, dict[str, int]] = {}

    def forget(self) -> None:
        """Read it again when next asked."""
        self._base.close()
        self._log = None
        self._marks = {}

    def _open(self) -> SealLog:
        if self._log is None:
            self._log = SealLog(self._log_file)
            if self._log.base != self._base.number:
                self._log.forget()
        return self._log

    def marks(self, table: str) -> dict[str, int]:
        """The marks of a table's sealed shards, by their names."""
        if table not in self._marks:
            log, start = self._open(), table + "/"
            late = {name: mark for name, mark in log.marks.items() if name.startswith(start)}
            self._marks[table] = self._base.marks(table) | late
        return self._marks[table]

    def pairs(self, hints: Iterable[int]) -> set[Hint]:
        """Each of these hints with each record of a sealed shard it leads to."""
        log, wanted = self._open(), sorted(hints)
        found: set[Hint] = set()
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            places = ",".join("?" * len(some))
            query = f"SELECT hint, id FROM hint WHERE hint IN ({places})"  # noqa: S608
            found.update(self._base.rows(query, *some))
        if log.added:
            for hint in wanted:
                found.update((hint, record_id) for record_id in log.added.get(hint, ()))
        return found - log.removed

    def pairs_between(self, first: int, last: int) -> set[Hint]:
        """The hints from first to last, each with each record of a sealed shard it leads to."""
        log = self._open()
        query = "SELECT hint, id FROM hint WHERE hint BETWEEN ? AND ?"
        found: set[Hint] = set(self._base.rows(query, first, last))
        for hint, ids in log.added.items():
            if first <= hint <= last:
                found.update((hint, record_id) for record_id in ids)
        return found - log.removed

    def keep(self, sealed: Iterable[Sealed]) -> None:
        """Seal shards; where that fails they are parsed again next time."""
        try:
            self._keep(iter(sealed))
        except OSError:
            pass
        except Exception as error:
            import sqlite3

            if not isinstance(error, sqlite3.Error):
                raise
        self.forget()

    def _keep(self, sealed: Iterator[Sealed]) -> None:
        log = self._open()
        if not log.base:
            log.begin(self._base.number, self._like)
        few: list[Sealed] = []
        room = LOG_LIMIT - log.size
        for each in sealed:
            few.append(each)
            room -= LINE_SIZE + HINT_SIZE * (len(each.added) + len(each.removed))
            if room < 0:
                added = [(hint, one) for hint, ids in log.added.items() for one in ids]
                before = [Sealed(name, mark) for name, mark in log.marks.items()]
                self._base.merge(log.removed, added, chain(before, few, sealed), self._like)
                log.begin(self._base.number, self._like)
                return
        log.append(few)
