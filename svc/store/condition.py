"""What condition a shop's folder is in: who may read it, what was left in it, what waits in it.

Each look gives one answer, also where all is well, so that the list is the same everywhere.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from stat import S_IMODE, S_ISDIR
from typing import TYPE_CHECKING

from svc.errors import SvcError
from svc.i18n import say
from svc.store import files, ids, journal, quarantine
from svc.store.finding import Answer
from svc.store.sending import LOG
from svc.store.settings import FILE
from svc.store.shards import JOURNAL
from svc.store.strict import SUFFIX
from svc.store.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

OURS = ("data", "policy", "templates", ".svc")
"""The folders of a shop that svc keeps files in."""
OWN = "gateways.toml"
"""What stays its owner's also where the rest is shared: it may hold a secret."""
SHARED = 0o060
TOLERANCE = timedelta(minutes=2)
"""How far the disk's clock may be ahead of this computer's."""


def permissions(folder: Path) -> Answer:
    """Who may read what is known of customers is as for `svc.toml`, and nobody else at all."""
    place = folder.resolve()
    if (odd := list(_odd_ones(place))) and (place / FILE).stat().st_mode & SHARED == SHARED:
        group = (place / FILE).stat().st_gid
        return Answer(
            "warning",
            say("{n} files or folders are not shared with the shop's group as {file} is, such as "
                "{name}.", n=len(odd), file=FILE, name=odd[0].relative_to(place).as_posix()),
            say("chgrp -R {group} {folder}; chmod -R g+rwX,o= {folder}; "
                "find {folder} -type d -exec chmod g+s {{}} +", group=group, folder=folder),
        )  # fmt: skip
    if is_closed(place):
        return Answer("ok", say("Nobody else can enter the folder."))
    open_files = [file for file in _files(place) if file.is_file() and file.stat().st_mode & 0o006]
    if open_files:
        return Answer(
            "warning",
            say("{n} files can be read by anybody on this computer.", n=len(open_files)),
            say("chmod -R o-rwx {folder}", folder=folder),
        )
    return Answer("ok", say("Nobody else can read the files."))


def is_closed(folder: Path) -> bool:
    """Whether a folder on the way keeps others out, whatever the files in it allow."""
    way = (folder, *folder.parents)
    return os.name == "nt" or any(place.stat().st_mode & 0o001 == 0 for place in way)


def _files(folder: Path) -> Iterator[Path]:
    """All that svc keeps in a shop, files and folders."""
    yield folder / FILE
    for name in OURS:
        if (folder / name).is_dir():
            yield folder / name
            yield from sorted((folder / name).rglob("*"))


def _odd_ones(folder: Path) -> Iterator[Path]:
    """What the shop's group may not read and write, or other groups may, where it is shared."""
    group = (folder / FILE).stat().st_gid
    for path in (folder, *_files(folder)):
        with suppress(FileNotFoundError):  # a command just took it away
            seen = path.lstat()
            wanted = 0o2070 if S_ISDIR(seen.st_mode) else 0o060
            if path.name == OWN or path.is_symlink():
                continue
            if S_IMODE(seen.st_mode) & wanted != wanted or seen.st_gid != group:
                yield path


def left_over(folder: Path) -> Answer:
    """No command was killed and left half-written files."""
    bulk = [path for path in _bulk(folder) if os.path.lexists(path)]
    if bulk:
        return Answer(
            "warning",
            say("A list of messages was begun and not finished: {file}.", file=bulk[0]),
            say("`svc sms outbox` says what became of each; the next `svc sms send` clears it."),
        )
    places = [folder, *(folder / name for name in (".svc", "policy", "data", quarantine.FOLDER))]
    places += [folder / "data" / table for table in TABLES]
    left = [file for place in places for file in files.left_over(place)]
    if left:
        return Answer(
            "warning",
            say("{n} files are left of commands that were killed.", n=len(left)),
            say("Harmless; the next change of that table removes them."),
        )
    return Answer("ok", say("Nothing is left of killed commands."))


def _bulk(folder: Path) -> Iterator[str]:
    """The temporary names of lists of messages that the diary of sending knows of."""
    with suppress(OSError):
        for line in (folder / LOG).read_bytes().splitlines():
            with suppress(ValueError, AttributeError):
                if isinstance(temporary := json.loads(line).get("temporary"), str):
                    yield temporary


