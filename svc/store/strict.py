"""A shard read strictly: what is wrong stops the reading and is told by file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svc.errors import BadData
from svc.i18n import say
from svc.store import ids
from svc.store.lines import UnreadableLine, scan

if TYPE_CHECKING:
    from svc.i18n import Sentence

Raw = dict[str, Any]
Shard = dict[str, Raw]
SUFFIX = ".jsonl"


def file_of(name: str) -> str:
    """A shard's file as people are told of it: `data/customers/2026-11.jsonl`."""
    return f"data/{name}{SUFFIX}"


def read_shard(content: bytes, name: str, letter: str | None = None) -> Shard:
    """The records of a shard by id, read strictly.

    With the letter of its table given, an id must belong there: by another place no command would
    find it, and the next change would write it a second time.

    Raises:
        BadData: naming the file, the line and what is wrong there.
    """
    shard = name.rpartition("/")[2]
    belongs = None if letter is None else ids.pattern_of(shard, letter).fullmatch
    records: Shard = {}
    for number, _line, found in scan(content):
        if isinstance(found, UnreadableLine):
            reason = found.reason
        elif found["id"] in records:
            reason = say("the id {id} stands twice", id=found["id"])
        elif belongs is None or belongs(found["id"]):
            records[found["id"]] = found
            continue
        else:
            wrong = ids.misplaced(found["id"], shard, letter or "")
            reason = wrong[1] if wrong else say("the id is none")
        raise BadData(
            say("{file}, line {line}: {reason}.", file=file_of(name), line=number, reason=reason),
            _way_on(found),
        )
    return records


def _way_on(found: Raw | UnreadableLine) -> Sentence:
    """What to do about a line; markers are git's, whose stages know more than they do."""
    if isinstance(found, UnreadableLine) and found.rule == "conflict-marker":
        return say(
            "Nothing was written. `svc resolve` merges what git left; `svc check` lists all."
        )
    return say(
        "Nothing was written. Mend that line, or let `svc repair-store` set it aside; "
        "`svc check` lists all."
    )
