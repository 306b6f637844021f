"""Everything there is to see in a store's data, one problem hiding no other: for `svc check`.

Where a command stops at the first bad line, this reads on, line by line. Call it with the lock
held: it looks at the files themselves, not through a journal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from svc.frozen import Frozen
from svc.i18n import Sentence, say
from svc.problem import Problem
from svc.store import files, ids, quarantine
from svc.store.lines import UnreadableLine, canonical_records, encode, scan
from svc.store.strict import SUFFIX
from svc.store.table import is_newer
from svc.store.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

HARMLESS = {".gitkeep", ".DS_Store", "Thumbs.db", "desktop.ini"}


class FoundLine(Frozen):
    """A line that is a record of its table: where it stands, and what it holds."""

    table: str
    file: str
    number: int
    id: str
    day: date
    raw: dict[str, Any]
    newer: bool


class Survey:
    """The good lines of all tables, one after the other, and what is wrong with all else.

    `problems` holds what was found up to the line last given.
    """

    def __init__(self, data: Path) -> None:
        self.data = data
        self.problems: list[Problem] = []

    def lines(self) -> Iterator[FoundLine]:
        """Read every file under the data folder."""
        problems = self.problems
        for entry in _entries(self.data, problems):
            if not entry.is_dir():
                problems += _stranger(entry, entry.name)
            elif entry.name == quarantine.NAME:
                problems += _set_aside(entry)
            elif entry.name not in TABLES:
                message = say("svc knows no table of this name.")
                problems.append(_problem("unknown-file", message, entry.name, level="warning"))
            else:
                yield from _table(entry, problems)


def _table(folder: Path, problems: list[Problem]) -> Iterator[FoundLine]:
    seen: dict[str, tuple[str, int]] = {}
    for file in _entries(folder, problems):
        place = f"{folder.name}/{file.name}"
        if not (file.suffix == SUFFIX and ids.SHARD.fullmatch(file.stem) and file.is_file()):
            problems += _stranger(file, place)
            continue
        if file.is_symlink():
            problems.append(
                _problem(
                    "link",
                    say("This is a link, and svc replaces whole files."),
                    place,
                    hint=say("Put the file itself there. The whole folder may be a link."),
                )
            )
        if (content := _content(file, place, problems)) is not None:
            yield from _shard(content, folder.name, file, seen, problems)


def _shard(
    content: bytes,
    table: str,
    file: Path,
    seen: dict[str, tuple[str, int]],
    problems: list[Problem],
) -> Iterator[FoundLine]:
    place = f"{table}/{file.name}"
    canonical = canonical_records(content)
    if canonical is not None:
        records = list(enumerate(canonical, start=1))
    else:
        records = _lines(content, place, problems)
    for number, raw in records:
        found_here = list(_placed(raw, table, file, number, seen))
        problems += found_here
        if all(problem.rule in STILL_THERE for problem in found_here):
            seen[raw["id"]] = (place, number)
            yield FoundLine(
                table=table, file=f"data/{place}", number=number, id=raw["id"],
                day=ids.day_of(raw["id"]), raw=raw, newer=is_newer(raw),
            )  # fmt: skip


def _lines(
    content: bytes, place: str, problems: list[Problem]
) -> list[tuple[int, dict[str, Any]]]:
    """The lines of a shard that is not canonical, by number, and what is wrong with the others."""
    records: list[tuple[int, bytes, dict[str, Any]]] = []
    foreign: list[int] = []
    for number, line, found in scan(content):
        if not isinstance(found, UnreadableLine):
            records.append((number, line, found))
        elif found.rule == "not-utf8":
            foreign.append(number)
        else:
            problems.append(_problem(found.rule, _said(found.reason), place, number))
    if foreign:
        problems.append(_not_utf8(place, foreign))
    empty = [n for n, line in enumerate(content.split(b"\n")[:-1], 1) if not line.strip()]
    problems += _disorder(place, records, empty)
    return [(number, raw) for number, _line, raw in records]


STILL_THERE = {"wrong-file", "newer-schema"}
"""What leaves a line a record all the same: what refers to it is not wrong, too."""


def _placed(
    raw: dict[str, Any], table: str, file: Path, number: int, seen: dict[str, tuple[str, int]]
) -> Iterator[Problem]:
    """Whether a record may stand where it stands, and stands there for the first time."""
    record_id, place = raw["id"], f"{table}/{file.name}"
    if wrong := ids.misplaced(record_id, file.stem, TABLES[table]):
        rule, reason = wrong
        known = record_id if ids.is_id(record_id) else None
        yield _problem(rule, _said(reason), place, number, record=known)
    if (first := seen.get(record_id)) is not None:
        message = say(
            "{id} stands in {file}, line {line}, already.",
            id=record_id, file=f"data/{first[0]}", line=first[1],
        )  # fmt: skip
        yield _problem("duplicate-id", message, place, number, record=record_id)
    elif is_newer(raw):
        message = say("{id} was written by a newer svc; it is kept as it is.", id=record_id)
        hint = say("Install the newer svc to look into it.")
        yield _problem(
            "newer-schema", message, place, number, record=record_id, hint=hint, level="warning"
        )


def _disorder(
    place: str, records: list[tuple[int, bytes, dict[str, Any]]], empty: list[int]
) -> Iterator[Problem]:
    """The first line that is empty, not as svc writes it, or not after the one before it."""
    last = ""
    wrong = empty[:1]
    for number, line, raw in records:
        if raw["id"] < last or line + b"\n" != encode(raw):
            wrong.append(number)
            break
        last = raw["id"]
    if wrong:
        message = say("From here on the lines are not in svc's own form or order.")
        hint = say("Harmless; `svc fmt` puts the file in order.")
        yield _problem("not-canonical", message, place, min(wrong), hint=hint, level="warning")


def _not_utf8(place: str, lines: list[int]) -> Problem:
    """One problem for a file in another encoding, not one for each of its lines."""
    if len(lines) == 1:
        message = say("This line is not UTF-8 (perhaps saved as GBK).")
    else:
        message = say("{n} lines from here on are not UTF-8 (perhaps saved as GBK).", n=len(lines))
    return _problem("not-utf8", message, place, lines[0])


def _entries(folder: Path, problems: list[Problem]) -> list[Path]:
    """What is in a folder, in order; one that cannot be seen is a problem."""
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        place = "" if folder.name == "data" else folder.name
        message = say("{reason}.", reason=error.strerror or type(error).__name__)
        problems.append(_problem("unreadable-file", message, place, hint=PERMISSIONS))
        return []


PERMISSIONS = say("See who owns it and who may read it.")


def _content(file: Path, place: str, problems: list[Problem]) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError as error:
        message = say("{reason}.", reason=error.strerror or type(error).__name__)
        problems.append(_problem("unreadable-file", message, place, hint=PERMISSIONS))
        return None


def _stranger(file: Path, place: str) -> Iterator[Problem]:
    """A file that no command reads; one that looks like records may hold some."""
    if file.name in HARMLESS:
        return
    if files.OURS.fullmatch(file.name):
        message = say("A command that was killed left this file.")
        hint = say("Harmless; the next change of this table removes it.")
        yield _problem("stray-temporary", message, place, hint=hint, level="warning")
        return
    if file.suffix == SUFFIX:
        message = say("No command reads a file of this name.")
        hint = say("Bring its lines into the file their ids name (2026-11.jsonl); remove it.")
        yield _problem("unknown-file", message, place, hint=hint)
        return
    hint = say("Keep only svc's own files under data/.")
    message = say("This is no file of svc's.")
    yield _problem("unknown-file", message, place, hint=hint, level="warning")


def _set_aside(folder: Path) -> Iterator[Problem]:
    """What a repair set aside, till a person has looked at it."""
    for name in quarantine.names(str(folder.parent.parent)):
        message = say("A repair set lines aside here that could not be read or stood twice.")
        hint = say("Put back what is wanted: `svc repair-store --put-back`; remove the file.")
        place = f"{quarantine.NAME}/{name}"
        yield _problem("quarantine", message, place, hint=hint, level="warning")


def _said(reason: Sentence) -> Sentence:
    return say("{reason}.", reason=reason)


HINTS = {
    "torn-line": say("Complete the line, or take the file back with git. Nothing is guessed."),
    "conflict-marker": say(
        "`svc resolve` merges what git left unmerged; else keep the right lines of both sides."
    ),
    "not-utf8": say("Save the file as UTF-8 in your editor."),
    "byte-order-mark": say("Save the file as UTF-8 without a BOM."),
    "nul-byte": say("Take the file back with git or from a copy, and have the disk looked at."),
    "duplicate-id": say("Keep the right one of the two lines."),
    "duplicate-field": say("Keep the right one of the two."),
    "wrong-file": say("Move the line to that file."),
    "malformed-id": say("Put back the id it had: git knows it."),
    "foreign-id": say("Move the line to its own table's file."),
}
TAKE_BACK = say("Mend the line, or take it back with git.")


def _problem(
    rule: str,
    message: Sentence,
    place: str,
    line: int | None = None,
    *,
    record: str | None = None,
    hint: Sentence | None = None,
    level: Literal["error", "warning"] = "error",
) -> Problem:
    if hint is None and level == "error":
        hint = HINTS.get(rule, TAKE_BACK)
    return Problem(
        level=level, rule=rule, message=message, hint=hint,
        file=f"data/{place}".rstrip("/"), line=line, record=record,
    )  # fmt: skip
