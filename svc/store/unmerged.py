"""Files of records that git left unmerged, merged anew from git's own three stages.

A conflict, a driver that died and a clone without the driver all end alike: the index has the file
in stages. The stages decide, never the markers: a driver that died leaves one side without any.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from svc.errors import BadData, OtherProgramFailed, Refused
from svc.frozen import Frozen, field, replace
from svc.i18n import Sentence, say
from svc.records.conflict import Conflict
from svc.store import ids, journal
from svc.store.git import Git
from svc.store.lines import MARKERS, encode_all
from svc.store.strict import SUFFIX, file_of
from svc.store.tables import TABLES
from svc.store.three_way import merge_shards

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from svc.store.store import Store
    from svc.store.strict import Raw

BASE, OURS, THEIRS = "1", "2", "3"
"""What git calls the three stages of a file it could not merge."""
CONFLICTS = "conflicts"
PLAIN = ("100644", "100755")
BY_HAND = say("a person merges it by hand, then `git add`s it")
HALF_DONE = say(
    "somebody has begun to merge it by hand: finish that, or `git checkout --merge` it to start "
    "anew"
)


class Settled(Frozen):
    """What was merged anew: its files, the conflicts found in them, the files left to a person.

    `reasons` says of each file in `left` why; `stands` has the fields of each record in conflict
    as they stand now, None for one that is gone.
    """

    files: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    left: tuple[str, ...] = ()
    reasons: Mapping[str, Sentence] = field(default_factory=dict)
    stands: Mapping[str, Raw | None] = field(default_factory=dict)


def settle(store: Store, *, dry_run: bool = False) -> Settled:
    """Merge anew what git left unmerged under `data/`, put conflicts on file, `git add` both.

    What the working file holds beside is kept, as a change made since: it may be a sale, or what a
    person has settled there. Where two words are left, both are. Call it with the lock held.

    Raises:
        BadData: the conflicts on file cannot be read.
        CannotReadOrWrite: nothing was changed; the files are unmerged as before.
        OtherProgramFailed: git failed; what was merged is written, and is merged again next time.
    """
    git = Git(store.root)
    stages = unmerged_stages(git)
    if not stages:
        return Settled()
    contents: dict[str, bytes] = {}
    found: dict[str, Conflict] = {}
    reasons: dict[str, Sentence] = {}
    for path in sorted(stages, key=lambda path: (not path.startswith(f"data/{CONFLICTS}/"), path)):
        name = _shard_of(path)
        if name is None or any(mode not in PLAIN for mode, _blob in stages[path].values()):
            reasons[path] = BY_HAND
            continue
        try:
            content, conflicts = _merged(store, git, name, stages[path])
        except BadData as error:
            reasons[path] = error.message
            continue
        contents[name] = content
        for each in conflicts:
            found[each.id] = united(each, found.get(each.id))
    stands = {
        each.record: _record_in(store, contents, each) for each in found.values()
    }  # before the conflicts' own files are made
    merged = [file_of(name) for name in contents]
    add_conflicts(store, contents, found)
    if contents:
        from svc.store.forgetting import cleared_of

        cleared_of(store, contents, {})
    if not dry_run and contents:
        _write(store, contents)
        _add(git, contents)
    return Settled(
        files=tuple(merged),
        conflicts=tuple(found[key] for key in sorted(found)),
        left=tuple(sorted(reasons)),
        reasons=reasons,
        stands=stands,
    )


def unmerged_stages(git: Git) -> dict[str, dict[str, tuple[str, str]]]:
    """By path, from the shop's folder, of each unmerged file its stages: their mode and blob.

    None where there is no git, or no repository.
    """
    found: dict[str, dict[str, tuple[str, str]]] = {}
    try:
        rows = git.rows("ls-files", "--unmerged", "-z")
    except OtherProgramFailed:
        return found
    for row in rows:
        told, _tab, path = row.partition("\t")
        mode, blob, stage = told.split()
        found.setdefault(path, {})[stage] = (mode, blob)
    return found


def is_unmerged(git: Git) -> bool:
    """Whether any file of the whole repository is unmerged, the shop's or not."""
    return bool(git.top().rows("ls-files", "--unmerged", "-z"))


def way_out(git: Git) -> tuple[str, ...]:
    """The command of git that ends what it is in the middle of; nothing where it is in none."""
    try:
        middle = git.under_way()
        return WAYS_OUT.get(middle or "", ()) or (MERGE if git.is_merging() else ())
    except Refused:  # no repository
        return ()


