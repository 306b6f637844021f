"""The log of this computer's changes, read: each change, its steps, and whether they stand.

What cannot be read in it is passed over: a torn last line, say. `svc.store.undoing` writes it.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen, field
from svc.store import files
from svc.store.lines import encode
from svc.store.undoing import KEPT, LIMIT, LOG, digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from svc.store.store import Store

SHOWN = 100
"""So many ids of a change are named at most."""
_NUMBER = re.compile(rb'"n":([0-9]+),"made":[01]\}$')


class Step(Frozen, kw_only=False):
    """One record of a change: its line before, without line feed, and the digest of that after.

    None is no line.
    """

    name: str
    id: str
    before: bytes | None
    after: str | None

    @property
    def table(self) -> str:
        """The table the record is of."""
        return self.name.partition("/")[0]

    @property
    def did(self) -> str:
        """What the change did to it: `added`, `changed` or `removed`."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


class Entry(Frozen):
    """One change of the log. `final` says why it cannot be taken back: `erase`, or `large`."""

    number: int
    at: str = ""
    command: str = ""
    staff: str | None = None
    undoes: int | None = None
    made: bool = True
    final: str | None = None
    records: int = 0
    ids: tuple[str, ...] = ()
    raw: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, raw: dict[str, Any]) -> Entry:
        """The entry of a line of the log; raises KeyError, TypeError, ValueError for another."""
        found = cls(
            number=raw["n"],
            at=raw.get("at", ""),
            command=raw.get("command", ""),
            staff=raw.get("staff"),
            undoes=raw.get("undoes"),
            made=raw["made"] == 1,
            final=raw.get("final"),
            records=raw.get("records", 0),
            ids=tuple(raw.get("ids", ())),
            raw=raw,
        )
        if found.final is not None:
            return found
        from svc.frozen import replace

        count, ids = 0, []
        for step in found.steps():
            count += 1
            if count <= SHOWN:
                ids.append(step.id)
        return replace(found, records=count, ids=tuple(ids))

    def steps(self) -> Iterator[Step]:
        """What it did, record by record."""
        for name, (ids, digests) in self.raw.get("added", {}).items():
            for n, each in enumerate(ids.split(" ")):
                yield Step(name, each, None, digests[n * 8 : n * 8 + 8])
        for name, changed in self.raw.get("changed", {}).items():
            for after, before in changed:
                yield Step(name, before["id"], encode(before)[:-1], after)
        for name, removed in self.raw.get("removed", {}).items():
            for before in removed:
                yield Step(name, before["id"], encode(before)[:-1], None)


def read(root: str) -> list[Entry]:
    """The changes of this computer that are kept, the oldest first.

    Raises:
        CannotReadOrWrite: the log cannot be opened.
    """
    path = os.path.join(root, LOG)
    found = []
    with files.plain_errors(path):
        for line in _lines(path):
            with suppress(ValueError, KeyError, TypeError, AttributeError):
                found.append(Entry.of(json.loads(line)))
    return found


def on_file(store: Store, steps: Iterable[Step]) -> dict[str, tuple[str, bytes]]:
    """The shard and the line now on file of each record of these steps that has one, by its id."""
    by_table: dict[str, list[str]] = {}
    for step in steps:
        by_table.setdefault(step.table, []).append(step.id)
    return {
        record_id: (name, line)
        for table, ids in by_table.items()
        for record_id, name, line in store.shards.lines(table, ids)
    }


def stands(step: Step, line: bytes | None) -> bool:
    """Whether a record is as the change left it, given its line now on file."""
    return step.after is None if line is None else step.after == digest(line)


def _lines(path: str) -> list[bytes]:
    """The whole lines of the log, without line feeds; raises OSError."""
    try:
        return files.read(path).split(b"\n")[:-1]
    except FileNotFoundError:
        return []


def _number(line: bytes) -> int | None:
    found = _NUMBER.search(line[-40:])
    return int(found[1]) if found else None


def mend(path: str, like: str) -> int:
    """Take out of the log what is torn; gives the last number. Raises OSError."""
    lines = [line for line in _lines(path) if _number(line) is not None]
    _write(path, lines, like)
    return max((_number(line) or 0 for line in lines), default=0)


def cut(path: str, more: int, like: str) -> None:
    """Keep the newest changes only, with room for one of so many bytes more; raises OSError."""
    room = LIMIT // 2 - more
    lines: list[bytes] = []
    for line in reversed(_lines(path)[-KEPT:]):
        room -= len(line)
        if room < 0 and lines:
            break
        lines.append(line)
    _write(path, lines[::-1], like)


def forget(path: str, texts: Iterable[str], like: str) -> None:
    """Keep of each change that holds one of these texts only that it was; raises OSError."""
    fragments = [json.dumps(text, ensure_ascii=False)[1:-1].encode() for text in texts]
    lines, found = [], False
    for line in _lines(path):
        if any(fragment in line for fragment in fragments):
            found = True
            if (husk := _husk(line, fragments)) is not None:
                lines.append(husk)
        elif _number(line) is not None:
            lines.append(line)
    if found:
        _write(path, lines, like)


def _husk(line: bytes, fragments: list[bytes]) -> bytes | None:
    """A change without its lines and ids, as one that cannot be taken back."""
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        raw = json.loads(line)
        kept = {name: raw[name] for name in ("at", "command", "staff", "undoes") if raw.get(name)}
        kept |= {"final": "erase", "records": Entry.of(raw).records, "n": raw["n"]}
        kept["made"] = raw["made"]
        husk = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
        if not any(fragment in husk for fragment in fragments):
            return husk
    return None


def _write(path: str, lines: list[bytes], like: str) -> None:
    content = b"".join([line + b"\n" for line in lines])
    temporary = files.write_beside(path, content, like)
    try:
        os.replace(temporary, path)
    except BaseException:
        files.discard([temporary])
        raise


def taken_back(entries: list[Entry], was_made: Callable[[Entry], bool]) -> dict[int, int]:
    """The changes taken back, each with the number of the change that took it back.

    A change that took another back and was itself taken back does not count, nor does one that
    never came to be.
    """
    taken: dict[int, int] = {}
    for entry in reversed(entries):
        if entry.undoes is not None and entry.number not in taken and was_made(entry):
            taken[entry.undoes] = entry.number
    return taken
