"""What of an erased person comes in with a merge, taken out again; and what this computer noted.

A till that did not know of the erasure goes on writing: a note, a guest's words, a conflict. Such
lines come in cleared, and the log of this computer's changes forgets hers.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from svc.store import changes, files
from svc.store.cleared import GUEST, cleared
from svc.store.ids import shards_of
from svc.store.lines import encode, parsed
from svc.store.sorted_lines import lines_with
from svc.store.tables import TABLES
from svc.store.undoing import LOG

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from svc.store.store import Store

    Raw = dict[str, Any]

ERASED = b'"erased_on":'


def erased_in(contents: Mapping[str, bytes]) -> set[str]:
    """The ids of erased customers in these shards."""
    return {
        raw["id"]
        for name, content in contents.items()
        if name.startswith("customers/")
        for raw in _records(content, ERASED)
        if raw.get("erased_on")
    }


def _records(content: bytes, fragment: bytes) -> Iterator[Raw]:
    """The records of lines that hold this; a line that is none is not ours to tell of here."""
    for line in lines_with(content, fragment):
        with suppress(ValueError):
            raw = parsed(line)
            if isinstance(raw, dict) and isinstance(raw.get("id"), str):
                yield raw


def erased(store: Store) -> set[str]:
    """The ids of all erased customers on file."""
    names = store.shards.names("customers")
    return erased_in({name: store.shards.content(name) or b"" for name in names})


def cleared_of(
    store: Store, contents: dict[str, bytes], before: Mapping[str, bytes]
) -> frozenset[str]:
    """Take out of shards to be written what came in about erased customers; gives those changed.

    Of lines that are there `before` only those of whoever is erased by this very merge are looked
    at; then in all files, for what this till wrote of her meanwhile is to go, too.
    """
    there = erased(store)
    news = erased_in(contents) - there
    if not (there or news):
        return frozenset()
    look, known = _Look(store, contents, there | news), _Look(store, contents, news)
    files_of = dict(contents)
    if news:
        files_of |= {
            name: store.shards.content(name) or b""
            for name in store.shards.names()
            if name not in contents
        }
    changed = set()
    for name, content in files_of.items():
        old = content if name not in contents else before.get(name, b"")
        lines_before = set(old.splitlines(keepends=True))
        lines = [
            (known if line in lines_before else look).cleared(name, line)
            for line in content.splitlines(keepends=True)
        ]
        if (after := b"".join(lines)) != content:
            contents[name] = after
            changed.add(name)
    return frozenset(changed)


class _Look:
    """Whose a line is, by the records that come and those on file."""

    def __init__(self, store: Store, contents: Mapping[str, bytes], gone: set[str]) -> None:
        self.store, self.contents, self.gone = store, contents, gone

    def cleared(self, name: str, line: bytes) -> bytes:
        """A line without what is personal of who was erased; nothing for a conflict about her."""
        table, raw = name.partition("/")[0], None
        with suppress(ValueError):
            raw = parsed(line) if self.gone else None
        if not isinstance(raw, dict) or not isinstance(raw.get("id"), str):
            return line
        if table == "conflicts":
            return b"" if self._is_hers(str(raw.get("table")), self._record(raw)) else line
        if table == "events":
            after = raw | _guests(raw, self.gone)
        elif table != "customers" and self._is_hers(table, raw):
            after = cleared(table, raw)
        else:
            return line
        return line if after == raw else encode(after)

    def _record(self, conflict: Raw) -> Raw:
        key, table = str(conflict.get("record")), str(conflict.get("table"))
        return {"id": key} | (self._raw(table, key) or {})

    def _raw(self, table: str, key: str) -> Raw | None:
        if table not in TABLES:
            return None
        for shard in shards_of(key):
            content = self.contents.get(f"{table}/{shard}")
            for line in lines_with(content or b"", f'{{"id":"{key}"'.encode()):
                return parsed(line)
        found = self.store.table(table).raw(key)
        return None if found is None else dict(found)

    def _is_hers(self, table: str, raw: Raw, depth: int = 0) -> bool:
        if isinstance(whose := raw.get("customer"), str):
            return whose in self.gone
        if {raw["id"], *raw["id"].split(".")} & self.gone:
            return True
        about = raw.get("about")
        if not isinstance(about, str) or depth:
            return False
        letters = {letter: name for name, letter in TABLES.items() if letter}
        there = letters.get(about[:1])
        found = self._raw(there, about) if there and about[1:2] == "-" else None
        return found is not None and self._is_hers(there or table, found, depth + 1)


def _guests(raw: Raw, gone: set[str]) -> Raw:
    rows = raw.get("invited")
    if not isinstance(rows, list):
        return {}
    return {
        "invited": [
            {name: value for name, value in row.items() if name in GUEST}
            if isinstance(row, dict) and row.get("customer") in gone
            else row
            for row in rows
        ]
    }


def forget(store: Store, gone: set[str] | None = None) -> int:
    """Take whoever was erased out of this computer's log of changes; gives how many it held.

    Raises:
        CannotReadOrWrite: the log cannot be written.
    """
    path = os.path.join(store.root, LOG)
    with files.plain_errors(path):
        try:
            log = files.read(path)
        except FileNotFoundError:
            return 0
        hers = {each for each in erased(store) if gone is None or each in gone}
        texts = {each: _naming(store, each) for each in hers}
        held = [each for each, ids in texts.items() if any(i.encode() in log for i in ids)]
        if held:
            changes.forget(path, [i for each in held for i in texts[each]], store.shards.like)
    return len(held)


def _naming(store: Store, customer_id: str) -> list[str]:
    """Her id, and those of her cases."""
    found = [customer_id]
    for table in ("purchases", "complaints", "returns", "repairs", "deliveries"):
        for name in store.shards.names(table):
            rows = _records(store.shards.content(name) or b"", customer_id.encode())
            found += [raw["id"] for raw in rows if raw.get("customer") == customer_id]
    return found
