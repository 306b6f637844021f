"""What the machine under a store is like: does it lock, does it sync, who may read, is there room.

Each look gives one answer, also where all is well, so that the list is the same everywhere.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from svc.errors import StoreBusy, SvcError
from svc.i18n import say
from svc.store import files, ids, journal
from svc.store.finding import Answer, Level
from svc.store.lock import locked
from svc.store.settings import FILE, read_settings
from svc.store.shards import JOURNAL, LOCK
from svc.store.tables import TABLES

if TYPE_CHECKING:
    from datetime import date

REMOTE = {
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "afpfs", "davfs", "ceph", "lustre",
    "vboxsf", "prl_fs", "virtiofs", "drvfs",
}  # fmt: skip
"""File systems whose locks cannot be relied on."""
SYNCED = (
    "dropbox", "onedrive", "google drive", "googledrive", "icloud drive", "com~apple~clouddocs",
    "nextcloud", "owncloud", "seafile", "syncthing", "nutstore", "坚果云", "我的坚果云",
    "百度网盘", "百度云", "baidunetdisk", "baidusyncdisk", "wps云盘", "wpsdrive", "微云", "weiyun",
)  # fmt: skip
"""How folders begin that a program copies about behind our back."""
LITTLE_ROOM = 100_000_000
NO_ROOM = 5_000_000


def python(_folder: Path) -> Answer:
    """Python is one this was written for."""
    version = ".".join(map(str, sys.version_info[:3]))
    return Answer("ok", say("Python {version}", version=version))


def tinydb(_folder: Path) -> Answer:
    """TinyDB is one whose seam we know."""
    from tinydb.version import __version__ as version

    major, minor = map(int, version.split(".")[:2])
    if (major, minor) < (4, 8) or major > 4:
        hint = say("Install one from 4.8 up to, not including, 5.")
        return Answer(
            "error", say("TinyDB {version} is not one svc was tested with.", version=version), hint
        )
    return Answer("ok", say("TinyDB {version}", version=version))


def settings(folder: Path) -> Answer:
    """`svc.toml` can be read."""
    try:
        read_settings(folder)
    except SvcError as error:
        return Answer("error", error.message, error.hint)
    return Answer("ok", say("{file} can be read.", file=FILE))


def file_system(folder: Path, mounts: Path = Path("/proc/mounts")) -> Answer:
    """The folder lies on a local disk, whose locks hold."""
    kind = _kind_of(folder.resolve(), mounts)
    if kind is None:
        return Answer("ok", say("The kind of file system is not known here."))
    if kind in REMOTE or kind.startswith("fuse."):
        return Answer(
            "warning",
            say("The folder lies on {kind}: locks may not hold there.", kind=kind),
            say("Keep it on a local disk, one computer at a time; share it by git."),
        )
    return Answer("ok", say("The folder lies on {kind}.", kind=kind))


def _kind_of(folder: Path, mounts: Path) -> str | None:
    """The type of the file system a folder is on: of the longest mount point above it."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    found: tuple[int, str] | None = None
    for line in lines:
        _device, point, kind, *_rest = line.split(" ")
        for code, character in ((r"\040", " "), (r"\011", "\t"), (r"\012", "\n"), (r"\134", "\\")):
            point = point.replace(code, character)
        if folder.is_relative_to(point) and (found is None or len(point) >= found[0]):
            found = (len(point), kind)
    return found[1] if found else None


def sync_folder(folder: Path) -> Answer:
    """No program copies the folder about behind our back."""
    place = folder.resolve()
    inside = any(part.lower().startswith(SYNCED) for part in place.parts)
    if inside or any((above / ".stfolder").exists() for above in (place, *place.parents)):
        return Answer(
            "warning",
            say("The folder lies in one that is synchronised."),
            say("Such programs copy half a change and make second copies. Use git instead."),
        )
    return Answer("ok", say("The folder is not in one that is synchronised."))


def lock(folder: Path) -> Answer:
    """The lock can be taken, and whoever holds it holds it alone."""
    try:
        with locked(folder / LOCK, 0):
            try:
                with locked(folder / LOCK, 0):
                    return Answer(
                        "error",
                        say("Two can hold the lock at once here."),
                        say("Move the folder to a local disk."),
                    )
            except StoreBusy:
                return Answer("ok", say("The lock holds."))
    except StoreBusy:
        return Answer(
            "warning", say("Another command is writing just now."), say("Run this once more.")
        )
    except SvcError as error:
        return Answer("error", error.message, say("See who owns .svc and who may write there."))


def writing(folder: Path) -> Answer:
    """A file can be written, made durable and renamed, in the data and beside it."""
    places = [folder / ".svc", *(folder / "data" / table for table in TABLES)]
    try:
        for place in places:
            if place.is_dir():
                probe = place / "probe"
                files.replace_one(probe, b"svc doctor\n", folder / FILE)
                probe.unlink()
    except SvcError as error:
        return Answer(
            "error", error.message, say("See who owns the folder and who may write there.")
        )
    return Answer("ok", say("Files can be written, made durable and renamed."))


def room(folder: Path) -> Answer:
    """There is room for the next change."""
    free = shutil.disk_usage(folder).free
    told = say("{n} MB are free.", n=free // 1_000_000)
    if free < LITTLE_ROOM:
        level: Level = "error" if free < NO_ROOM else "warning"
        return Answer(level, told, say("Make room on this disk."))
    return Answer("ok", told)


def permissions(folder: Path) -> Answer:
    """What is known of customers is for nobody else on this computer."""
    if is_closed(folder.resolve()):
        return Answer("ok", say("Nobody else can enter the folder."))
    open_files = [
        file
        for top in (folder / FILE, folder / "data", folder / ".svc")
        for file in (top, *top.rglob("*"))
        if file.is_file() and file.stat().st_mode & 0o006
    ]
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


def left_over(folder: Path) -> Answer:
    """No command was killed and left half-written files."""
    places = [folder, folder / ".svc", folder / "policy"]
    places += [folder / "data" / table for table in TABLES]
    left = [file for place in places for file in files.left_over(place)]
    if left:
        return Answer(
            "warning",
            say("{n} files are left of commands that were killed.", n=len(left)),
            say("Harmless; the next change of that table removes them."),
        )
    return Answer("ok", say("Nothing is left of killed commands."))


def unfinished(folder: Path) -> Answer:
    """No change waits to be finished."""
    try:
        renames = journal.read(folder / JOURNAL)
    except SvcError as error:
        return Answer("error", error.message, error.hint)
    if renames is None:
        return Answer("ok", say("No change is unfinished."))
    return Answer(
        "warning",
        say("A change was interrupted; it is recorded, and everyone sees it."),
        say("`svc check` finishes it, as does the next change."),
    )


def clock(folder: Path, today: date | None) -> Answer:
    """The clock is not behind what was written down."""
    if today is None:
        return Answer("warning", say("The day is not known."), say("Mend svc.toml first."))
    newest = newest_day(folder)
    if newest is not None and newest > today:
        return Answer(
            "warning",
            say("Today is {today}, but the newest record is of {day}.", today=today, day=newest),
            say("Set this computer's clock, or the time zone in svc.toml."),
        )
    return Answer("ok", say("The clock is not behind the records."))


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
