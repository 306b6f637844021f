"""A store's files put right as planned, all or nothing; and the way back out of quarantine."""

from __future__ import annotations

import codecs
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from svc.errors import BadInput, NoSuchRecord, Refused
from svc.frozen import Frozen
from svc.i18n import say
from svc.store import files, journal, quarantine
from svc.store.lines import UnreadableLine, encode_all
from svc.store.lock import locked, patience
from svc.store.placing import is_of, read_line, table_of
from svc.store.repair import Plan
from svc.store.repository import unmerged
from svc.store.settings import FILE
from svc.store.shards import JOURNAL, LOCK
from svc.store.strict import file_of
from svc.store.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from svc.store.placing import Done
    from svc.store.quarantine import Aside
    from svc.store.strict import Raw


class Mended(Frozen):
    """What was done, or would be; `quarantine` is the file what was set aside lies in."""

    done: tuple[Done, ...]
    quarantine: str | None = None


class Back(Frozen):
    """What becomes of one entry of quarantine: the file it went to, or why it stays."""

    entry: Aside
    record: str | None = None
    to: str | None = None
    why: str | None = None


def repair(folder: Path, day: date, *, dry_run: bool = False) -> Mended:
    """Put a store's files right; what cannot be read goes to quarantine, with its place.

    An interrupted change is finished first, where it can be.

    Raises:
        Refused: git has not merged a file yet.
        BadData: a file of records is a link.
        StoreBusy, CannotReadOrWrite: nothing was changed.
    """
    root = os.fspath(folder)
    _refuse_unmerged(folder)
    if dry_run:
        plan = Plan(root)
        return Mended(done=_sorted(plan), quarantine=_new(plan, day)[0])
    with _alone(root):
        plan = Plan(root)
        name, lines = _new(plan, day)
        contents = _shards(plan)
        if name and lines:
            contents[os.path.join(root, name)] = lines
        _write(root, contents)
        _remove(plan)
    return Mended(done=_sorted(plan), quarantine=name)


def put_back(
    folder: Path, name: str, encoding: str | None, *, dry_run: bool = False
) -> list[Back]:
    """Put back out of a file of quarantine what is a record now, and whose id is free.

    `encoding` is what the bytes are taken for that are not UTF-8. What is put back, or is on file
    just so, leaves quarantine; the rest stays there.

    Raises:
        NoSuchRecord: there is no such file.
        BadData: a line of it was edited.
        BadInput: no such encoding.
        Refused: something else is to be repaired first.
    """
    root = os.fspath(folder)
    if encoding is not None:
        _refuse_unknown(encoding)
    _refuse_unmerged(folder)
    if dry_run:
        return _back(Plan(root), name, encoding)[0]
    with _alone(root):
        plan = Plan(root)
        found, rest = _back(plan, name, encoding)
        path = os.path.join(root, quarantine.FOLDER, name)
        contents = _shards(plan)
        if any(each.to for each in found):
            contents[path] = b"".join(map(quarantine.encoded, rest))
        _write(root, contents)
        if not rest:
            with files.plain_errors(path), suppress(FileNotFoundError):
                os.unlink(path)
    return found


def _sorted(plan: Plan) -> tuple[Done, ...]:
    return tuple(sorted(plan.done, key=lambda each: (each.file, each.line or 0)))


def _refuse_unmerged(folder: Path) -> None:
    if any(file.startswith("data/") or "/data/" in file for file in unmerged(folder)):
        raise Refused(
            say("git could not merge some of the shop's files, and knows both sides of them."),
            say("`svc resolve` first; nothing was changed."),
        )


def _refuse_unknown(encoding: str) -> None:
    try:
        codecs.lookup(encoding)
        "".encode(encoding)  # some of them are not of text, one says no to everything
    except (LookupError, UnicodeError):
        raise BadInput(
            say("svc knows no encoding {name!r}.", name=encoding),
            say("Chinese Windows wrote gb18030 (GBK)."),
        ) from None


