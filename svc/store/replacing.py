"""A shard in which lines change or go: through TinyDB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.errors import BadData
from svc.i18n import say
from svc.store import files
from svc.store.hints import hints_of
from svc.store.lines import encode, parsed
from svc.store.strict import file_of
from svc.store.tiny import become

if TYPE_CHECKING:
    from collections.abc import Mapping

    from svc.store.seal import Hint
    from svc.store.store import Store
    from svc.store.strict import Raw

    Came = list[Hint]
    Went = list[Hint]


def replaced(
    store: Store,
    name: str,
    raws: Mapping[str, Raw],
    lines: Mapping[str, bytes],
    gone: Mapping[str, bytes],
    hints: tuple[Came, Went],
) -> bytes:
    """A shard with records replaced, whose `lines` are made already, and the lines `gone` out.

    Raises:
        BadData: something else has taken a record out of the file a moment ago.
    """
    table = name.partition("/")[0]
    added, removed = hints

    def differ(before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        was, will = set(hints_of(table, before)), set(hints_of(table, after))
        if was != will:
            added.extend((each, after["id"]) for each in will - was)
            removed.extend((each, after["id"]) for each in was - will)

    for key, line in gone.items():
        removed += [(each, key) for each in hints_of(table, parsed(line))]
    shard, changed = store.db.table(name), store.storage.changed
    changed.pop(name, None)
    try:
        # One call each: TinyDB copies the whole table on every one.
        if raws:
            shard.update(become(raws, differ), doc_ids=list(raws))  # type: ignore[arg-type]
        # Versions of TinyDB differ in whether what is not there is an error.
        if gone and len(shard.remove(doc_ids=list(gone))) < len(gone):  # type: ignore[arg-type]
            raise _changed_meanwhile(name)
    except KeyError:
        raise _changed_meanwhile(name) from None
    after = changed.pop(name)
    if not raws.keys() <= after.keys():
        raise _changed_meanwhile(name)
    return b"".join([lines.get(key) or encode(after[key]) for key in sorted(after)])


def _changed_meanwhile(name: str) -> BadData:
    """The error where an editor, or git, took out of a shard what a change was about to change."""
    reason = say("{file} was changed by something else just now.", file=file_of(name))
    return BadData(reason, files.UNCHANGED)
