"""What is sealed of a shard: its mark and its hints, once it was read and found canonical.

Asked only where a file is new or was changed; most commands find all that they read sealed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.store import ids
from svc.store.hints import hints_in
from svc.store.lines import canonical_records
from svc.store.seal import Sealed, mark_to_keep

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from svc.store.shards import Shards


def to_seal(shards: Shards, names: Iterable[str]) -> Iterator[Sealed]:
    """The seals of those shards that are canonical and at rest, with all their hints."""
    for name in names:
        path, table = shards.path(name), name.partition("/")[0]
        mark = mark_to_keep(path)
        content = shards.content(name)
        if mark is None or content is None or name in shards.interrupted():
            continue
        records = canonical_records(content)
        if records is None or mark_to_keep(path) != mark:
            continue
        pattern = ids.pattern_of(name.partition("/")[2], shards.letters.get(table, ""))
        if all(pattern.fullmatch(raw["id"]) for raw in records):
            yield Sealed(name, mark, hints_in(table, records))
