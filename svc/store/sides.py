"""The sides of a merge, read: canonical lines by id, or an error naming side, file and line."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from svc.errors import BadData
from svc.i18n import say
from svc.store import ids
from svc.store.lines import canonical_records, encode
from svc.store.sorted_lines import HEAD
from svc.store.strict import file_of, read_shard
from svc.store.tables import TABLES

if TYPE_CHECKING:
    from svc.i18n import Sentence

SIDES = (say("what both began with"), say("our side"), say("their side"))


def lines_of_side(
    name: str, side: Sentence, content: bytes, known: set[bytes]
) -> dict[bytes, bytes]:
    """The canonical lines of a side by id; those in `known`, of another side, are not read again.

    Raises:
        BadData: the side cannot be read.
    """
    lines = content.split(b"\n")
    keys = [line[len(HEAD) : line.find(b'"', len(HEAD))] for line in lines[:-1]]
    new = b"".join([line + b"\n" for line in lines[:-1] if line not in known])
    in_order = all(one < other for one, other in pairwise(keys))
    if lines[-1] or not in_order or canonical_records(new) is None:
        try:
            records = read_shard(content, name)
        except BadData as error:
            text = str(error.message).rstrip("。.")
            raise BadData(
                say("{text} ({side}).", text=text, side=side),
                say("The merge left this file as it was. Mend that side, and merge again."),
            ) from None
        found = {key.encode(): encode(raw) for key, raw in records.items()}
    else:
        found = {key: line + b"\n" for key, line in zip(keys, lines[:-1], strict=True)}
    known |= {line.rstrip(b"\n") for line in found.values()}
    return found


def refuse_foreign(name: str, side: Sentence, keys: set[bytes]) -> None:
    """Refuse a side with records of another file, for which git took this one.

    Raises:
        BadData: a side holds an id that belongs elsewhere, and not all three do.
    """
    table, _slash, shard = name.partition("/")
    letter = TABLES.get(table)
    if letter is None:
        return
    belongs = ids.pattern_of(shard, letter).fullmatch
    for key in sorted(keys):
        if not belongs(record_id := key.decode()):
            wrong = ids.misplaced(record_id, shard, letter)
            raise BadData(
                say(
                    "{file}: {reason} ({side}).",
                    file=file_of(name),
                    reason=wrong[1] if wrong else say("the id is none"),
                    side=side,
                ),
                say("git took one month's file for another's: `svc git setup` stops that."),
            )
