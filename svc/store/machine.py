"""What the machine under a store is like: does it lock, does it sync, is there room.

Each look gives one answer, also where all is well, so that the list is the same everywhere.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from svc.errors import StoreBusy, SvcError
from svc.i18n import say
from svc.store import files
from svc.store.finding import Answer, Level
from svc.store.lock import locked
from svc.store.settings import FILE, read_settings
from svc.store.shards import LOCK
from svc.store.tables import TABLES

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