@contextmanager
def _alone(root: str) -> Iterator[None]:
    """The store's lock; an interrupted change is finished, if it can be."""
    place = os.path.join(root, JOURNAL)
    with locked(os.path.join(root, LOCK), patience()):
        if journal.why_stuck(place) is None:
            journal.recover(place)
        yield


def _new(plan: Plan, day: date) -> tuple[str | None, bytes]:
    """The file of quarantine for what is set aside and does not lie there already; its content."""
    if not plan.aside:
        return None, b""
    there = {entry.key for entry in quarantine.all_entries(plan.root)}
    content = b"".join(quarantine.encoded(each) for each in plan.aside if each.key not in there)
    return f"{quarantine.FOLDER}/{quarantine.file_for(day, content)}" if content else None, content


def _shards(plan: Plan) -> dict[str, bytes]:
    """What changes of the files of records, by path."""
    after = {name: encode_all(records) for name, records in plan.shards.items()}
    return {
        plan.path(name): content
        for name, content in after.items()
        if content != plan.content(name) or not content
    }


def _write(root: str, contents: dict[str, bytes]) -> None:
    """All of it or nothing; files that hold nothing any more go."""
    if not contents:
        return
    journal.replace_all(contents, os.path.join(root, JOURNAL), os.path.join(root, FILE))
    for path in contents:
        with files.plain_errors(path), suppress(FileNotFoundError):
            if not os.path.getsize(path):
                os.unlink(path)


def _remove(plan: Plan) -> None:
    """Remove files whose lines all lie elsewhere now, unless somebody wrote to them since."""
    for path, content in plan.gone.items():
        with files.plain_errors(path), suppress(FileNotFoundError):
            if files.read(path) == content:
                os.unlink(path)
                files.sync_folder(os.path.dirname(path))


def _back(plan: Plan, name: str, encoding: str | None) -> tuple[list[Back], list[Aside]]:
    """What becomes of each entry of a file of quarantine, and those that stay there."""
    if plan.done:
        raise Refused(
            say("Something else is to be put right first."), say("`svc repair-store` does it.")
        )
    if name not in quarantine.names(plan.root):
        raise NoSuchRecord(
            say("No file {name} lies in {folder}.", name=name, folder=quarantine.FOLDER),
            say("Those there: {names}.", names=", ".join(quarantine.names(plan.root)) or "-"),
        )
    path = os.path.join(plan.root, quarantine.FOLDER, name)
    with files.plain_errors(path):
        entries = quarantine.entries(files.read(path), name)
    found = [_of_entry(plan, entry, encoding) for entry in entries]
    return found, [each.entry for each in found if each.to is None]


def _of_entry(plan: Plan, entry: Aside, encoding: str | None) -> Back:
    try:
        raw = read_line(_as_utf8(entry.content, encoding))
    except UnreadableLine as problem:
        return Back(entry=entry, why=str(problem.reason))
    except UnicodeError:  # some encodings give what UTF-8 cannot hold
        return Back(
            entry=entry, why=str(say("not written in {encoding}", encoding=encoding or ""))
        )
    record_id = raw["id"]
    table = _own_table(entry, raw)
    if table is None:
        return Back(entry=entry, why=str(say("no table takes it as a record")))
    if plan.is_free(table, record_id):
        return Back(entry=entry, record=record_id, to=file_of(plan.put(table, raw)))
    if plan.is_on_file(raw, table):
        return Back(entry=entry, record=record_id, to=plan.file_with(table, record_id))
    return Back(entry=entry, record=record_id, why=str(say("{id} is on file", id=record_id)))


def _as_utf8(content: bytes, encoding: str | None) -> bytes:
    """A line as UTF-8: as it is where it is that, else out of the encoding it is said to be in."""
    try:
        content.decode()
    except UnicodeDecodeError:
        if encoding is not None:
            return content.decode(encoding).encode()
    return content


def _own_table(entry: Aside, raw: Raw) -> str | None:
    """The table whose file an entry was taken from, if its id is of that; else by what it is."""
    table = entry.file.split("/")[1] if entry.file.startswith("data/") else ""
    return table if table in TABLES and is_of(table, raw["id"]) else table_of(raw)