def unfinished(folder: Path) -> Answer:
    """No change waits to be finished."""
    try:
        renames = journal.read(folder / JOURNAL)
    except SvcError as error:
        return Answer("error", error.message, REPAIR)
    if renames is None:
        return Answer("ok", say("No change is unfinished."))
    if (reason := journal.why_stuck(folder / JOURNAL)) is not None:
        return Answer("error", reason, REPAIR)
    return Answer(
        "warning",
        say("A change was interrupted; it is recorded, and everyone sees it."),
        say("`svc check` finishes it, as does the next change."),
    )


REPAIR = say("`svc repair-store` sets it aside, with what is not on file yet.")


def set_aside(folder: Path) -> Answer:
    """Nothing that a repair set aside waits for a person."""
    try:
        names = quarantine.names(str(folder))
    except SvcError as error:
        return Answer("warning", error.message, error.hint)
    if not names:
        return Answer("ok", say("Nothing lies in quarantine."))
    return Answer(
        "warning",
        say("{n} files lie in {folder}: what a repair could not read, or stood twice.",
            n=len(names), folder=quarantine.FOLDER),
        say("Put back what is wanted: `svc repair-store --put-back`; remove the file."),
    )  # fmt: skip


def links(folder: Path) -> Answer:
    """No file of records is a link: svc replaces whole files, and would part from it."""
    found = [
        path.relative_to(folder).as_posix()
        for table in TABLES
        for path in sorted((folder / "data" / table).glob(f"*{SUFFIX}"))
        if path.is_symlink()
    ]
    if found:
        return Answer(
            "error",
            say("{file} is a link, and svc replaces whole files.", file=found[0]),
            say("Put the file itself there. The whole folder may be a link."),
        )
    return Answer("ok", say("No file of records is a link."))


def conflicts(folder: Path) -> Answer:
    """No record waits for somebody to choose between what two tills made of it."""
    shards = sorted((folder / "data" / "conflicts").glob(f"[0-9]*{SUFFIX}"))
    waiting = sum(shard.read_bytes().count(b'{"id":') for shard in shards)
    if not waiting:
        return Answer("ok", say("No record was changed apart by two tills."))
    return Answer(
        "warning",
        say("{n} records were changed apart by two tills, and nobody has chosen.", n=waiting),
        say("`svc resolve` shows them."),
    )


def clock(folder: Path, today: date | None, now: datetime | None = None) -> Answer:
    """The clock is not behind what was written down, nor behind the files it was written to."""
    if today is None:
        return Answer("warning", say("The day is not known."), say("Mend svc.toml first."))
    newest = newest_day(folder)
    hint = say("Set this computer's clock, or the time zone in svc.toml.")
    if newest is not None and newest > today:
        return Answer(
            "warning",
            say("Today is {today}, but the newest record is of {day}.", today=today, day=newest),
            hint,
        )
    written = newest_file(folder)
    if now is not None and written is not None and written > now + TOLERANCE:
        return Answer(
            "warning",
            say("A file was written on {day}, which is still to come by this computer's clock.",
                day=written.astimezone(now.tzinfo).strftime("%Y-%m-%d %H:%M")),
            hint,
        )  # fmt: skip
    return Answer("ok", say("The clock is not behind the records."))


def newest_file(folder: Path) -> datetime | None:
    """When a file of records was written last, by the clock of that moment."""
    times = []
    for table in TABLES:
        for shard in (folder / "data" / table).glob(f"*{SUFFIX}"):
            with suppress(OSError):
                times.append(shard.stat().st_mtime)
    return datetime.fromtimestamp(max(times), UTC) if times else None


def newest_day(folder: Path) -> date | None:
    """The last day on which an id was drawn; purchases may be of a day to come."""
    days = []
    for table in ("customers", "complaints", "staff"):
        shards = sorted((folder / "data" / table).glob("[0-9]*.jsonl"))
        for shard in shards:
            if shard.name[:7] == shards[-1].name[:7]:
                for found in _IDS.finditer(shard.read_bytes()):
                    with suppress(ValueError):
                        days.append(ids.day_of(found[1].decode()))
    return max(days, default=None)


_IDS = re.compile(rb'^\{"id":"([A-Z]-[0-9]{6}-[0-9A-Z]{6})"', re.MULTILINE)
