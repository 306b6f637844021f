"""What differs between two states of a shop: commits, or a commit and the files as they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from svc.frozen import Frozen
from svc.store.differences import Change, differences
from svc.store.ids import SHARD, shards_of
from svc.store.lines import UnreadableLine, decode
from svc.store.past import contents, tables_of
from svc.store.strict import file_of
from svc.store.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from svc.store.git import Git
    from svc.store.store import Store

Line = dict[str, Any]
_FILE = re.compile(r"data/([a-z_]+)/([^/]+)\.jsonl")
_ITS_ID = re.compile(rb'"id"\s*:\s*"([^"]+)"')


class Differs(Frozen):
    """One record that differs, with its line on both sides: None where it is not there."""

    table: str
    id: str
    before: Line | None
    after: Line | None
    changes: tuple[Change, ...]

    @property
    def change(self) -> str:
        """What became of it: `added`, `changed` or `removed`."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


class Unread(Frozen):
    """Lines of a file that cannot be read, or ids that stand twice in it: not compared."""

    file: str
    lines: int


def empty_tree(git: Git) -> str:
    """The name of a state that holds nothing: what was before the first commit."""
    return git.ask("hash-object", "-t", "tree", "--stdin", given=b"")


def between(
    store: Store, git: Git, old: str, new: str | None, wanted: Collection[str] | None
) -> Iterator[Differs | Unread]:
    """Record by record what differs between a commit and another one, or the files as they are.

    File by file, so that much takes no more memory than little. `wanted` are the names of the
    shards to look at (`customers/2026-11`), None for all.

    Raises:
        OtherProgramFailed: git cannot read its past.
    """
    was = _blobs(git, old)
    now = _blobs(git, new) if new else {}
    there = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    names = there if new else _touched(store, git, old)
    names = sorted({n for n in names if wanted is None or n in wanted}, key=_in_order)
    olds = [was[name] for name in names if name in was]
    news = [now[name] for name in names if name in now]
    before, after = contents(git, olds), contents(git, news)
    for name in names:
        one = next(before)[1] if name in was else b""
        if new:
            other = next(after)[1] if name in now else b""
        else:
            other = store.shards.content(name) or b""
        yield from _in_shard(name, one, other)


def _in_order(name: str) -> tuple[int, str]:
    table = name.partition("/")[0]
    known = list(TABLES)
    return (known.index(table) if table in known else len(known), name)


def _blobs(git: Git, commit: str) -> dict[str, str]:
    """What git keeps of each shard at a commit."""
    found = {}
    for row in git.rows("ls-tree", "-r", "-z", commit, "--", "data"):
        meta, _tab, path = row.partition("\t")
        if name := shard_of(path):
            found[name] = meta.split()[2]
    return found


def shard_of(path: str) -> str | None:
    """The shard a file of the shop is (`customers/2026-11`), or None."""
    match = _FILE.fullmatch(path)
    return f"{match[1]}/{match[2]}" if match and SHARD.fullmatch(match[2]) else None


def _touched(store: Store, git: Git, commit: str) -> set[str]:
    """The shards that may not be as in a commit: changed, unmerged, new, or being written."""
    rows = git.rows(
        "diff", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--relative",
        "--ignore-submodules", commit, "--", "data",
    )  # fmt: skip
    paths = [row for row in rows if not row.startswith(":")]
    paths += git.rows("ls-files", "--others", "-z", "--", "data")
    found = {name for path in paths if (name := shard_of(path))}
    return found | set(store.shards.interrupted())


def shards_wanted(ids: Collection[str], tables: Collection[str]) -> set[str]:
    """The shards that may hold these ids, of these tables; raises ValueError."""
    return {
        f"{table}/{shard}"
        for record_id in ids
        for table in tables_of(record_id)
        if not tables or table in tables
        for shard in shards_of(record_id)
    }


def _in_shard(name: str, before: bytes, after: bytes) -> Iterator[Differs | Unread]:
    olds, news = before.split(b"\n"), after.split(b"\n")
    known = set(olds) & set(news)
    was, odd_then = _read(olds, known)
    will, odd_now = _read(news, known)
    odd = odd_then | odd_now
    for record_id in sorted({**was, **will}):
        one, other = was.get(record_id), will.get(record_id)
        if record_id in odd or one is _TWICE or other is _TWICE:
            continue
        changes = differences(one, other)
        if changes or (one is None) is not (other is None):
            yield Differs(
                table=name.partition("/")[0], id=record_id, before=one, after=other,
                changes=tuple(changes),
            )  # fmt: skip
    twice = sum(line is _TWICE for line in (*was.values(), *will.values()))
    if odd or twice:
        yield Unread(file=file_of(name), lines=len(odd) + twice)


_TWICE: Line = {}


def _read(lines: list[bytes], known: set[bytes]) -> tuple[dict[str, Line], set[str]]:
    """The records of the lines that are not on both sides, and what of them cannot be read."""
    found: dict[str, Line] = {}
    odd: set[str] = set()
    for number, line in enumerate(lines):
        if line in known or not line.strip():
            continue
        try:
            raw = decode(line.removesuffix(b"\r"))
        except UnreadableLine:
            its = _ITS_ID.search(line)
            odd.add(its[1].decode("utf-8", "replace") if its else f"line {number}")
        else:
            found[raw["id"]] = _TWICE if raw["id"] in found else raw
    return found, odd
