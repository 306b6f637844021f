"""Git's past of a record: the commits in which its line came, changed or went.

Git lists the versions of the files that may hold the record, and one process reads them out. A
search by git itself (`log -G`) takes two to three times as long (docs/decisions/0033).
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, Any

from svc.errors import OtherProgramFailed
from svc.frozen import Frozen
from svc.i18n import say
from svc.store.differences import NOTHING, Change, differences, same
from svc.store.ids import ID, shards_of
from svc.store.lines import UnreadableLine, decode
from svc.store.strict import file_of
from svc.store.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from svc.store.git import Git
    from svc.store.store import Store

Line = dict[str, Any]
UNREADABLE = "unreadable"
"""The field under which a line that cannot be read is told, as it stands there."""
NO_BLOB = re.compile("0+")
_LOG = (
    "-c", "log.follow=false", "log", "HEAD", "-c", "--raw", "--full-history", "--topo-order",
    "--reverse", "--no-renames", "--no-abbrev", "--no-ext-diff", "--no-textconv", "--no-color",
    "--no-show-signature", "--no-notes", "--encoding=UTF-8",
    "--format=%x01%H%x02%aI%x02%aN%x02%s",
)  # fmt: skip


class Entry(Frozen):
    """One commit that changed a record: who, when, why, and its fields before and after.

    `is_cut` is a commit whose own past this clone does not have: what seems new may be older.
    """

    commit: str | None
    at: str | None
    by: str | None
    subject: str | None
    before: Line | None
    after: Line | None
    changes: tuple[Change, ...]
    is_cut: bool = False


class Past(Frozen):
    """What git knows of a record, oldest first, and its line in the last commit."""

    entries: tuple[Entry, ...] = ()
    committed: Line | None = None
    is_shallow: bool = False


def tables_of(record_id: str) -> list[str]:
    """The tables an id or a key may be of: one by its letter, for a key those without."""
    letter = record_id[0] if ID.fullmatch(record_id) else ""
    return [table for table, of in TABLES.items() if of == letter]


def table_of(record_id: str) -> str:
    """The table an id or a key is of, as its own words tell, whether it is on file or not."""
    first, *others = tables_of(record_id)
    heads = {"messages": ("sms-",), "conflicts": ("conflict.", "conflict-")}
    return next((each for each in others if record_id.startswith(heads[each])), first)


def files_of(record_id: str, tables: Iterable[str]) -> list[str]:
    """Every file that may hold an id, as paths in the shop; raises ValueError."""
    return [file_of(f"{table}/{shard}") for table in tables for shard in shards_of(record_id)]


def is_watched(git: Git) -> bool:
    """Whether git is installed and the folder is in a work tree of its."""
    try:
        done = git.run("rev-parse", "--is-inside-work-tree")
    except OtherProgramFailed:
        return False
    return done.code == 0 and done.text == "true"


def past_of(git: Git, record_id: str, tables: Iterable[str]) -> Past:
    """The past of a record along every line of commits that leads to the last one.

    A merge is told only with what differs from each of its sides: what was decided in it.

    Raises:
        OtherProgramFailed: git's past cannot be read.
    """
    if git.commit_of("HEAD") is None:
        return Past()
    files = files_of(record_id, tables)
    commits = list(_commits(git.must(*_LOG, "--", *files).text))
    now = [row.split()[2] for row in git.rows("ls-tree", "-z", "HEAD", "--", *files)]
    # Newest first, as a pack keeps them: each is made out of the one read before.
    blobs = dict.fromkeys(
        blob
        for _head, changed in reversed(commits)
        for each in changed
        for blob in reversed(each)
        if not NO_BLOB.fullmatch(blob)
    )
    lines = lines_in(git, [*dict.fromkeys(now), *(b for b in blobs if b not in now)], record_id)
    cut = _cut_at(git)
    entries = []
    for (commit, at, by, subject), changed in commits:
        # Each file's blobs: one of each parent, and the commit's own.
        sides = [_first(lines, side) for side in zip(*changed, strict=True)]
        *before, after = sides or [None, None]
        if changes := _decided(before, after):
            entries.append(
                Entry(
                    commit=commit, at=at, by=by, subject=subject, before=before[0], after=after,
                    changes=tuple(changes), is_cut=commit in cut,
                )
            )  # fmt: skip
    return Past(entries=tuple(entries), committed=_first(lines, now), is_shallow=bool(cut))


def _commits(text: str) -> Iterator[tuple[list[str], list[list[str]]]]:
    """What `git log --raw` tells: of each commit its head, and of each file its blobs."""
    for part in text.split("\x01")[1:]:
        head, *rows = part.split("\n")
        changed = []
        for row in rows:
            if row.startswith(":"):
                # `::modes… blobs… status`: one mode and blob a parent, and the commit's own.
                words = row.partition("\t")[0].split()
                each = len(row) - len(row.lstrip(":")) + 1
                changed.append(words[each : 2 * each])
        yield (head.split("\x02", 3) + [""] * 4)[:4], changed


def _first(lines: Mapping[str, Line | None], blobs: Iterable[str]) -> Line | None:
    return next((line for blob in blobs if (line := lines.get(blob)) is not None), None)


def _decided(before: Sequence[Line | None], after: Line | None) -> list[Change]:
    """What differs from every parent, as it differs from the first."""
    if all(each is after for each in before):
        return []
    first, *others = [differences(each, after) for each in before]
    return [
        change
        for change in first
        if all(any(_is_like(change, each) for each in other) for other in others)
    ]


def _is_like(one: Change, other: Change) -> bool:
    """Whether two changes set the same field to the same, wherever its row stood before."""
    names = [[step for step in each.place if isinstance(step, str)] for each in (one, other)]
    came = same(one.after, other.after) and one.is_row == other.is_row
    went = not one.is_row or one.after is not NOTHING or same(one.before, other.before)
    return names[0] == names[1] and came and went


def _cut_at(git: Git) -> set[str]:
    """The commits at which a shallow clone ends."""
    place = git.run("rev-parse", "--git-path", "shallow").text
    with suppress(OSError), open(os.path.join(git.folder, place), encoding="ascii") as file:
        return set(file.read().split())
    return set()


def lines_in(git: Git, blobs: Sequence[str], record_id: str) -> dict[str, Line | None]:
    """The line of a record in each of these versions of a file; None where there is none.

    Raises:
        OtherProgramFailed: git cannot give one of them.
    """
    found: dict[str, Line | None] = {}
    known: dict[bytes, Line | None] = {}
    for blob, content in contents(git, blobs):
        found[blob] = _line_in(content, record_id, known)
    return found


def contents(git: Git, blobs: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """These blobs and what they hold, one at a time: a year of files does not fit in memory.

    Raises:
        OtherProgramFailed: git cannot give one of them.
    """
    if not blobs:
        return
    # Asked by a file: a pipe would be full before git has read what is asked.
    with tempfile.TemporaryFile() as asked:
        asked.write("".join(blob + "\n" for blob in blobs).encode())
        asked.seek(0)
        with subprocess.Popen(
            ["git", "cat-file", "--batch", "--buffer"], cwd=git.folder, stdin=asked,
            env=git.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            bufsize=1 << 20,
        ) as reading:  # fmt: skip
            answer = reading.stdout or BytesIO()
            for blob in blobs:
                head = answer.readline().split()
                content = answer.read(int(head[2])) if len(head) == 3 else None
                if content is None or len(content) != int(head[2]):
                    reading.kill()
                    raise OtherProgramFailed(
                        say("git cannot read a part of its past: {blob}.", blob=blob[:12]),
                        say("`git fsck` tells what is missing; another clone may have it."),
                    )
                answer.read(1)
                yield blob, content


def _line_in(content: bytes, record_id: str, known: dict[bytes, Line | None]) -> Line | None:
    wanted = f'"{record_id}"'.encode()
    torn = None
    at = content.find(wanted)
    while at >= 0:
        start, end = content.rfind(b"\n", 0, at) + 1, content.find(b"\n", at)
        line = content[start : end if end >= 0 else len(content)]
        if line not in known:
            known[line] = _own(line, record_id)
        found = known[line]
        if found is not None and UNREADABLE not in found:
            return found
        torn = torn or found
        at = content.find(wanted, start + len(line))
    return torn


def _own(line: bytes, record_id: str) -> Line | None:
    """A line that names an id as the record of that id, if it is its line."""
    try:
        found = decode(line.removesuffix(b"\r"))
    except UnreadableLine:
        if not re.search(rb'"id"\s*:\s*"%s"' % record_id.encode(), line):
            return None
        return {"id": record_id, UNREADABLE: line.decode("utf-8", "backslashreplace")}
    return found if found["id"] == record_id else None


def on_file(store: Store, record_id: str, tables: Iterable[str]) -> Line | None:
    """The line of a record as it stands in the shop now, whatever else is wrong with its file."""
    for table in tables:
        for shard in shards_of(record_id):
            content = store.shards.content(f"{table}/{shard}")
            if content and (found := _line_in(content, record_id, {})):
                return found
    return None


def not_committed(past: Past, now: Line | None) -> Entry | None:
    """What is on file and not in the last commit, as an entry without a commit."""
    changes = differences(past.committed, now)
    if not changes:
        return None
    return Entry(
        commit=None, at=None, by=None, subject=None, before=past.committed, after=now,
        changes=tuple(changes),
    )  # fmt: skip


def own_logs(line: Mapping[str, Any]) -> list[Entry]:
    """What a record's own logs tell of its past, oldest first: entries with a moment of theirs.

    It is what is known where git does not watch; a field that changed leaves no trace there.
    """
    found = []
    for name, value in line.items():
        rows = value if isinstance(value, list) else [value]
        for number, row in enumerate(rows):
            if isinstance(row, dict) and isinstance(row.get("at"), str):
                place = (name, number) if isinstance(value, list) else (name,)
                by = row.get("staff")
                found.append(
                    Entry(
                        commit=None, at=row["at"], by=by if isinstance(by, str) else None,
                        subject=None, before=None, after=None,
                        changes=(Change(place, NOTHING, row),),
                    )
                )  # fmt: skip
    return sorted(found, key=lambda entry: entry.at or "")
