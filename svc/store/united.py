"""One value of a record merged from two sides and their base: plain, log, rows, table or set.

Each function gives what stands and what else was said: where the two differ there is a conflict.
Neither result depends on which side is ours, but for what stands in a conflict.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from itertools import pairwise
from json import dumps
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from svc.store.units import Rows

    Both = tuple[Any, Any]
    """What stands, and the other word."""
    Token = tuple[str, int]
    """What an entry of a list is known by, and its how-manieth like this it is."""

WORDS = "text"
"""The key of a row whose removal is never a conflict: it was erased."""


class _Absent:
    """What is not there; a null is."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Any = _Absent()


def spelt(value: Any) -> str:
    """A value as text that is equal where values are: `1`, `true` and `"1"` are three."""
    if value is ABSENT:
        return ""
    return dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same."""
    return one is other or (one == other and spelt(one) == spelt(other))


def agreed(base: Any, ours: Any, theirs: Any) -> Any:
    """What two sides agree on: the same on both, or what only one of them changed; else None."""
    if same(ours, theirs) or same(theirs, base):
        return (ours,)
    if same(ours, base):
        return (theirs,)
    return None


def clash(base: Any, ours: Any, theirs: Any, *, inner: bool) -> Both:
    """Both words; between ancestors (`inner`) the base's, so that neither is taken for settled."""
    return (base, base) if inner else (ours, theirs)


def plain(base: Any, ours: Any, theirs: Any, *, inner: bool) -> Both:
    """A value that is merged whole."""
    if one := agreed(base, ours, theirs):
        return one[0], one[0]
    return clash(base, ours, theirs, inner=inner)


def log(base: Any, ours: Any, theirs: Any, states: Sequence[str], *, inner: bool) -> Both:
    """Lists that only grow, or sets: what either side added is in, what one took out is out.

    What both added is one entry. Each side's own order is kept, else entries stand by time, then
    by how far their states are.
    """
    if one := agreed(base, ours, theirs):
        return one[0], one[0]
    lists = [[] if each is ABSENT else each for each in (base, ours, theirs)]
    if not all(isinstance(each, list) for each in lists):
        return clash(base, ours, theirs, inner=inner)
    was, one_side, other_side = (_counted(map(spelt, each)) for each in lists)
    kept: set[Token] = set()
    for key in {*one_side, *other_side}:
        counts = one_side.get(key, 0), other_side.get(key, 0)
        kept |= {(key, n) for n in range(_how_many(was.get(key, 0), *counts))}
    entries = {spelt(entry): entry for each in lists for entry in each}
    sides = [_tokens(map(spelt, each)) for each in lists[1:]]

    def rank(token: Token) -> tuple[str, int, Token]:
        entry = entries[token[0]]
        at, state = ("", "")
        if isinstance(entry, dict):
            at, state = str(entry.get("at", entry.get("on", ""))), str(entry.get("state", ""))
        return at, states.index(state) if state in states else len(states), token

    united = [entries[key] for key, _n in ordered(kept, sides, rank)]
    return (united or ABSENT,) * 2


def _how_many(was: int, ours: int, theirs: int) -> int:
    """How often an entry stands: what one side changed holds; of two changes alike the larger."""
    if theirs in (ours, was):
        return ours
    if ours == was:
        return theirs
    return min(ours, theirs) if ours < was and theirs < was else max(ours, theirs)


