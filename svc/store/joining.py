"""Two commits made one, in memory: what changes here when what the other tills did comes in.

Records merge one by one; of any other file, the side counts that changed it, and a file that both
changed is for a person. Git's own merge would write the work tree file by file, half of it stale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.errors import BadData, Refused
from svc.frozen import Frozen
from svc.i18n import say
from svc.store import ids
from svc.store.strict import SUFFIX
from svc.store.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from svc.records.conflict import Conflict
    from svc.store.git import Git
    from svc.store.store import Store

Entry = tuple[str, str]
"""A file as git keeps it: its mode and its object."""
Differences = dict[str, tuple[Entry | None, Entry | None]]
PLAIN = ("100644", "100755")
MANY, FEW, SHARE = 50, 5, 5
"""More than 50 records gone, or a fifth of all but at least five, is a mass deletion."""


class Joined(Frozen):
    """What becomes of our files: `entries` by path in the repository, `contents` by shard.

    `clashes` are the files that a person has to merge; `gone` counts the records that go away;
    `cleared` says whether something about an erased person came in and was taken out.
    """

    base: str
    entries: Mapping[str, Entry | None]
    contents: Mapping[str, bytes]
    conflicts: tuple[Conflict, ...]
    clashes: tuple[str, ...]
    gone: int
    cleared: bool = False


def bases_of(git: Git, ours: str, theirs: str) -> list[str]:
    """The last commits that both sides have.

    Raises:
        Refused: there is none: these are two shops.
    """
    done = git.run("merge-base", "--all", ours, theirs)
    if done.code == 0 and done.text:
        return done.text.split("\n")
    raise Refused(
        say("This shop and the remote have no commit in common: they are two shops."),
        say("Nothing was changed. To work on the remote's shop, `git clone` it elsewhere."),
    )


def joined(store: Store, git: Git, ours: str, theirs: str) -> Joined:
    """Work out what the merge of two commits changes in ours; `git` is at the repository's top.

    Raises:
        Refused: the commits have nothing in common.
        BadData: a side's file cannot be read.
    """
    bases = bases_of(git, ours, theirs)
    start = git_prefix(store) + "data/"
    found: dict[str, Entry | None] = {}
    wanted: dict[str, tuple[str, list[Entry | None]]] = {}
    clashes: list[str] = []
    theirs_since = [differences(git, base, theirs) for base in bases]
    for path, (our, their) in differences(git, ours, theirs).items():
        before = [since[path][0] if path in since else their for since in theirs_since]
        name = shard_of(path.removeprefix(start)) if path.startswith(start) else None
        if all(entry == their for entry in before):
            continue  # only we changed it
        if any(e is not None and e[0] not in PLAIN for e in (our, their)):
            clashes.append(path)
        elif all(entry == our for entry in before):
            found[path] = their
            if name is not None:
                wanted[path] = name, [our, our, their]
        elif name is None:
            clashes.append(path)
        else:
            wanted[path] = name, [our, their, *before]
    if clashes:
        return Joined(
            base=bases[0], entries={}, contents={}, conflicts=(), clashes=tuple(clashes), gone=0
        )
    return _with_records(store, git, bases[0], found, wanted)


def _with_records(
    store: Store,
    git: Git,
    base: str,
    found: dict[str, Entry | None],
    wanted: Mapping[str, tuple[str, list[Entry | None]]],
) -> Joined:
    from svc.store.unmerged import add_conflicts, united

    kept = git.blobs(e[1] for _name, entries in wanted.values() for e in entries if e is not None)
    contents: dict[str, bytes] = {}
    conflicts: dict[str, Conflict] = {}
    before: dict[str, bytes] = {}
    for path, (name, entries) in wanted.items():
        sides = [kept[entry[1]] if entry is not None else b"" for entry in entries]
        before[name] = sides[0]
        if path in found:
            contents[name] = _readable(store, name, sides[2])
        else:
            contents[name], more = _merged(name, sides[0], sides[1], sides[2:])
            for each in more:
                conflicts[each.id] = united(each, conflicts.get(each.id))
    if conflicts:
        add_conflicts(store, contents, conflicts)
    from svc.store.forgetting import cleared_of

    start = git_prefix(store) + "data/"
    cleared = cleared_of(store, contents, before)
    for name in cleared:
        found.pop(f"{start}{name}{SUFFIX}", None)
    conflicts = {key: each for key, each in conflicts.items() if _is_there(contents, key)}
    for name, content in contents.items():
        if f"{start}{name}{SUFFIX}" not in found:
            found[f"{start}{name}{SUFFIX}"] = None if not content else ("100644", "")
    return Joined(
        base=base,
        entries=found,
        contents=contents,
        conflicts=tuple(conflicts.values()),
        clashes=(),
        gone=gone(store, before, contents),
        cleared=bool(cleared),
    )


def _is_there(contents: Mapping[str, bytes], key: str) -> bool:
    start = f'{{"id":"{key}"'.encode()
    return any(
        start in content for name, content in contents.items() if name.startswith("conflicts/")
    )


def _merged(
    name: str, ours: bytes, theirs: bytes, bases: list[bytes]
) -> tuple[bytes, tuple[Conflict, ...]]:
    """One file merged; of several bases those lines count that all of them have.

    A line left out of the base is one that both sides added: where they differ it is a conflict,
    where one side has none it stays. So nothing is taken from one base that another one denies.
    """
    from svc.store.three_way import merge_shards

    base = bases[0]
    for other in bases[1:]:
        there = set(other.splitlines(keepends=True))
        base = b"".join(line for line in base.splitlines(keepends=True) if line in there)
    merged = merge_shards(name, base, ours, theirs)
    return merged.content, tuple(merged.conflicts)


def _readable(store: Store, name: str, content: bytes) -> bytes:
    """What the other side has, as it is; raises BadData where it cannot be read."""
    try:
        store.shards.parse(name, content)
    except BadData as error:
        raise BadData(
            say("What comes from the other tills cannot be read: {reason}", reason=error.message),
            say("Nothing was merged. Mend that line where it was made, and sync from there."),
        ) from None
    return content


def gone(store: Store, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> int:
    """How many records go away; a conflict that was settled is no record."""

    def ids_of(contents: Mapping[str, bytes]) -> set[str]:
        names = (name for name in contents if not name.startswith("conflicts/"))
        return {each for name in names for each in store.shards.parse(name, contents[name])}

    return len(ids_of(before) - ids_of(after))


def is_much(store: Store, taken: int, *, there: bool = True) -> int | None:
    """How many records the shop has, where these are a large part; `there` unless gone already.

    A large part is more than 50, or more than a fifth of all and at least five.
    """
    if taken < FEW:
        return None
    names = [n for table in TABLES if table != "conflicts" for n in store.shards.names(table)]
    all_of_them = sum((store.shards.content(name) or b"").count(b"\n") for name in names)
    all_of_them += 0 if there else taken
    return all_of_them if taken > MANY or taken * SHARE > all_of_them else None


def refuse_mass_deletion(store: Store, gone: int) -> None:
    """Refuse what would take away a large part of the shop.

    Raises:
        Refused: it would.
    """
    all_of_them = is_much(store, gone)
    if all_of_them is not None:
        raise Refused(
            say("This would take away {n} of {all} records, gone at another till.", n=gone,
                all=all_of_them),
            say("Nothing was merged. Look with --dry-run; if it is meant, say --yes."),
        )  # fmt: skip


def shard_of(path: str) -> str | None:
    """The shard of a file under data (`customers/2026-11.jsonl`), None for any other file."""
    table, _slash, file = path.partition("/")
    shard = file.removesuffix(SUFFIX)
    is_one = table in TABLES and shard != file and ids.SHARD.fullmatch(shard)
    return f"{table}/{shard}" if is_one else None


def git_prefix(store: Store) -> str:
    """Where the shop is in its repository."""
    from svc.store.git import Git

    return Git(store.root).prefix


def differences(git: Git, one: str, other: str) -> Differences:
    """The files that differ between two commits, as each has them."""
    rows = git.rows("diff-tree", "-r", "-z", "--no-renames", "--no-commit-id", one, other)
    found: Differences = {}
    for told, path in zip(rows[::2], rows[1::2], strict=True):
        old_mode, new_mode, old, new, _status = told.lstrip(":").split()
        found[path] = (
            None if old_mode == "000000" else (old_mode, old),
            None if new_mode == "000000" else (new_mode, new),
        )
    return found


def unreadable(store: Store, git: Git, entries: Iterable[tuple[str, Entry | None]]) -> None:
    """Look at files of records, by path in the repository.

    Raises:
        BadData: one of them cannot be read.
    """
    start = git_prefix(store) + "data/"
    names = {
        path: name
        for path, entry in entries
        if entry is not None and path.startswith(start)
        and (name := shard_of(path.removeprefix(start)))
    }  # fmt: skip
    there = {path: entry[1] for path, entry in entries if entry is not None and path in names}
    kept = git.blobs(there.values())
    for path, name in names.items():
        store.shards.parse(name, kept[there[path]])
