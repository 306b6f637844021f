"""The base of the index: an SQLite file that holds the marks and hints of all but the latest.

It is made from the shards and may be removed at any time. `number` tells one state of it from the
next, so that the log (`svc.store.seal`) is never read over another base than the one it is on.
"""

from __future__ import annotations

import os
from array import array
from contextlib import closing
from typing import TYPE_CHECKING, Any

from svc.store import files
from svc.store.hints import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from sqlite3 import Connection

    from svc.store.seal import Hint, Sealed

FILE = ".svc/index"
BATCH = 200_000
"""Hints that are sorted and put in together: in order they go in several times as fast."""
READERS_WAIT, WRITERS_WAIT = 0.1, 2.0
"""Seconds to wait for another process that is merging, or reading."""
TABLES = (
    "CREATE TABLE IF NOT EXISTS seal (kept TEXT PRIMARY KEY, names TEXT, marks BLOB)",
    """CREATE TABLE IF NOT EXISTS hint
    (hint INTEGER, id TEXT, PRIMARY KEY (hint, id)) WITHOUT ROWID""",
)
MARKS = "SELECT names, marks FROM seal WHERE kept = ?"
PASSING = {"SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_READONLY", "SQLITE_CANTOPEN"}
"""What keeps us from the file, but is no fault of the file's."""


class Base:
    """The file, opened when first asked; where it cannot be read it is as if it were empty."""

    def __init__(self, root: str) -> None:
        self.file = os.path.join(root, FILE)
        self.is_broken = False
        self._db: Connection | None = None

    def close(self) -> None:
        """Open it again when next asked."""
        if self._db is not None:
            self._db.close()
            self._db = None

    @property
    def number(self) -> str:
        """What tells this state of the base from others; without a file it is the first."""
        rows = self.rows("PRAGMA user_version")
        return f"{VERSION}.{rows[0][0] if rows else 0}"

    def marks(self, table: str) -> dict[str, int]:
        """The marks of a table's shards, by their names."""
        return _marks(self.rows(MARKS, table))

    def rows(self, query: str, *values: Any) -> list[Any]:
        """What a query gives; nothing where the file is missing, busy or damaged."""
        if self.is_broken or (self._db is None and not os.path.exists(self.file)):
            return []
        import sqlite3

        try:
            if self._db is None:
                self._db = self._connect(READERS_WAIT)
            return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            self.is_broken = getattr(error, "sqlite_errorname", "") not in PASSING
            self._db = None
            return []

    def _connect(self, wait: float) -> Connection:
        import sqlite3

        db = sqlite3.connect(self.file, isolation_level=None, timeout=wait)
        (made_by,) = db.execute("PRAGMA application_id").fetchone()
        if made_by not in (0, VERSION):
            raise sqlite3.DatabaseError
        return db

    def merge(
        self, removed: Iterable[Hint], added: list[Hint], sealed: Iterable[Sealed], like: str
    ) -> None:
        """Take marks and hints in, durably and all at once; the file is shared as `like` is.

        Raises:
            OSError, sqlite3.Error: nothing was taken in.
        """
        self.close()
        if self.is_broken:
            os.unlink(self.file)
            self.is_broken = False
        with closing(self._connect(WRITERS_WAIT)) as db:
            files.share(self.file, os.stat(like))
            db.execute("PRAGMA cache_size = -65536")
            db.execute("BEGIN IMMEDIATE")
            db.execute(f"PRAGMA application_id = {VERSION}")
            for table in TABLES:
                db.execute(table)
            db.executemany("DELETE FROM hint WHERE hint = ? AND id = ?", removed)
            _keep_marks(db, _take_in(db, added, sealed))
            (number,) = db.execute("PRAGMA user_version").fetchone()
            db.execute(f"PRAGMA user_version = {number + 1}")
            db.execute("COMMIT")


def _take_in(db: Connection, added: list[Hint], sealed: Iterable[Sealed]) -> dict[str, int]:
    """Put hints in, a batch at a time; gives the marks of what was sealed."""
    marks = {}
    for each in sealed:
        marks[each.name] = each.mark
        if each.removed:
            _insert(db, added)
            db.executemany("DELETE FROM hint WHERE hint = ? AND id = ?", each.removed)
        added += each.added
        if len(added) > BATCH:
            _insert(db, added)
    _insert(db, added)
    return marks


def _insert(db: Connection, added: list[Hint]) -> None:
    added.sort()
    db.executemany("INSERT OR IGNORE INTO hint VALUES (?, ?)", added)
    added.clear()


def _marks(rows: list[Any]) -> dict[str, int]:
    if not rows or not rows[0][0]:
        return {}
    marks = array("q")
    marks.frombytes(rows[0][1])
    return dict(zip(rows[0][0].split("\n"), marks, strict=False))


def _keep_marks(db: Connection, marks: Mapping[str, int]) -> None:
    for table in {name.partition("/")[0] for name in marks}:
        kept = _marks(db.execute(MARKS, (table,)).fetchall())
        kept |= {name: mark for name, mark in marks.items() if name.startswith(table + "/")}
        blob = array("q", kept.values()).tobytes()
        db.execute("INSERT OR REPLACE INTO seal VALUES (?, ?, ?)", (table, "\n".join(kept), blob))