def _counted(keys: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return counts


def _tokens(keys: Iterable[str]) -> list[Token]:
    """The keys of a list in order, each with how often it stood before."""
    counts: dict[str, int] = {}
    found = []
    for key in keys:
        counts[key] = counts.get(key, -1) + 1
        found.append((key, counts[key]))
    return found


def ordered(
    kept: set[Token], sides: Iterable[Sequence[Token]], rank: Callable[[Token], Any]
) -> list[Token]:
    """Entries in an order that is each side's own, and by rank where neither has one.

    Where the sides contradict each other, by rank alone.
    """
    after: dict[Token, set[Token]] = {token: set() for token in kept}
    for side in sides:
        here = [token for token in side if token in kept]
        for first, second in pairwise(here):
            after[first].add(second)
    waits = dict.fromkeys(kept, 0)
    for followers in after.values():
        for token in followers:
            waits[token] += 1
    free = [(rank(token), token) for token, n in waits.items() if not n]
    heapify(free)
    found = []
    while free:
        _rank, token = heappop(free)
        found.append(token)
        for follower in after[token]:
            waits[follower] -= 1
            if not waits[follower]:
                heappush(free, (rank(follower), follower))
    return found if len(found) == len(kept) else sorted(kept, key=rank)


def rows(base: Any, ours: Any, theirs: Any, how: Rows, *, inner: bool) -> Both:
    """Lists whose rows change: row by row, and within a row key by key."""
    if one := agreed(base, ours, theirs):
        return one[0], one[0]
    lists = [[] if each is ABSENT else each for each in (base, ours, theirs)]
    if not all(isinstance(each, list) for each in lists):
        return clash(base, ours, theirs, inner=inner)
    tokens = [_tokens(_known_by(row, how) for row in each) for each in lists]
    was, one_side, other_side = (
        dict(zip(keys, each, strict=True)) for keys, each in zip(tokens, lists, strict=True)
    )
    merged: dict[Token, Both] = {}
    for token in {*one_side, *other_side}:
        three = [each.get(token, ABSENT) for each in (was, one_side, other_side)]
        both = _row(three[0], three[1], three[2], how, inner=inner)
        if both != (ABSENT, ABSENT):
            merged[token] = both

    def rank(token: Token) -> tuple[str, Token]:
        there = [row for row in merged[token] if isinstance(row, dict)]
        return min((str(row.get("at", "")) for row in there), default=""), token

    order = ordered(set(merged), tokens[1:], rank)
    stands = [row for token in order if (row := merged[token][0]) is not ABSENT]
    other = [row for token in order if (row := merged[token][1]) is not ABSENT]
    return stands or ABSENT, other or ABSENT


def _known_by(row: Any, how: Rows) -> str:
    if not isinstance(row, dict):
        return spelt(row)
    return spelt([row.get(name) for name in how.known_by])


def _row(base: Any, ours: Any, theirs: Any, how: Rows, *, inner: bool) -> Both:
    if one := agreed(base, ours, theirs):
        return one[0], one[0]
    if ABSENT in (ours, theirs):
        return (base, base) if inner else (theirs if ours is ABSENT else ours, ABSENT)
    if not (isinstance(ours, dict) and isinstance(theirs, dict)):
        return clash(base, ours, theirs, inner=inner)
    was = base if isinstance(base, dict) else {}
    earlier = min(ours, theirs, key=lambda row: (_first(row, how), spelt(row)))
    stands: dict[str, Any] = {}
    other: dict[str, Any] = {}
    for name in [*ours, *(name for name in theirs if name not in ours)]:
        three = [each.get(name, ABSENT) for each in (was, ours, theirs)]
        both = plain(*three, inner=inner)
        if not agreed(*three):
            if name in how.first:
                both = (earlier.get(name, ABSENT),) * 2
            elif name == WORDS and ABSENT in three[1:]:
                both = ABSENT, ABSENT
        for row, value in zip((stands, other), both, strict=True):
            if value is not ABSENT:
                row[name] = value
    return stands, other


def _first(row: Mapping[str, Any], how: Rows) -> list[str]:
    return [spelt(row.get(name, "~")) for name in how.first]


def by_key(
    base: Any,
    ours: Any,
    theirs: Any,
    entry: Callable[[Any, Any, Any], Both],
    *,
    inner: bool,
) -> Both:
    """Tables merged entry by entry, each as `entry` says."""
    if one := agreed(base, ours, theirs):
        return one[0], one[0]
    tables = [{} if each is ABSENT else each for each in (base, ours, theirs)]
    if not all(isinstance(each, dict) for each in tables):
        return clash(base, ours, theirs, inner=inner)
    stands: dict[str, Any] = {}
    other: dict[str, Any] = {}
    for name in sorted({*tables[1], *tables[2]}):
        both = entry(*(each.get(name, ABSENT) for each in tables))
        for table, value in zip((stands, other), both, strict=True):
            if value is not ABSENT:
                table[name] = value
    return stands or ABSENT, other or ABSENT