MERGE = ("commit", "--no-edit")
WAYS_OUT = {
    "rebase-merge": ("rebase", "--continue"),
    "rebase-apply": ("rebase", "--continue"),
    "CHERRY_PICK_HEAD": ("cherry-pick", "--continue"),
    "REVERT_HEAD": ("revert", "--continue"),
}


def end(git: Git, command: Sequence[str]) -> None:
    """Take up what the records say now, and end what git is in the middle of.

    Raises:
        OtherProgramFailed: git failed; what it says is told.
    """
    git.must("add", "--all", "--", "data")
    git.must("-c", "core.editor=true", *command, env=git.identity())


def united(conflict: Conflict, other: Conflict | None) -> Conflict:
    """One conflict of two about the same record: each alternative once."""
    if other is None:
        return conflict
    more = [each for each in conflict.others if each not in other.others]
    return replace(other, others=(*other.others, *more))


def _shard_of(path: str) -> str | None:
    """The shard a path names (`data/complaints/2026-11.jsonl`), None for any other file."""
    parts = path.split("/")
    if len(parts) != 3 or parts[0] != "data" or not parts[2].endswith(SUFFIX):
        return None
    shard = parts[2].removesuffix(SUFFIX)
    return f"{parts[1]}/{shard}" if parts[1] in TABLES and ids.SHARD.fullmatch(shard) else None


def _merged(
    store: Store, git: Git, name: str, stages: Mapping[str, tuple[str, str]]
) -> tuple[bytes, tuple[Conflict, ...]]:
    """One file merged; raises BadData where a side cannot be read, or a person is at it."""
    blobs = git.blobs(blob for _mode, blob in stages.values())
    base, ours, theirs = (
        blobs[stages[stage][1]] if stage in stages else b"" for stage in (BASE, OURS, THEIRS)
    )
    merged = merge_shards(name, base, ours, theirs)
    here = store.shards.content(name)
    if here is None or here in (ours, theirs, merged.content):
        return merged.content, merged.conflicts
    try:
        store.shards.parse(name, here)
    except BadData:
        _refuse_half_done(here, (base, ours, theirs))
        return merged.content, merged.conflicts
    since = merge_shards(name, ours, merged.content, here)
    found = {each.id: each for each in merged.conflicts}
    for each in since.conflicts:
        found[each.id] = united(each, found.get(each.id))
    return since.content, tuple(found.values())


def _refuse_half_done(here: bytes, sides: Iterable[bytes]) -> None:
    """Refuse where a file that cannot be read has a line that none of the three sides has."""
    known = {line.rstrip(b"\r") for side in sides for line in side.split(b"\n")}
    for line in here.split(b"\n"):
        if line.rstrip(b"\r") not in known and not line.startswith(MARKERS):
            raise BadData(HALF_DONE)


def _record_in(store: Store, contents: Mapping[str, bytes], conflict: Conflict) -> Raw | None:
    """The fields of a conflict's record as merged, or as on file."""
    for shard in ids.shards_of(conflict.record):
        name = f"{conflict.table}/{shard}"
        if name in contents:
            records = store.shards.parse(name, contents[name])
            if conflict.record in records:
                return records[conflict.record]
    return None


def add_conflicts(store: Store, contents: dict[str, bytes], found: dict[str, Conflict]) -> None:
    """Put conflicts into the contents of their own files, united with those on file."""
    places: dict[str, dict[str, Raw]] = {}
    for key, conflict in found.items():
        names = [f"{CONFLICTS}/{shard}" for shard in ids.shards_of(key)]
        here = [(name, _records(store, contents, places, name)) for name in names]
        name, records = next(((n, rows) for n, rows in here if key in rows), here[0])
        before = Conflict.from_raw(records[key]) if key in records else None
        found[key] = united(conflict, before)
        records[key] = found[key].to_raw()
        places[name] = records
    for name, records in places.items():
        contents[name] = encode_all(records)


def _records(
    store: Store, contents: Mapping[str, bytes], places: dict[str, dict[str, Raw]], name: str
) -> dict[str, Raw]:
    if name in places:
        return places[name]
    content = contents[name] if name in contents else store.shards.content(name)
    return dict(store.shards.parse(name, content or b""))


def _write(store: Store, contents: Mapping[str, bytes]) -> None:
    shards = store.shards
    journal.replace_all(
        {shards.path(name): contents[name] for name in contents}, shards.journal, shards.like
    )
    for name, content in contents.items():
        if not content:
            with suppress(OSError):  # an empty file does no harm
                os.unlink(shards.path(name))
    shards.forget()


def _add(git: Git, contents: Iterable[str]) -> None:
    git.must("add", "--all", "--", *(file_of(name) for name in contents))
